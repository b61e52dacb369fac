// SPDX-License-Identifier: Apache-2.0
// Barcodes on screen and on paper, drawn as SVG by bwip-js in a chunk of its own.
import { code128, drawingSVG, qrcode } from "bwip-js/generic";
import { Drawing } from "../frame/drawing";

export default function Symbol({ text, kind }: { text: string; kind: "code128" | "qrcode" }) {
  const svg =
    kind === "qrcode"
      ? qrcode({ bcid: kind, text }, drawingSVG())
      : code128({ bcid: kind, text, height: 12 }, drawingSVG());
  return <Drawing svg={svg} name={text} kind={`symbol ${kind}`} />;
}
