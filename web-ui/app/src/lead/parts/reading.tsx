// SPDX-License-Identifier: Apache-2.0
// How a page gets its documents: read once, page by page, or live; and what it shows until then.
// Documents that only the asker wants (a stock question, a span of figures) are not sent by the
// socket: it says that there is something new, and they are asked for again.
import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Page } from "../documents";
import { ask, watch, type Answer, type Problem } from "../port";
import { said, say } from "../words";
import { paced } from "./pace";

export interface Reading<T> {
  data: T | null;
  etag: string | null;
  problem: Problem | null;
  loading: boolean;
  reload: () => void;
  /** Again by itself, nobody asked for it: what is shown stays until the answer is there, and if
   * there is none. */
  refresh: () => void;
}

/** What the socket tells is new: goods moved, or something a figure comes from. */
export interface Pulse {
  stock: number;
  figures: number;
}

/** Calls back when the socket tells of something new, at most once in `every` ms. */
export function usePulse(part: keyof Pulse | null, every: number, again: () => void): void {
  const look = useRef(again);
  look.current = again;
  useEffect(() => {
    if (part === null) return undefined;
    let seen = -1;
    const pace = paced(every, () => look.current());
    const unwatch = watch("pulse", (data) => {
      const now = (data as Pulse)[part];
      if (now === seen) return;
      seen = now;
      pace.tell();
    });
    return () => {
      unwatch();
      pace.stop();
    };
  }, [part, every]);
}

/** Reads the document at `path`, again when the path changes; none while it is null. */
export function useRead<T>(path: string | null): Reading<T> {
  const [answer, setAnswer] = useState<Answer<T> | null>(null);
  const [turn, setTurn] = useState({ n: 0, quiet: false });
  useEffect(() => {
    let gone = false;
    if (path === null) setAnswer(null);
    else
      void ask<T>(path, { unattended: turn.quiet }).then((got) => {
        if (gone) return;
        setAnswer((known) => (turn.quiet && known?.ok && !got.ok ? known : got));
      });
    return () => {
      gone = true;
    };
  }, [path, turn]);
  const again = (quiet: boolean) => () => setTurn(({ n }) => ({ n: n + 1, quiet }));
  return {
    data: answer?.ok ? answer.data : null,
    etag: answer?.ok ? answer.etag : null,
    problem: answer && !answer.ok ? answer.problem : null,
    loading: path !== null && answer === null,
    reload: useCallback(again(false), []),
    refresh: useCallback(again(true), []),
  };
}

/** The live document of a topic; until the socket has it, the one at `path`. */
export function useTopic<T>(topic: string, path: string): Reading<T> {
  const first = useRead<T>(path);
  const [live, setLive] = useState<T | null>(null);
  useEffect(() => watch(topic, (data) => setLive(data as T)), [topic]);
  return { ...first, data: live ?? first.data, problem: live ? null : first.problem };
}

export interface Pages<T> {
  rows: T[];
  problem: Problem | null;
  loading: boolean;
  more: (() => void) | null;
  reload: () => void;
  /** As many rows as are shown, anew and by itself; they stay until then. */
  refresh: () => void;
}

function pagePath(path: string, after: string | null): string {
  const glue = path.includes("?") ? "&" : "?";
  return after === null ? path : `${path}${glue}after=${encodeURIComponent(after)}`;
}

/** At least `wanted` rows, page after page; an empty page may have another one behind it. */
async function fetchRows<T>(
  path: string,
  wanted: number,
  from: string | null,
  on: () => boolean,
  unattended = false,
) {
  const rows: T[] = [];
  let next = from;
  for (;;) {
    const got = await ask<Page<T>>(pagePath(path, next), { unattended });
    if (!got.ok) return { rows, next, problem: got.problem };
    rows.push(...got.data.items);
    next = got.data.next ?? null;
    if (next === null || rows.length >= wanted || !on()) return { rows, next, problem: null };
  }
}

/** A list that the server hands out page by page. */
export function usePages<T>(path: string | null): Pages<T> {
  const [rows, setRows] = useState<T[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loading, setLoading] = useState(false);
  const turn = useRef(0);
  const shown = useRef(0);
  shown.current = rows.length;
  const fetchPage = useCallback(
    async (after: string | null) => {
      if (path === null) return;
      const mine = after === null ? ++turn.current : turn.current;
      const on = () => mine === turn.current; // no other list was asked for meanwhile
      setLoading(true);
      const got = await fetchRows<T>(path, 1, after, on);
      if (!on()) return;
      setLoading(false);
      setProblem(got.problem);
      if (got.problem && got.rows.length === 0) return;
      setRows((known) => (after === null ? got.rows : [...known, ...got.rows]));
      setNext(got.next);
    },
    [path],
  );
  const refresh = useCallback(async () => {
    if (path === null) return;
    const mine = ++turn.current;
    const on = () => mine === turn.current;
    const got = await fetchRows<T>(path, shown.current, null, on, true);
    if (!on() || got.problem) return;
    setLoading(false);
    setRows(got.rows);
    setNext(got.next);
  }, [path]);
  useEffect(() => {
    setRows([]);
    setNext(null);
    void fetchPage(null);
    return () => {
      turn.current += 1; // nobody waits for the rest any more
    };
  }, [fetchPage]);
  return {
    rows,
    problem,
    loading,
    more: next === null ? null : () => void fetchPage(next),
    reload: useCallback(() => void fetchPage(null), [fetchPage]),
    refresh: useCallback(() => void refresh(), [refresh]),
  };
}

export function problemText(problem: Problem): string {
  return said(problem.text) || problem.detail || problem.title || problem.code;
}

export function ProblemNote({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <p class="notice bad" role="alert">
      {say("failed", problemText(problem))}{" "}
      {again ? (
        <button type="button" onClick={again}>
          {say("try_again")}
        </button>
      ) : null}
    </p>
  );
}

/** Draws the document once it is there. */
export function Shown<T>(props: { of: Reading<T>; children: (data: T) => ComponentChildren }) {
  const { data, problem, reload } = props.of;
  if (data) return <>{props.children(data)}</>;
  if (problem) return <ProblemNote problem={problem} again={reload} />;
  return (
    <p class="notice" role="status">
      {say("loading")} …
    </p>
  );
}
