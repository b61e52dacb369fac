// SPDX-License-Identifier: Apache-2.0
// A5: SKUs and their barcodes.
import { useState } from "preact/hooks";
import { ask } from "../lead/port";
import { say } from "../lead/words";
import { CardLink } from "../lead/card";
import { Do, told } from "../lead/parts/doing";
import { EditForm, type FieldSpec } from "../lead/parts/form";
import { problemText, ProblemNote, Shown, usePages, useRead } from "../lead/parts/reading";
import { DataTable, type Column } from "../lead/parts/table";
import { figure } from "../lead/parts/time";
import {
  choicesOf,
  codeWord,
  expiryModes,
  lotModes,
  packLevels,
  serialModes,
  skuStates,
} from "./codes";

interface BarcodeRow {
  code: string;
  level: string;
  factor: number;
}
interface SkuRow {
  id: number;
  code: string;
  name_en: string;
  name_zh: string;
  owner: string;
  weight_g: number;
  length_mm: number;
  width_mm: number;
  height_mm: number;
  lot_mode: string;
  expiry_mode: string;
  serial_mode: string;
  state: string;
}
interface SkuDetail extends SkuRow {
  barcodes: BarcodeRow[];
}

function fields(): FieldSpec[] {
  return [
    { key: "code", label: say("code"), kind: "text", required: true },
    { key: "name_en", label: say("name_en"), kind: "text" },
    { key: "name_zh", label: say("name_zh"), kind: "text" },
    { key: "weight_g", label: say("weight_g"), kind: "number", min: 0 },
    { key: "length_mm", label: say("length_mm"), kind: "number", min: 0 },
    { key: "width_mm", label: say("width_mm"), kind: "number", min: 0 },
    { key: "height_mm", label: say("height_mm"), kind: "number", min: 0 },
    {
      key: "lot_mode",
      label: say("lot_mode"),
      kind: "choice",
      choices: choicesOf(lotModes),
    },
    {
      key: "expiry_mode",
      label: say("expiry_mode"),
      kind: "choice",
      choices: choicesOf(expiryModes),
    },
    {
      key: "serial_mode",
      label: say("serial_mode"),
      kind: "choice",
      choices: choicesOf(serialModes),
    },
    {
      key: "state",
      label: say("state"),
      kind: "choice",
      choices: choicesOf(skuStates),
    },
  ];
}

interface AddProps {
  sku: number;
  /** Of a code that was scanned and nobody knew. */
  code: string;
  done: () => void;
}

