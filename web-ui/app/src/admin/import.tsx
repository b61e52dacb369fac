// SPDX-License-Identifier: Apache-2.0
// A5: import with a dry run first. Files are read as text in the browser and sent by their names;
// what is wrong comes back by file, line and column.
import { useState } from "preact/hooks";
import type { Text } from "../lead/documents";
import { ask, type Problem } from "../lead/port";
import { said, say } from "../lead/words";
import { ProblemNote } from "../lead/parts/reading";
import { DataTable } from "../lead/parts/table";
import { figure } from "../lead/parts/time";

interface ImportProblem {
  file: string;
  line: number;
  column: string | null;
  code?: string;
  text: Text;
  value?: string | null;
}
interface ImportEffect {
  file: string;
  line: number;
  code: string;
  effect: "create" | "change" | "add" | "cancel" | "unknown_sku" | "differs";
  changes: { column: string; before: string; after: string }[];
}
interface ImportRows {
  file: string;
  rows: number;
  created: number;
  changed: number;
  kept: number;
  refused: number;
}
interface ImportResult {
  ok: boolean;
  rows: ImportRows[];
  problems: ImportProblem[];
  effects: ImportEffect[];
  effect_count: number;
}

const effectWords = {
  create: "effect_create",
  change: "effect_change",
  add: "effect_add",
  cancel: "effect_cancel",
  unknown_sku: "effect_unknown_sku",
  differs: "effect_differs",
} as const;
const changeText = (effect: ImportEffect): string =>
  effect.changes.map((c) => `${c.column}: ${c.before || "–"} → ${c.after || "–"}`).join("; ");

// Excel in China writes GB18030; a file that is no UTF-8 is read as that.
export async function textOf(file: Blob): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

const isBook = (file: File): boolean => /\.xlsx$/i.test(file.name);

/** All texts by the names the server knows; of a book, its sheets'. */
async function textsOfAll(files: readonly File[]): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const file of files) {
    if (isBook(file))
      Object.assign(texts, await (await import("../lead/parts/xlsx_in")).textsOf(file));
    else texts[file.name] = await textOf(file);
  }
  return texts;
}

/** What each row does; rows that change nothing are only counted. */
function Effects({ result }: { result: ImportResult }) {
  const more = result.effect_count - result.effects.length;
  return (
    <>
      <DataTable
        caption={say("effects")}
        columns={[
          { key: "file", head: say("file"), cell: (e) => e.file, value: (e) => e.file },
          {
            key: "line",
            head: say("line"),
            cell: (e) => figure(e.line),
            value: (e) => e.line,
            numeric: true,
          },
          {
            key: "code",
            head: say("code"),
            cell: (e) => <span class="code">{e.code}</span>,
            value: (e) => e.code,
          },
          {
            key: "effect",
            head: say("effect"),
            cell: (e) => say(effectWords[e.effect]),
            value: (e) => say(effectWords[e.effect]),
          },
          {
            key: "changes",
            head: say("changes"),
            cell: (e) => changeText(e),
            value: (e) => changeText(e),
            wide: true,
          },
        ]}
        rows={result.effects}
        rowKey={(e) => `${e.file} ${e.line}`}
        file="import-effects"
      />
      {more > 0 ? <p class="quiet">{say("effects_more", figure(more))}</p> : null}
    </>
  );
}

function Result({ result, dry }: { result: ImportResult; dry: boolean }) {
  const verdict = result.problems.length
    ? say("import_bad", figure(result.problems.length))
    : say(dry ? "import_ok" : "import_done");
  return (
    <section aria-label={say("verdict")}>
      <p class={`notice ${result.problems.length ? "bad" : "good"}`} role="status">
        {verdict}
      </p>
      <DataTable
        caption={say("rows")}
        columns={[
          { key: "file", head: say("file"), cell: (r) => r.file, value: (r) => r.file },
          ...(["rows", "created", "changed", "kept", "refused"] as const).map((key) => ({
            key,
            head: say(key === "rows" ? key : `rows_${key}`),
            cell: (r: ImportRows) => figure(r[key]),
            value: (r: ImportRows) => r[key],
            numeric: true,
          })),
        ]}
        rows={result.rows}
        rowKey={(r) => r.file}
      />
      {result.effects.length > 0 ? <Effects result={result} /> : null}
      {result.problems.length > 0 ? (
        <DataTable
          caption={say("problem")}
          columns={[
            { key: "file", head: say("file"), cell: (p) => p.file, value: (p) => p.file },
            {
              key: "line",
              head: say("line"),
              cell: (p) => figure(p.line),
              value: (p) => p.line,
              numeric: true,
            },
            {
              key: "column",
              head: say("column"),
              cell: (p) => p.column,
              value: (p) => p.column,
            },
            {
              key: "value",
              head: say("value"),
              cell: (p) => <span class="code">{p.value}</span>,
              value: (p) => p.value,
            },
            {
              key: "text",
              head: say("problem"),
              cell: (p) => said(p.text),
              value: (p) => said(p.text),
              wide: true,
            },
          ]}
          rows={result.problems}
          rowKey={(p) => `${p.file} ${p.line} ${p.column} ${said(p.text)}`}
          file="import-problems"
        />
      ) : null}
    </section>
  );
}

export function ImportPage() {
  const [files, setFiles] = useState<File[]>([]);
  const [result, setResult] = useState<{ of: ImportResult; dry: boolean } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const [busy, setBusy] = useState(false);
  const clean = result?.dry === true && result.of.ok;
  const run = async (dry: boolean) => {
    setBusy(true);
    const texts = await textsOfAll(files).catch(() => null);
    setUnreadable(texts === null);
    if (texts === null) {
      setBusy(false);
      setResult(null);
      return;
    }
    const got = await ask<ImportResult>(`/api/v1/imports?dry_run=${dry}`, {
      method: "POST",
      body: { files: texts },
    });
    setBusy(false);
    setProblem(got.ok ? null : got.problem);
    setResult(got.ok ? { of: got.data, dry } : null);
  };
  return (
    <div class="page">
      <h1>{say("import")}</h1>
      <p class="quiet">{say("import_hint")}</p>
      <form
        class="find"
        onSubmit={(event) => {
          event.preventDefault();
          void run(true);
        }}
      >
        <label class="entry">
          <span>{say("choose_files")}</span>
          <input
            type="file"
            multiple
            required
            accept=".csv,.xlsx,text/csv"
            onChange={(event) => {
              setFiles([...(event.currentTarget.files ?? [])]);
              setResult(null);
              setProblem(null);
            }}
          />
        </label>
        <button type="submit" class="strong" disabled={busy || files.length === 0}>
          {say("try_it")}
        </button>
        <button type="button" disabled={busy || !clean} onClick={() => void run(false)}>
          {say("import_now")}
        </button>
      </form>
      <ul class="plain">
        {files.map((file) => (
          <li key={file.name}>
            <span class="code">{file.name}</span>{" "}
            <span class="quiet">{figure(file.size / 1000, 1)} kB</span>
          </li>
        ))}
      </ul>
      {busy ? (
        <p class="notice" role="status">
          {say("loading")} …
        </p>
      ) : null}
      {unreadable ? (
        <p class="notice bad" role="alert">
          {say("import_unreadable")}
        </p>
      ) : null}
      {problem ? <ProblemNote problem={problem} /> : null}
      {result ? <Result result={result.of} dry={result.dry} /> : null}
    </div>
  );
}
