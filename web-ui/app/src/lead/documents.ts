// SPDX-License-Identifier: Apache-2.0
// The documents the board and the admin pages draw, as the server sends them. Figures, lights,
// forecasts and next steps are the server's: no page works one out.

export interface Text {
  en: string;
  zh: string;
}

export type CardKind =
  | "sku"
  | "location"
  | "lot"
  | "serial"
  | "container"
  | "order"
  | "parcel"
  | "wave"
  | "operator"
  | "device"
  | "station"
  | "manifest"
  | "waybill"
  | "place";

/** Something that has a card of its own. */
export interface CardRef {
  kind: CardKind;
  id: number;
  code: string;
}

export interface Page<T> {
  items: T[];
  next?: string | null;
}

export type Light = "done" | "on_time" | "tight" | "late" | "unknown";

export interface Cutoff {
  carrier: string;
  service: string;
  pickup: string;
  orders: number;
  orders_left: number;
  forecast: string | null;
  slack_min: number | null;
  light: Light;
}

export interface Now {
  at: string;
  warehouse: string;
  utc_offset_min: number;
  totals: {
    orders_waiting: number;
    orders_on_floor: number;
    orders_packed: number;
    orders_handed_over: number;
    orders_cancelled: number;
    orders_late: number;
    lines_left: number;
    lines_done: number;
    lines_per_h: number;
    parcels_open: number;
    parcels_handed_over: number;
  };
  cutoffs: Cutoff[];
  exceptions: {
    open: number;
    oldest_since: string | null;
    by_kind: { kind: string; text: Text; open: number; oldest_since: string }[];
    by_age: { bucket: AgeBucket; open: number }[];
  };
  demo: boolean;
}

export type AgeBucket = "under_5_min" | "under_15_min" | "under_1_h" | "older";

export interface Stages {
  released: number;
  picking: number;
  picked: number;
  packed: number;
  labelled: number;
  handed_over: number;
}

export interface WaveSummary {
  id: number;
  code: string;
  state: string;
  on_hold: boolean;
  hold_reason: string;
  order_class: string;
  class_text: Text;
  method: string;
  method_text: Text;
  carrier: string;
  service: string;
  pickup: string;
  orders: number;
  orders_removed: number;
  pieces: number;
  lines: number;
  lines_left: number;
  stages: Stages;
  shorts: number;
  lines_per_h: number;
  forecast: string | null;
  slack_min: number | null;
  light: Light;
  can: WaveAction[];
}

export interface Waves {
  at: string;
  items: WaveSummary[];
}

export type WaveAction = "release" | "hold" | "resume" | "cancel";

export interface WaveDetail extends WaveSummary {
  explanation: Text[];
  walk_m: number;
  planned_at: string;
  released_at: string | null;
  rounds: {
    batch: number;
    zone: string;
    state: string;
    operator: string | null;
    device: string | null;
    container: string | null;
    tasks: number;
    tasks_open: number;
    until: string | null;
  }[];
  shorts_list: {
    task: number;
    sku: string;
    sku_name: Text;
    location: string;
    need: number;
    done: number;
    reason: Text;
  }[];
  removed: { order: number; external_id: string; reason: Text }[];
}

export interface WaveOrder {
  order: number;
  external_id: string;
  state: string;
  state_text: Text;
  pieces: number;
  picked: number;
  packed: number;
  short: number;
  parcels: number;
  ship_by: string;
  holder: string | null;
}

export interface PlannedWave {
  plan: string | null; // null: a trial, not to be made
  order_class: string;
  class_text: Text;
  method: string;
  method_text: Text;
  carrier: string;
  service: string;
  pickup: string;
  orders: number;
  pieces: number;
  lines: number;
  walk_m: number;
  release_now: boolean;
  explanation: Text[];
  examples: string[];
}

export interface BuiltFigures {
  waves: number;
  release_now: number;
  orders: number;
  lines: number;
  pieces: number;
}
export interface WavesBuilt extends BuiltFigures {
  left_out: number;
  classes: (BuiltFigures & { order_class: string; class_text: Text })[];
}

export interface WavePreview {
  at: string;
  waves: PlannedWave[];
  left_out: { orders: number; reason: Text }[];
  built: WavesBuilt;
  saved: WavesBuilt | null;
}

export interface NextStep {
  code: string;
  text: Text;
  method: "POST" | "GET";
  path: string | null;
  body?: unknown;
  open?: CardRef | null;
  /** A page of the board, as it stands behind the "#/". */
  page?: string | null;
  /** The person says why. */
  reason?: boolean;
}

