// SPDX-License-Identifier: Apache-2.0
// A lead approves at somebody else's terminal: the badge was scanned, now the PIN. A scan made
// meanwhile is the terminal's: another lead's badge, for one.
import { useSignal } from "@preact/signals";
import { Keypad } from "../frame/keypad";
import { pick, speak } from "../words/dictionary";
import { say } from "../words/terminal";
import { approve, shownScreen, takeScan } from "./model";
import { play } from "./tones";

const own = speak({ pin: ["Type the PIN", "输入 PIN 码"] });

const told = (code: string, text: { en: string; zh: string } | undefined): string =>
  code === "wrong_pin" ? say("wrong_pin") : text ? pick(text) : say("server_away");

export default function Approval() {
  const now = shownScreen.value;
  const away = useSignal(false);
  const problem = useSignal("");
  const enter = async (pin: string): Promise<void> => {
    const wrong = await approve(pin);
    problem.value = wrong ? told(wrong.code, wrong.text) : "";
    if (wrong) play("error");
  };
  if (!now) return null;
  if (away.value)
    return (
      <button type="button" class="button" onClick={() => (away.value = false)}>
        {own("pin")}
      </button>
    );
  return (
    <>
      <p role="alert">{problem.value}</p>
      <Keypad
        kind="pin"
        title={`${problem.value} ${pick(now.text.ask)}`.trim()}
        onScan={takeScan}
        onEnter={(pin) => void enter(pin)}
        onClose={() => (away.value = true)}
      />
    </>
  );
}
