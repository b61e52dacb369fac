// SPDX-License-Identifier: Apache-2.0
// Something wrong is already in hand or on a parcel: the whole screen is red until somebody has
// read it (U10).
import { Icon } from "../frame/icons";
import { pick } from "../words/dictionary";
import { say } from "../words/terminal";
import { result, resultText, type Screen } from "./model";

export function Stop({ now }: { now: Screen }) {
  const one = result.value;
  const told = one && one.tone !== "ok" ? resultText(one) : "";
  return (
    <main class="stop-screen" id="content" tabIndex={0}>
      <div role="alert">
        <p class="stop-mark">
          <Icon name="stop" />
        </p>
        <h1>{say("stop")}</h1>
        {told ? <p class="stop-text">{told}</p> : null}
        {one && one.tone !== "ok" ? <code>{one.shown}</code> : null}
      </div>
      <p>{pick(now.text.ask)}</p>
      <p class="note">{say("acknowledge_how")}</p>
    </main>
  );
}