export interface ExceptionRow {
  id: number;
  kind: string;
  kind_text: Text;
  since: string;
  open: boolean;
  subject: string;
  text: Text;
  owner: string | null;
  next_step: NextStep | null;
  /** Rejecting what may be approved, closing what may be counted; none for most. */
  other_steps: NextStep[];
  about: CardRef[];
}

export interface Exceptions {
  at: string;
  open: number;
  items: ExceptionRow[];
}

export interface Person {
  operator: number;
  name: string;
  badge: string;
  roles: string[];
  device: string | null;
  process: string;
  step_text: Text;
  location: string | null;
  wave: string | null;
  since: string | null;
  last_scan: string | null;
  idle_s: number;
  idle: boolean;
  lines: number;
  lines_per_h: number;
  refusals: number;
  errors_per_100: number;
  battery: number | null;
  /** Messages not confirmed yet. */
  unread: number;
}

export interface People {
  at: string;
  items: Person[];
}

export interface DeviceRow {
  id: number;
  code: string;
  kind: string;
  station: string | null;
  operator: string | null;
  last_at: string | null;
  state: "ok" | "idle" | "down";
  reason: Text | null;
  /** What the terminal told of itself (U25); null until it has. */
  battery: number | null;
  echo_ms: number | null;
  verdict_ms: number | null;
  waiting: number | null;
}

export interface PrinterRow {
  name: string;
  stations: string[];
  state: "ok" | "held" | "down" | "unknown";
  reason: Text | null;
  jobs_open: number;
  last_at: string | null;
}

export interface Devices {
  at: string;
  items: DeviceRow[];
  printers: PrinterRow[];
}

export interface LayoutPlace {
  id: number;
  code: string;
  zone: string;
  type: string;
  x_mm: number;
  y_mm: number;
}

export interface Layout {
  version: string;
  warehouse: string;
  zones: { code: string; forbids_available: boolean }[];
  locations: LayoutPlace[];
  stations: { code: string; x_mm: number; y_mm: number }[];
}

/** [location, picks in the last hour, pieces, last count (ms) or null, flags, millilitres]. */
export type MapCell = [number, number, number, number | null, number, number];

export const flag = { no_picking: 1, no_putting: 2, count_open: 4, short_reported: 8 } as const;

export interface MapNow {
  at: string;
  version: string;
  /** A count before this day is not known here. */
  counted_from: string;
  /** Volume, where the sizes of all goods are known. */
  fill_by: "volume" | "pieces";
  cells: MapCell[];
  people: { operator: number; name: string; location: number | null; at: string }[];
}

export interface WalkedPath {
  operator: number;
  name: string;
  points: { location: number; at: string }[];
}

export interface Card {
  card: CardRef;
  title: Text;
  facts: { label: Text; value: string; text?: Text | null; card?: CardRef | null }[];
  can?: CardAction[];
}

export type CardAction =
  | "block"
  | "unblock"
  | "count_now"
  | "approve"
  | "cancel"
  | "reprint"
  | "retry_waybill"
  | "adjust";

export interface StockRow {
  sku: number;
  sku_code: string;
  sku_name: Text;
  holder: CardRef;
  lot: string | null;
  expiry: string | null;
  serial: string | null;
  status: string;
  status_text: Text;
  owner: string;
  on_hand: number;
  /** Of a past moment the journal does not tell. */
  allocated: number | null;
  available: number | null;
  as_of: string;
}

/** How a step came in, as far as the journal knows. */
export type Via =
  "scanned" | "camera" | "typed" | "pasted" | "hint" | "button" | "office" | "system";

export interface HistoryRow {
  seq: number;
  at: string;
  event: string;
  text: Text;
  actor: string | null;
  device: string | null;
  via: Via;
  quantity: number | null;
  from: CardRef | null;
  to: CardRef | null;
  sku: CardRef | null;
  about: CardRef[];
}

export interface TraceRow {
  depth: number;
  card: CardRef;
  text: Text;
  quantity: number;
  at: string;
}

export interface KpiSeries {
  key: string;
  label: Text;
  unit: "count" | "percent" | "per_h" | "h" | "min" | "days";
  definition: Text;
  values: (number | null)[];
  total: number | null;
  /** Of times what nine of ten did not exceed; their values are medians. */
  p90: { values: (number | null)[]; total: number | null } | null;
}

export interface Kpis {
  at: string;
  by: string;
  x: number[];
  series: KpiSeries[];
}

export interface DemoState {
  status: {
    workers_on: boolean;
    speed: number;
    demo_time: string;
    orders_come: number;
    orders_to_come: number;
    people: number;
  };
  people: { badge: string; pin: string; name: string; role: string }[];
}
