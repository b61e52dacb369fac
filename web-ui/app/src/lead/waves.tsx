// SPDX-License-Identifier: Apache-2.0
// L2: all waves, the preview of what the rules would build now, and one wave in full.
import { useEffect, useState } from "preact/hooks";
import type {
  People,
  Person,
  PlannedWave,
  Text,
  WaveDetail,
  WaveOrder,
  WavePreview,
  WaveSummary,
  Waves,
} from "./documents";
import { ask, type Problem } from "./port";
import { said, say } from "./words";
import { CardLink } from "./card";
import { Do } from "./parts/doing";
import { Verdict, verdict } from "./parts/light";
import { ProblemNote, Shown, usePages, useRead, useTopic } from "./parts/reading";
import { StageBar, StageLegend } from "./parts/stages";
import { DataTable, type Column } from "./parts/table";
import { clock, figure, minute } from "./parts/time";
import { dropColumn, WaveChanges } from "./wave_changes";
import { HoldTag, WaveButtons } from "./wave_buttons";

function waveColumns(): Column<WaveSummary>[] {
  return [
    {
      key: "light",
      head: say("state"),
      cell: (w) => <Verdict light={w.light} slackMin={w.slack_min} />,
      value: (w) => verdict(w.light, w.slack_min),
    },
    {
      key: "code",
      head: say("wave"),
      cell: (w) => <a href={`#/lead/waves/${w.id}`}>{w.code}</a>,
      value: (w) => w.code,
    },
    {
      key: "class",
      head: say("class_method"),
      cell: (w) => `${said(w.class_text)} · ${said(w.method_text)}`,
      value: (w) => `${said(w.class_text)} · ${said(w.method_text)}`,
    },
    { key: "carrier", head: say("carrier"), cell: (w) => w.carrier, value: (w) => w.carrier },
    {
      key: "pickup",
      head: say("cutoff"),
      cell: (w) => minute(w.pickup),
      value: (w) => w.pickup,
    },
    {
      key: "stages",
      head: say("stages"),
      cell: (w) => <StageBar of={w.stages} />,
      wide: true,
    },
    {
      key: "orders",
      head: say("orders"),
      cell: (w) => figure(w.orders - w.orders_removed),
      value: (w) => w.orders - w.orders_removed,
      numeric: true,
    },
    {
      key: "left",
      head: say("lines_left"),
      cell: (w) => figure(w.lines_left),
      value: (w) => w.lines_left,
      numeric: true,
    },
    {
      key: "shorts",
      head: say("shorts"),
      cell: (w) => figure(w.shorts),
      value: (w) => w.shorts,
      numeric: true,
    },
    { key: "do", head: "", cell: (w) => <WaveButtons wave={w} /> },
  ];
}

function Why({ texts }: { texts: Text[] }) {
  return (
    <ul class="why">
      {texts.map((text, i) => (
        <li key={i}>{said(text)}</li>
      ))}
    </ul>
  );
}

/** One wave the rules would build; without buttons where it is only a trial. */
export function Planned({ wave, done }: { wave: PlannedWave; done?: () => void }) {
  const deed = (release: boolean, label: string) => ({
    path: "/api/v1/waves",
    body: { plan: wave.plan, release },
    label,
  });
  return (
    <li class="panel planned">
      <header class="section-head">
        <h3>
          {wave.carrier} {clock(wave.pickup)} · {said(wave.class_text)} ·{" "}
          {said(wave.method_text)}
        </h3>
        {wave.plan !== null && done ? (
          <div class="buttons">
            <Do strong deed={deed(true, say("make_release"))} done={done} />
            <Do deed={deed(false, say("make_only"))} done={done} />
          </div>
        ) : null}
      </header>
      {wave.release_now ? null : <p class="notice">{say("rules_would_wait")}</p>}
      <p>
        {figure(wave.orders)} {say("orders")} · {figure(wave.lines)} {say("lines")} ·{" "}
        {figure(wave.pieces)} {say("pieces")} · {say("walk")}{" "}
        {say("metres", figure(wave.walk_m))}
        {wave.examples.length > 0 ? (
          <span class="quiet"> · {say("examples", wave.examples.join(", "))}</span>
        ) : null}
      </p>
      <Why texts={wave.explanation} />
    </li>
  );
}

