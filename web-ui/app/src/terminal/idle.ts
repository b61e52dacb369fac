// SPDX-License-Identifier: Apache-2.0
// Nobody did anything for so long that somebody else may stand here: badge again (U24). The work
// stays as it is; the server's own session lapses at the same time.
import { session, sessionLost } from "../frame/session_state";
import { offline, outbox } from "./model";

export function watchIdleness(): () => void {
  let last = Date.now();
  const used = (): void => {
    last = Date.now();
  };
  const kinds = ["pointerdown", "keydown"] as const;
  const how = { capture: true, passive: true };
  for (const kind of kinds) document.addEventListener(kind, used, how);
  const timer = setInterval(() => {
    const limit = (session.peek()?.idle_lock_s ?? 600) * 1000;
    // without network nobody could come back
    const busy = offline.peek() || outbox.count.peek() > 0;
    if (!busy && Date.now() - last > limit) sessionLost();
  }, 5000);
  return () => {
    clearInterval(timer);
    for (const kind of kinds) document.removeEventListener(kind, used, { capture: true });
  };
}
