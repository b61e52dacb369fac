// SPDX-License-Identifier: Apache-2.0
// A8: who did what to what, when, on which terminal, scanned or typed, and what was refused.
import { useState } from "preact/hooks";
import type { Text, Via } from "../lead/documents";
import { said, say, viaText } from "../lead/words";
import { ProblemNote, Shown, usePages, useRead } from "../lead/parts/reading";
import { DataTable, type Column } from "../lead/parts/table";
import { moment } from "../lead/parts/time";

interface AuditRow {
  seq: number;
  at: string;
  command: string;
  command_text: Text;
  actor: string | null;
  actor_name: string | null;
  device: string | null;
  station: string | null;
  via: Via;
  refusal: { code: string; text: Text } | null;
  subject: string;
  events: string[];
}
interface AuditEntry extends AuditRow {
  command_json: unknown;
  events_json: { name: string; body: unknown }[];
}

/** What nobody is signed in for, the program does by itself. */
function whoText(row: AuditRow): string {
  return row.actor_name ?? row.actor ?? say("role_system");
}

function columns(): Column<AuditRow>[] {
  return [
    { key: "at", head: say("when"), cell: (a) => moment(a.at), value: (a) => a.at },
    {
      key: "who",
      head: say("who"),
      cell: whoText,
      value: whoText,
    },
    {
      key: "terminal",
      head: say("terminal"),
      cell: (a) => [a.device, a.station].filter(Boolean).join(" · "),
      value: (a) => [a.device, a.station].filter(Boolean).join(" · "),
    },
    { key: "via", head: say("how"), cell: (a) => viaText(a.via), value: (a) => viaText(a.via) },
    {
      key: "command",
      head: say("command"),
      cell: (a) => <span title={a.command}>{said(a.command_text)}</span>,
      value: (a) => said(a.command_text),
    },
    {
      key: "what",
      head: say("what"),
      cell: (a) => <span class="code">{a.subject}</span>,
      value: (a) => a.subject,
      wide: true,
    },
    {
      key: "verdict",
      head: say("verdict"),
      cell: (a) =>
        a.refusal ? <span class="bad">✕ {said(a.refusal.text)}</span> : say("accepted"),
      value: (a) => (a.refusal ? said(a.refusal.text) : say("accepted")),
    },
    {
      key: "seq",
      head: say("entry"),
      cell: (a) => <a href={`#/admin/audit/${a.seq}`}>{a.seq}</a>,
      value: (a) => a.seq,
      numeric: true,
    },
  ];
}

const filters = ["actor", "device", "command", "from", "to"] as const;
const filterWords = {
  actor: "who",
  device: "terminal",
  command: "command",
  from: "from",
  to: "to",
} as const;

export function AuditPage() {
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [asked, setAsked] = useState<Record<string, string>>({});
  const query = new URLSearchParams({ limit: "100" });
  for (const [key, value] of Object.entries(asked))
    if (value)
      query.set(key, key === "from" || key === "to" ? new Date(value).toISOString() : value);
  const list = usePages<AuditRow>(`/api/v1/journal?${query}`);
  return (
    <div class="page">
      <h1>{say("audit")}</h1>
      <form
        class="find no-print"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(typed);
        }}
      >
        {filters.map((key) => (
          <label key={key} class="inline">
            {say(filterWords[key])}
            {key === "from" || key === "to" ? (
              <input
                type="datetime-local"
                value={typed[key] ?? ""}
                onInput={(event) => setTyped({ ...typed, [key]: event.currentTarget.value })}
              />
            ) : (
              <input
                autocomplete="off"
                value={typed[key] ?? ""}
                onInput={(event) => setTyped({ ...typed, [key]: event.currentTarget.value })}
              />
            )}
          </label>
        ))}
        <label class="inline">
          <input
            type="checkbox"
            checked={typed["refused"] === "true"}
            onChange={(event) =>
              setTyped({ ...typed, refused: event.currentTarget.checked ? "true" : "" })
            }
          />
          {say("refusals_only")}
        </label>
        <button type="submit" class="strong">
          {say("search")}
        </button>
      </form>
      {list.problem ? <ProblemNote problem={list.problem} again={list.reload} /> : null}
      <DataTable
        caption={say("audit")}
        hideCaption
        columns={columns()}
        rows={list.rows}
        rowKey={(a) => a.seq}
        empty={list.loading ? say("loading") : say("nothing_here")}
        file="audit"
        more={list.more}
      />
    </div>
  );
}

export function EntryPage({ seq }: { seq: number }) {
  const reading = useRead<AuditEntry>(`/api/v1/journal/${seq}`);
  return (
    <div class="page">
      <h1>{say("journal_entry", seq)}</h1>
      <Shown of={reading}>
        {(entry) => (
          <>
            <DataTable
              caption={say("journal_entry", seq)}
              hideCaption
              columns={columns()}
              rows={[entry]}
              rowKey={(a) => a.seq}
            />
            <h2>{say("command_body")}</h2>
            <pre tabIndex={0}>{JSON.stringify(entry.command_json, null, 2)}</pre>
            <h2>{say("events")}</h2>
            {entry.events_json.map((event, i) => (
              <section key={i} aria-label={event.name}>
                <h3>{event.name}</h3>
                <pre tabIndex={0}>{JSON.stringify(event.body, null, 2)}</pre>
              </section>
            ))}
          </>
        )}
      </Shown>
    </div>
  );
}
