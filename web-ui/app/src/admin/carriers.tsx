// SPDX-License-Identifier: Apache-2.0
// A7: carriers, and the waybill numbers fetched in advance. Where a carrier's numbers come from is
// the server's configuration.
import { useState } from "preact/hooks";
import { ask } from "../lead/port";
import { say } from "../lead/words";
import { told } from "../lead/parts/doing";
import { EditForm, type FieldSpec } from "../lead/parts/form";
import { problemText, ProblemNote, usePages } from "../lead/parts/reading";
import { DataTable, type Column } from "../lead/parts/table";
import { figure } from "../lead/parts/time";

interface CarrierRow {
  id: number;
  code: string;
  name: string;
  recycles_numbers: boolean;
  numbers_min: number;
  numbers_left: number;
}

function fields(): FieldSpec[] {
  return [
    { key: "code", label: say("code"), kind: "text", required: true },
    { key: "name", label: say("name"), kind: "text", required: true },
    {
      key: "numbers_min",
      label: say("numbers_min"),
      kind: "number",
      min: 0,
      max: 1_000_000,
      help: say("numbers_min_why"),
    },
    { key: "recycles_numbers", label: say("recycles_numbers"), kind: "flag" },
  ];
}

function LoadNumbers({ of, done }: { of: CarrierRow; done: () => void }) {
  const [text, setText] = useState("");
  const load = async () => {
    const numbers = text.split(/\s+/).filter(Boolean);
    const got = await ask(`/api/v1/carriers/${of.id}/numbers`, {
      method: "POST",
      body: { numbers },
    });
    told.value = got.ok
      ? { text: `${say("saved")}: ${of.code}, ${figure(numbers.length)}`, bad: false }
      : { text: say("save_failed", problemText(got.problem)), bad: true };
    if (got.ok) done();
  };
  return (
    <form
      class="edit panel"
      aria-label={say("load_numbers")}
      onSubmit={(event) => {
        event.preventDefault();
        void load();
      }}
    >
      <h2>
        {say("load_numbers")}: {of.code}
      </h2>
      <label class="entry">
        <span>{say("numbers_list")}</span>
        <textarea
          required
          rows={8}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <div class="buttons">
        <button type="submit" class="strong">
          {say("load_numbers")}
        </button>
        <button type="button" onClick={done}>
          {say("cancel")}
        </button>
      </div>
    </form>
  );
}

type Doing = { what: "add" } | { what: "edit" | "load"; of: CarrierRow } | null;

function columns(set: (doing: Doing) => void): Column<CarrierRow>[] {
  return [
    { key: "code", head: say("code"), cell: (c) => c.code, value: (c) => c.code },
    { key: "name", head: say("name"), cell: (c) => c.name, value: (c) => c.name, wide: true },
    {
      key: "left",
      head: say("numbers_left"),
      cell: (c) => figure(c.numbers_left),
      value: (c) => c.numbers_left,
      numeric: true,
    },
    {
      key: "min",
      head: say("numbers_min"),
      cell: (c) => figure(c.numbers_min),
      value: (c) => c.numbers_min,
      numeric: true,
    },
    {
      key: "do",
      head: "",
      cell: (c) => (
        <div class="buttons">
          <button type="button" onClick={() => set({ what: "edit", of: c })}>
            {say("edit")}
            <span class="spoken"> {c.code}</span>
          </button>
          <button type="button" onClick={() => set({ what: "load", of: c })}>
            {say("load_numbers")}
            <span class="spoken"> {c.code}</span>
          </button>
        </div>
      ),
    },
  ];
}

export function CarriersPage() {
  const list = usePages<CarrierRow>("/api/v1/carriers?limit=200");
  const [doing, setDoing] = useState<Doing>(null);
  const done = () => {
    setDoing(null);
    list.reload();
  };
  return (
    <div class="page">
      <header class="section-head">
        <h1>{say("carriers")}</h1>
        <button type="button" onClick={() => setDoing({ what: "add" })}>
          {say("add")}
        </button>
      </header>
      {doing?.what === "add" ? (
        <EditForm
          title={say("add")}
          path={null}
          make="/api/v1/carriers"
          fields={fields()}
          start={{ numbers_min: 0, recycles_numbers: false }}
          done={done}
        />
      ) : null}
      {doing?.what === "edit" ? (
        <EditForm
          key={doing.of.id}
          title={doing.of.code}
          path={`/api/v1/carriers/${doing.of.id}`}
          fields={fields().map((one) => (one.key === "code" ? { ...one, fixed: true } : one))}
          done={done}
        />
      ) : null}
      {doing?.what === "load" ? <LoadNumbers of={doing.of} done={done} /> : null}
      {list.problem ? <ProblemNote problem={list.problem} again={list.reload} /> : null}
      <DataTable
        caption={say("carriers")}
        hideCaption
        columns={columns(setDoing)}
        rows={list.rows}
        rowKey={(c) => c.id}
        empty={list.loading ? say("loading") : say("nothing_here")}
        file="carriers"
        more={list.more}
      />
    </div>
  );
}
