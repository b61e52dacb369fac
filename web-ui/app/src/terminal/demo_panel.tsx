// SPDX-License-Identifier: Apache-2.0
// In a demonstration anybody can try every step without a scanner: the next right scan, and the
// mistakes people make (U26).
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { hintsFor, type Hint } from "../frame/demo";
import { deviceCode } from "../frame/session_state";
import { arrive } from "../scan/capture";
import { pick } from "../words/dictionary";
import { say } from "../words/terminal";
import { press, result, screen, type Button } from "./model";

function use(hint: Hint): void {
  if (hint.code) arrive(hint.code, "hint");
  else if (hint.button) press(hint.button as Button, hint.argument, pick(hint));
}

export default function DemoPanel() {
  const hints = useSignal<Hint[]>([]);
  const token = screen.value?.step_token;
  const number = result.value?.number;
  useEffect(() => {
    let wanted = true;
    void hintsFor(deviceCode.value).then((found) => {
      if (wanted) hints.value = found;
    });
    return () => {
      wanted = false;
    };
  }, [token, number]);
  return (
    <section class="demo-panel" aria-label={say("demo_try")}>
      <h2>{say("demo_try")}</h2>
      {hints.value.length === 0 ? <p class="note">{say("demo_none")}</p> : null}
      <ul>
        {hints.value.map((hint, at) => (
          <li key={`${hint.code}${hint.button}${at}`}>
            <button
              type="button"
              class={`hint ${hint.right ? "right" : "wrong"}`}
              data-code={hint.code}
              data-right={hint.right}
              onClick={() => use(hint)}
            >
              <span aria-hidden="true">{hint.right ? "✓" : "✕"}</span> {pick(hint)}
              <span class="spoken"> {say(hint.right ? "demo_right" : "demo_wrong")}</span>
              {hint.code ? <code>{hint.code}</code> : null}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
