// SPDX-License-Identifier: Apache-2.0
// The table of U7: each pattern is another one, by ear and by hand.
import { describe, expect, it, vi } from "vitest";

const store = new Map<string, string>();
vi.stubGlobal("navigator", { language: "en" });
vi.stubGlobal("localStorage", {
  getItem: (key: string) => store.get(key) ?? null,
  setItem: (key: string, value: string) => store.set(key, value),
});
const { patterns } = await import("./tones");
const { fillIn } = await import("../words/dictionary");
const { lastFour, visible, base64 } = await import("./codes");
const { uuid7 } = await import("../frame/ids");

describe("tones", () => {
  it("are short and high for ok, low and square for wrong, rising when done", () => {
    expect(patterns.ok.beeps).toHaveLength(1);
    expect(patterns.ok.beeps[0]).toMatchObject({ ms: 40 });
    expect(patterns.ok.beeps[0]!.hz).toBeGreaterThan(1000);
    expect(patterns.attention.beeps).toHaveLength(2);
    expect(patterns.error.beeps.map((beep) => beep.wave)).toEqual(["square", "square"]);
    expect(patterns.error.beeps.every((beep) => beep.hz < 300)).toBe(true);
    const [low, high] = patterns.step_complete.beeps;
    expect(high!.hz).toBeGreaterThan(low!.hz);
  });
  it("have vibrations of their own", () => {
    expect(patterns.error.vibrate).toEqual([200, 80, 200]);
    const all = Object.values(patterns).map((pattern) => JSON.stringify(pattern.vibrate));
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("codes", () => {
  it("show control characters", () => expect(visible("\u001d10LOT7")).toBe("␝10LOT7"));
  it("show the last four digits apart", () => {
    expect(lastFour("6901234567892")).toEqual(["690123456", "7892"]);
    expect(lastFour("A-01-02-3")).toEqual(["A-01-02-3", ""]);
  });
  it("go to the server as bytes", () =>
    expect(base64("中\u001d")).toBe("5Lit HQ==".replace(" ", "")));
  it("have ids that sort by time and say version 7", () => {
    const early = uuid7(1_700_000_000_000);
    const late = uuid7(1_700_000_000_001);
    expect(early).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(early < late).toBe(true);
  });
});

describe("words", () => {
  it("are filled in", () => expect(fillIn("{0} of {1}", [1, 3])).toBe("1 of 3"));
});
