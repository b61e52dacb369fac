// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import type { LayoutPlace, MapCell } from "./documents";
import {
  binAt,
  classOf,
  edgesOf,
  figuresOf,
  floorOf,
  isBlocked,
  neighbour,
  steps,
} from "./floor";

const place = (id: number, code: string, x: number, y: number): LayoutPlace => ({
  id,
  code,
  zone: code.slice(0, 1),
  type: "pick",
  x_mm: x,
  y_mm: y,
});
const hall = floorOf([
  place(1, "A-01-01-1", 900, 5700),
  place(2, "A-01-01-2", 900, 5700),
  place(3, "A-01-02-1", 900, 7100),
  place(4, "A-02-01-1", 2300, 5700),
]);
const bin = (id: number) => hall.byId.get(id)!;

describe("the floor plan", () => {
  it("stacks the levels of a bay, the lowest at the bottom", () => {
    expect(bin(1).y).toBeGreaterThan(bin(2).y);
    expect(bin(1).x).toBe(bin(2).x);
    expect(bin(1).h).toBeCloseTo(bin(3).h / 2);
  });
  it("finds the location under a point and none beside it", () => {
    expect(binAt(hall, bin(4).x + 0.1, bin(4).y + 0.1)?.code).toBe("A-02-01-1");
    expect(binAt(hall, -500, -500)).toBeNull();
  });
  it("goes to the nearest location with an arrow key and stays at the edge", () => {
    expect(neighbour(hall, bin(2), "down").id).toBe(1);
    expect(neighbour(hall, bin(1), "right").id).toBe(4);
    expect(neighbour(hall, bin(4), "right").id).toBe(4);
  });
  it("draws a hall of one location, and an empty one", () => {
    expect(floorOf([place(1, "A", 0, 0)]).w).toBeGreaterThan(0);
    expect(floorOf([]).w).toBeGreaterThan(0);
  });
});

describe("the class of a figure", () => {
  const day = 86_400_000;
  const cells: MapCell[] = [
    [1, 3, 10, null, 1, 60_000],
    [2, 0, 400, 5, 4, 2_000],
  ];
  const cell = { picks: 0, pieces: 7, litres: 0, fill: 7, counted: null, flags: 0 };
  it("has round edges that reach the largest value", () => {
    expect(steps(3)).toEqual([1, 2, 3, 4]);
    expect(steps(19)).toEqual([5, 10, 15, 20]);
    for (const largest of [5, 37, 199, 1234, 98765])
      expect(steps(largest)[3]).toBeGreaterThanOrEqual(largest);
  });
  it("keeps nothing apart from little", () => {
    expect(classOf("heat", cell, [1, 2, 3, 4], 0)).toBe(0);
    expect(classOf("fill", cell, [5, 10, 15, 20], 0)).toBe(2);
  });
  it("keeps never counted apart from counted long ago", () => {
    expect(classOf("count_age", cell, [], 100 * day)).toBe(5);
    expect(classOf("count_age", { ...cell, counted: 0 }, [], 100 * day)).toBe(4);
    expect(classOf("count_age", { ...cell, counted: 0 }, [], day / 2)).toBe(0);
  });
  it("knows a blocked location from one with an open count", () => {
    const figures = figuresOf(cells, "pieces");
    expect(isBlocked(figures.get(1)!)).toBe(true);
    expect(isBlocked(figures.get(2)!)).toBe(false);
    expect(edgesOf("fill", figures)[3]).toBeGreaterThanOrEqual(400);
  });
  it("fills by volume where sizes are known: few large goods are more than many small", () => {
    const figures = figuresOf(cells, "volume");
    const edges = edgesOf("fill", figures);
    expect(edges[3]).toBeLessThan(400);
    expect(classOf("fill", figures.get(1)!, edges, 0)).toBe(4);
    expect(classOf("fill", figures.get(2)!, edges, 0)).toBe(1);
  });
});
