// SPDX-License-Identifier: Apache-2.0
// The shelf in IndexedDB, and beside it the round the terminal goes on with. Where a browser has
// none (a private window), memory serves and the page says so.
import { signal } from "@preact/signals";
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Shelf, Waiting } from "./outbox";

interface Schema extends DBSchema {
  waiting: { key: string; value: Waiting & { order: number }; indexes: { order: number } };
  kept: { key: string; value: unknown };
}

/** False: what waits is lost when the page closes. */
export const durable = signal(true);

class MemoryShelf implements Shelf {
  private readonly events = new Map<string, Waiting>();
  all(): Promise<Waiting[]> {
    return Promise.resolve([...this.events.values()]);
  }
  put(event: Waiting): Promise<void> {
    this.events.set(event.event_id, event);
    return Promise.resolve();
  }
  remove(event_id: string): Promise<void> {
    this.events.delete(event_id);
    return Promise.resolve();
  }
}

class DatabaseShelf implements Shelf {
  private readonly orders = new Map<string, number>();
  private next = 1;
  async all(): Promise<Waiting[]> {
    const rows = await (await database()).getAllFromIndex("waiting", "order");
    for (const row of rows) {
      this.orders.set(row.event_id, row.order);
      this.next = Math.max(this.next, row.order + 1);
    }
    return rows.map(({ order: _order, ...event }) => event);
  }
  async put(event: Waiting): Promise<void> {
    const order = this.orders.get(event.event_id) ?? this.next++;
    this.orders.set(event.event_id, order);
    await (await database()).put("waiting", { ...event, order });
  }
  async remove(event_id: string): Promise<void> {
    await (await database()).delete("waiting", event_id);
    this.orders.delete(event_id);
  }
}

let opened: Promise<IDBPDatabase<Schema> | null> | undefined;
function open(): Promise<IDBPDatabase<Schema> | null> {
  opened ??= openAnew().catch(() => null);
  return opened;
}
async function openAnew(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>("wms", 2, {
    upgrade(fresh, before) {
      if (before < 1) {
        const store = fresh.createObjectStore("waiting", { keyPath: "event_id" });
        store.createIndex("order", "order");
      }
      fresh.createObjectStore("kept");
    },
    // The browser closed it, of a full disk for one: the next one who needs it opens it again.
    terminated() {
      opened = undefined;
    },
  });
}
async function database(): Promise<IDBPDatabase<Schema>> {
  const found = await open();
  if (found) return found;
  opened = undefined;
  throw new Error("no database");
}

export async function openShelf(): Promise<Shelf> {
  if (!(await open())) {
    durable.value = false;
    return new MemoryShelf();
  }
  void navigator.storage?.persist?.();
  return new DatabaseShelf();
}

export async function keepRound(round: unknown): Promise<void> {
  await (await open())?.put("kept", round, "round").catch(() => undefined);
}
export async function keptRound(): Promise<unknown> {
  return (await open())?.get("kept", "round").catch(() => undefined);
}
