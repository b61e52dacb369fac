// SPDX-License-Identifier: Apache-2.0
// A4: the layout as a list, its editing, and location labels by range: on a label printer of the
// house, or on paper by any printer a browser has.
import { useState } from "preact/hooks";
import { say } from "../lead/words";
import { CardLink } from "../lead/card";
import { Do } from "../lead/parts/doing";
import { EditForm, type FieldSpec } from "../lead/parts/form";
import { ProblemNote, usePages } from "../lead/parts/reading";
import { DataTable, type Column } from "../lead/parts/table";
import { figure, moment } from "../lead/parts/time";
import { choicesOf, codeWord, locationTypes } from "./codes";
import { LabelRun } from "./label_run";
import { Symbol } from "./symbol";
import { Zones } from "./zones";

interface LocationRow {
  id: number;
  code: string;
  label?: string; // as printed
  zone: string;
  type: string;
  pick_sequence: number;
  x_mm: number;
  y_mm: number;
  check_digits: string;
  no_pick_until: string | null;
  no_put_until: string | null;
}

function fields(): FieldSpec[] {
  return [
    { key: "code", label: say("code"), kind: "text", required: true },
    { key: "zone", label: say("zone"), kind: "text", required: true },
    {
      key: "type",
      label: say("type"),
      kind: "choice",
      choices: choicesOf(locationTypes),
    },
    { key: "pick_sequence", label: say("sequence"), kind: "number", min: 0 },
    { key: "x_mm", label: say("x_mm"), kind: "number" },
    { key: "y_mm", label: say("y_mm"), kind: "number" },
    { key: "check_digits", label: say("check_digits"), kind: "text" },
  ];
}

function columns(edit: (row: LocationRow) => void): Column<LocationRow>[] {
  return [
    {
      key: "code",
      head: say("location"),
      cell: (l) => <CardLink to={{ kind: "location", id: l.id, code: l.code }} plain />,
      value: (l) => l.code,
    },
    { key: "zone", head: say("zone"), cell: (l) => l.zone, value: (l) => l.zone },
    {
      key: "type",
      head: say("type"),
      cell: (l) => codeWord(locationTypes, l.type),
      value: (l) => codeWord(locationTypes, l.type),
    },
    {
      key: "sequence",
      head: say("sequence"),
      cell: (l) => figure(l.pick_sequence),
      value: (l) => l.pick_sequence,
      numeric: true,
    },
    {
      key: "position",
      head: say("position"),
      cell: (l) => `${figure(l.x_mm / 1000, 1)} / ${figure(l.y_mm / 1000, 1)} m`,
      value: (l) => `${l.x_mm} ${l.y_mm}`,
    },
    {
      key: "check",
      head: say("check_digits"),
      cell: (l) => <span class="code">{l.check_digits}</span>,
      value: (l) => l.check_digits,
    },
    {
      key: "blocked",
      head: say("blocked"),
      cell: (l) =>
        [
          l.no_pick_until ? `${say("no_picking")} ${moment(l.no_pick_until)}` : "",
          l.no_put_until ? `${say("no_putting")} ${moment(l.no_put_until)}` : "",
        ]
          .filter(Boolean)
          .join(", "),
      value: (l) => l.no_pick_until ?? l.no_put_until,
    },
    {
      key: "edit",
      head: "",
      cell: (l) => (
        <button type="button" onClick={() => edit(l)}>
          {say("edit")}
          <span class="spoken"> {l.code}</span>
        </button>
      ),
    },
  ];
}

function Labels({ rows }: { rows: LocationRow[] }) {
  return (
    <ul class="labels">
      {rows.map((row) => (
        <li key={row.id} class="label">
          <b>{row.code}</b>
          <Symbol text={row.label ?? `L-${row.code}`} kind="code128" />
          <span class="code">{row.check_digits}</span>
        </li>
      ))}
    </ul>
  );
}

export function LocationsPage() {
  const [filter, setFilter] = useState({ zone: "", from: "", to: "" });
  const [asked, setAsked] = useState(filter);
  const [labels, setLabels] = useState(false);
  const [edited, setEdited] = useState<LocationRow | "new" | null>(null);
  const query = new URLSearchParams({ limit: "100" });
  for (const [key, value] of Object.entries(asked)) if (value) query.set(key, value);
  const list = usePages<LocationRow>(`/api/v1/locations?${query}`);
  const done = () => {
    setEdited(null);
    list.reload();
  };
  return (
    <div class="page">
      <header class="section-head no-print">
        <h1>{say("layout")}</h1>
        <div class="tools">
          <button type="button" onClick={() => setEdited("new")}>
            {say("add")}
          </button>
          <button type="button" aria-pressed={labels} onClick={() => setLabels(!labels)}>
            {say("location_labels")}
          </button>
          <Do
            deed={{
              path: "/api/v1/sheets",
              body: { kind: "count_sheet", object: 1 },
              label: say("count_sheet"),
            }}
          />
          {labels ? (
            <button type="button" onClick={() => window.print()}>
              {say("print")}
            </button>
          ) : null}
        </div>
      </header>
      <form
        class="find no-print"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(filter);
        }}
      >
        {(["zone", "from", "to"] as const).map((key) => (
          <label key={key} class="inline">
            {say(key === "zone" ? "zone" : key === "from" ? "from_code" : "to_code")}
            <input
              value={filter[key]}
              autocomplete="off"
              onInput={(event) => setFilter({ ...filter, [key]: event.currentTarget.value })}
            />
          </label>
        ))}
        <button type="submit" class="strong">
          {say("search")}
        </button>
      </form>
      {edited ? (
        <EditForm
          key={edited === "new" ? 0 : edited.id}
          title={edited === "new" ? say("add") : edited.code}
          path={edited === "new" ? null : `/api/v1/locations/${edited.id}`}
          make="/api/v1/locations"
          fields={fields()}
          start={{ type: "pick", pick_sequence: 0, x_mm: 0, y_mm: 0 }}
          done={done}
        />
      ) : null}
      {list.problem ? <ProblemNote problem={list.problem} again={list.reload} /> : null}
      {labels ? (
        <>
          <LabelRun first={asked.from} last={asked.to} />
          <p class="quiet no-print">
            {say("labels_hint")} {say("rows_shown", list.rows.length)}{" "}
            {list.more ? (
              <button type="button" onClick={list.more}>
                {say("more_rows")}
              </button>
            ) : null}
          </p>
          <Labels rows={list.rows} />
        </>
      ) : (
        <DataTable
          caption={say("layout")}
          hideCaption
          columns={columns(setEdited)}
          rows={list.rows}
          rowKey={(l) => l.id}
          empty={list.loading ? say("loading") : say("nothing_here")}
          file="locations"
          more={list.more}
        />
      )}
      <Zones />
    </div>
  );
}
