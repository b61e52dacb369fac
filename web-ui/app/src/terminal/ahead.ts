// SPDX-License-Identifier: Apache-2.0
// The round in this terminal's keeping: fetched while there is network, kept beside the queue, so
// that it is there after a reload too.
import { signal } from "@preact/signals";
import { ask, type Schemas } from "../frame/api";
import { keepRound, keptRound } from "../queue/shelf";
import { placeOf, unfold, type Step } from "./round";

type Screen = Schemas["Screen"];

export interface Round {
  operator: number;
  device: string;
  debounce_ms: number;
  steps: readonly Step<Screen>[];
}
export const round = signal<Round | null>(null);

export async function loadRound(): Promise<void> {
  const kept = (await keptRound()) as Round | undefined;
  if (kept && Array.isArray(kept.steps)) round.value ??= kept;
}

/** Is what the terminal shows on the way it knows? */
export function isKnown(operator: number, device: string, now: Screen): boolean {
  const kept = round.peek();
  if (kept?.operator !== operator || kept.device !== device) return false;
  return placeOf(kept.steps, now) >= 0;
}

let timer: ReturnType<typeof setTimeout> | undefined;
/** A moment after the last change: scans that follow each other quickly ask once. */
export function fetchSoon(operator: number, device: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => void fetchNow(operator, device), 300);
}
async function fetchNow(operator: number, device: string): Promise<void> {
  const reply = await ask<Schemas["RoundAhead"]>(
    `/api/v1/rounds/${encodeURIComponent(device)}`,
    { unattended: true },
  );
  if (!reply.ok) return;
  const { debounce_ms, screens } = reply.data;
  round.value = { operator, device, debounce_ms, steps: unfold<Screen>(screens) };
  await keepRound(round.value);
}
