// SPDX-License-Identifier: Apache-2.0
// Times and figures for people. Times are the warehouse's, not the browser's: a lead who looks in
// from elsewhere must read the clock that hangs in the hall.
import { signal } from "@preact/signals";
import { language } from "../port";
import { say } from "../words";

/** Minutes the warehouse is ahead of UTC, as the server says. */
export const utcOffset = signal(0);

function tag(): string {
  return language.value === "zh" ? "zh-CN" : "en-GB";
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${tag()} ${name}`;
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(tag(), { ...options, timeZone: "UTC", hourCycle: "h23" });
    formats.set(key, known);
  }
  return known;
}

function local(ms: number): Date {
  return new Date(ms + utcOffset.value * 60_000);
}

function parse(time: string | number | null | undefined): number {
  if (time === null || time === undefined || time === "") return Number.NaN;
  return typeof time === "number" ? time : Date.parse(time);
}

/** 18:05 */
export function clock(time: string | number | null | undefined): string {
  const ms = parse(time);
  if (Number.isNaN(ms)) return "–";
  return format("clock", { hour: "2-digit", minute: "2-digit" }).format(local(ms));
}

/** 9 Dec, 18:05:33 */
export function moment(time: string | number | null | undefined): string {
  const ms = parse(time);
  if (Number.isNaN(ms)) return "–";
  return format("moment", {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(local(ms));
}

/** 9 Dec, 18:05 */
export function minute(time: string | null | undefined): string {
  const ms = parse(time);
  if (Number.isNaN(ms)) return "–";
  return `${format("day", { month: "short", day: "numeric" }).format(local(ms))} ${clock(ms)}`;
}

/** 18:05, with the day before it if that is another day than `than`. */
export function clockOn(time: string | null | undefined, than: string): string {
  const ms = parse(time);
  if (Number.isNaN(ms)) return "–";
  const day = (t: number) => Math.floor((t + utcOffset.value * 60_000) / 86_400_000);
  if (day(ms) === day(parse(than))) return clock(ms);
  return `${format("day", { month: "short", day: "numeric" }).format(local(ms))} ${clock(ms)}`;
}

export function day(time: string | number | null | undefined): string {
  const ms = parse(time);
  if (Number.isNaN(ms)) return "–";
  return format("date", { year: "numeric", month: "short", day: "numeric" }).format(local(ms));
}

/** 23 min, 2 h 5 min, 3 d: no finer than one can act on. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return say("d_s", s);
  const minutes = Math.round(s / 60);
  if (minutes < 60) return say("d_min", minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return say("d_h_min", hours, minutes % 60);
  return say("d_days", Math.floor(hours / 24));
}

/** How long ago, by the server's own time of the document. */
export function ago(time: string | null | undefined, at: string): string {
  const ms = parse(time);
  return Number.isNaN(ms) ? say("never") : duration((parse(at) - ms) / 1000);
}

export function figure(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined) return "–";
  return value.toLocaleString(tag(), { maximumFractionDigits: digits });
}
