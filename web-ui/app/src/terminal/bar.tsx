// SPDX-License-Identifier: Apache-2.0
// The top line: task, progress by the server's numbers, connection, what waits to be sent.
import { connected } from "../frame/live";
import { say } from "../words/terminal";
import { offline, outbox, type Screen } from "./model";
import { processWord } from "./words_of_screen";

function Connection() {
  const unsent = outbox.count.value;
  const state = offline.value ? "down" : connected.value ? "up" : "between";
  const word = { down: say("no_network"), up: say("online"), between: say("reconnecting") }[
    state
  ];
  const mark = { down: "✕", up: "●", between: "◌" }[state];
  return (
    <span class={`connection ${state}`} role="status" title={word}>
      <span aria-hidden="true">{mark}</span>
      <span class="spoken">{word}</span>
      {state === "down" || unsent > 1 ? <b class="unsent">{say("unsent", unsent)}</b> : null}
    </span>
  );
}

export function Bar({ now }: { now: Screen }) {
  const share = now.need > 0 ? Math.min(1, now.done / now.need) : 0;
  return (
    <header class="bar">
      <div class="bar-line">
        <strong class="bar-task">{processWord(now.process)}</strong>
        {now.need > 0 ? (
          <span class={`bar-count ${offline.value ? "local" : ""}`}>
            {say("progress", now.done, now.need)}
          </span>
        ) : null}
        {now.left > 0 ? <span class="bar-left">{say("left", now.left)}</span> : null}
        <span class="bar-actor">{now.actor}</span>
        <Connection />
      </div>
      {now.need > 0 ? (
        <progress
          class="bar-progress"
          max={now.need}
          value={share * now.need}
          aria-label={say("progress", now.done, now.need)}
        />
      ) : null}
    </header>
  );
}