function Preview({ done }: { done: () => void }) {
  const [preview, setPreview] = useState<WavePreview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    const got = await ask<WavePreview>("/api/v1/waves/preview", { method: "POST", body: {} });
    setBusy(false);
    setPreview(got.ok ? got.data : null);
    setProblem(got.ok ? null : got.problem);
  };
  const made = () => {
    done();
    void look();
  };
  return (
    <section aria-labelledby="preview-head" class="preview no-print">
      <header class="section-head">
        <h2 id="preview-head">{say("preview")}</h2>
        <button type="button" disabled={busy} onClick={() => void look()}>
          {say("preview")}
        </button>
      </header>
      {problem ? <ProblemNote problem={problem} /> : null}
      {preview?.waves.length === 0 ? <p class="notice">{say("preview_empty")}</p> : null}
      {preview ? (
        <ul class="plain">
          {preview.waves.map((wave, at) => (
            <Planned key={wave.plan ?? at} wave={wave} done={made} />
          ))}
          {preview.left_out.map((out, i) => (
            <li key={i} class="quiet">
              {say("left_out")}: {figure(out.orders)} · {said(out.reason)}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

export function WavesPage() {
  const [state, setState] = useState<"open" | "all">("open");
  // The open ones as they are, by the socket; the older ones page by page.
  const open = useTopic<Waves>("waves", "/api/v1/waves?state=open");
  const all = usePages<WaveSummary>(state === "all" ? "/api/v1/waves?state=all" : null);
  const waves = state === "all" ? all : { ...open, rows: open.data?.items ?? [], more: null };
  return (
    <div class="page">
      <header class="section-head">
        <h1>{say("waves")}</h1>
        <StageLegend />
      </header>
      <Preview done={waves.reload} />
      <label class="inline">
        <input
          type="checkbox"
          checked={state === "all"}
          onChange={(event) => setState(event.currentTarget.checked ? "all" : "open")}
        />
        {say("all")}
      </label>
      {waves.problem ? <ProblemNote problem={waves.problem} again={waves.reload} /> : null}
      <DataTable
        caption={say("waves")}
        hideCaption
        columns={waveColumns()}
        rows={waves.rows}
        rowKey={(w) => w.id}
        empty={waves.loading ? say("loading") : say("no_waves")}
        file="waves"
        more={waves.more}
      />
    </div>
  );
}

function orderColumns(): Column<WaveOrder>[] {
  const number = (key: "pieces" | "picked" | "packed" | "short" | "parcels") => ({
    key,
    head: say(key),
    cell: (o: WaveOrder) => figure(o[key]),
    value: (o: WaveOrder) => o[key],
    numeric: true,
  });
  return [
    {
      key: "order",
      head: say("order"),
      cell: (o) => <CardLink to={{ kind: "order", id: o.order, code: o.external_id }} plain />,
      value: (o) => o.external_id,
    },
    {
      key: "state",
      head: say("state"),
      cell: (o) => said(o.state_text),
      value: (o) => said(o.state_text),
    },
    number("pieces"),
    number("picked"),
    number("packed"),
    number("short"),
    number("parcels"),
    { key: "holder", head: say("who"), cell: (o) => o.holder ?? "", value: (o) => o.holder },
    {
      key: "by",
      head: say("ship_by"),
      cell: (o) => minute(o.ship_by),
      value: (o) => o.ship_by,
    },
  ];
}

type Round = WaveDetail["rounds"][number];
const picks = new Set(["picker", "lead", "admin"]);

/** Taken from who has it: for anybody, or for one of those on shift. */
function Reassign({ of, people, done }: { of: Round; people: Person[]; done: () => void }) {
  const [to, setTo] = useState(0);
  if (of.tasks_open === 0 || of.state === "done" || of.state === "cancelled") return null;
  const path = `/api/v1/rounds/${of.batch}/reassign`;
  const others = people.filter(
    (one) => one.name !== of.operator && one.roles.some((role) => picks.has(role)),
  );
  const chosen = others.find((one) => one.operator === to);
  return (
    <div class="buttons">
      {of.operator ? (
        <Do
          deed={{
            path,
            body: {},
            label: say("free_round"),
            sure: say("free_round_sure", of.batch, of.operator),
          }}
          done={done}
        />
      ) : null}
      <select
        aria-label={say("give_round")}
        value={to}
        onChange={(event) => setTo(Number(event.currentTarget.value))}
      >
        <option value={0}>{say("give_round")}</option>
        {others.map((one) => (
          <option key={one.operator} value={one.operator}>
            {one.name}
          </option>
        ))}
      </select>
      {chosen ? (
        <Do
          strong
          deed={{
            path,
            body: { to },
            label: say("give"),
            sure: say("give_round_sure", of.batch, chosen.name),
          }}
          done={done}
        />
      ) : null}
    </div>
  );
}

function Rounds({ wave, done }: { wave: WaveDetail; done: () => void }) {
  const people = useTopic<People>("people", "/api/v1/board/people").data?.items ?? [];
  const columns: Column<WaveDetail["rounds"][number]>[] = [
    { key: "batch", head: say("picking_round"), cell: (r) => r.batch, value: (r) => r.batch },
    { key: "zone", head: say("zone"), cell: (r) => r.zone, value: (r) => r.zone },
    {
      key: "who",
      head: say("worker"),
      cell: (r) => r.operator ?? "–",
      value: (r) => r.operator,
    },
    { key: "device", head: say("device"), cell: (r) => r.device ?? "", value: (r) => r.device },
    {
      key: "container",
      head: say("container"),
      cell: (r) => r.container ?? "",
      value: (r) => r.container,
    },
    {
      key: "left",
      head: say("tasks_open"),
      cell: (r) => `${figure(r.tasks_open)} / ${figure(r.tasks)}`,
      value: (r) => r.tasks_open,
      numeric: true,
    },
    {
      key: "until",
      head: say("claimed_until"),
      cell: (r) => clock(r.until),
      value: (r) => r.until,
    },
    {
      key: "reassign",
      head: "",
      cell: (r) => <Reassign of={r} people={people} done={done} />,
    },
  ];
  return (
    <DataTable
      caption={say("who_holds")}
      columns={columns}
      rows={wave.rounds}
      rowKey={(r) => r.batch}
    />
  );
}

function Shorts({ wave }: { wave: WaveDetail }) {
  const columns: Column<WaveDetail["shorts_list"][number]>[] = [
    {
      key: "sku",
      head: say("sku"),
      cell: (s) => (
        <>
          {said(s.sku_name)} <span class="quiet">{s.sku}</span>
        </>
      ),
      value: (s) => s.sku,
    },
    { key: "loc", head: say("location"), cell: (s) => s.location, value: (s) => s.location },
    {
      key: "short",
      head: say("short"),
      cell: (s) => figure(s.need - s.done),
      value: (s) => s.need - s.done,
      numeric: true,
    },
    {
      key: "reason",
      head: say("reason"),
      cell: (s) => said(s.reason),
      value: (s) => said(s.reason),
    },
  ];
  return (
    <DataTable
      caption={say("shorts")}
      columns={columns}
      rows={wave.shorts_list}
      rowKey={(s) => s.task}
    />
  );
}

function WaveHead({
  wave,
  etag,
  done,
}: {
  wave: WaveDetail;
  etag: string | null;
  done: () => void;
}) {
  return (
    <>
      <header class="section-head">
        <h1>
          {say("wave")} {wave.code}
          <HoldTag of={wave} />
        </h1>
        <div class="buttons no-print">
          <WaveButtons wave={wave} etag={etag} done={done} />
          <WaveChanges wave={wave} etag={etag} done={done} />
        </div>
      </header>
      <div class={`wave-banner ${wave.light}`}>
        <Verdict light={wave.light} slackMin={wave.slack_min} />
        <span>
          {say("cutoff")} <b>{minute(wave.pickup)}</b> {wave.carrier} {wave.service}
        </span>
        <span>
          {say("forecast")} <b>{minute(wave.forecast)}</b>
        </span>
        <span>
          {say("lines_left")} <b>{figure(wave.lines_left)}</b> / {figure(wave.lines)} ·{" "}
          {figure(wave.lines_per_h)} {say("lines_per_h")}
        </span>
      </div>
      <StageBar of={wave.stages} />
      <StageLegend />
    </>
  );
}

export function WavePage({ id }: { id: number }) {
  const reading = useRead<WaveDetail>(`/api/v1/waves/${id}`);
  const orders = usePages<WaveOrder>(`/api/v1/waves/${id}/orders`);
  // Its line among the open waves tells when there is something new about it.
  const open = useTopic<Waves>("waves", "/api/v1/waves?state=open");
  const now = open.data?.items.find((wave) => wave.id === id);
  const line = now
    ? JSON.stringify([
        now.state,
        now.on_hold,
        now.orders,
        now.stages,
        now.lines_left,
        now.shorts,
      ])
    : "closed";
  useEffect(() => {
    reading.refresh();
    if (orders.more === null) orders.refresh(); // who has turned pages keeps them
  }, [line]);
  const dropped = () => {
    reading.reload();
    orders.reload();
  };
  return (
    <div class="page">
      <Shown of={reading}>
        {(wave) => (
          <>
            <WaveHead wave={wave} etag={reading.etag} done={reading.reload} />
            <div class="two-columns">
              <section class="panel" aria-labelledby="why-head">
                <h2 id="why-head">{say("why_so")}</h2>
                <Why texts={wave.explanation} />
                <p class="quiet">
                  {say("planned_at")} {minute(wave.planned_at)} · {say("released_at")}{" "}
                  {minute(wave.released_at)} · {say("walk")}{" "}
                  {say("metres", figure(wave.walk_m))}
                </p>
                {wave.removed.length > 0 ? <h3>{say("removed_orders")}</h3> : null}
                <ul class="plain">
                  {wave.removed.map((out) => (
                    <li key={out.order}>
                      <CardLink
                        to={{ kind: "order", id: out.order, code: out.external_id }}
                        plain
                      />{" "}
                      <span class="quiet">{said(out.reason)}</span>
                    </li>
                  ))}
                </ul>
              </section>
              <Rounds wave={wave} done={reading.reload} />
            </div>
            {wave.shorts_list.length > 0 ? <Shorts wave={wave} /> : null}
          </>
        )}
      </Shown>
      <DataTable
        caption={say("orders")}
        columns={[...orderColumns(), dropColumn(id, dropped)]}
        rows={orders.rows}
        rowKey={(o) => o.order}
        empty={orders.loading ? say("loading") : say("nothing_here")}
        file={`wave-${id}`}
        more={orders.more}
      />
    </div>
  );
}
