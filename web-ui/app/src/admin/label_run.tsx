// SPDX-License-Identifier: Apache-2.0
// A range of location labels on one of the house's label printers: ordered at once, printed one by
// one by the server, each once. The page only looks how far it is; it may be closed meanwhile.
import { useEffect, useState } from "preact/hooks";
import type { Text } from "../lead/documents";
import { ask } from "../lead/port";
import { told } from "../lead/parts/doing";
import { problemText, useRead } from "../lead/parts/reading";
import { figure } from "../lead/parts/time";
import { said, say } from "../lead/words";

interface Job {
  id: number;
  document: string;
  printer: string;
  copy: number;
  state: string;
  reasons: Text[];
}
interface Run {
  run: number;
  labels: number;
  sent: number;
  waiting: number;
  stopped: number;
  stuck_count: number;
  stuck: Job[];
  next: Job | null;
}
interface PrinterName {
  name: string;
  media: string;
}

const lookEveryMs = 1000;
const place = (job: Job) => job.document.replace(/^location\//, "");

/** Reads the run again until nothing of it waits. */
function useRun(first: Run | null): [Run | null, (run: Run) => void] {
  const [run, setRun] = useState(first);
  useEffect(() => {
    if (!run || run.waiting === 0) return;
    const timer = setTimeout(() => {
      const path = `/api/v1/location-labels/${run.run}`;
      void ask<Run>(path, { unattended: true }).then((got) => {
        if (got.ok) setRun(got.data);
        else setRun({ ...run }); // the next look
      });
    }, lookEveryMs);
    return () => clearTimeout(timer);
  }, [run]);
  return [run, setRun];
}

function RunState({ run, change }: { run: Run; change: (run: Run) => void }) {
  const stop = async () => {
    const got = await ask<Run>(`/api/v1/location-labels/${run.run}`, { method: "DELETE" });
    if (got.ok) change(got.data);
    else told.value = { text: say("refused", problemText(got.problem)), bad: true };
  };
  const again = async (job: Job) => {
    const got = await ask(`/api/v1/prints/${job.id}/again`, { method: "POST", body: {} });
    told.value = got.ok
      ? { text: say("done_it", place(job)), bad: false }
      : { text: say("refused", problemText(got.problem)), bad: true };
    if (!got.ok) return;
    const now = await ask<Run>(`/api/v1/location-labels/${run.run}`);
    if (now.ok) change(now.data);
  };
  const why = run.next?.reasons.map(said).join(", ");
  return (
    <div aria-live="polite">
      <progress max={run.labels} value={run.sent} aria-label={say("location_labels")} />{" "}
      {say("run_progress", figure(run.sent), figure(run.labels))}
      {run.next ? ` · ${say("run_next", place(run.next))}` : ""}
      {why ? ` · ${why}` : ""}
      {run.stopped > 0 ? ` · ${say("run_stopped", figure(run.stopped))}` : ""}
      {run.waiting > 0 ? (
        <button type="button" onClick={() => void stop()}>
          {say("run_stop")}
        </button>
      ) : null}
      {run.stuck_count > 0 ? (
        <>
          <p>{say("run_look", figure(run.stuck_count))}</p>
          <ul class="plain">
            {run.stuck.map((job) => (
              <li key={job.id}>
                {place(job)} {job.reasons.map(said).join(", ")}{" "}
                <button type="button" onClick={() => void again(job)}>
                  {say("print_again")}
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

export function LabelRun({ first, last }: { first: string; last: string }) {
  const printers = useRead<{ items: PrinterName[] }>("/api/v1/printers");
  const [chosen, setChosen] = useState("");
  const [busy, setBusy] = useState(false);
  const [run, setRun] = useRun(null);
  const printer = chosen || printers.data?.items[0]?.name || "";
  const start = async () => {
    setBusy(true);
    const got = await ask<Run>("/api/v1/location-labels", {
      method: "POST",
      body: { first, last, printer },
    });
    setBusy(false);
    if (got.ok) setRun(got.data);
    else told.value = { text: say("refused", problemText(got.problem)), bad: true };
  };
  return (
    <section class="no-print">
      <form
        class="find"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <label class="inline">
          {say("printer")}
          <select value={printer} onChange={(event) => setChosen(event.currentTarget.value)}>
            {printers.data?.items.map((p) => (
              <option key={p.name} value={p.name}>
                {p.name} {p.media}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="strong" disabled={busy || !printer}>
          {say("print_range", first || "…", last || "…")}
        </button>
      </form>
      {run ? <RunState run={run} change={setRun} /> : null}
    </section>
  );
}
