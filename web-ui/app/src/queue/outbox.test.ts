// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it, vi } from "vitest";
import {
  Outbox,
  stop_after_ms,
  type Outcome,
  type Shelf,
  type Untaken,
  type Waiting,
} from "./outbox";

const nothing = { en: "", zh: "" };
class Drawer implements Shelf {
  readonly kept = new Map<string, Waiting>();
  /** Full, or closed by the browser. */
  jams = false;
  private readonly jammed = () => Promise.reject(new Error("QuotaExceededError"));
  all = () => Promise.resolve([...this.kept.values()]);
  put = (event: Waiting) => {
    if (this.jams) return this.jammed();
    this.kept.set(event.event_id, { ...event });
    return Promise.resolve();
  };
  remove = (id: string) => {
    if (this.jams) return this.jammed();
    this.kept.delete(id);
    return Promise.resolve();
  };
}
function event(id: string, operator = 1): Waiting {
  return {
    event_id: id,
    kind: "scan",
    device: "H-1",
    operator,
    device_seq: null,
    captured_at: "",
    offline: false,
    body: { raw: id },
    shown: id,
  };
}
/** A server that knows ids and numbers, and can be away. */
class Server {
  seq = 0;
  away = false;
  loseAnswers = 0;
  readonly order: string[] = [];
  readonly sent: string[] = [];
  private readonly seen = new Set<string>();
  readonly answered: string[] = [];
  readonly impossible: string[] = [];
  readonly reported: string[] = [];
  readonly handed_over: string[] = [];
  takesReports = true;
  operator = 1;
  constructor(readonly drawer = new Drawer()) {}
  send = (one: Waiting & { device_seq: number }): Promise<Outcome<number>> => {
    this.sent.push(one.event_id);
    if (this.away) return Promise.resolve({ is: "unreachable" });
    if (one.event_id.startsWith("badge"))
      return Promise.resolve({ is: "elsewhere", badge: one.event_id });
    if (one.event_id.startsWith("bad"))
      return Promise.resolve({ is: "impossible", code: "bad_field", text: nothing });
    if (!this.seen.has(one.event_id)) {
      if (one.device_seq !== this.seq + 1)
        return Promise.resolve({ is: "gap", expected: this.seq + 1 });
      this.seq += 1;
      this.seen.add(one.event_id);
      this.order.push(one.event_id);
    }
    if (this.loseAnswers-- > 0) return Promise.resolve({ is: "unreachable" });
    return Promise.resolve({ is: "answered", answer: this.seq, next_seq: this.seq + 1 });
  };
  report = (one: Waiting & { untaken: Untaken }): Promise<Outcome<number>> => {
    if (this.away) return Promise.resolve({ is: "unreachable" });
    if (!this.takesReports)
      return Promise.resolve({ is: "impossible", code: "not_found", text: nothing });
    this.reported.push(`${one.event_id} ${one.untaken.code}`);
    return Promise.resolve({ is: "told" });
  };
  box(clock: () => number = () => 0): Outbox<number> {
    const wire = {
      send: this.send,
      report: this.report,
      next_seq: () => this.seq + 1,
      is_ours: (one: Waiting) => one.operator === this.operator,
      answered: (one: Waiting) => void this.answered.push(one.event_id),
      impossible: (one: Waiting) => void this.impossible.push(one.event_id),
      elsewhere: (_: Waiting, badge: string) => void this.handed_over.push(badge),
    };
    return new Outbox<number>(this.drawer, wire, clock, () => 0);
  }
}
const ids = (count: number): string[] => Array.from({ length: count }, (_, at) => `e${at}`);
async function settled(box: Outbox<number>, tries = 60): Promise<void> {
  for (let at = 0; at < tries && box.count.value > 0; at++)
    await vi.advanceTimersByTimeAsync(500);
}

