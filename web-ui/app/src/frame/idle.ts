// SPDX-License-Identifier: Apache-2.0
// Nobody did anything for so long that somebody else may stand here: badge again (U24). The work
// stays as it is; the server's own session lapses at the same time, because what the pages ask by
// themselves is none of a person's life signs (`unattended` in api.ts).
import { effect } from "@preact/signals";
import { echo } from "../scan/capture";
import { offline, outbox, stepsHeard } from "../terminal/model";
import { session, sessionLost } from "./session_state";

export function watchIdleness(): () => void {
  let last = Date.now();
  const used = (): void => {
    last = Date.now();
  };
  const kinds = ["pointerdown", "keydown", "wheel"] as const;
  const how = { capture: true, passive: true };
  for (const kind of kinds) document.addEventListener(kind, used, how);
  // a camera, a scanner that injects its text, one that the server reads: none presses a key
  const stopListening = effect(() => {
    const heard = stepsHeard.value;
    if (echo.value || heard) used();
  });
  const timer = setInterval(() => {
    const limit = (session.peek()?.idle_lock_s ?? 600) * 1000;
    // without network nobody could come back
    const busy = offline.peek() || outbox.count.peek() > 0;
    if (!busy && Date.now() - last > limit) sessionLost();
  }, 5000);
  return () => {
    clearInterval(timer);
    stopListening();
    for (const kind of kinds) document.removeEventListener(kind, used, { capture: true });
  };
}
