// SPDX-License-Identifier: Apache-2.0
// The display stays on while a task is open (U24). Only over TLS; elsewhere the device's own
// setting counts.
import { effect } from "@preact/signals";
import { screen } from "./model";

export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  const want = async (): Promise<void> => {
    const open = screen.value !== null && screen.value.process !== "home";
    if (!open || document.visibilityState !== "visible") {
      await lock?.release().catch(() => undefined);
      lock = null;
    } else if (!lock || lock.released) {
      lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    }
  };
  const stop = effect(() => void want());
  const again = (): void => void want();
  document.addEventListener("visibilitychange", again);
  return () => {
    stop();
    document.removeEventListener("visibilitychange", again);
    void lock?.release().catch(() => undefined);
  };
}
