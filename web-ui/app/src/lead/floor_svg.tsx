// SPDX-License-Identifier: Apache-2.0
// The floor plan in SVG: each location a rectangle, people as dots, a walked path as a line.
import { useMemo } from "preact/hooks";
import { flag, type MapNow, type WalkedPath } from "./documents";
import {
  classOf,
  edgesOf,
  figuresAt,
  isBlocked,
  type Bin,
  type CellFigures,
  type Floor,
  type Shade,
} from "./floor";

export interface View {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface PlanProps {
  floor: Floor;
  figures: Map<number, CellFigures>;
  now: MapNow;
  shade: Shade;
  view: View;
  chosen: Bin | null;
  path: WalkedPath | null;
}

function Bins({
  floor,
  figures,
  now,
  shade,
}: Pick<PlanProps, "floor" | "figures" | "now" | "shade">) {
  const edges = edgesOf(shade, figures);
  const at = Date.parse(now.at);
  return (
    <g>
      {floor.bins.map((bin) => {
        const cell = figuresAt(figures, bin.id);
        const cls = `${shade} k${classOf(shade, cell, edges, at)}`;
        return (
          <rect
            key={bin.id}
            class={cls}
            data-id={bin.id}
            x={bin.x}
            y={bin.y}
            width={bin.w}
            height={bin.h}
          />
        );
      })}
      {floor.bins.map((bin) => {
        const cell = figuresAt(figures, bin.id);
        if (!isBlocked(cell) && !(shade === "blocked" && cell.flags)) return null;
        return <BlockedMark key={bin.id} bin={bin} flags={cell.flags} />;
      })}
    </g>
  );
}
// A cross for no picking, one stroke for no putting, a ring for an open count: seen without colour.
function BlockedMark({ bin, flags }: { bin: Bin; flags: number }) {
  const { x, y, w, h } = bin;
  const strokes: string[] = [];
  if (flags & (flag.no_picking | flag.no_putting)) strokes.push(`M${x} ${y + h}L${x + w} ${y}`);
  if (flags & flag.no_picking) strokes.push(`M${x} ${y}L${x + w} ${y + h}`);
  return (
    <>
      <path class="blocked-mark" d={strokes.join("")} />
      {flags & (flag.count_open | flag.short_reported) ? (
        <circle class="count-mark" cx={x + w / 2} cy={y + h / 2} r={Math.min(w, h) / 3} />
      ) : null}
    </>
  );
}

export function pathPoints(floor: Floor, path: WalkedPath): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  for (const { location } of path.points) {
    const bin = floor.byId.get(location);
    if (bin) points.push({ x: bin.x + bin.w / 2, y: bin.y + bin.h / 2 });
  }
  return points;
}

/** People at one place are drawn side by side. */
export function dots(floor: Floor, now: MapNow): { x: number; y: number; name: string }[] {
  const taken = new Map<number, number>();
  const found: { x: number; y: number; name: string }[] = [];
  for (const person of now.people) {
    const bin = person.location === null ? undefined : floor.byId.get(person.location);
    if (!bin) continue;
    const before = taken.get(bin.id) ?? 0;
    taken.set(bin.id, before + 1);
    found.push({ x: bin.x + bin.w / 2 + before * 8, y: bin.y + bin.h / 2, name: person.name });
  }
  return found;
}

export function FloorSvg(props: PlanProps & { label: string }) {
  const { floor, figures, now, shade, view, chosen, path } = props;
  const line = path ? pathPoints(floor, path) : [];
  // Thousands of rectangles that stay as they are while someone moves the view.
  const bins = useMemo(
    () => <Bins floor={floor} figures={figures} now={now} shade={shade} />,
    [floor, figures, now, shade],
  );
  return (
    <svg
      class="plan"
      viewBox={`${view.x} ${view.y} ${view.w} ${view.h}`}
      preserveAspectRatio="xMidYMid meet"
      role="img"
      aria-label={props.label}
    >
      {bins}
      {floor.zones.map((zone) => (
        <text key={zone.code} class="zone-name" x={zone.x} y={zone.y - 2}>
          {zone.code}
        </text>
      ))}
      {line.length > 1 ? (
        <polyline class="path" points={line.map((p) => `${p.x},${p.y}`).join(" ")} />
      ) : null}
      {line.map((p, i) => (
        <circle
          key={i}
          class={i === 0 ? "path-start" : "path-stop"}
          cx={p.x}
          cy={p.y}
          r={i === 0 ? 4 : 2}
        />
      ))}
      {dots(floor, now).map((dot) => (
        <g key={dot.name} class="person-dot">
          <circle cx={dot.x} cy={dot.y} r={4} />
          <text x={dot.x + 5} y={dot.y + 3}>
            {dot.name}
          </text>
        </g>
      ))}
      {chosen ? (
        <rect
          class="chosen-bin"
          x={chosen.x - 0.5}
          y={chosen.y - 0.5}
          width={chosen.w + 1}
          height={chosen.h + 1}
        />
      ) : null}
    </svg>
  );
}
