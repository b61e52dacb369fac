// SPDX-License-Identifier: Apache-2.0
// A4: the printers of the house. What is found is taken over with a proposed profile; a test label
// is printed and proved by scanning it.
import { useState } from "preact/hooks";
import type { Text } from "../lead/documents";
import { ask } from "../lead/port";
import { told } from "../lead/parts/doing";
import { problemText, Shown, useRead } from "../lead/parts/reading";
import { DataTable, type Column } from "../lead/parts/table";
import { figure } from "../lead/parts/time";
import { said, say } from "../lead/words";

interface PrinterRow {
  name: string;
  uri: string;
  profile: string;
  members: string[];
  media: string;
  offset_x_dots: number;
  offset_y_dots: number;
  darkness: number;
  speed: number;
  blocked: boolean;
  sheets: boolean;
  waiting: number;
}
interface Profile {
  id: string;
  maker: string;
  models: string[];
}
interface Printers {
  items: PrinterRow[];
  profiles: Profile[];
}
interface Found {
  uri: string;
  called: string;
  profile: string;
  problem?: { text: Text }; // why it cannot be taken over
}
interface Now {
  state: "ready" | "busy" | "stands";
  reasons: { code: string; text: Text }[];
}

const fresh: PrinterRow = {
  name: "",
  uri: "",
  profile: "",
  members: [],
  media: "100x180",
  offset_x_dots: 0,
  offset_y_dots: 0,
  darkness: 0,
  speed: 0,
  blocked: false,
  sheets: false,
  waiting: 0,
};
const medias = [
  "100x180",
  "100x150",
  "76x130",
  "100x50", // location labels
  "70x35",
  "60x40",
  "iso_a4_210x297mm",
  "na_letter_8.5x11in",
];
const path = (name: string) => `/api/v1/printers/${encodeURIComponent(name)}`;

function tell(ok: boolean, text: string) {
  told.value = { text, bad: !ok };
}

function Line(props: {
  label: string;
  value: string;
  set: (value: string) => void;
  fixed?: boolean;
  number?: boolean;
}) {
  return (
    <label class="entry">
      {props.label}
      <input
        type="text"
        inputMode={props.number ? "numeric" : "text"}
        value={props.value}
        disabled={props.fixed ?? false}
        onInput={(event) => props.set(event.currentTarget.value)}
      />
    </label>
  );
}

function PrinterForm(props: {
  row: PrinterRow;
  profiles: Profile[];
  known: boolean;
  done: () => void;
}) {
  const [row, setRow] = useState(props.row);
  const [queue, setQueue] = useState("");
  const change = (part: Partial<PrinterRow>) => setRow({ ...row, ...part });
  const save = async () => {
    const { name, waiting: _, ...body } = row;
    const got = await ask(path(name), {
      method: "PUT",
      body: queue ? { ...body, queue } : body,
    });
    tell(got.ok, got.ok ? say("saved") : say("save_failed", problemText(got.problem)));
    if (got.ok) props.done();
  };
  const whole = (text: string) => Math.trunc(Number(text)) || 0;
  return (
    <form
      class="edit"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{row.name || say("new_printer")}</h2>
      <Line
        label={say("printer")}
        value={row.name}
        fixed={props.known}
        set={(name) => change({ name })}
      />
      <Line label={say("printer_uri")} value={row.uri} set={(uri) => change({ uri })} />
      <label class="entry">
        {say("printer_profile")}
        <select
          value={row.profile}
          onChange={(event) => change({ profile: event.currentTarget.value })}
        >
          <option value="">?</option>
          {props.profiles.map((p) => (
            <option key={p.id} value={p.id}>
              {p.id} ({p.maker})
            </option>
          ))}
        </select>
      </label>
      <label class="entry">
        {say("printer_media")}
        <select
          value={row.media}
          onChange={(event) => change({ media: event.currentTarget.value })}
        >
          {medias.map((media) => (
            <option key={media}>{media}</option>
          ))}
        </select>
      </label>
      <Line
        number
        label={say("offset_x")}
        value={String(row.offset_x_dots)}
        set={(text) => change({ offset_x_dots: whole(text) })}
      />
      <Line
        number
        label={say("offset_y")}
        value={String(row.offset_y_dots)}
        set={(text) => change({ offset_y_dots: whole(text) })}
      />
      <Line
        number
        label={say("darkness")}
        value={String(row.darkness)}
        set={(text) => change({ darkness: whole(text) })}
      />
      <Line
        number
        label={say("print_speed")}
        value={String(row.speed)}
        set={(text) => change({ speed: whole(text) })}
      />
      {props.known ? null : <Line label={say("cups_queue")} value={queue} set={setQueue} />}
      <label class="inline">
        <input
          type="checkbox"
          checked={row.blocked}
          onChange={(event) => change({ blocked: event.currentTarget.checked })}
        />
        {say("is_blocked")}
      </label>
      <label class="inline">
        <input
          type="checkbox"
          checked={row.sheets}
          onChange={(event) => change({ sheets: event.currentTarget.checked })}
        />
        {say("takes_sheets")}
      </label>
      <button type="submit" class="strong">
        {say("save")}
      </button>
      <button type="button" onClick={props.done}>
        {say("close")}
      </button>
    </form>
  );
}

