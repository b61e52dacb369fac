// SPDX-License-Identifier: Apache-2.0
// L3: the floor with one figure as colour, the people on it and the way one of them walked. A
// click or Enter on a location opens its card; the same figures are there as a list.
import { useEffect, useMemo, useState } from "preact/hooks";
import { flag, type Layout, type MapNow, type WalkedPath } from "./documents";
import { say, type Word } from "./words";
import { CardLink, openCard } from "./card";
import {
  ageDays,
  binAt,
  edgesOf,
  figuresAt,
  figuresOf,
  floorOf,
  neighbour,
  type Bin,
  type CellFigures,
  type Direction,
  type Floor,
  type Shade,
} from "./floor";
import { FloorCanvas, planPoint, svgLocationsMax } from "./floor_canvas";
import { FloorSvg, type View } from "./floor_svg";
import { Shown, usePulse, useRead, useTopic } from "./parts/reading";
import { DataTable, type Column } from "./parts/table";
import { day, figure } from "./parts/time";

const path_every_ms = 1000;
const shades: readonly Shade[] = ["heat", "fill", "count_age", "blocked"];

export function flagWords(flags: number): string {
  const told: string[] = [];
  if (flags & flag.no_picking) told.push(say("no_picking"));
  if (flags & flag.no_putting) told.push(say("no_putting"));
  if (flags & flag.count_open) told.push(say("count_open"));
  if (flags & flag.short_reported) told.push(say("short_reported"));
  return told.join(", ") || say("free_place");
}

interface LegendProps {
  shade: Shade;
  figures: Map<number, CellFigures>;
  now: MapNow;
}

/** The journal is looked through so far back; what was counted before reads the same as never. */
function notCounted(now: MapNow): string {
  return say("not_counted_since", day(now.counted_from));
}

function Legend({ shade, figures, now }: LegendProps) {
  const rows: { k: string; text: string }[] =
    shade === "blocked"
      ? [
          { k: "k1", text: say("no_picking") },
          { k: "k2", text: say("no_putting") },
          { k: "k4", text: `${say("count_open")}, ${say("short_reported")}` },
        ]
      : shade === "count_age"
        ? [
            { k: "k0", text: say("today") },
            ...ageDays.slice(1).map((d, i) => ({ k: `k${i + 1}`, text: say("days_ago", d) })),
            { k: "k4", text: say("older_than", ageDays[3]) },
            { k: "k5", text: notCounted(now) },
          ]
        : [
            { k: "k0", text: say("zero") },
            ...edgesOf(shade, figures).map((edge, i) => ({
              k: `k${i + 1}`,
              text: say("up_to", figure(edge)),
            })),
          ];
  return (
    <ul class="map-legend">
      {shade === "fill" ? (
        <li>{say(now.fill_by === "volume" ? "fill_by_volume" : "fill_by_pieces")}</li>
      ) : null}
      {rows.map((row) => (
        <li key={row.k}>
          <span class={`key ${shade} ${row.k}`} />
          {row.text}
        </li>
      ))}
    </ul>
  );
}

function whole(floor: Floor): View {
  return { x: floor.x - 6, y: floor.y - 12, w: floor.w + 12, h: floor.h + 18 };
}

function zoomed(view: View, by: number, at?: [number, number]): View {
  const [x, y] = at ?? [view.x + view.w / 2, view.y + view.h / 2];
  return { x: x - (x - view.x) * by, y: y - (y - view.y) * by, w: view.w * by, h: view.h * by };
}

const arrows: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

function binText(bin: Bin, cell: CellFigures, now: MapNow): string {
  const counted = cell.counted === null ? notCounted(now) : day(cell.counted);
  return [
    bin.code,
    `${say("heat")} ${figure(cell.picks)}`,
    `${say("pieces")} ${figure(cell.pieces)}`,
    ...(now.fill_by === "volume" ? [`${say("litres")} ${figure(cell.litres, 1)}`] : []),
    `${say("last_count")} ${counted}`,
    flagWords(cell.flags),
  ].join(" · ");
}

