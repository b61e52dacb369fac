// SPDX-License-Identifier: Apache-2.0
// What the terminal knows: the server's screen, what became of the last scans, what waits to be
// sent. It decides nothing about goods; that is the server's.
import { computed, effect, signal, untracked } from "@preact/signals";
import { ask, type Problem, type Schemas } from "../frame/api";
import { uuid7 } from "../frame/ids";
import { connected, reconnect, watch } from "../frame/live";
import {
  csrf,
  deviceCode,
  keepDevice,
  keepSession,
  session,
  sessionLost,
  type Session,
} from "../frame/session_state";
import { language } from "../frame/settings";
import { Outbox, type Outcome, type Untaken, type Waiting } from "../queue/outbox";
import { openShelf } from "../queue/shelf";
import { arrive, type Captured } from "../scan/capture";
import { say, sayBoth } from "../words/terminal";
import { pick, type Text } from "../words/dictionary";
import { base64, text, visible } from "./codes";
import { fetchSoon, isKnown, loadRound, round } from "./ahead";
import { leadsTo, placeOf, walk, type Deed, type Walked } from "./round";
import { play, type Tone } from "./tones";
import { scanStarted, verdictShown } from "./marks";
import { outcomeOf, post, type Reply } from "./wire";

export type Screen = Schemas["Screen"];
export type Button = Schemas["Button"];
export type Answer = Schemas["EventAnswer"];

/** What became of one scan or press. `number` counts, so that the same result twice is two. */
export interface Result {
  number: number;
  shown: string;
  tone: Tone;
  text: Text | string;
  code: string | null;
  params: readonly string[];
}
export const screen = signal<Screen | null>(null);
export const result = signal<Result | null>(null);
export const results = signal<readonly Result[]>([]);
export const verdictPending = signal(0);
/** More than 400 ms without a verdict (U6). */
export const slow = signal(false);

let nextSeq = 1;
let numbered = 0;

function tell(tone: Tone, shown: string, text: Text | string, about?: Partial<Result>): void {
  const one = { number: ++numbered, shown, tone, text, code: null, params: [], ...about };
  result.value = one;
  results.value = [one, ...results.value].slice(0, 60);
  play(tone);
}
export const resultText = (one: Result): string =>
  typeof one.text === "string" ? one.text : pick(one.text);
/** A hint of the terminal itself: nothing was sent. */
export const hintTold = (shown: string, text: string): void => tell("error", shown, text);

function show(next: Screen, seq: number): void {
  nextSeq = seq;
  screen.value = next;
  const now = session.value;
  if (!now) return;
  if (next.process === "signed_out") {
    void leave();
    return;
  }
  if (next.actor) language.value = next.language;
  if (next.actor && next.actor !== now.operator.name) void refresh();
  keepSession({ ...now, screen: next, next_seq: seq });
}

// A screen that came by the socket while an answer was still on its way: shown afterwards, unless
// the answer is the newer one. A waybill's number often overtakes the answer to the carton's scan.
let answeredSeq = 0;
/** How far this terminal's steps are, whoever reads its scanner: counts as somebody being there. */
export const stepsHeard = signal(0);
let heard: { screen: Screen; next_seq: number | undefined; seq: number } | null = null;
function showHeard(): void {
  if (!heard || outbox.count.value > 0 || verdictPending.value > 0) return;
  const { screen: next, next_seq, seq } = heard;
  heard = null;
  if (seq >= answeredSeq) show(next, next_seq ?? nextSeq);
}

/** Somebody else's badge was scanned: ask the server who it is now. */
async function refresh(): Promise<void> {
  const reply = await ask<Session>("/api/v1/session", { unattended: true });
  if (!reply.ok) return; // of nobody: `ask` has said so
  keepDevice(reply.data.device);
  keepSession(reply.data);
}

async function leave(): Promise<void> {
  const headers = { "X-CSRF-Token": session.value?.csrf ?? "" };
  keepSession(null);
  await fetch("/api/v1/session", {
    method: "DELETE",
    headers,
    credentials: "same-origin",
  }).catch(() => undefined);
}
export { leave as signOut };

