// SPDX-License-Identifier: Apache-2.0
// What was done here and not yet answered: in order, without limit, never dropped. One sender; an
// event keeps its id until the server has answered it, so that a repeat changes nothing (U19).
import { signal } from "@preact/signals";
import type { Text } from "../words/dictionary";

export interface Waiting {
  event_id: string;
  kind: "scan" | "press";
  device: string;
  operator: number;
  /** Given at the first try: then it stays, unless the server names another. */
  device_seq: number | null;
  captured_at: string;
  /** Captured while the server could not be reached. */
  offline: boolean;
  body: Record<string, unknown>;
  /** What a person would call it. */
  shown: string;
  /** Never to be taken, and why: what is left to do is to tell the lead. */
  untaken?: Untaken;
}
export interface Untaken {
  code: string;
  text: Text;
}
export interface Shelf {
  all(): Promise<Waiting[]>;
  put(event: Waiting): Promise<void>;
  remove(event_id: string): Promise<void>;
}
export type Outcome<A> =
  | { is: "answered"; answer: A; next_seq: number }
  /** Never to be accepted: malformed, or an id used twice. */
  | ({ is: "impossible" } & Untaken)
  /** It was no step of the work: another person's badge. */
  | { is: "elsewhere"; badge: string }
  /** The lead knows of what cannot be taken. */
  | { is: "told" }
  | { is: "gap"; expected: number }
  | { is: "unreachable" }
  /** Not now. `renew`: the page has to ask first who is signed in. */
  | { is: "busy"; renew?: true }
  | { is: "sign_in" };
export interface Wire<A> {
  send(event: Waiting & { device_seq: number }): Promise<Outcome<A>>;
  /** The number the next new event of this device gets. */
  next_seq(): number;
  /** May this event be sent by whoever is signed in now? */
  is_ours(event: Waiting): boolean;
  /** Tells the lead of an event that cannot be taken. */
  report(event: Waiting & { untaken: Untaken }): Promise<Outcome<A>>;
  answered(event: Waiting, answer: A): void;
  impossible(event: Waiting, why: Untaken): void;
  elsewhere(event: Waiting, badge: string): void;
}

export const stop_at = 200;
export const stop_after_ms = 10 * 60_000;
const wait_ms_max = 10_000;

export class Outbox<A> {
  /** How many wait to be sent. */
  readonly count = signal(0);
  /** How many cannot be taken, and the lead does not know of them yet. */
  readonly untold = signal(0);
  /** How many of all these are not on the shelf: they are gone when the page closes. */
  readonly unkept = signal(0);
  /** Did the last try find no server? */
  readonly unreachable = signal(false);
  /** Somebody else's events wait until that person is here again. */
  readonly held_for = signal<number | null>(null);
  readonly since = signal<number | null>(null);
  private line: Waiting[] = [];
  /** Ids of what the shelf did not take. */
  private readonly loose = new Set<string>();
  /** Ids of reports that were refused: kept, and tried again when the page is loaded anew. */
  private readonly parked = new Set<string>();
  private sending = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;
  private adding: Promise<void> = Promise.resolve();

  constructor(
    private readonly shelf: Shelf,
    private readonly wire: Wire<A>,
    private readonly clock: () => number = Date.now,
    private readonly chance: () => number = Math.random,
  ) {}

  async load(): Promise<void> {
    const kept = await this.shelf.all().catch(() => []);
    this.line = [...kept, ...this.line];
    this.show();
  }

  /** Once this is done the event is on the shelf, or told to be on none. Order is the order of the
   * calls. */
  add(event: Waiting): Promise<void> {
    this.adding = this.adding.then(async () => {
      await this.keep(event);
      this.line.push(event);
      this.show();
      void this.flush();
    });
    return this.adding;
  }

  /** The steps that still wait, oldest first. */
  list(): readonly Waiting[] {
    return this.line.filter((event) => !event.untaken);
  }