interface FloorViewProps {
  floor: Floor;
  now: MapNow;
  shade: Shade;
  path: WalkedPath | null;
}

/** The plan that can be moved, zoomed and walked through by keys. */
function FloorView({ floor, now, shade, path }: FloorViewProps) {
  const figures = useMemo(() => figuresOf(now.cells, now.fill_by), [now]);
  const [view, setView] = useState<View>(() => whole(floor));
  const [chosen, setChosen] = useState<Bin | null>(null);
  const [grip, setGrip] = useState<{ x: number; y: number; view: View; moved: boolean } | null>(
    null,
  );
  const card = (bin: Bin | null) => {
    if (bin) openCard.value = { kind: "location", id: bin.id, code: bin.code };
  };
  const at = (event: MouseEvent) =>
    planPoint(
      (event.currentTarget as HTMLElement).getBoundingClientRect(),
      view,
      event.clientX,
      event.clientY,
    );
  const onKey = (event: KeyboardEvent) => {
    const direction = arrows[event.key];
    const from = chosen ?? floor.bins[0] ?? null;
    if (direction && from) setChosen(chosen ? neighbour(floor, from, direction) : from);
    else if (event.key === "Enter") card(chosen);
    else if (event.key === "+") setView(zoomed(view, 0.7));
    else if (event.key === "-") setView(zoomed(view, 1 / 0.7));
    else return;
    event.preventDefault();
  };
  const onMove = (event: PointerEvent) => {
    if (grip && event.buttons) {
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
      const scale = Math.min(box.width / view.w, box.height / view.h);
      const [dx, dy] = [event.clientX - grip.x, event.clientY - grip.y];
      if (Math.abs(dx) + Math.abs(dy) > 4) {
        setGrip({ ...grip, moved: true });
        setView({ ...grip.view, x: grip.view.x - dx / scale, y: grip.view.y - dy / scale });
      }
    } else {
      const bin = binAt(floor, ...at(event));
      if (bin && bin !== chosen) setChosen(bin);
    }
  };
  const label = chosen
    ? binText(chosen, figuresAt(figures, chosen.id), now)
    : say("floor_plan");
  const Plan = floor.bins.length > svgLocationsMax ? FloorCanvas : FloorSvg;
  return (
    <div class="floor">
      <div class="floor-tools no-print">
        <button
          type="button"
          onClick={() => setView(zoomed(view, 0.7))}
          aria-label={say("zoom_in")}
        >
          +
        </button>
        <button
          type="button"
          onClick={() => setView(zoomed(view, 1 / 0.7))}
          aria-label={say("zoom_out")}
        >
          −
        </button>
        <button type="button" onClick={() => setView(whole(floor))}>
          {say("whole_floor")}
        </button>
        <Legend shade={shade} figures={figures} now={now} />
      </div>
      <div
        class="floor-plan"
        role="application"
        aria-label={say("floor_plan")}
        tabIndex={0}
        onKeyDown={onKey}
        onPointerDown={(event) =>
          setGrip({ x: event.clientX, y: event.clientY, view, moved: false })
        }
        onPointerMove={onMove}
        onPointerUp={(event) => {
          if (grip && !grip.moved) card(binAt(floor, ...at(event)));
          setGrip(null);
        }}
        onWheel={(event) => {
          event.preventDefault();
          setView(zoomed(view, event.deltaY > 0 ? 1.2 : 1 / 1.2, at(event)));
        }}
      >
        <Plan {...{ floor, figures, now, shade, view, chosen, path, label: say("map") }} />
      </div>
      <p class="bin-text" role="status">
        {label}
      </p>
    </div>
  );
}

