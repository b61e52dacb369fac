// SPDX-License-Identifier: Apache-2.0
// The time axis of a chart: ticks no finer than the intervals, each with a text of its own.
import { clock, day } from "./parts/time";

const hour_s = 3600;
const day_s = 24 * hour_s;
const intervals: Record<string, number> = {
  hour: hour_s,
  shift: 8 * hour_s,
  day: day_s,
  week: 7 * day_s,
};

/** How long an interval is, in seconds. */
export function intervalOf(by: string): number {
  return intervals[by] ?? hour_s;
}

/** What may lie between two ticks, in seconds, finest first. */
export function tickSteps(by: string): number[] {
  const least = intervalOf(by);
  const hours = [1, 2, 3, 4, 6, 8, 12].map((n) => n * hour_s);
  const days = [1, 2, 7, 14, 28, 56, 91, 182, 364].map((n) => n * day_s);
  return [...hours, ...days].filter((step) => step >= least && step % least === 0);
}

/** Where the axis begins and ends: one interval alone has room to both sides. */
export function axisRange(by: string, first: number, last: number): [number, number] {
  return first === last ? [first - intervalOf(by), last + intervalOf(by)] : [first, last];
}

/** A tick's text: the clock, or the day where ticks are days apart. */
export function tickText(at: number, step: number): string {
  return step >= day_s ? day(at * 1000) : clock(at * 1000);
}

/** A whole interval's name. */
export function intervalText(by: string, at: number): string {
  const ms = at * 1000;
  return intervalOf(by) < day_s ? `${day(ms)} ${clock(ms)}` : day(ms);
}
