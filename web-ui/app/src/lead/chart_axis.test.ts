// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it, vi } from "vitest";
import { axisRange, tickSteps, tickText } from "./chart_axis";

vi.mock("./port", () => ({ language: { value: "en" } }));
vi.mock("../frame/settings", () => ({ language: { value: "en" } }));

const six = Date.UTC(2026, 10, 29, 6) / 1000;

describe("the time axis of a figure", () => {
  it("tells each tick of a single hour apart", () => {
    const [from, to] = axisRange("hour", six, six);
    const step = tickSteps("hour")[0] ?? 0;
    const texts = [];
    for (let at = from; at <= to; at += step) texts.push(tickText(at, step));
    expect(texts).toEqual(["05:00", "06:00", "07:00"]);
  });
  it("names days where ticks are days apart", () => {
    expect(tickText(six, 86_400)).toContain("29");
    expect(tickText(six, 86_400)).not.toContain(":");
  });
  it("has no tick within an interval", () => {
    expect(tickSteps("shift")[0]).toBe(8 * 3600);
    expect(tickSteps("day")[0]).toBe(86_400);
    expect(tickSteps("week").every((step) => step % (7 * 86_400) === 0)).toBe(true);
  });
  it("leaves several intervals as they are", () => {
    expect(axisRange("hour", six, six + 7200)).toEqual([six, six + 7200]);
  });
});
