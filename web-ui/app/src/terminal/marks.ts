// SPDX-License-Identifier: Apache-2.0
// How long a person waits: scan to echo, scan to verdict (U6, U25).
const starts = new Map<string, number>();
const echoes: number[] = [];
const verdicts: number[] = [];
const kept_max = 500;

function keep(list: number[], ms: number): void {
  list.push(ms);
  if (list.length > kept_max) list.shift();
}

export function scanStarted(event: string, mark: number): void {
  starts.set(event, mark);
}
/** The verdict is known. Its entry in the browser's timeline says on what. */
export function verdictShown(event: string, shown: string): void {
  const start = starts.get(event);
  if (start === undefined) return;
  starts.delete(event);
  const ms = performance.now() - start;
  keep(verdicts, ms);
  performance.measure("scan-verdict", { start, end: start + ms, detail: shown });
}

/** Called when the echo has been painted. */
export function echoShown(mark: number): void {
  const end = performance.now();
  if (end < mark) return;
  keep(echoes, end - mark);
  performance.measure("scan-echo-shown", { start: mark, end });
}

export function p95(list: readonly number[]): number {
  if (list.length === 0) return 0;
  const sorted = [...list].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0);
}
export interface Figures {
  echo_ms: number;
  verdict_ms: number;
  scans: number;
}
export const figures = (): Figures => ({
  echo_ms: p95(echoes),
  verdict_ms: p95(verdicts),
  scans: verdicts.length,
});