describe("what waits to be sent", () => {
  it("goes out in order, each once", async () => {
    vi.useFakeTimers();
    const server = new Server();
    const box = server.box();
    await Promise.all(ids(50).map((id) => box.add(event(id))));
    await settled(box);
    expect(server.order).toEqual(ids(50));
    expect(server.answered).toEqual(ids(50));
    expect(server.drawer.kept.size).toBe(0);
  });
  it("stays through any outage and then goes on with the same ids", async () => {
    vi.useFakeTimers();
    const server = new Server();
    server.away = true;
    const box = server.box();
    for (const id of ids(300)) await box.add(event(id));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(box.unreachable.value).toBe(true);
    expect(box.count.value).toBe(300);
    expect(box.wants_stop()).toBe(true);
    server.away = false;
    await settled(box);
    expect(server.order).toEqual(ids(300));
    expect(box.unreachable.value).toBe(false);
  });
  it("is not done twice when only the answer was lost", async () => {
    vi.useFakeTimers();
    const server = new Server();
    server.loseAnswers = 3;
    const box = server.box();
    for (const id of ids(5)) await box.add(event(id));
    await settled(box);
    expect(server.order).toEqual(ids(5));
    expect(server.sent.length).toBeGreaterThan(5);
    expect(server.answered).toEqual(ids(5));
  });
  it("survives the page: another one sends what was left", async () => {
    vi.useFakeTimers();
    const server = new Server();
    server.away = true;
    const before = server.box();
    for (const id of ids(4)) await before.add(event(id));
    const later = new Server(server.drawer);
    const after = later.box();
    await after.load();
    void after.flush();
    await settled(after);
    expect(later.order).toEqual(ids(4));
  });
  it("takes the number the server names", async () => {
    vi.useFakeTimers();
    const server = new Server();
    server.seq = 41;
    const box = server.box();
    const first = { ...event("e0"), device_seq: 7 };
    await box.add(first);
    await settled(box);
    expect(server.seq).toBe(42);
  });
  it("of somebody else waits for that person", async () => {
    vi.useFakeTimers();
    const server = new Server();
    const box = server.box();
    await box.add(event("hers", 2));
    await box.add(event("mine", 1));
    await vi.advanceTimersByTimeAsync(5000);
    expect(server.order).toEqual(["mine"]);
    expect(box.held_for.value).toBe(2);
    server.operator = 2;
    await box.flush();
    expect(server.order).toEqual(["mine", "hers"]);
  });
  it("goes on from memory when the shelf takes nothing, and says so", async () => {
    vi.useFakeTimers();
    const server = new Server();
    server.away = true;
    const box = server.box();
    await box.add(event("e0"));
    server.drawer.jams = true;
    await box.add(event("e1"));
    await box.add(event("e2"));
    expect(box.count.value).toBe(3);
    expect(box.unkept.value).toBe(2);
    server.away = false;
    await settled(box);
    expect(server.order).toEqual(["e0", "e1", "e2"]);
    expect(server.answered).toEqual(["e0", "e1", "e2"]);
    expect(box.unkept.value).toBe(0);
    server.drawer.jams = false;
    await box.add(event("e3"));
    await settled(box);
    expect(server.answered.at(-1)).toBe("e3");
  });
  it("starts empty when the shelf cannot be read", async () => {
    vi.useFakeTimers();
    const server = new Server();
    server.drawer.all = () => Promise.reject(new Error("closed"));
    const box = server.box();
    await box.load();
    await box.add(event("e0"));
    await settled(box);
    expect(server.answered).toEqual(["e0"]);
  });
  it("that can never be taken is told here and to the lead, and the next goes on", async () => {
    vi.useFakeTimers();
    const server = new Server();
    const box = server.box();
    await box.add(event("bad"));
    await box.add(event("good"));
    await settled(box);
    expect(server.impossible).toEqual(["bad"]);
    expect(server.reported).toEqual(["bad bad_field"]);
    expect(server.answered).toEqual(["good"]);
    expect(server.drawer.kept.size).toBe(0);
  });
  it("that can never be taken stays, through a reload, until the lead knows", async () => {
    vi.useFakeTimers();
    const server = new Server();
    server.report = () => Promise.resolve({ is: "unreachable" });
    const before = server.box();
    await before.add(event("bad"));
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.impossible).toEqual(["bad"]);
    expect(before.untold.value).toBe(1);
    expect(before.count.value).toBe(0);
    expect(before.list()).toEqual([]);
    const later = new Server(server.drawer);
    const after = later.box();
    await after.load();
    await after.flush();
    expect(later.reported).toEqual(["bad bad_field"]);
    expect(later.sent).toEqual([]);
    expect(later.drawer.kept.size).toBe(0);
  });
  it("whose report is refused is kept and holds nobody up", async () => {
    vi.useFakeTimers();
    const server = new Server();
    server.takesReports = false;
    const box = server.box();
    await box.add(event("bad"));
    await box.add(event("good"));
    await settled(box);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.answered).toEqual(["good"]);
    expect(box.untold.value).toBe(1);
    expect([...server.drawer.kept.keys()]).toEqual(["bad"]);
  });
  it("was another person's badge: it is that person's sign-in and no step", async () => {
    vi.useFakeTimers();
    const server = new Server();
    const box = server.box();
    await box.add(event("badge"));
    await settled(box);
    expect(server.handed_over).toEqual(["badge"]);
    expect(server.reported).toEqual([]);
  });
  it("for ten minutes asks to stop", async () => {
    vi.useFakeTimers();
    let now = 0;
    const server = new Server();
    server.away = true;
    const box = server.box(() => now);
    await box.add(event("one"));
    await vi.advanceTimersByTimeAsync(100);
    expect(box.wants_stop()).toBe(false);
    now = stop_after_ms;
    expect(box.wants_stop()).toBe(true);
  });
});
