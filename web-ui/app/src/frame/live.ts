// SPDX-License-Identifier: Apache-2.0
// The live socket: topics are whole small documents. It comes back by itself, after a random wait
// so that five hundred terminals do not come at once, and resumes from the last number it saw.
import { signal } from "@preact/signals";
import { sessionLost } from "./session_state";

type Listener = (data: unknown, seq: number) => void;
interface Told {
  topic: string;
  seq?: number;
  data?: unknown;
}

const listeners = new Map<string, Set<Listener>>();
const latest = new Map<string, { data: unknown; seq: number }>();
const wait_ms_max = 15_000;
const over = 1008; // a policy of the server: the session is locked or over
let socket: WebSocket | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let tries = 0;
let lastSeq = 0;

/** Is the socket open? The dot of connectivity. */
export const connected = signal(false);

/** Full jitter: a random wait up to a bound that doubles. */
export function waitBefore(attempt: number, chance: number = Math.random()): number {
  return 250 + chance * Math.min(wait_ms_max, 500 * 2 ** attempt);
}

function subscribe(topics: string[]): void {
  const since = lastSeq > 0 ? { since: lastSeq } : {};
  socket?.send(JSON.stringify({ subscribe: topics, ...since }));
}

function hear(message: string): void {
  let told: Told;
  try {
    told = JSON.parse(message) as Told;
  } catch {
    return;
  }
  if (told.topic === "gap") {
    lastSeq = 0; // too long away: whole documents follow
    subscribe([...listeners.keys()]);
    return;
  }
  if (typeof told.seq === "number" && told.seq > lastSeq) lastSeq = told.seq;
  if (told.data === undefined) return;
  const seq = told.seq ?? lastSeq;
  latest.set(told.topic, { data: told.data, seq });
  for (const listener of listeners.get(told.topic) ?? []) listener(told.data, seq);
}

/** Closed because nobody may look any more: is it locked, or signed out? */
async function askWhose(): Promise<void> {
  const headers = { "X-WMS-Unattended": "1" };
  const reply = await fetch("/api/v1/session", { headers }).catch(() => null);
  if (reply?.status === 401) sessionLost();
}

function connect(): void {
  clearTimeout(timer);
  if (socket || listeners.size === 0) return;
  const address = new URL("/api/v1/live", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  address.hash = "";
  const mine = new WebSocket(address);
  socket = mine;
  mine.onopen = () => {
    tries = 0;
    connected.value = true;
    subscribe([...listeners.keys()]);
  };
  mine.onmessage = (event) => hear(String(event.data));
  mine.onclose = (event) => {
    if (socket !== mine) return;
    if (event.code === over) void askWhose();
    socket = null;
    connected.value = false;
    timer = setTimeout(connect, waitBefore(tries++));
  };
}
// A network that is back, or a page that is looked at again, need not wait for the timer.
addEventListener("online", connect);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") connect();
});

/** After another person signed in: what may be seen has changed. */
export function reconnect(): void {
  latest.clear();
  lastSeq = 0;
  tries = 0;
  const old = socket;
  socket = null;
  connected.value = false;
  old?.close();
  connect();
}

/** Calls back with every document of the topic, the last known one at once. */
export function watch(topic: string, listener: Listener): () => void {
  const known = listeners.get(topic);
  if (known) known.add(listener);
  else {
    listeners.set(topic, new Set([listener]));
    if (socket?.readyState === WebSocket.OPEN) subscribe([topic]);
    else connect();
  }
  const last = latest.get(topic);
  if (last) listener(last.data, last.seq);
  return () => {
    const left = listeners.get(topic);
    left?.delete(listener);
    if (left?.size === 0) listeners.delete(topic);
  };
}
