// SPDX-License-Identifier: Apache-2.0
// L8: a screen on the wall that nobody is signed in at. It is set up once with #/tv?key=…; the
// server puts the key into a cookie no script can read, and the address forgets it.
import { ask } from "./api";
import { hash, placeOf } from "./router";
import { kiosk } from "./session_state";

const path = "/api/v1/kiosk";

/** Finds out whether this browser shows the board by a key. */
export async function findKiosk(): Promise<void> {
  const { query } = placeOf(hash.peek());
  const key = query.get("key");
  if (!key) {
    kiosk.value = (await ask(path)).ok;
    return;
  }
  query.delete("key");
  history.replaceState(null, "", `#/tv${query.size > 0 ? `?${query}` : ""}`);
  hash.value = location.hash;
  kiosk.value = (await ask(path, { method: "POST", body: { key } })).ok;
}
