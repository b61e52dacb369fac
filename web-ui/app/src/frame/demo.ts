// SPDX-License-Identifier: Apache-2.0
// Is this a demonstration? Then everything says so, and there is something to scan (U26).
import { signal } from "@preact/signals";
import { ask } from "./api";

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
  const told = await ask<{ people?: DemoPerson[] }>("/api/v1/demo", { unattended: true });
  if (told.ok) demoPeople.value = told.data.people ?? []; // else none as far as we know
}

export async function hintsFor(device: string): Promise<Hint[]> {
  const address = `/api/v1/demo/hints?device=${encodeURIComponent(device)}`;
  const told = await ask<{ hints?: Hint[] }>(address, { unattended: true });
  return told.ok ? (told.data.hints ?? []) : [];
}