/** Another person's badge: the sign-in page takes over with it, with that person's own PIN. */
export const badgeToEnter = signal("");
function handOver(badge: string): void {
  badgeToEnter.value = badge;
  keepSession(null);
}

// An order, a waybill, a tote that is not expected here: "where is this?" (§1.5). Nothing changes.
export interface Card {
  kind: string;
  code: string;
  title: Text;
  facts: readonly { label: Text; value: string; text: Text | null }[];
}
export const card = signal<Card | null>(null);
async function lookUp(event: Waiting): Promise<void> {
  const code = encodeURIComponent(String(event.body["raw"]));
  const reply = await ask<{ cards: Card[] }>(`/api/v1/cards?encoding=base64&code=${code}`);
  const found = reply.ok ? reply.data.cards[0] : undefined;
  if (found && found.facts.length > 0 && result.value?.shown === event.shown)
    card.value = found;
}

// --- the wire

async function send(event: Waiting & { device_seq: number }): Promise<Outcome<Answer>> {
  const path = event.kind === "scan" ? "/api/v1/scans" : "/api/v1/presses";
  const { event_id, device, device_seq, captured_at, offline } = event;
  const more = { event_id, device, device_seq, captured_at, offline };
  return heardOf(await post(path, { ...event.body, ...more }, csrf.value));
}

/** What cannot be taken is not gone: it becomes an exception of the lead. */
async function report(event: Waiting & { untaken: Untaken }): Promise<Outcome<Answer>> {
  const { event_id, device, captured_at, shown, untaken } = event;
  const reason = pick(untaken.text);
  const body = { device, captured_at, step: sound(shown), code: untaken.code, reason };
  const key = `untaken-${event_id}`;
  return heardOf(await post("/api/v1/untaken-steps", body, csrf.value, key));
}
const sound = (shown: string): string =>
  visible(shown)
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .slice(0, 200) || "?";

function heardOf(reply: Reply | null): Outcome<Answer> {
  const outcome = outcomeOf(reply, nextSeq);
  if (outcome.is === "sign_in") sessionLost();
  // somebody signed in anew in another tab: who is it now?
  if (outcome.is === "busy" && outcome.renew) void refresh();
  return outcome;
}

function answered(event: Waiting, answer: Answer): void {
  verdictPending.value = Math.max(0, verdictPending.value - 1);
  const { refusal, tone } = answer;
  card.value = null;
  if (refusal) {
    const elsewhere = ["wrong_kind", "order_not_to_pick"].includes(refusal.code);
    if (event.kind === "scan" && elsewhere) void lookUp(event);
    const about = { code: refusal.code, params: refusal.params };
    const text = pick(refusal.text);
    if (event.offline)
      tell(tone, event.shown, `${say("refused_offline", event.shown)} ${text}`, about);
    else tell(tone, event.shown, refusal.text, about);
  } else {
    tell(tone, event.shown, sayBoth(`result_${tone}`));
  }
  answeredSeq = Math.max(answeredSeq, answer.seq);
  show(answer.screen, answer.next_seq);
  verdictShown(event.event_id, event.shown);
}

export const outbox = new Outbox<Answer>(
  {
    all: async () => (await shelf).all(),
    put: async (one) => (await shelf).put(one),
    remove: async (id) => (await shelf).remove(id),
  },
  {
    send,
    report,
    next_seq: () => nextSeq,
    // at another device too: the server says no, and the lead hears of it
    is_ours: (event) => session.value?.operator.id === event.operator,
    answered,
    elsewhere: (_event, badge) => {
      verdictPending.value = Math.max(0, verdictPending.value - 1);
      handOver(badge);
    },
    impossible: (event, { code, text }) => {
      verdictPending.value = Math.max(0, verdictPending.value - 1);
      tell("error", event.shown, say("impossible", event.shown, pick(text)), { code });
      verdictShown(event.event_id, event.shown);
      void reread();
    },
  },
);
const shelf = openShelf();
const loaded = Promise.all([outbox.load(), loadRound()]);

