// SPDX-License-Identifier: Apache-2.0
// The round as the server said it will go: screens, and which scan or button leads from one to the
// next. Nothing is decided here; without network it only says which of the server's screens is next
// (U19).

/** A screen, as far as one is told from another. */
export interface Drawn {
  process: string;
  step: string;
  step_token: number;
  done: number;
}
export interface Forward {
  to: number;
  codes?: readonly string[];
  typed?: readonly string[];
  begins?: string;
  ends?: string;
  button?: string;
  counts?: number;
}
export interface Step<S extends Drawn> {
  screen: S;
  forward: readonly Forward[];
}
/** What a person did: a scan, or a button with its argument. */
export interface Deed {
  raw?: string;
  typed?: boolean;
  button?: string;
  argument?: string;
  /** When, and what the server compares to know a double trigger. */
  at?: number;
  body?: string;
}

/** A second trigger: the server passes over it, and so does whoever foresees the server. */
function isDouble(deed: Deed, before: Deed | undefined, debounce_ms: number): boolean {
  if (deed.raw === undefined || before?.body === undefined || deed.body !== before.body)
    return false;
  const since = (deed.at ?? 0) - (before.at ?? 0);
  return since >= 0 && since < debounce_ms;
}

type Parts = Record<string, unknown>;
const isParts = (value: unknown): value is Parts =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Each screen was sent as what differs from the one before. */
export function unfold<S extends Drawn>(
  sent: readonly { screen: unknown; forward: readonly Forward[] }[],
): Step<S>[] {
  let before: Parts = {};
  return sent.map(({ screen, forward }) => {
    const next: Parts = { ...before, ...(screen as Parts) };
    const words = before["text"];
    if (isParts(words) && isParts(next["text"])) next["text"] = { ...words, ...next["text"] };
    before = next;
    return { screen: next as unknown as S, forward };
  });
}

export function placeOf<S extends Drawn>(
  steps: readonly Step<S>[],
  screen: Drawn | null,
): number {
  if (!screen) return -1;
  return steps.findIndex(
    ({ screen: one }) =>
      one.process === screen.process &&
      one.step === screen.step &&
      one.step_token === screen.step_token &&
      one.done === screen.done,
  );
}

/** "!QTY12" is the button with its number (U16). */
function asButton(raw: string): Deed {
  const found = /^!(DONE|QTY(\d+))$/i.exec(raw);
  if (!found) return { raw };
  return found[2] ? { button: "quantity", argument: found[2] } : { button: "done" };
}
/** Without symbology identifier and what some scanners leave at the end. */
const bare = (raw: string): string =>
  raw
    .replace(/^\][A-Za-z][0-9A-Za-z]/, "")
    .replace(/\u001d$/, "")
    .trim();

function matches(one: Forward, deed: Deed): boolean {
  if (deed.button)
    return one.button === deed.button && (one.counts === undefined) === !deed.argument;
  const code = bare(deed.raw ?? "");
  if (one.codes?.includes(code) || (deed.typed && one.typed?.includes(code))) return true;
  const long = one.begins !== undefined && code.startsWith(one.begins);
  return long && code.endsWith(one.ends ?? "");
}

/** The number of the screen this leads to; null where it leads nowhere. */
export function leadsTo<S extends Drawn>(
  steps: readonly Step<S>[],
  at: number,
  what: Deed,
): number | null {
  const deed = what.raw?.startsWith("!") ? asButton(what.raw) : what;
  for (const one of steps[at]?.forward ?? []) {
    if (!matches(one, deed)) continue;
    if (one.counts === undefined) return one.to;
    const number = Number(deed.argument);
    if (Number.isInteger(number) && number >= 1 && number <= one.counts) return at + number;
  }
  return null;
}

export interface Walked {
  at: number;
  /** What became of the last of the deeds. */
  last: "noted" | "double" | "unknown";
}
/** Where all of this leads; what leads nowhere is passed over: the server decides on it later. */
export function walk<S extends Drawn>(
  steps: readonly Step<S>[],
  from: number,
  deeds: readonly Deed[],
  debounce_ms = 0,
): Walked {
  let walked: Walked = { at: from, last: "unknown" };
  let before: Deed | undefined;
  for (const deed of deeds) {
    if (isDouble(deed, before, debounce_ms)) {
      walked = { at: walked.at, last: "double" };
      continue;
    }
    const to = leadsTo(steps, walked.at, deed);
    walked = to === null ? { at: walked.at, last: "unknown" } : { at: to, last: "noted" };
    if (deed.raw !== undefined) before = deed;
  }
  return walked;
}
