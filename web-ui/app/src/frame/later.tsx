// SPDX-License-Identifier: Apache-2.0
import { useSignal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import { say } from "../words/terminal";

/** Parts few people open come when they are opened: the first load is for the first scan. */
export function Later({ load }: { load: () => Promise<{ default: FunctionComponent }> }) {
  const part = useSignal<{ draw: FunctionComponent } | null>(null);
  useEffect(() => {
    void load().then((found) => (part.value = { draw: found.default }));
  }, []);
  const Draw = part.value?.draw;
  return Draw ? <Draw /> : <p class="note">{say("loading")} …</p>;
}