// --- without network: the server's screens ahead, and what all unsent steps lead to (U19)

const deedOf = ({ kind, body, captured_at, offline: isOffline }: Waiting): Deed =>
  kind === "scan"
    ? {
        raw: text(String(body["raw"])),
        typed: body["typed"] === true,
        at: Date.parse(captured_at),
        body: JSON.stringify([
          body["raw"],
          body["aim"],
          body["step_token"],
          body["typed"],
          isOffline,
        ]),
      }
    : { button: String(body["button"]), argument: String(body["argument"]) };

/** On its own, or still sending what it did so. */
const alone = computed(
  () =>
    outbox.unreachable.value ||
    (outbox.count.value > 0 && outbox.list().some((event) => event.offline)),
);
const steps = computed(() => {
  const mine = round.value?.operator === session.value?.operator.id;
  return mine && round.value?.device === deviceCode.value ? round.value.steps : [];
});
function walkOf(line: readonly Waiting[]): Walked | null {
  const from = placeOf(steps.value, screen.value);
  if (from < 0) return null;
  return walk(steps.value, from, line.map(deedOf), round.value?.debounce_ms);
}
/** The number of the screen ahead; -1 with network, or where the way is not known. */
const ahead = computed(() =>
  alone.value && outbox.count.value >= 0 ? (walkOf(outbox.list())?.at ?? -1) : -1,
);
/** What the terminal shows. */
export const shownScreen = computed(() => steps.value[ahead.value]?.screen ?? screen.value);

// Each step is told once: that it is noted, or that nobody here knows what it means.
const toldAlone = new Set<string>();
effect(() => {
  if (!outbox.unreachable.value || outbox.count.value === 0) return;
  const line = outbox.list();
  for (const [at, event] of line.entries()) {
    if (toldAlone.has(event.event_id)) continue;
    toldAlone.add(event.event_id);
    untracked(() => {
      const last = walkOf(line.slice(0, at + 1))?.last;
      if (last === "noted") tell("ok", event.shown, say("offline_noted"));
      else if (last === "double") tell("tick", event.shown, say("result_tick"));
      else if (!last) tell("tick", event.shown, say("offline_go_on", line.length));
      else tell("error", event.shown, say("offline_unknown", event.shown));
    });
  }
});

/** Only confirming what was claimed goes on alone; the rest needs the server (§4.0.5). */
function mayAlone(deed: Deed): boolean {
  const at = ahead.value;
  const isCommand = deed.button !== undefined || deed.raw?.startsWith("!");
  if (at >= 0 && isCommand) return leadsTo(steps.value, at, deed) !== null;
  if (at >= 0) return (steps.value[at]?.forward.length ?? 0) > 0;
  const now = screen.value;
  if (now?.must_acknowledge && deed.button === "acknowledge") return true;
  if (isCommand) return false;
  return (
    now?.process === "counting" || (now?.process === "picking" && now.step !== "scan_container")
  );
}
function refusedAlone(deed: Deed, shown: string): boolean {
  if (!outbox.unreachable.value || mayAlone(deed)) return false;
  if (!deed.raw?.toUpperCase().startsWith("!HELP")) hintTold(shown, say("offline_not_here"));
  return true;
}

// The way is fetched whenever the terminal shows a screen that is not on the one it knows.
effect(() => {
  const now = screen.value;
  const who = session.value?.operator.id;
  const walks = now?.process === "picking" && now.step !== "scan_container";
  if (!now || !walks || now.must_acknowledge || who === undefined || alone.value) return;
  if (!isKnown(who, deviceCode.value, now)) fetchSoon(who, deviceCode.value);
});

