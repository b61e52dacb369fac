// SPDX-License-Identifier: Apache-2.0
// Who is signed in at this device. Kept beside the page too, so that a reload without network goes
// on (U19); the cookie that counts is HttpOnly and not here.
import { computed, signal } from "@preact/signals";
import type { Schemas } from "./api";

export type Session = Schemas["Session"];

// the number changes with the shape of a screen: one of an older server would not be drawn
const key = "wms.session.2";
function read(): Session | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Session | null;
    return kept && typeof kept.csrf === "string" && kept.operator ? kept : null;
  } catch {
    return null;
  }
}

export const session = signal<Session | null>(null);
export const csrf = computed(() => session.value?.csrf ?? "");
/** The session of before, for a start without network. */
export const keptSession = read;

export function keepSession(next: Session | null): void {
  session.value = next;
  try {
    if (next) localStorage.setItem(key, JSON.stringify(next));
    else localStorage.removeItem(key);
  } catch {
    /* a private window: the session then lasts as long as the page */
  }
}

/** A screen on the wall: the board without a person (kiosk.ts). */
export const kiosk = signal(false);

/** The server no longer knows the session: badge again. What waits to be sent stays. */
export function sessionLost(): void {
  if (session.value) keepSession(null);
}

const deviceKey = "wms.device";
export const deviceCode = signal(localStorage.getItem(deviceKey) ?? "");
export function keepDevice(code: string): void {
  deviceCode.value = code;
  localStorage.setItem(deviceKey, code);
}
