// SPDX-License-Identifier: Apache-2.0
// L6: stock by anything, and the full history of one thing, forward and backward.
import { useState } from "preact/hooks";
import type { CardKind, CardRef, HistoryRow, StockRow, TraceRow } from "./documents";
import { said, say, viaText, type Word } from "./words";
import { CardLink, historyHref, kindWord } from "./card";
import { ProblemNote, usePages, usePulse, useRead, Shown } from "./parts/reading";
import { DataTable, type Column } from "./parts/table";
import { day, figure, moment } from "./parts/time";

const stockKeys = ["q", "sku", "location", "lot", "serial", "container", "order"] as const;
type StockKey = (typeof stockKeys)[number];
const stock_every_ms = 2000;

function stockColumns(): Column<StockRow>[] {
  const number = (key: "on_hand" | "allocated" | "available") => ({
    key,
    head: say(key),
    cell: (r: StockRow) => figure(r[key]),
    value: (r: StockRow) => r[key],
    numeric: true,
  });
  return [
    {
      key: "sku",
      head: say("sku"),
      cell: (r) => (
        <>
          {said(r.sku_name)}{" "}
          <CardLink to={{ kind: "sku", id: r.sku, code: r.sku_code }} plain />
        </>
      ),
      value: (r) => r.sku_code,
      wide: true,
    },
    {
      key: "holder",
      head: say("location"),
      cell: (r) => <CardLink to={r.holder} />,
      value: (r) => r.holder.code,
    },
    { key: "lot", head: say("lot"), cell: (r) => r.lot ?? "", value: (r) => r.lot },
    {
      key: "expiry",
      head: say("expiry"),
      cell: (r) => (r.expiry ? day(r.expiry) : ""),
      value: (r) => r.expiry,
    },
    { key: "serial", head: say("serial"), cell: (r) => r.serial ?? "", value: (r) => r.serial },
    {
      key: "status",
      head: say("status"),
      cell: (r) => said(r.status_text),
      value: (r) => said(r.status_text),
    },
    number("on_hand"),
    number("allocated"),
    number("available"),
    {
      key: "history",
      head: "",
      cell: (r) => <a href={historyHref(r.holder)}>{say("history")}</a>,
    },
  ];
}