function AddBarcode({ sku, code, done }: AddProps) {
  const [row, setRow] = useState<BarcodeRow>({ code, level: "each", factor: 1 });
  const save = async () => {
    const path = `/api/v1/skus/${sku}/barcodes/${encodeURIComponent(row.code)}`;
    const got = await ask(path, {
      method: "PUT",
      body: { level: row.level, factor: row.factor },
    });
    told.value = got.ok
      ? { text: `${say("saved")}: ${row.code}`, bad: false }
      : { text: say("save_failed", problemText(got.problem)), bad: true };
    if (got.ok) {
      setRow({ code: "", level: "each", factor: 1 });
      done();
    }
  };
  return (
    <form
      class="find"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label class="inline">
        {say("code")}
        <input
          required
          autocomplete="off"
          value={row.code}
          onInput={(event) => setRow({ ...row, code: event.currentTarget.value.trim() })}
        />
      </label>
      <label class="inline">
        {say("level")}
        <select
          value={row.level}
          onChange={(event) => setRow({ ...row, level: event.currentTarget.value })}
        >
          {choicesOf(packLevels).map(([level, text]) => (
            <option key={level} value={level}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <label class="inline">
        {say("factor")}
        <input
          type="number"
          min={1}
          required
          value={row.factor}
          onInput={(event) => setRow({ ...row, factor: event.currentTarget.valueAsNumber })}
        />
      </label>
      <button type="submit" class="strong">
        {say("add")}
      </button>
    </form>
  );
}

function Barcodes({ sku, code }: { sku: number; code: string }) {
  const reading = useRead<SkuDetail>(`/api/v1/skus/${sku}`);
  const columns: Column<BarcodeRow>[] = [
    { key: "code", head: say("code"), cell: (b) => <span class="code">{b.code}</span> },
    { key: "level", head: say("level"), cell: (b) => codeWord(packLevels, b.level) },
    { key: "factor", head: say("factor"), cell: (b) => figure(b.factor), numeric: true },
    {
      key: "remove",
      head: "",
      cell: (b) => (
        <Do
          deed={{
            path: `/api/v1/skus/${sku}/barcodes/${encodeURIComponent(b.code)}`,
            method: "DELETE",
            label: say("remove"),
            sure: `${say("remove")}: ${b.code}?`,
          }}
          done={reading.reload}
        />
      ),
    },
  ];
  return (
    <section class="panel no-print" aria-label={say("barcodes")}>
      <Shown of={reading}>
        {(detail) => (
          <DataTable
            caption={`${say("barcodes")}: ${detail.code}`}
            columns={columns}
            rows={detail.barcodes}
            rowKey={(b) => b.code}
          />
        )}
      </Shown>
      <AddBarcode sku={sku} code={code} done={reading.reload} />
    </section>
  );
}

function coded(key: string, head: string, text: (row: SkuRow) => string): Column<SkuRow> {
  return { key, head, cell: text, value: text };
}

function columns(edit: (row: SkuRow) => void): Column<SkuRow>[] {
  return [
    {
      key: "code",
      head: say("sku"),
      cell: (s) => <CardLink to={{ kind: "sku", id: s.id, code: s.code }} plain />,
      value: (s) => s.code,
    },
    {
      key: "en",
      head: say("name_en"),
      cell: (s) => s.name_en,
      value: (s) => s.name_en,
      wide: true,
    },
    { key: "zh", head: say("name_zh"), cell: (s) => s.name_zh, value: (s) => s.name_zh },
    {
      key: "weight",
      head: say("weight_g"),
      cell: (s) => figure(s.weight_g),
      value: (s) => s.weight_g,
      numeric: true,
    },
    {
      key: "size",
      head: say("size_mm"),
      cell: (s) => `${s.length_mm} × ${s.width_mm} × ${s.height_mm}`,
      value: (s) => `${s.length_mm} × ${s.width_mm} × ${s.height_mm}`,
    },
    coded("lot", say("lot_mode"), (s) => codeWord(lotModes, s.lot_mode)),
    coded("expiry", say("expiry_mode"), (s) => codeWord(expiryModes, s.expiry_mode)),
    coded("serial", say("serial_mode"), (s) => codeWord(serialModes, s.serial_mode)),
    coded("state", say("state"), (s) => codeWord(skuStates, s.state)),
    {
      key: "edit",
      head: "",
      cell: (s) => (
        <button type="button" onClick={() => edit(s)}>
          {say("edit")}
          <span class="spoken"> {s.code}</span>
        </button>
      ),
    },
  ];
}

export function SkusPage({ query }: { query: URLSearchParams }) {
  const code = query.get("barcode") ?? "";
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  const [edited, setEdited] = useState<SkuRow | "new" | null>(null);
  const list = usePages<SkuRow>(
    `/api/v1/skus?limit=100${asked ? `&q=${encodeURIComponent(asked)}` : ""}`,
  );
  const done = () => {
    setEdited(null);
    list.reload();
  };
  return (
    <div class="page">
      <header class="section-head">
        <h1>{say("skus")}</h1>
        <button type="button" class="no-print" onClick={() => setEdited("new")}>
          {say("add")}
        </button>
      </header>
      {code ? <p class="notice">{say("attach_code", code)}</p> : null}
      <form
        class="find no-print"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(typed.trim());
        }}
      >
        <label class="inline grow">
          {say("look_for")}
          <input
            value={typed}
            autocomplete="off"
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="strong">
          {say("search")}
        </button>
      </form>
      {edited ? (
        <EditForm
          key={edited === "new" ? 0 : edited.id}
          title={edited === "new" ? say("add") : edited.code}
          path={edited === "new" ? null : `/api/v1/skus/${edited.id}`}
          make="/api/v1/skus"
          fields={fields()}
          start={{
            lot_mode: "none",
            expiry_mode: "none",
            serial_mode: "none",
            state: "active",
          }}
          done={done}
        />
      ) : null}
      {edited && edited !== "new" ? (
        <Barcodes key={`b${edited.id}`} sku={edited.id} code={code} />
      ) : null}
      {list.problem ? <ProblemNote problem={list.problem} again={list.reload} /> : null}
      <DataTable
        caption={say("skus")}
        hideCaption
        columns={columns(setEdited)}
        rows={list.rows}
        rowKey={(s) => s.id}
        empty={list.loading ? say("loading") : say("nothing_here")}
        file="skus"
        more={list.more}
      />
    </div>
  );
}
