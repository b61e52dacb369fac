// SPDX-License-Identifier: Apache-2.0
// A table of rows: a caption, sorting of the rows that are shown, CSV, and more rows on demand. On
// a phone each row is a card, and the roles say that it is a table all the same.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { say } from "../words";
import { csv, download, type Cell } from "./csv";

export interface Column<Row> {
  key: string;
  head: string;
  cell: (row: Row) => ComponentChildren;
  /** What is sorted by and written to CSV; without it the column is only drawn. */
  value?: (row: Row) => Cell;
  numeric?: boolean;
  wide?: boolean; // takes the room that is left
}

interface TableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  rowClass?: (row: Row) => string;
  hideCaption?: boolean;
  empty?: string;
  file?: string; // name of the CSV file, offered if given
  more?: (() => void) | null;
}

interface Order {
  key: string;
  down: boolean;
}

export function compareCells(a: Cell, b: Cell): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1;
  if (b === null || b === undefined) return -1;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

function sorted<Row>(rows: readonly Row[], columns: Column<Row>[], order: Order | null) {
  const value = columns.find((column) => column.key === order?.key)?.value;
  if (!order || !value) return rows;
  const sign = order.down ? -1 : 1;
  return [...rows].sort((a, b) => sign * compareCells(value(a), value(b)));
}

function Head<Row>(props: {
  column: Column<Row>;
  order: Order | null;
  sort: (order: Order | null) => void;
}) {
  const { column, order, sort } = props;
  const mine = order?.key === column.key ? order : null;
  const aria = mine ? (mine.down ? "descending" : "ascending") : undefined;
  const cls = [column.numeric ? "numeric" : "", column.wide ? "wide" : ""].join(" ").trim();
  if (!column.head) return <td role="cell" class={cls} />; // buttons: nothing to say above them
  if (!column.value)
    return (
      <th role="columnheader" scope="col" class={cls}>
        {column.head}
      </th>
    );
  const next = !mine
    ? { key: column.key, down: false }
    : mine.down
      ? null
      : { ...mine, down: true };
  const sign = (
    <span class="sort-sign" aria-hidden="true">
      {mine ? (mine.down ? "▼" : "▲") : ""}
    </span>
  );
  return (
    <th role="columnheader" scope="col" class={cls} aria-sort={aria}>
      <button type="button" class="sort" onClick={() => sort(next)}>
        {column.numeric ? sign : null}
        {column.head}
        {column.numeric ? null : sign}
      </button>
    </th>
  );
}

export function DataTable<Row>(props: TableProps<Row>) {
  const [order, setOrder] = useState<Order | null>(null);
  const { columns, file } = props;
  const rows = sorted(props.rows, columns, order);
  const save = () => {
    const written = columns.filter((column) => column.value);
    const cells = rows.map((row) => written.map((column) => column.value?.(row)));
    const head = written.map((column) => column.head);
    download(`${file}.csv`, csv(head, cells));
  };
  return (
    <div class="table-part">
      {/* Scrolls by itself when narrow, so it must be reachable by keyboard. */}
      <div class="table-scroll" tabIndex={0} role="region" aria-label={props.caption}>
        <table role="table">
          <caption class={props.hideCaption ? "spoken" : ""}>{props.caption}</caption>
          <thead role="rowgroup">
            <tr role="row">
              {columns.map((column) => (
                <Head key={column.key} column={column} order={order} sort={setOrder} />
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.map((row) => (
              <tr role="row" key={props.rowKey(row)} class={props.rowClass?.(row)}>
                {columns.map((column) => (
                  <td
                    role="cell"
                    key={column.key}
                    class={column.numeric ? "numeric" : ""}
                    data-head={column.head || undefined}
                  >
                    <div class="cell">{column.cell(row)}</div>
                  </td>
                ))}
              </tr>
            ))}
            {rows.length === 0 ? (
              <tr role="row">
                <td role="cell" class="empty" colSpan={columns.length}>
                  {props.empty ?? say("nothing_here")}
                </td>
              </tr>
            ) : null}
          </tbody>
        </table>
      </div>
      {file || props.more ? (
        <div class="table-foot no-print">
          <span class="quiet">{say("rows_shown", rows.length)}</span>
          {props.more ? (
            <button type="button" onClick={props.more}>
              {say("more_rows")}
            </button>
          ) : null}
          {file && rows.length > 0 ? (
            <button type="button" onClick={save}>
              {say("download_csv")}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