function enqueue(
  kind: "scan" | "press",
  shown: string,
  body: Record<string, unknown>,
  at: number,
  mark: number,
): void {
  const now = session.value;
  if (!now) return;
  const offline = outbox.unreachable.value || !navigator.onLine;
  const event_id = uuid7(at);
  scanStarted(event_id, mark);
  verdictPending.value += 1;
  void outbox.add({
    event_id,
    kind,
    shown,
    body,
    offline,
    device: deviceCode.value,
    operator: now.operator.id,
    device_seq: null,
    captured_at: new Date(at).toISOString(),
  });
}

/** A scan made ahead of the answer belongs to a screen nobody has seen yet: 0 = not checked. */
function tokenForScan(): number {
  return outbox.count.value > 0 || verdictPending.value > 0
    ? 0
    : (screen.value?.step_token ?? 0);
}

export function takeScan(scan: Captured): void {
  const { via, typed, aim } = scan;
  if (refusedAlone({ raw: scan.raw }, visible(scan.raw))) return;
  const body = {
    raw: base64(scan.raw),
    step_token: tokenForScan(),
    typed,
    via,
    ...(aim ? { aim } : {}),
  };
  enqueue("scan", visible(scan.raw), body, scan.at, scan.mark);
}

export function press(button: Button, argument = "", shown?: string): void {
  if (refusedAlone({ button, argument }, shown ?? button)) return;
  const step_token = outbox.unreachable.value ? 0 : (screen.value?.step_token ?? 0);
  const name = shown ?? (argument ? `${button.replace(/_$/, "")} ${argument}` : button);
  enqueue("press", name, { button, argument, step_token }, Date.now(), performance.now());
}
/** The PIN of the lead whose badge was scanned here. Past the outbox: it is kept nowhere. */
export async function approve(pin: string): Promise<Problem | null> {
  const reply = await ask<Answer>("/api/v1/approvals", { method: "POST", body: { pin } });
  if (!reply.ok) return reply.problem;
  const { refusal, tone, screen: next, next_seq } = reply.data;
  tell(tone, say("approval"), refusal ? refusal.text : say("approval_given"));
  show(next, next_seq);
  return null;
}
export const scanTyped = (code: string): void => arrive(code, "typed");

/** What does the terminal show now? After a reload, after something impossible. */
export async function reread(): Promise<void> {
  const reply = await ask<Schemas["ScreenState"]>(
    `/api/v1/screens/${encodeURIComponent(deviceCode.value)}`,
  );
  if (reply.ok && outbox.count.value === 0) show(reply.data.screen, reply.data.next_seq);
}

export const offline = computed(() => outbox.unreachable.value);
export const lastToken = computed(() => screen.value?.step_token ?? 0);

let slowTimer: ReturnType<typeof setTimeout> | undefined;
effect(() => {
  clearTimeout(slowTimer);
  if (verdictPending.value === 0) slow.value = false;
  else slowTimer = setTimeout(() => (slow.value = true), 400);
});

/** Once a person is signed in: draws, sends what waits, listens to the server. */
export async function startTerminal(): Promise<() => void> {
  const now = session.value;
  if (now) {
    screen.value = now.screen;
    nextSeq = now.next_seq;
  }
  await loaded;
  for (const event of outbox.list()) toldAlone.add(event.event_id);
  const mine = (event: Waiting): boolean => event.operator === now?.operator.id;
  verdictPending.value = outbox.list().filter(mine).length;
  void outbox.flush();
  reconnect();
  const wake = (): void => void outbox.flush();
  addEventListener("online", wake);
  const stop = watch(`screen:${deviceCode.value}`, (data, seq) => {
    const told = data as Partial<Schemas["ScreenState"]>;
    if (!told.screen) return;
    heard = { screen: told.screen, next_seq: told.next_seq, seq };
    if (told.next_seq) stepsHeard.value = told.next_seq;
    showHeard();
  });
  const stopLooking = effect(() => {
    if (connected.value) untracked(wake); // the server is back: no need to wait for the next try
  });
  const stopWaiting = effect(() => {
    const waiting = outbox.count.value + verdictPending.value;
    if (waiting === 0) untracked(showHeard);
  });
  return () => {
    stop();
    stopWaiting();
    stopLooking();
    removeEventListener("online", wake);
  };
}
