// SPDX-License-Identifier: Apache-2.0
// The floor plan as plain geometry: where each location is drawn, which is next to which, and the
// class of a figure. No drawing here, so that it can be tested and drawn in two ways.
import { flag, type LayoutPlace, type MapCell, type MapNow } from "./documents";

/** One location on the plan, in decimetres. */
export interface Bin {
  id: number;
  code: string;
  zone: string;
  type: string;
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Floor {
  bins: Bin[];
  byId: Map<number, Bin>;
  zones: { code: string; x: number; y: number; w: number; h: number }[];
  x: number;
  y: number;
  w: number;
  h: number;
}

const unit = 100; // mm in a decimetre

function pitch(values: number[], least: number): number {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < sorted.length; ++i) {
    const gap = (sorted[i] ?? 0) - (sorted[i - 1] ?? 0);
    if (gap >= least) smallest = Math.min(smallest, gap);
  }
  return Number.isFinite(smallest) ? smallest : 0;
}

/** The levels of a bay share one place on the floor; they are stacked inside its square. */
export function floorOf(places: readonly LayoutPlace[]): Floor {
  const bays = new Map<string, LayoutPlace[]>();
  for (const place of places) {
    const key = `${place.x_mm} ${place.y_mm}`;
    const bay = bays.get(key);
    if (bay) bay.push(place);
    else bays.set(key, [place]);
  }
  const stood = places.filter((place) => place.type === "pick" || place.type === "reserve");
  const room = (axis: (place: LayoutPlace) => number) =>
    pitch((stood.length > 1 ? stood : places).map(axis), 300) || 1400;
  const bayW =
    (Math.min(
      room((place) => place.x_mm),
      2400,
    ) /
      unit) *
    0.92;
  const bayH =
    (Math.min(
      room((place) => place.y_mm),
      2400,
    ) /
      unit) *
    0.92;
  const bins: Bin[] = [];
  for (const bay of bays.values()) {
    bay.sort((a, b) => b.code.localeCompare(a.code, undefined, { numeric: true }));
    const step = bayH / bay.length;
    bay.forEach((place, level) => {
      bins.push({
        id: place.id,
        code: place.code,
        zone: place.zone,
        type: place.type,
        x: place.x_mm / unit - bayW / 2,
        y: place.y_mm / unit - bayH / 2 + level * step,
        w: bayW,
        h: step,
      });
    });
  }
  return {
    ...bounds(bins),
    bins,
    byId: new Map(bins.map((bin) => [bin.id, bin])),
    zones: zonesOf(bins),
  };
}

function bounds(bins: readonly Bin[]): { x: number; y: number; w: number; h: number } {
  if (bins.length === 0) return { x: 0, y: 0, w: 10, h: 10 };
  const x = Math.min(...bins.map((bin) => bin.x));
  const y = Math.min(...bins.map((bin) => bin.y));
  const right = Math.max(...bins.map((bin) => bin.x + bin.w));
  const bottom = Math.max(...bins.map((bin) => bin.y + bin.h));
  return { x, y, w: right - x, h: bottom - y };
}

function zonesOf(bins: readonly Bin[]): Floor["zones"] {
  const byZone = new Map<string, Bin[]>();
  for (const bin of bins) byZone.set(bin.zone, [...(byZone.get(bin.zone) ?? []), bin]);
  return [...byZone].map(([code, own]) => ({ code, ...bounds(own) }));
}

export type Direction = "left" | "right" | "up" | "down";

/** The nearest location in a direction: what an arrow key goes to. */
export function neighbour(floor: Floor, from: Bin, direction: Direction): Bin {
  const sign = direction === "left" || direction === "up" ? -1 : 1;
  const across = direction === "up" || direction === "down";
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (const bin of floor.bins) {
    const dx = bin.x + bin.w / 2 - from.x - from.w / 2;
    const dy = bin.y + bin.h / 2 - from.y - from.h / 2;
    const along = sign * (across ? dy : dx);
    const aside = Math.abs(across ? dx : dy);
    if (along <= 0.01) continue;
    const far = along + 4 * aside;
    if (far < least) {
      least = far;
      best = bin;
    }
  }
  return best;
}

export function binAt(floor: Floor, x: number, y: number): Bin | null {
  return (
    floor.bins.find(
      (bin) => x >= bin.x && x < bin.x + bin.w && y >= bin.y && y < bin.y + bin.h,
    ) ?? null
  );
}

export type Shade = "heat" | "fill" | "count_age" | "blocked";

export interface CellFigures {
  picks: number;
  pieces: number;
  litres: number;
  /** How much lies there, in litres or in pieces. */
  fill: number;
  counted: number | null;
  flags: number;
}

export function figuresOf(
  cells: readonly MapCell[],
  by: MapNow["fill_by"],
): Map<number, CellFigures> {
  return new Map(
    cells.map(([id, picks, pieces, counted, flags, ml]) => {
      const litres = ml / 1000;
      const fill = by === "volume" ? litres : pieces;
      return [id, { picks, pieces, litres, fill, counted, flags }];
    }),
  );
}

const untouched: CellFigures = {
  picks: 0,
  pieces: 0,
  litres: 0,
  fill: 0,
  counted: null,
  flags: 0,
};

export function figuresAt(figures: Map<number, CellFigures>, id: number): CellFigures {
  return figures.get(id) ?? untouched;
}

/** Upper edges of the four shaded classes, round figures that grow with the largest value. */
export function steps(largest: number): number[] {
  if (largest <= 4) return [1, 2, 3, 4];
  const scale = 10 ** Math.floor(Math.log10(largest / 4));
  const nice = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((n) => n * scale);
  const step = Math.max(1, Math.ceil(nice.find((n) => n * 4 >= largest) ?? largest / 4));
  return [step, 2 * step, 3 * step, 4 * step];
}

export const ageDays = [1, 7, 30, 90] as const;

/** 0 = nothing, 1 … 4 = more and more; for ages 5 = never. */
export function classOf(shade: Shade, cell: CellFigures, edges: number[], now: number): number {
  switch (shade) {
    case "blocked":
      return cell.flags;
    case "count_age": {
      if (cell.counted === null) return 5;
      const days = (now - cell.counted) / 86_400_000;
      const at = ageDays.findIndex((edge) => days <= edge);
      return at === -1 ? 4 : at;
    }
    case "heat":
    case "fill": {
      const value = shade === "heat" ? cell.picks : cell.fill;
      if (value <= 0) return 0;
      const at = edges.findIndex((edge) => value <= edge);
      return at === -1 ? 4 : at + 1;
    }
  }
}

export function edgesOf(shade: Shade, figures: Map<number, CellFigures>): number[] {
  let largest = 0;
  for (const cell of figures.values())
    largest = Math.max(largest, shade === "fill" ? cell.fill : cell.picks);
  return steps(largest);
}

export function isBlocked(cell: CellFigures): boolean {
  return (cell.flags & (flag.no_picking | flag.no_putting)) !== 0;
}
