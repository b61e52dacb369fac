// SPDX-License-Identifier: Apache-2.0
// Is this a demonstration? Then everything says so, and there is something to scan (U26).
import { signal } from "@preact/signals";

export interface DemoPerson {
  badge: string;
  pin: string;
  name: string;
  role: string;
}
export interface Hint {
  right: boolean;
  code: string;
  button: string;
  argument: string;
  en: string;
  zh: string;
}
export const demoPeople = signal<DemoPerson[] | null>(null);

export async function findDemo(): Promise<void> {
  try {
    const reply = await fetch("/api/v1/demo", { credentials: "same-origin" });
    if (!reply.ok) return;
    const told = (await reply.json()) as { people?: DemoPerson[] };
    demoPeople.value = told.people ?? [];
  } catch {
    /* no server yet: not a demo as far as we know */
  }
}

export async function hintsFor(device: string): Promise<Hint[]> {
  try {
    const address = `/api/v1/demo/hints?device=${encodeURIComponent(device)}`;
    const reply = await fetch(address, { credentials: "same-origin" });
    if (!reply.ok) return [];
    return ((await reply.json()) as { hints?: Hint[] }).hints ?? [];
  } catch {
    return [];
  }
}
