// SPDX-License-Identifier: Apache-2.0
// L7: the figures as lines, each with its definition, as a table for those who rather read, and as
// a CSV file.
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Kpis, KpiSeries } from "./documents";
import { said, say, type Word } from "./words";
import { Shown, usePulse, useRead } from "./parts/reading";
import { csv, download } from "./parts/csv";
import { DataTable, type Column } from "./parts/table";
import { intervalText } from "./chart_axis";
import { figure } from "./parts/time";

const units: Record<KpiSeries["unit"], Word | null> = {
  count: null,
  percent: "unit_percent",
  per_h: "unit_per_h",
  h: "unit_h",
  min: "unit_min",
  days: "unit_days",
};
const spans: Record<string, Word> = {
  hour: "by_hour",
  shift: "by_shift",
  day: "by_day",
  week: "by_week",
};

const figures_every_ms = 5000; // they are sums over the house: seldom enough for everybody

type ChartPart = typeof import("./chart");

function useChart(): ChartPart["default"] | null {
  const [part, setPart] = useState<{ draw: ChartPart["default"] } | null>(null);
  useEffect(() => {
    let gone = false;
    void import("./chart").then((loaded) => {
      if (!gone) setPart({ draw: loaded.default });
    });
    return () => {
      gone = true;
    };
  }, []);
  return part?.draw ?? null;
}

interface SeriesProps {
  series: KpiSeries;
  kpis: Kpis;
  Chart: FunctionComponent<Parameters<ChartPart["default"]>[0]> | null;
}

/** Of times the median, and what nine of ten did not exceed. */
function linesOf(series: KpiSeries) {
  if (!series.p90) return [{ label: said(series.label), y: series.values }];
  return [
    { label: say("median"), y: series.values },
    { label: say("nine_of_ten"), y: series.p90.values },
  ];
}

function SeriesPanel({ series, kpis, Chart }: SeriesProps) {
  const word = units[series.unit];
  const unit = word ? say(word) : "";
  const any = series.values.some((value) => value !== null);
  return (
    <section class="panel kpi" aria-label={said(series.label)}>
      <header class="section-head">
        <h2>{said(series.label)}</h2>
        <b class="kpi-total">
          {figure(series.total, 1)}
          {series.total === null ? "" : unit}
          {series.p90 && series.p90.total !== null ? (
            <span class="quiet">
              {" "}
              {say("nine_of_ten")}: {figure(series.p90.total, 1)}
              {unit}
            </span>
          ) : null}
        </b>
      </header>
      <p class="quiet">{said(series.definition)}</p>
      {!any ? <p class="notice">{say("no_values")}</p> : null}
      {any && Chart ? (
        <Chart x={kpis.x} lines={linesOf(series)} by={kpis.by} unit={unit} />
      ) : null}
    </section>
  );
}

interface KpiColumn {
  key: string;
  head: string;
  values: (number | null)[];
}

function columnsOf(kpis: Kpis): KpiColumn[] {
  return kpis.series.flatMap(({ key, label, values, p90 }) => [
    { key, head: said(label), values },
    ...(p90
      ? [
          {
            key: `${key}_p90`,
            head: `${said(label)}, ${say("nine_of_ten")}`,
            values: p90.values,
          },
        ]
      : []),
  ]);
}

interface KpiRow {
  at: number;
  values: (number | null)[];
}

function rowsOf(kpis: Kpis): KpiRow[] {
  const columns = columnsOf(kpis);
  return kpis.x.map((at, i) => ({
    at,
    values: columns.map((one) => one.values[i] ?? null),
  }));
}

function KpiTable({ kpis }: { kpis: Kpis }) {
  const columns: Column<KpiRow>[] = [
    {
      key: "at",
      head: say("interval"),
      cell: (row) => intervalText(kpis.by, row.at),
      value: (row) => row.at,
    },
    ...columnsOf(kpis).map((one, i) => ({
      key: one.key,
      head: one.head,
      cell: (row: KpiRow) => figure(row.values[i], 1),
      value: (row: KpiRow) => row.values[i] ?? null,
      numeric: true,
    })),
  ];
  return (
    <DataTable
      caption={say("kpis")}
      hideCaption
      columns={columns}
      rows={rowsOf(kpis)}
      rowKey={(r) => r.at}
    />
  );
}

function save(kpis: Kpis): void {
  const head = [say("interval"), ...columnsOf(kpis).map((one) => one.head)];
  const rows = rowsOf(kpis).map((row) => [
    new Date(row.at * 1000).toISOString(),
    ...row.values,
  ]);
  download(`figures-${kpis.by}.csv`, csv(head, rows));
}

async function saveExcel(kpis: Kpis): Promise<void> {
  const head = [say("interval"), ...columnsOf(kpis).map((one) => one.head)];
  const rows = rowsOf(kpis).map((row) => [new Date(row.at * 1000), ...row.values]);
  const { saveSheet } = await import("./parts/xlsx");
  await saveSheet(`figures-${kpis.by}.xlsx`, head, rows);
}

/** Whole days of the person's own calendar; the last one is included. */
function span(from: string, to: string): string {
  const begin = from ? new Date(`${from}T00:00`) : null;
  const end = to ? new Date(`${to}T00:00`) : null;
  if (end) end.setDate(end.getDate() + 1);
  if (begin && end && begin >= end) return "";
  return `${begin ? `&from=${begin.toISOString()}` : ""}${end ? `&to=${end.toISOString()}` : ""}`;
}

export function KpisPage() {
  const [by, setBy] = useState("hour");
  const [table, setTable] = useState(false);
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const reading = useRead<Kpis>(`/api/v1/board/kpis?by=${by}${span(from, to)}`);
  const Chart = useChart();
  usePulse("figures", figures_every_ms, reading.refresh);
  return (
    <div class="page">
      <header class="section-head">
        <h1>{say("kpis")}</h1>
        <div class="tools no-print">
          <label class="inline">
            {say("interval")}
            <select value={by} onChange={(event) => setBy(event.currentTarget.value)}>
              {Object.entries(spans).map(([key, word]) => (
                <option key={key} value={key}>
                  {say(word)}
                </option>
              ))}
            </select>
          </label>
          <label class="inline">
            {say("from_day")}
            <input type="date" value={from} onInput={(e) => setFrom(e.currentTarget.value)} />
          </label>
          <label class="inline">
            {say("to_day")}
            <input type="date" value={to} onInput={(e) => setTo(e.currentTarget.value)} />
          </label>
          <button type="button" onClick={() => setTable(!table)}>
            {say(table ? "as_chart" : "as_table")}
          </button>
          <button type="button" onClick={() => reading.data && save(reading.data)}>
            {say("download_csv")}
          </button>
          <button type="button" onClick={() => reading.data && void saveExcel(reading.data)}>
            {say("download_xlsx")}
          </button>
        </div>
      </header>
      <Shown of={reading}>
        {(kpis) =>
          table ? (
            <KpiTable kpis={kpis} />
          ) : (
            <div class="kpis">
              {kpis.series.map((series) => (
                <SeriesPanel
                  key={`${kpis.by} ${series.key}`}
                  series={series}
                  kpis={kpis}
                  Chart={Chart}
                />
              ))}
            </div>
          )
        }
      </Shown>
    </div>
  );
}
