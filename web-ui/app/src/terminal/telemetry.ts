// SPDX-License-Identifier: Apache-2.0
// A terminal in use tells that it is there and how it is (U25): battery where the browser knows it,
// how long a person waits, what is not sent yet. Nothing of it is kept in the browser.
import { ask } from "../frame/api";
import { figures } from "./marks";
import { offline, outbox } from "./model";

interface Battery {
  level: number;
  charging: boolean;
}
type WithBattery = Navigator & { getBattery?: () => Promise<Battery> };

const every_ms = 30_000;

async function battery(): Promise<Battery | null> {
  try {
    return (await (navigator as WithBattery).getBattery?.()) ?? null;
  } catch {
    return null;
  }
}

async function tell(): Promise<void> {
  if (offline.peek() || document.visibilityState === "hidden") return;
  const now = figures();
  const power = await battery();
  await ask("/api/v1/telemetry", {
    method: "POST",
    unattended: true,
    body: {
      battery: power ? Math.round(power.level * 100) : null,
      charging: power?.charging ?? false,
      echo_ms: now.echo_ms,
      verdict_ms: now.verdict_ms,
      waiting: outbox.count.peek(),
    },
  });
}

export function keepTelling(): () => void {
  void tell();
  const timer = setInterval(() => void tell(), every_ms);
  return () => clearInterval(timer);
}
