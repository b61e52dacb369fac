// SPDX-License-Identifier: Apache-2.0
// The terminal of picker, packer, counter and dispatcher: draws the server's Screen. One question,
// one thing to scan, at most two buttons and "⋯" (U1).
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { demoPeople } from "../frame/demo";
import { Later } from "../frame/later";
import { watch } from "../frame/live";
import { deviceCode, session } from "../frame/session_state";
import { readHints, readScans, type Captured } from "../scan/capture";
import type { Hint } from "../scan/wedge";
import { say } from "../words/terminal";
import { Actions, askFor } from "./actions";
import { Bar } from "./bar";
import { visible } from "./codes";
import { card, hintTold, outbox, result, shownScreen, startTerminal, takeScan } from "./model";
import { Lines, Question } from "./question";
import { Sheet, sheet } from "./sheets";
import { Stop } from "./stop";
import { Verdict } from "./verdict";
import { keepAwake } from "./awake";
import { keepTelling } from "./telemetry";

/** Counts starts, so that a test knows the terminal is ready for a scan. */
export const ready = signal(0);

function onScan(scan: Captured): void {
  const command = scan.raw.toUpperCase();
  if (command === "!HELP") sheet.value = "help";
  else if (sheet.peek() && sheet.peek() !== "camera") sheet.value = null;
  if (!askFor(command, shownScreen.peek())) takeScan(scan);
}

const hintWords = {
  alt_numpad: "alt_numpad_hint",
  no_suffix: "no_suffix_hint",
  input_method: "ime_hint",
} as const;
function onHint(hint: Hint, seen: string): void {
  const shown = visible(seen);
  hintTold(shown, say(hintWords[hint], shown));
}

export function Terminal() {
  useEffect(() => {
    const running = startTerminal();
    // a lead's message brings what draws it
    const hear = (data: unknown) => void (data && import("./messages"));
    const heard = watch(`messages:${deviceCode.value}`, hear);
    const stops = [readScans(onScan), readHints(onHint), keepAwake(), keepTelling(), heard];
    ready.value += 1;
    return () => {
      void running.then((stop) => stop());
      for (const stop of stops) stop();
    };
  }, []);
  const now = shownScreen.value ?? session.value?.screen;
  if (!now) return <main class="note">{say("loading")} …</main>;
  const tone = result.value?.tone ?? "none";
  const tired = outbox.wants_stop();
  return (
    <div class={`terminal tone-${tone}`} data-step={now.step} data-process={now.process}>
      <Bar now={now} />
      {now.must_acknowledge ? (
        <Stop now={now} />
      ) : (
        <main class="middle" id="content">
          {tired ? (
            <p class="tired" role="alert">
              {say("offline_stop", outbox.count.value)}
            </p>
          ) : null}
          <Question now={now} />
          <Verdict now={now} />
          {card.value ? <Later load={() => import("./card")} /> : null}
          <Lines now={now} />
          {now.step === "scan_container" && now.process === "packing" ? (
            <Later load={() => import("./equipment")} />
          ) : null}
          {demoPeople.value ? <Later load={() => import("./demo_panel")} /> : null}
        </main>
      )}
      <Actions now={now} />
      <Sheet now={now} />
    </div>
  );
}
