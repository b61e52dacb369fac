// SPDX-License-Identifier: Apache-2.0
// What rules that are not saved yet would build of the orders that wait now, in figures beside what
// the saved ones build. The server plans both on one snapshot; nothing is changed.
import { useEffect, useState } from "preact/hooks";
import type { BuiltFigures, WavePreview, WavesBuilt } from "../lead/documents";
import { problemText } from "../lead/parts/reading";
import { DataTable, type Column } from "../lead/parts/table";
import { figure } from "../lead/parts/time";
import { ask, type Problem } from "../lead/port";
import { Planned } from "../lead/waves";
import { said, say } from "../lead/words";

const nothing: BuiltFigures = { waves: 0, release_now: 0, orders: 0, lines: 0, pieces: 0 };

interface Row {
  key: string;
  name: string;
  saved: BuiltFigures;
  tried: BuiltFigures;
}

function rowsOf(saved: WavesBuilt, tried: WavesBuilt): Row[] {
  const names = new Map(
    [...saved.classes, ...tried.classes].map((one) => [one.order_class, said(one.class_text)]),
  );
  const of = (built: WavesBuilt, key: string) =>
    built.classes.find((one) => one.order_class === key) ?? nothing;
  const classes = [...names].map(([key, name]) => ({
    key,
    name,
    saved: of(saved, key),
    tried: of(tried, key),
  }));
  return [...classes, { key: "all", name: say("all_classes"), saved, tried }];
}

const heads = {
  waves: "waves",
  release_now: "go_now",
  orders: "orders",
  pieces: "pieces",
} as const;

function columns(): Column<Row>[] {
  const counts = (Object.keys(heads) as (keyof typeof heads)[]).map((key): Column<Row> => ({
    key,
    head: say(heads[key]),
    numeric: true,
    cell: ({ saved, tried }) =>
      saved[key] === tried[key] ? (
        figure(tried[key])
      ) : (
        <>
          {figure(saved[key])} → <strong>{figure(tried[key])}</strong>
        </>
      ),
  }));
  return [{ key: "class", head: say("class_name"), cell: (row) => row.name }, ...counts];
}

function Seen({ preview }: { preview: WavePreview }) {
  const { built, saved, waves, left_out } = preview;
  if (!saved) return null;
  return (
    <>
      {waves.length === 0 ? <p class="notice">{say("preview_empty")}</p> : null}
      <DataTable
        caption={say("saved_and_tried")}
        columns={columns()}
        rows={rowsOf(saved, built)}
        rowKey={(row) => row.key}
      />
      <p>
        {say("left_out")}: {figure(saved.left_out)} → {figure(built.left_out)}
      </p>
      <details>
        <summary>{say("tried_waves")}</summary>
        <ul class="plain">
          {waves.map((wave, at) => (
            <Planned key={at} wave={wave} />
          ))}
          {left_out.map((out, at) => (
            <li key={at} class="quiet">
              {say("left_out")}: {figure(out.orders)} · {said(out.reason)}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

export function WaveTrial({ rules }: { rules: Record<string, unknown> }) {
  const [preview, setPreview] = useState<WavePreview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const typed = JSON.stringify(rules);
  // Figures of other rules than those that stand in the form would mislead.
  useEffect(() => {
    setPreview(null);
    setProblem(null);
  }, [typed]);
  const look = async () => {
    setBusy(true);
    const got = await ask<WavePreview>("/api/v1/waves/preview", {
      method: "POST",
      body: { rules },
    });
    setBusy(false);
    setPreview(got.ok ? got.data : null);
    setProblem(got.ok ? null : got.problem);
  };
  return (
    <section class="trial" aria-label={say("try_rules")}>
      <p class="quiet">{say("try_rules_why")}</p>
      <div class="buttons">
        <button type="button" disabled={busy} onClick={() => void look()}>
          {say("try_rules")}
        </button>
      </div>
      <div role="status">
        {problem ? <p class="notice bad">{problemText(problem)}</p> : null}
        {preview ? <Seen preview={preview} /> : null}
      </div>
    </section>
  );
}
