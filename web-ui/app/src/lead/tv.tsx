// SPDX-License-Identifier: Apache-2.0
// L8: the hall's screen. Cut-offs, waves and the floor, large, by themselves; nothing to touch.
import { useEffect, useMemo } from "preact/hooks";
import type { People, Waves } from "./documents";
import { language, connected } from "./port";
import { say } from "./words";
import { figuresOf } from "./floor";
import { FloorCanvas, svgLocationsMax } from "./floor_canvas";
import { FloorSvg } from "./floor_svg";
import { useFloor } from "./map";
import { Cutoffs, ExceptionsByAge, Totals, useNow, WaveList } from "./now";
import { useTopic } from "./parts/reading";
import { clock } from "./parts/time";

/** The language changes by itself: everyone in the hall reads one of the two. */
const languageTurnMs = 20_000;

function useTurns(both: boolean): void {
  useEffect(() => {
    if (!both) return undefined;
    const timer = setInterval(() => {
      language.value = language.value === "zh" ? "en" : "zh";
    }, languageTurnMs);
    return () => clearInterval(timer);
  }, [both]);
}

function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    // Without TLS there is no wake lock; the screen's own settings must keep it on.
    const take = () =>
      navigator.wakeLock
        ?.request("screen")
        .then((got) => {
          lock = got;
        })
        .catch(() => undefined);
    void take();
    document.addEventListener("visibilitychange", take);
    return () => {
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    };
  }, []);
}

function TvFloor() {
  const { now, floor } = useFloor();
  const [view, figures] = useMemo(
    () => [
      floor ? { x: floor.x - 6, y: floor.y - 12, w: floor.w + 12, h: floor.h + 18 } : null,
      figuresOf(now.data?.cells ?? [], now.data?.fill_by ?? "pieces"),
    ],
    [floor, now.data],
  );
  if (!floor || !now.data || !view) return null;
  const Plan = floor.bins.length > svgLocationsMax ? FloorCanvas : FloorSvg;
  return (
    <section class="tv-floor" aria-label={say("map")}>
      <h2>{say("heat")}</h2>
      <Plan
        {...{ floor, figures, now: now.data, view }}
        shade="heat"
        chosen={null}
        path={null}
        label={say("map")}
      />
    </section>
  );
}

export function TvPage({ query }: { query: URLSearchParams }) {
  useTurns(query.get("language") === "both");
  useAwake();
  const now = useNow();
  const waves = useTopic<Waves>("waves", "/api/v1/waves?state=open");
  const people = useTopic<People>("people", "/api/v1/board/people");
  const document = now.data;
  return (
    <main class="tv" id="content">
      <header class="tv-head">
        <h1>
          {document?.warehouse ?? ""} {clock(document?.at)}
        </h1>
        <p>
          {say("on_shift")} <b>{people.data?.items.length ?? 0}</b>
        </p>
        <p class={connected.value ? "" : "bad"}>
          {connected.value ? say("live") : say("not_live", clock(document?.at))}
        </p>
      </header>
      <div class="tv-left">
        {document ? <Cutoffs now={document} /> : null}
        {document ? <Totals now={document} /> : null}
        {waves.data ? <WaveList waves={waves.data} still /> : null}
      </div>
      <div class="tv-right">
        {document ? <ExceptionsByAge now={document} /> : null}
        <TvFloor />
      </div>
    </main>
  );
}
