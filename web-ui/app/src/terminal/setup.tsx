// SPDX-License-Identifier: Apache-2.0
// Z2: one label shows how the scanner is set up: path, suffix, layout, separator, prefix.
import { useSignal } from "@preact/signals";
import { datamatrix, drawingSVG } from "bwip-js/generic";
import { useLayoutEffect } from "preact/hooks";
import { Drawing } from "../frame/drawing";
import { lastPath, lastSuffix, readScans, type Captured } from "../scan/capture";
import { say } from "../words/setup";
import { visible } from "./codes";

/** Mixed case, the signs that move on other layouts, a separator, digits. */
export const label = "Wms-Az_2/y:\u001d10LoT7";

export interface Finding {
  good: boolean;
  text: string;
}
export function findings(raw: string): Finding[] {
  const prefix = /^\][A-Za-z]\w/.exec(raw)?.[0] ?? "";
  const code = raw.slice(prefix.length);
  const found: Finding[] = [];
  const path = lastPath.value;
  if (path) found.push({ good: path === "keys", text: say(`setup_path_${path}`) });
  const suffix = lastSuffix.value;
  found.push(
    suffix && suffix !== "none"
      ? { good: true, text: say("setup_suffix", suffix) }
      : { good: false, text: say("setup_suffix_none") },
  );
  found.push(
    prefix
      ? { good: true, text: say("setup_prefix", prefix) }
      : { good: true, text: say("setup_no_prefix") },
  );
  if (code === label) return found;
  const withoutGs = label.replace("\u001d", "");
  if (
    code.toLowerCase() === label.toLowerCase() ||
    code.toLowerCase() === withoutGs.toLowerCase()
  ) {
    if (code !== label && code !== withoutGs)
      found.push({ good: false, text: say("setup_case") });
    if (!code.includes("\u001d")) found.push({ good: false, text: say("setup_separator") });
  } else if (code.length === label.length || code.length === withoutGs.length) {
    found.push({ good: false, text: say("setup_layout", visible(code), visible(label)) });
  } else {
    found.push({ good: false, text: say("setup_other", visible(code)) });
  }
  return found;
}

const picture = datamatrix(
  {
    bcid: "datamatrix",
    text: label.replace("\u001d", "^029"),
    parse: true,
    scale: 5,
    paddingwidth: 6,
    paddingheight: 6,
    backgroundcolor: "FFFFFF",
  },
  drawingSVG(),
);

function Label() {
  return <Drawing svg={picture} name={say("setup_label")} kind="test-label" />;
}

export default function Setup() {
  const scan = useSignal<Captured | null>(null);
  useLayoutEffect(() => readScans((one) => void (scan.value = one)), []);
  const list = scan.value ? findings(scan.value.raw) : [];
  return (
    <div class="setup">
      <h3>{say("setup_scan")}</h3>
      <Label />
      <div role="status">
        <ul>
          {list.map((one) => (
            <li key={one.text} class={one.good ? "told-ok" : "told-attention"}>
              <span aria-hidden="true">{one.good ? "✓" : "!"}</span> {one.text}
            </li>
          ))}
          {list.length > 0 && list.every((one) => one.good) ? (
            <li>{say("setup_good")}</li>
          ) : null}
        </ul>
      </div>
      {scan.value ? <code>{visible(scan.value.raw)}</code> : null}
    </div>
  );
}
