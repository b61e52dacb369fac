// SPDX-License-Identifier: Apache-2.0
// What was just scanned, at once; and what became of it, as soon as the server has said so. Colour,
// a mark and words, besides tone and vibration (U6, U7, U22).
import { useEffect, useState } from "preact/hooks";
import { session } from "../frame/session_state";
import { durable } from "../queue/shelf";
import { echo } from "../scan/capture";
import { pick } from "../words/dictionary";
import { say } from "../words/terminal";
import { visible } from "./codes";
import { echoShown } from "./marks";
import {
  offline,
  outbox,
  press,
  result,
  resultText,
  slow,
  verdictPending,
  type Screen,
} from "./model";

const marks = {
  ok: "✓",
  step_complete: "✓✓",
  attention: "!",
  error: "✕",
  stop: "✕✕",
  tick: "·",
} as const;

function Echo() {
  const scan = echo.value;
  useEffect(() => {
    if (scan) requestAnimationFrame(() => echoShown(scan.mark));
  }, [scan]);
  if (!scan) return null;
  const waiting = verdictPending.value;
  return (
    <p class="echo">
      <span>{say("scanned")}</span> <code>{visible(scan.raw)}</code>
      {scan.typed ? <em> {say("typed")}</em> : null}
      {slow.value && !offline.value ? <em class="sending"> {say("sending")}</em> : null}
      {waiting > 1 ? <em> {say("waiting_behind", waiting)}</em> : null}
    </p>
  );
}

/** What the button takes back (U12); the server does not know yet what waits here to be sent. */
function undoes(now: Screen): string {
  const known = now.undo.label !== "none" && outbox.count.value === 0;
  return known ? pick(now.text.undo) : say("undo_last");
}

/** What is not as safe as it should be: the person must know it. */
function Shelved() {
  const loose = outbox.unkept.value;
  const untold = outbox.untold.value;
  return (
    <>
      {!durable.value ? (
        <p class="note" role="status">
          {say("not_kept")}
        </p>
      ) : loose > 0 ? (
        <p class="note" role="alert">
          {say("not_kept_now", loose)}
        </p>
      ) : null}
      {untold > 0 ? (
        <p class="note" role="status">
          {say("untold", untold)}
        </p>
      ) : null}
    </>
  );
}

export function Verdict({ now }: { now: Screen }) {
  const one = result.value;
  const bad = one?.tone === "error" || one?.tone === "stop";
  const me = session.value?.operator.id;
  const [over, setOver] = useState<Screen | null>(null); // whose time for UNDO is over (U12)
  useEffect(() => {
    if (now.undo_ms === null) return undefined;
    const timer = setTimeout(() => setOver(now), now.undo_ms);
    return () => clearTimeout(timer);
  }, [now]);
  const canUndo = now.buttons.includes("undo") && over !== now;
  return (
    <section class="verdict" data-number={one?.number ?? 0} data-tone={one?.tone ?? ""}>
      <Echo />
      <div role={bad ? "alert" : "status"} class={`told ${one ? `told-${one.tone}` : ""}`}>
        {one ? (
          <p key={one.number}>
            <span class="mark" aria-hidden="true">
              {marks[one.tone]}
            </span>{" "}
            {resultText(one)} {bad ? null : <code>{one.shown}</code>}
          </p>
        ) : null}
      </div>
      {offline.value ? (
        <p class="note" role="status">
          {say("offline_go_on", outbox.count.value)}
        </p>
      ) : null}
      <Shelved />
      {outbox.held_for.value !== null ? (
        <p class="note" role="status">
          {say("waiting_for", outbox.list().filter((one) => one.operator !== me).length)}
        </p>
      ) : null}
      {canUndo ? (
        <button type="button" class="chip undo" onClick={() => press("undo")}>
          ↶ {say("undo_what", undoes(now))}
        </button>
      ) : null}
    </section>
  );
}
