// SPDX-License-Identifier: Apache-2.0
// Loads the barcode drawing when the first barcode is shown.
import { useEffect, useState } from "preact/hooks";

type Part = typeof import("./symbols");

export function Symbol(props: { text: string; kind: "code128" | "qrcode" }) {
  const [part, setPart] = useState<Part | null>(null);
  useEffect(() => {
    let gone = false;
    void import("./symbols").then((loaded) => {
      if (!gone) setPart(loaded);
    });
    return () => {
      gone = true;
    };
  }, []);
  const Drawn = part?.default;
  return Drawn ? <Drawn {...props} /> : <span class="quiet">{props.text}</span>;
}