/** A label that came out white is not proved: its code must be scanned. */
function TestProof({ name, code, done }: { name: string; code: string; done: () => void }) {
  const [seen, setSeen] = useState("");
  const compare = () => {
    const right = seen.trim() === code;
    tell(right, right ? say("test_proved", name) : say("test_wrong", seen.trim(), code));
    if (right) done();
    setSeen("");
  };
  return (
    <form
      class="edit"
      onSubmit={(event) => {
        event.preventDefault();
        compare();
      }}
    >
      <label class="entry">
        {say("scan_test", name)}
        {/* the scanner types here */}
        <input
          type="text"
          autofocus
          value={seen}
          onInput={(event) => setSeen(event.currentTarget.value)}
        />
      </label>
      <button type="button" onClick={done}>
        {say("close")}
      </button>
    </form>
  );
}

function FoundList(props: { take: (found: Found) => void }) {
  const [found, setFound] = useState<Found[] | null>(null);
  const [busy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    const got = await ask<{ items: Found[] }>("/api/v1/found-printers");
    setBusy(false);
    if (got.ok) setFound(got.data.items);
    else tell(false, problemText(got.problem));
  };
  const columns: Column<Found>[] = [
    { key: "called", head: say("printer"), cell: (f) => f.called, value: (f) => f.called },
    { key: "uri", head: say("printer_uri"), cell: (f) => f.uri, value: (f) => f.uri },
    {
      key: "profile",
      head: say("printer_profile"),
      cell: (f) => f.profile || "?",
      value: (f) => f.profile,
    },
    {
      key: "take",
      head: "",
      cell: (f) =>
        f.problem ? (
          said(f.problem.text)
        ) : (
          <button type="button" onClick={() => props.take(f)}>
            {say("add")}
          </button>
        ),
    },
  ];
  return (
    <>
      <button type="button" disabled={busy} onClick={() => void look()}>
        {busy ? say("looking") : say("find_printers")}
      </button>
      {found ? (
        <DataTable
          caption={say("found_printers")}
          columns={columns}
          rows={found}
          rowKey={(f) => f.uri}
        />
      ) : null}
    </>
  );
}

function stateText(now: Now | undefined): string {
  if (!now) return "";
  const reasons = now.reasons.map((reason) => said(reason.text)).join(", ");
  return reasons || (now.state === "busy" ? say("printer_busy") : say("state_ok"));
}

function PrinterTable(props: {
  rows: PrinterRow[];
  edit: (row: PrinterRow) => void;
  proof: (name: string, code: string) => void;
}) {
  const [states, setStates] = useState<Record<string, Now>>({});
  const askOne = async (name: string) => {
    const got = await ask<Now>(`${path(name)}/state`);
    if (got.ok) setStates((all) => ({ ...all, [name]: got.data }));
    else tell(false, problemText(got.problem));
  };
  const test = async (name: string) => {
    const got = await ask<{ code: string }>(`${path(name)}/test`, { method: "POST" });
    if (got.ok) props.proof(name, got.data.code);
    else tell(false, say("refused", problemText(got.problem)));
  };
  const columns: Column<PrinterRow>[] = [
    { key: "name", head: say("printer"), cell: (p) => p.name, value: (p) => p.name },
    {
      key: "uri",
      head: say("printer_uri"),
      cell: (p) => p.uri || p.members.join(", "),
      value: (p) => p.uri,
    },
    {
      key: "profile",
      head: say("printer_profile"),
      cell: (p) => p.profile,
      value: (p) => p.profile,
    },
    { key: "media", head: say("printer_media"), cell: (p) => p.media, value: (p) => p.media },
    {
      key: "waiting",
      head: say("jobs_open"),
      cell: (p) => figure(p.waiting),
      value: (p) => p.waiting,
      numeric: true,
    },
    {
      key: "state",
      head: say("state"),
      cell: (p) => stateText(states[p.name]),
      value: (p) => stateText(states[p.name]),
      wide: true,
    },
    {
      key: "do",
      head: "",
      cell: (p) => (
        <>
          <button type="button" onClick={() => void askOne(p.name)}>
            {say("ask_printer")}
          </button>
          <button type="button" onClick={() => void test(p.name)}>
            {say("test_label")}
          </button>
          <button type="button" onClick={() => props.edit(p)}>
            {say("edit")}
          </button>
        </>
      ),
    },
  ];
  return (
    <DataTable
      caption={say("printers")}
      columns={columns}
      rows={props.rows}
      rowKey={(p) => p.name}
    />
  );
}

export function PrintersPage() {
  const reading = useRead<Printers>("/api/v1/printers");
  const [edited, setEdited] = useState<{ row: PrinterRow; known: boolean } | null>(null);
  const [proof, setProof] = useState<{ name: string; code: string } | null>(null);
  return (
    <div class="page">
      <h1>{say("printers")}</h1>
      {proof ? <TestProof {...proof} done={() => setProof(null)} /> : null}
      <Shown of={reading}>
        {(printers) => (
          <>
            {edited ? (
              <PrinterForm
                key={edited.row.name + edited.row.uri}
                row={edited.row}
                known={edited.known}
                profiles={printers.profiles}
                done={() => {
                  setEdited(null);
                  reading.reload();
                }}
              />
            ) : null}
            <PrinterTable
              rows={printers.items}
              edit={(row) => setEdited({ row, known: true })}
              proof={(name, code) => setProof({ name, code })}
            />
          </>
        )}
      </Shown>
      <button type="button" onClick={() => setEdited({ row: fresh, known: false })}>
        {say("new_printer")}
      </button>
      <FoundList
        take={(found) =>
          setEdited({ row: { ...fresh, uri: found.uri, profile: found.profile }, known: false })
        }
      />
    </div>
  );
}
