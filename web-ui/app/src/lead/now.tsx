// SPDX-License-Identifier: Apache-2.0
// L1: what is going on, on one screen. The cut-offs come first and largest: which wave is late must
// be seen in one second, from a few steps away.
import { useEffect } from "preact/hooks";
import type {
  Cutoff,
  DemoState,
  Devices,
  Now,
  People,
  Text,
  WaveSummary,
  Waves,
} from "./documents";
import { said, say, words, type Word } from "./words";
import { Do } from "./parts/doing";
import { lightOrder, LightSign, Verdict, verdict } from "./parts/light";
import { Shown, useRead, useTopic } from "./parts/reading";
import { StageBar, StageLegend } from "./parts/stages";
import { ago, clock, clockOn, duration, figure, utcOffset } from "./parts/time";
import { HoldTag, WaveButtons } from "./wave_buttons";

export function CutoffTile({ of, at }: { of: Cutoff; at: string }) {
  return (
    <li class={`cutoff ${of.light}`}>
      <LightSign light={of.light} size={44} />
      <div>
        <p class="cutoff-head">
          <b>{clockOn(of.pickup, at)}</b> {of.carrier}
          {of.service ? <span class="quiet"> {of.service}</span> : null}
        </p>
        <p class="cutoff-verdict">{verdict(of.light, of.slack_min)}</p>
        <p class="quiet">
          {of.orders_left > 0
            ? say("orders_left", figure(of.orders_left), figure(of.orders))
            : say("all_handed_over", figure(of.orders))}
          {of.forecast && of.orders_left > 0
            ? ` · ${say("forecast")} ${clockOn(of.forecast, at)}`
            : ""}
        </p>
      </div>
    </li>
  );
}

export function Cutoffs({ now }: { now: Now }) {
  return (
    <section aria-labelledby="cutoffs-head">
      <h2 id="cutoffs-head">{say("cutoffs")}</h2>
      <ul class="cutoffs">
        {now.cutoffs.map((cutoff) => (
          <CutoffTile key={`${cutoff.carrier} ${cutoff.pickup}`} of={cutoff} at={now.at} />
        ))}
      </ul>
    </section>
  );
}

