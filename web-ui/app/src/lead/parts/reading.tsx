// SPDX-License-Identifier: Apache-2.0
// How a page gets its documents: read once, page by page, or live; and what it shows until then.
import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Page } from "../documents";
import { ask, watch, type Answer, type Problem } from "../port";
import { said, say } from "../words";

export interface Reading<T> {
  data: T | null;
  etag: string | null;
  problem: Problem | null;
  loading: boolean;
  reload: () => void;
  /** The same by itself: nobody asked for it. */
  refresh: () => void;
}

/** Reads the document at `path`, again when the path changes; none while it is null. */
export function useRead<T>(path: string | null): Reading<T> {
  const [answer, setAnswer] = useState<Answer<T> | null>(null);
  const [turn, setTurn] = useState(0);
  const byItself = useRef(false);
  useEffect(() => {
    let gone = false;
    const unattended = byItself.current;
    byItself.current = false;
    if (path === null) setAnswer(null);
    else
      void ask<T>(path, { unattended }).then((got) => {
        if (!gone) setAnswer(got);
      });
    return () => {
      gone = true;
    };
  }, [path, turn]);
  return {
    data: answer?.ok ? answer.data : null,
    etag: answer?.ok ? answer.etag : null,
    problem: answer && !answer.ok ? answer.problem : null,
    loading: path !== null && answer === null,
    reload: useCallback(() => setTurn((n) => n + 1), []),
    refresh: useCallback(() => {
      byItself.current = true;
      setTurn((n) => n + 1);
    }, []),
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
  refresh: () => void;
}

/** A list that the server hands out page by page. */
export function usePages<T>(path: string | null): Pages<T> {
  const [rows, setRows] = useState<T[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loading, setLoading] = useState(false);
  const turn = useRef(0);
  const fetchPage = useCallback(
    async (after: string | null, unattended = false) => {
      if (path === null) return;
      const mine = after === null ? ++turn.current : turn.current;
      setLoading(true);
      const glue = path.includes("?") ? "&" : "?";
      const got = await ask<Page<T>>(
        after === null ? path : `${path}${glue}after=${encodeURIComponent(after)}`,
        { unattended },
      );
      if (mine !== turn.current) return; // another list was asked for meanwhile
      setLoading(false);
      setProblem(got.ok ? null : got.problem);
      if (!got.ok) return;
      setRows((known) => (after === null ? got.data.items : [...known, ...got.data.items]));
      setNext(got.data.next ?? null);
    },
    [path],
  );
  useEffect(() => {
    setRows([]);
    setNext(null);
    void fetchPage(null);
  }, [fetchPage]);
  return {
    rows,
    problem,
    loading,
    more: next === null ? null : () => void fetchPage(next),
    reload: useCallback(() => void fetchPage(null), [fetchPage]),
    refresh: useCallback(() => void fetchPage(null, true), [fetchPage]),
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