export function StockPage({ query }: { query: URLSearchParams }) {
  const given = stockKeys.find((key) => query.has(key)) ?? "q";
  const [key, setKey] = useState<StockKey>(given);
  const [typed, setTyped] = useState(query.get(given) ?? "");
  const [when, setWhen] = useState("");
  const [asked, setAsked] = useState(typed ? `${given}=${encodeURIComponent(typed)}` : "");
  const stock = usePages<StockRow>(`/api/v1/stock?limit=100${asked ? `&${asked}` : ""}`);
  const past = asked.includes("at="); // stays as it was
  usePulse(past ? null : "stock", stock_every_ms, stock.refresh);
  const first = stock.rows[0];
  return (
    <div class="page">
      <h1>{say("stock")}</h1>
      <form
        class="find no-print"
        onSubmit={(event) => {
          event.preventDefault();
          const at = when ? `at=${encodeURIComponent(new Date(when).toISOString())}` : "";
          const what = typed.trim() ? `${key}=${encodeURIComponent(typed.trim())}` : "";
          setAsked([what, at].filter(Boolean).join("&"));
        }}
      >
        <label class="inline">
          {say("by_kind")}
          <select
            value={key}
            onChange={(event) => setKey(event.currentTarget.value as StockKey)}
          >
            {stockKeys.map((one) => (
              <option key={one} value={one}>
                {say(one === "q" ? "all" : (one satisfies Word))}
              </option>
            ))}
          </select>
        </label>
        <label class="inline grow">
          {say("look_for")}
          <input
            value={typed}
            autocomplete="off"
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <label class="inline">
          {say("stood_at")}
          <input
            type="datetime-local"
            value={when}
            onInput={(event) => setWhen(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="strong">
          {say("search")}
        </button>
      </form>
      <p class="quiet">
        {first ? `${say("as_of")} ${moment(first.as_of)}` : say("stock_hint")}
      </p>
      {stock.problem ? <ProblemNote problem={stock.problem} again={stock.reload} /> : null}
      <DataTable
        caption={say("stock")}
        hideCaption
        columns={stockColumns()}
        rows={stock.rows}
        rowKey={(r) =>
          `${r.sku} ${r.holder.kind}${r.holder.id} ${r.lot} ${r.serial} ${r.status} ${r.owner}`
        }
        empty={stock.loading ? say("loading") : say("nothing_here")}
        file="stock"
        more={stock.more}
      />
    </div>
  );
}

function historyColumns(): Column<HistoryRow>[] {
  return [
    { key: "at", head: say("when"), cell: (r) => moment(r.at), value: (r) => r.at },
    {
      key: "text",
      head: say("event"),
      cell: (r) => said(r.text) || r.event,
      value: (r) => said(r.text) || r.event,
      wide: true,
    },
    {
      key: "sku",
      head: say("sku"),
      cell: (r) => <CardLink to={r.sku} plain />,
      value: (r) => r.sku?.code,
    },
    {
      key: "quantity",
      head: say("quantity"),
      cell: (r) => figure(r.quantity),
      value: (r) => r.quantity,
      numeric: true,
    },
    {
      key: "from",
      head: say("from"),
      cell: (r) => <CardLink to={r.from} plain />,
      value: (r) => r.from?.code,
    },
    {
      key: "to",
      head: say("to"),
      cell: (r) => <CardLink to={r.to} plain />,
      value: (r) => r.to?.code,
    },
    { key: "who", head: say("who"), cell: (r) => r.actor ?? "", value: (r) => r.actor },
    {
      key: "how",
      head: say("how"),
      cell: (r) => [r.device, viaText(r.via)].filter(Boolean).join(" · "),
      value: (r) => [r.device, viaText(r.via)].filter(Boolean).join(" · "),
    },
    {
      key: "about",
      head: say("about"),
      cell: (r) => r.about.map((card) => <CardLink key={`${card.kind}${card.id}`} to={card} />),
      value: (r) => r.about.map((card) => card.code).join(" "),
    },
    {
      key: "seq",
      head: say("entry"),
      cell: (r) => <a href={`#/admin/audit/${r.seq}`}>{r.seq}</a>,
      value: (r) => r.seq,
      numeric: true,
    },
  ];
}

type Direction = "forward" | "backward";

function Trace({ of, direction }: { of: CardRef; direction: Direction }) {
  const path = `/api/v1/trace?kind=${of.kind}&id=${of.id}&direction=${direction}`;
  const reading = useRead<{ items: TraceRow[]; complete: boolean }>(path);
  usePulse("stock", stock_every_ms, reading.refresh);
  const head = say(direction === "forward" ? "trace_forward" : "trace_backward");
  return (
    <section class="panel" aria-label={head}>
      <h2>{head}</h2>
      <Shown of={reading}>
        {({ items, complete }) => (
          <>
            {items.length === 0 ? <p class="quiet">{say("nothing_here")}</p> : null}
            <ul class="trace">
              {items.map((row, i) => (
                <li key={i} style={{ marginInlineStart: `${row.depth * 1.5}rem` }}>
                  <CardLink to={row.card} /> {said(row.text)}
                  {row.quantity ? <b> {figure(row.quantity)}</b> : null}{" "}
                  <span class="quiet">{moment(row.at)}</span>
                </li>
              ))}
            </ul>
            {complete ? null : <p class="notice">{say("trace_goes_on", items.length)}</p>}
          </>
        )}
      </Shown>
    </section>
  );
}

export function HistoryPage(props: { kind: CardKind; id: number; query: URLSearchParams }) {
  const { kind, id } = props;
  const code = props.query.get("code") ?? String(id);
  const [direction, setDirection] = useState<Direction>("backward");
  const path = `/api/v1/history?kind=${kind}&id=${id}&direction=${direction}&limit=100`;
  const history = usePages<HistoryRow>(path);
  usePulse("stock", stock_every_ms, history.refresh);
  const of = { kind, id, code };
  return (
    <div class="page">
      <header class="section-head">
        <h1>
          {say("history")}: {kindWord(kind)} <CardLink to={of} plain />
        </h1>
        <label class="inline no-print">
          {say("sort_by", say("when"))}
          <select
            value={direction}
            onChange={(event) => setDirection(event.currentTarget.value as Direction)}
          >
            <option value="backward">{say("newest_first")}</option>
            <option value="forward">{say("oldest_first")}</option>
          </select>
        </label>
      </header>
      <div class="two-columns">
        <Trace of={of} direction="backward" />
        <Trace of={of} direction="forward" />
      </div>
      {history.problem ? (
        <ProblemNote problem={history.problem} again={history.reload} />
      ) : null}
      <DataTable
        caption={say("history")}
        hideCaption
        columns={historyColumns()}
        rows={history.rows}
        rowKey={(r) =>
          `${r.seq} ${r.event} ${said(r.text)} ${r.sku?.id} ${r.from?.id} ${r.to?.id} ` +
          `${r.quantity} ${r.about.map((card) => card.id).join()}`
        }
        empty={history.loading ? say("loading") : say("nothing_here")}
        file={`history-${kind}-${code}`}
        more={history.more}
      />
    </div>
  );
}