export function Totals({ now }: { now: Now }) {
  const { totals } = now;
  const tiles: [string, number][] = [
    [say("orders_waiting"), totals.orders_waiting],
    [say("orders_on_floor"), totals.orders_on_floor],
    [say("orders_packed"), totals.orders_packed],
    [say("orders_handed_over"), totals.orders_handed_over],
    [say("lines_left"), totals.lines_left],
    [`${say("lines_per_h")}, ${say("last_half_hour")}`, totals.lines_per_h],
  ];
  return (
    <dl class="totals">
      {tiles.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{figure(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function WaveRow({ wave, at, still }: { wave: WaveSummary; at: string; still?: boolean }) {
  return (
    <li class={`wave-row ${wave.light} ${wave.on_hold ? "held" : ""}`}>
      <div class="wave-light">
        <Verdict light={wave.light} slackMin={wave.slack_min} />
      </div>
      <div class="wave-name">
        {still ? <b>{wave.code}</b> : <a href={`#/lead/waves/${wave.id}`}>{wave.code}</a>}
        <HoldTag of={wave} />
      </div>
      <div class="wave-bar">
        <StageBar of={wave.stages} />
      </div>
      <p class="wave-times">
        {say("cutoff")} <b>{clockOn(wave.pickup, at)}</b> {wave.carrier} · {say("forecast")}{" "}
        <b>{clockOn(wave.forecast, at)}</b> · {say("lines_left")}{" "}
        <b>{figure(wave.lines_left)}</b>
        <span class="quiet">
          {" "}
          · {said(wave.class_text)} · {said(wave.method_text)}
        </span>
      </p>
      {still ? null : (
        <div class="wave-do">
          <WaveButtons wave={wave} only={quickActions} />
        </div>
      )}
    </li>
  );
}

const quickActions = ["release", "hold", "resume"] as const;

export function WaveList({ waves, still }: { waves: Waves; still?: boolean }) {
  const items = [...waves.items].sort((a, b) => lightOrder[a.light] - lightOrder[b.light]);
  return (
    <section aria-labelledby="waves-head">
      <header class="section-head">
        <h2 id="waves-head">{say("waves")}</h2>
        <StageLegend />
      </header>
      {items.length === 0 ? <p class="notice">{say("no_waves")}</p> : null}
      <ul class="wave-rows">
        {items.map((wave) => (
          <WaveRow key={wave.id} wave={wave} at={waves.at} still={still ?? false} />
        ))}
      </ul>
    </section>
  );
}

const ages = {
  under_5_min: "under_5_min",
  under_15_min: "under_15_min",
  under_1_h: "under_1_h",
  older: "older",
} as const;

export function ExceptionsByAge({ now }: { now: Now }) {
  const { exceptions } = now;
  return (
    <section class="panel" aria-labelledby="exceptions-head">
      <header class="section-head">
        <h2 id="exceptions-head">
          <a href="#/lead/exceptions">{say("open_exceptions")}</a>
        </h2>
        <b class={exceptions.open > 0 ? "count bad" : "count"}>{figure(exceptions.open)}</b>
      </header>
      {exceptions.open === 0 ? <p class="quiet">{say("no_exceptions")}</p> : null}
      <ol class="ages">
        {exceptions.by_age.map(({ bucket, open }) => (
          <li key={bucket} class={open > 0 ? bucket : "nought"}>
            <b>{figure(open)}</b> {say(ages[bucket])}
          </li>
        ))}
      </ol>
      <ul class="plain kinds">
        {exceptions.by_kind.map((kind) => (
          <li key={kind.kind}>
            <span>{said(kind.text)}</span>
            <span class="quiet">{say("oldest", ago(kind.oldest_since, now.at))}</span>
            <b>{figure(kind.open)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function PeopleNow({ people }: { people: People }) {
  return (
    <section class="panel" aria-labelledby="people-head">
      <header class="section-head">
        <h2 id="people-head">
          <a href="#/lead/people">{say("on_shift")}</a>
        </h2>
        <b class="count">{figure(people.items.length)}</b>
      </header>
      {people.items.length === 0 ? <p class="quiet">{say("nobody_on_shift")}</p> : null}
      <ul class="plain people-now">
        {people.items.map((person) => (
          <li key={person.operator}>
            <span class="person">
              {person.name}
              <span class="quiet"> {said(person.step_text)}</span>
            </span>
            <span class="quiet">
              {person.idle ? say("idle_for", duration(person.idle_s)) : person.location}
            </span>
            <b title={say("lines_per_h")}>{figure(person.lines_per_h)}/h</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A gun on the server's own USB that cannot scan. */
const gunsDown: Record<string, Word> = {
  isolated: "scanner_isolated",
  refused: "scanner_refused",
  gone: "scanner_gone",
};
const guns_every_ms = 5000; // a gun's state is not in the journal

function gunText(state: string): Text {
  const [en, zh] = words[gunsDown[state] ?? "scanner"];
  return { en, zh };
}

interface Gun {
  key: string;
  product: string;
  device: string | null;
  state: string;
  last_at: string | null;
}

function useGuns(): Gun[] {
  const { data, refresh } = useRead<{ items: Gun[] }>("/api/v1/scanners");
  useEffect(() => {
    const timer = setInterval(refresh, guns_every_ms);
    return () => clearInterval(timer);
  }, [refresh]);
  return (data?.items ?? []).filter((gun) => gun.device !== null); // nobody misses the others
}

export function DevicesDown({ devices }: { devices: Devices }) {
  const guns = useGuns();
  const down = [
    ...guns
      .filter((gun) => gun.state in gunsDown)
      .map((gun) => ({
        name: gun.device ?? gun.product,
        reason: gunText(gun.state),
        at: gun.last_at,
      })),
    ...devices.printers
      .filter((printer) => printer.state === "down" || printer.state === "held")
      .map((printer) => ({ name: printer.name, reason: printer.reason, at: printer.last_at })),
    ...devices.items
      .filter((device) => device.state === "down")
      .map((device) => ({ name: device.code, reason: device.reason, at: device.last_at })),
  ];
  const all = devices.printers.length + devices.items.length + guns.length;
  return (
    <section class="panel" aria-labelledby="devices-head">
      <header class="section-head">
        <h2 id="devices-head">
          <a href="#/admin/devices">{say("devices")}</a>
        </h2>
        <b class={down.length > 0 ? "count bad" : "count"}>
          {down.length === 0
            ? say("all_devices_work", all)
            : say("devices_down", down.length, all)}
        </b>
      </header>
      <ul class="plain kinds">
        {down.map((device) => (
          <li key={`${device.name} ${said(device.reason)}`}>
            <b>{device.name}</b>
            <span>{said(device.reason)}</span>
            <span class="quiet">{ago(device.at, devices.at)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DemoSwitch() {
  const demo = useRead<DemoState>("/api/v1/demo");
  useEffect(() => {
    const timer = setInterval(demo.refresh, 5000);
    return () => clearInterval(timer);
  }, [demo.refresh]);
  if (!demo.data) return null;
  const { workers_on, speed, demo_time, orders_come, orders_to_come } = demo.data.status;
  const deed = (on: boolean, to: number, label: string) => ({
    path: "/api/v1/demo",
    body: { workers_on: on, speed: to },
    label,
  });
  return (
    <section class="panel demo-switch" aria-labelledby="demo-head">
      <header class="section-head">
        <h2 id="demo-head">{say("virtual_workers")}</h2>
        <Do
          strong={!workers_on}
          deed={deed(!workers_on, speed, say(workers_on ? "switch_off" : "switch_on"))}
          done={demo.reload}
        />
      </header>
      <p class="quiet">
        {say("demo_clock")} {clock(demo_time)} · {say("orders")} {figure(orders_come)} /{" "}
        {figure(orders_come + orders_to_come)}
      </p>
      <div class="buttons" role="group" aria-label={say("speed")}>
        {[1, 5, 20, 60].map((to) => (
          <span key={to} class={to === speed ? "chosen" : ""}>
            <Do deed={deed(workers_on, to, `${say("speed")} ×${to}`)} done={demo.reload} />
          </span>
        ))}
      </div>
    </section>
  );
}

export function useNow() {
  const now = useTopic<Now>("now", "/api/v1/board/now");
  useEffect(() => {
    if (now.data) utcOffset.value = now.data.utc_offset_min;
  }, [now.data]);
  return now;
}

export default function NowPage() {
  const now = useNow();
  const waves = useTopic<Waves>("waves", "/api/v1/waves?state=open");
  const people = useTopic<People>("people", "/api/v1/board/people");
  const devices = useTopic<Devices>("devices", "/api/v1/devices");
  return (
    <div class="now-page">
      <h1 class="spoken">{say("now")}</h1>
      <div class="now-main">
        <Shown of={now}>
          {(document) => (
            <>
              <Cutoffs now={document} />
              <Totals now={document} />
            </>
          )}
        </Shown>
        <Shown of={waves}>{(document) => <WaveList waves={document} />}</Shown>
      </div>
      <aside class="now-side" aria-label={say("exceptions")}>
        {now.data?.demo ? <DemoSwitch /> : null}
        {now.data ? <ExceptionsByAge now={now.data} /> : null}
        {people.data ? <PeopleNow people={people.data} /> : null}
        {devices.data ? <DevicesDown devices={devices.data} /> : null}
      </aside>
    </div>
  );
}