  /** A terminal too long on its own asks to stop (U19). */
  wants_stop(): boolean {
    const since = this.since.value;
    const long =
      since !== null && this.unreachable.value && this.clock() - since >= stop_after_ms;
    return this.count.value >= stop_at || long;
  }

  async flush(): Promise<void> {
    if (this.sending) return;
    clearTimeout(this.timer);
    this.sending = true;
    try {
      for (;;) {
        const others = this.line.find((event) => !this.wire.is_ours(event));
        this.held_for.value = others?.operator ?? null;
        const head = this.line.find((event) => this.may_go(event));
        if (!head) break;
        if (!(await this.settle(head))) break;
      }
    } finally {
      this.sending = false;
    }
  }

  private may_go(event: Waiting): boolean {
    return this.wire.is_ours(event) && !this.parked.has(event.event_id);
  }

  private async send(head: Waiting): Promise<Outcome<A>> {
    const { untaken } = head;
    if (untaken) return this.wire.report({ ...head, untaken });
    let kept: Promise<void> | undefined;
    if (head.device_seq === null) {
      head.device_seq = this.wire.next_seq();
      // It is on the shelf already, under the id that makes a repeat harmless: nobody waits for
      // its number to be there too.
      kept = this.keep(head);
    }
    const outcome = await this.wire.send({ ...head, device_seq: head.device_seq });
    await kept;
    return outcome;
  }

  /** True when the next may go. */
  private async settle(head: Waiting): Promise<boolean> {
    const outcome = await this.send(head);
    switch (outcome.is) {
      case "answered":
        await this.done(head);
        this.wire.answered(head, outcome.answer);
        return true;
      case "elsewhere":
        await this.done(head);
        this.wire.elsewhere(head, outcome.badge);
        return true;
      case "told":
        await this.done(head);
        return true;
      case "impossible":
        await this.set_aside(head, { code: outcome.code, text: outcome.text });
        return true;
      case "gap": {
        const same = head.device_seq === outcome.expected;
        head.device_seq = outcome.expected;
        await this.keep(head);
        if (same) this.later();
        return !same;
      }
      case "sign_in":
        return false;
      case "busy":
        this.later();
        return false;
      case "unreachable":
        this.unreachable.value = true;
        this.since.value ??= this.clock();
        this.later();
        return false;
    }
  }

  /** Cannot be taken: it leaves the work, and stays here until the lead knows of it. */
  private async set_aside(head: Waiting, why: Untaken): Promise<void> {
    this.reached();
    if (head.untaken) {
      this.parked.add(head.event_id);
      return;
    }
    head.untaken = why;
    await this.keep(head);
    this.show();
    this.wire.impossible(head, why);
  }

  private reached(): void {
    this.tries = 0;
    this.unreachable.value = false;
    this.since.value = null;
  }

  private async done(head: Waiting): Promise<void> {
    this.reached();
    // One that stays on the shelf is sent again after a reload, and answered as before.
    await this.shelf.remove(head.event_id).catch(() => undefined);
    this.loose.delete(head.event_id);
    this.line = this.line.filter((event) => event !== head);
    this.show();
  }

  /** A shelf that is full or closed takes nothing: the event goes on from memory. */
  private async keep(event: Waiting): Promise<void> {
    try {
      await this.shelf.put(event);
      this.loose.delete(event.event_id);
    } catch {
      this.loose.add(event.event_id);
    }
    this.unkept.value = this.loose.size;
  }

  private later(): void {
    clearTimeout(this.timer);
    const bound = Math.min(wait_ms_max, 500 * 2 ** this.tries++);
    this.timer = setTimeout(() => void this.flush(), 250 + this.chance() * bound);
  }

  private show(): void {
    const untold = this.line.filter((event) => event.untaken).length;
    this.untold.value = untold;
    this.count.value = this.line.length - untold;
    this.unkept.value = this.loose.size;
  }
}
