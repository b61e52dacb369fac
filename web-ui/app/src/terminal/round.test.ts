// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { leadsTo, placeOf, unfold, walk, type Drawn } from "./round";

interface Screen extends Drawn {
  text: { ask: string; help: string };
}
const sent = [
  {
    screen: {
      process: "picking",
      step: "scan_location",
      step_token: 7,
      done: 0,
      text: { ask: "go", help: "h" },
    },
    forward: [{ to: 1, codes: ["L-A-1", "A-1"], typed: ["37"] }],
  },
  {
    screen: { step: "scan_item", step_token: 8, text: { ask: "take" } },
    forward: [{ to: 2, codes: ["5000159407236"], begins: "0105000159407236" }],
  },
  {
    screen: { done: 1 },
    forward: [
      { to: 3, codes: ["5000159407236"] },
      { to: 4, button: "quantity", counts: 2 },
    ],
  },
  { screen: { done: 2 }, forward: [{ to: 4, codes: ["5000159407236"] }] },
  { screen: { step: "confirm_empty", step_token: 9 }, forward: [{ to: 5, button: "done" }] },
  { screen: { step: "scan_destination", step_token: 10, done: 0 }, forward: [] },
];
const steps = unfold<Screen>(sent);

describe("the round ahead", () => {
  it("is whole screens again, words too", () => {
    expect(steps[2]?.screen).toEqual({
      process: "picking",
      step: "scan_item",
      step_token: 8,
      done: 1,
      text: { ask: "take", help: "h" },
    });
  });
  it("finds the screen shown now", () => {
    expect(placeOf(steps, steps[3]?.screen ?? null)).toBe(3);
    expect(placeOf(steps, null)).toBe(-1);
    expect(
      placeOf(steps, { process: "picking", step: "scan_item", step_token: 8, done: 9 }),
    ).toBe(-1);
  });
  it("goes on by what the server named, and by nothing else", () => {
    expect(leadsTo(steps, 0, { raw: "L-A-1" })).toBe(1);
    expect(leadsTo(steps, 0, { raw: "]C0L-A-1" })).toBe(1);
    expect(leadsTo(steps, 0, { raw: "L-A-2" })).toBeNull();
    expect(leadsTo(steps, 0, { raw: "37" })).toBeNull();
    expect(leadsTo(steps, 0, { raw: "37", typed: true })).toBe(1);
    expect(leadsTo(steps, 1, { raw: "]d20105000159407236\u001d" })).toBe(2);
    expect(leadsTo(steps, 1, { button: "quantity", argument: "2" })).toBeNull();
    expect(leadsTo(steps, 2, { button: "quantity", argument: "2" })).toBe(4);
    expect(leadsTo(steps, 2, { raw: "!qty1" })).toBe(3);
    expect(leadsTo(steps, 2, { raw: "!QTY3" })).toBeNull();
    expect(leadsTo(steps, 2, { button: "quantity" })).toBeNull();
    expect(leadsTo(steps, 4, { raw: "!DONE" })).toBe(5);
    expect(leadsTo(steps, 4, { button: "short_" })).toBeNull();
    expect(leadsTo(steps, 99, { raw: "L-A-1" })).toBeNull();
  });
  it("passes over what it does not know", () => {
    const deeds = [
      { raw: "L-A-1" },
      { raw: "WRONG" },
      { raw: "5000159407236" },
      { raw: "!QTY2" },
    ];
    expect(walk(steps, 0, deeds)).toEqual({ at: 4, last: "noted" });
    expect(walk(steps, 0, [{ raw: "L-A-1" }, { raw: "WRONG" }])).toEqual({
      at: 1,
      last: "unknown",
    });
  });
  it("takes a double trigger once, as the server does", () => {
    const scan = (at: number) => ({ raw: "5000159407236", body: "b", at });
    const twice = [scan(1000), scan(1299)];
    expect(walk(steps, 1, twice, 300)).toEqual({ at: 2, last: "double" });
    expect(walk(steps, 1, [...twice, scan(1300)], 300)).toEqual({ at: 3, last: "noted" });
    expect(walk(steps, 1, [scan(1000), { ...scan(1001), body: "c" }], 300).at).toBe(3);
  });
});
