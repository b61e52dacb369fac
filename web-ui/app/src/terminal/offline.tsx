// SPDX-License-Identifier: Apache-2.0
// Without network: the stops of the round that was already claimed, so that the picker goes on
// (U19). Only a list to walk by; the server decides every step once it hears of it.
import { effect, signal } from "@preact/signals";
import { ask } from "../frame/api";
import { session } from "../frame/session_state";
import { speak } from "../words/dictionary";
import { offline, screen } from "./model";

interface Stop {
  id: number;
  state: string;
  location: string;
  sku: string;
  name: string;
  need: number;
  done: number;
}
const say = speak({
  your_way: ["Your way, as downloaded", "已下载的路线"],
  step: ["{0} of {1} (not yet confirmed)", "{0} / {1}（未确认）"],
});

const stops = signal<readonly Stop[]>([]);
const here = signal("");

let fetchedFor = "";
effect(() => {
  const now = screen.value;
  if (!now || now.process !== "picking" || offline.value || !session.value) return;
  const round = `${now.left}:${now.step_token}`;
  if (round === fetchedFor) return;
  fetchedFor = round;
  void ask<{ items: Stop[] }>("/api/v1/tasks?limit=200").then((reply) => {
    if (reply.ok) stops.value = reply.data.items;
  });
});

const bare = (code: string): string => code.replace(/^L-/, "");
export const way = {
  /** Keeps local count while nobody can answer: marked as such (U13). */
  scanned(raw: string): void {
    const place = stops.peek().find((stop) => bare(stop.location) === bare(raw));
    if (place) {
      here.value = place.location;
      return;
    }
    if (!offline.peek()) return;
    const at = stops
      .peek()
      .findIndex(
        (stop) => stop.location === here.peek() && stop.done < stop.need && stop.sku === raw,
      );
    if (at < 0) return;
    stops.value = stops
      .peek()
      .map((stop, place_) => (place_ === at ? { ...stop, done: stop.done + 1 } : stop));
  },
};

export function OfflineNote() {
  const open = stops.value.filter((stop) => stop.done < stop.need);
  if (!offline.value || open.length === 0) return null;
  return (
    <section class="way">
      <h2>{say("your_way")}</h2>
      <ol>
        {open.map((stop) => (
          <li key={stop.id} aria-current={stop.location === here.value ? "step" : undefined}>
            <strong>{stop.location}</strong> {stop.name}{" "}
            <span>{say("step", stop.done, stop.need)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
