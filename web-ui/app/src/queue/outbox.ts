// SPDX-License-Identifier: Apache-2.0
// What was done here and not yet answered: in order, without limit, never dropped. One sender; an
// event keeps its id until the server has answered it, so that a repeat changes nothing (U19).
import { signal } from "@preact/signals";

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
}
export interface Shelf {
  all(): Promise<Waiting[]>;
  put(event: Waiting): Promise<void>;
  remove(event_id: string): Promise<void>;
}
export type Outcome<A> =
  | { is: "answered"; answer: A; next_seq: number }
  /** Never to be accepted: malformed, or somebody else's id. */
  | { is: "impossible"; code: string; text: string }
  | { is: "gap"; expected: number }
  | { is: "unreachable" }
  | { is: "busy" }
  | { is: "sign_in" };
export interface Wire<A> {
  send(event: Waiting & { device_seq: number }): Promise<Outcome<A>>;
  /** The number the next new event of this device gets. */
  next_seq(): number;
  /** May this event be sent by whoever is signed in now? */
  is_ours(event: Waiting): boolean;
  answered(event: Waiting, answer: A): void;
  impossible(event: Waiting, code: string, text: string): void;
}

export const stop_at = 200;
export const stop_after_ms = 10 * 60_000;
const wait_ms_max = 10_000;

export class Outbox<A> {
  /** How many wait to be sent. */
  readonly count = signal(0);
  /** Did the last try find no server? */
  readonly unreachable = signal(false);
  /** Somebody else's events wait until that person is here again. */
  readonly held_for = signal<number | null>(null);
  readonly since = signal<number | null>(null);
  private line: Waiting[] = [];
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
    const kept = await this.shelf.all();
    this.line = [...kept, ...this.line];
    this.show();
  }

  /** Once this is done the event is on the shelf. Order is the order of the calls. */
  add(event: Waiting): Promise<void> {
    this.adding = this.adding.then(async () => {
      await this.shelf.put(event);
      this.line.push(event);
      this.show();
      void this.flush();
    });
    return this.adding;
  }

  /** What still waits, oldest first. */
  list(): readonly Waiting[] {
    return this.line;
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
        const head = this.line.find((event) => this.wire.is_ours(event));
        if (!head) break;
        if (!(await this.settle(head))) break;
      }
    } finally {
      this.sending = false;
    }
  }

  /** True when the next may go. */
  private async settle(head: Waiting): Promise<boolean> {
    let kept: Promise<void> | undefined;
    if (head.device_seq === null) {
      head.device_seq = this.wire.next_seq();
      // It is on the shelf already, under the id that makes a repeat harmless: nobody waits for
      // its number to be there too.
      kept = this.shelf.put(head);
    }
    const outcome = await this.wire.send({ ...head, device_seq: head.device_seq });
    await kept;
    switch (outcome.is) {
      case "answered":
        await this.done(head);
        this.wire.answered(head, outcome.answer);
        return true;
      case "impossible":
        await this.done(head);
        this.wire.impossible(head, outcome.code, outcome.text);
        return true;
      case "gap": {
        const same = head.device_seq === outcome.expected;
        head.device_seq = outcome.expected;
        await this.shelf.put(head);
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

  private async done(head: Waiting): Promise<void> {
    this.tries = 0;
    this.unreachable.value = false;
    this.since.value = null;
    await this.shelf.remove(head.event_id);
    this.line = this.line.filter((event) => event !== head);
    this.show();
  }

  private later(): void {
    clearTimeout(this.timer);
    const bound = Math.min(wait_ms_max, 500 * 2 ** this.tries++);
    this.timer = setTimeout(() => void this.flush(), 250 + this.chance() * bound);
  }

  private show(): void {
    this.count.value = this.line.length;
  }
}