function PlaceList({ floor, now }: { floor: Floor; now: MapNow }) {
  const figures = useMemo(() => figuresOf(now.cells, now.fill_by), [now]);
  const rows = useMemo(
    () =>
      floor.bins
        .map((bin) => ({ bin, cell: figuresAt(figures, bin.id) }))
        .sort((a, b) => b.cell.picks - a.cell.picks || b.cell.flags - a.cell.flags),
    [floor, figures],
  );
  const [shown, setShown] = useState(200);
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    {
      key: "code",
      head: say("location"),
      cell: (r) => <CardLink to={{ kind: "location", id: r.bin.id, code: r.bin.code }} plain />,
      value: (r) => r.bin.code,
    },
    { key: "zone", head: say("zone"), cell: (r) => r.bin.zone, value: (r) => r.bin.zone },
    {
      key: "picks",
      head: say("heat"),
      cell: (r) => figure(r.cell.picks),
      value: (r) => r.cell.picks,
      numeric: true,
    },
    {
      key: "pieces",
      head: say("pieces"),
      cell: (r) => figure(r.cell.pieces),
      value: (r) => r.cell.pieces,
      numeric: true,
    },
    {
      key: "litres",
      head: say("litres"),
      cell: (r) => figure(r.cell.litres, 1),
      value: (r) => r.cell.litres,
      numeric: true,
    },
    {
      key: "count",
      head: say("last_count"),
      cell: (r) => (r.cell.counted === null ? notCounted(now) : day(r.cell.counted)),
      value: (r) => r.cell.counted,
    },
    {
      key: "flags",
      head: say("state"),
      cell: (r) => flagWords(r.cell.flags),
      value: (r) => flagWords(r.cell.flags),
    },
  ];
  return (
    <DataTable
      caption={say("map")}
      hideCaption
      columns={columns}
      rows={rows.slice(0, shown)}
      rowKey={(r) => r.bin.id}
      file="locations"
      more={shown < rows.length ? () => setShown(shown + 500) : null}
    />
  );
}

export function useFloor() {
  const layout = useRead<Layout>("/api/v1/board/layout");
  const now = useTopic<MapNow>("map", "/api/v1/board/map");
  const { data, refresh } = layout;
  const newest = now.data?.version;
  useEffect(() => {
    if (data && newest && newest !== data.version) refresh(); // the hall was changed
  }, [data, newest, refresh]);
  const floor = useMemo(
    () => (layout.data ? floorOf(layout.data.locations) : null),
    [layout.data],
  );
  return { layout, now, floor };
}

export function MapPage() {
  const { layout, now, floor } = useFloor();
  const [shade, setShade] = useState<Shade>("heat");
  const [list, setList] = useState(false);
  const [walker, setWalker] = useState("");
  const path = useRead<WalkedPath>(
    walker ? `/api/v1/board/map/path?operator=${encodeURIComponent(walker)}` : null,
  );
  usePulse(walker ? "stock" : null, path_every_ms, path.refresh); // the way is made of picks
  return (
    <div class="page map-page">
      <header class="section-head no-print">
        <h1>{say("map")}</h1>
        <div class="tools">
          <label class="inline">
            {say("show")}
            <select
              value={shade}
              onChange={(event) => setShade(event.currentTarget.value as Shade)}
            >
              {shades.map((one) => (
                <option key={one} value={one}>
                  {say(one satisfies Word)}
                </option>
              ))}
            </select>
          </label>
          <label class="inline">
            {say("path_of")}
            <select value={walker} onChange={(event) => setWalker(event.currentTarget.value)}>
              <option value="">{say("nobody")}</option>
              {(now.data?.people ?? []).map((person) => (
                <option key={person.operator} value={person.operator}>
                  {person.name}
                </option>
              ))}
            </select>
          </label>
          <button type="button" onClick={() => setList(!list)}>
            {say(list ? "as_map" : "as_list")}
          </button>
        </div>
      </header>
      <Shown of={layout}>
        {() => (
          <Shown of={now}>
            {(document) =>
              !floor ? null : list ? (
                <PlaceList floor={floor} now={document} />
              ) : (
                <FloorView floor={floor} now={document} shade={shade} path={path.data} />
              )
            }
          </Shown>
        )}
      </Shown>
    </div>
  );
}
