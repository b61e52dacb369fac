// SPDX-License-Identifier: Apache-2.0
// The traffic light against the cut-off. Each light has its own shape, colour and word, so that it
// reads the same in black and white, from across the hall and with a screen reader.
import type { Light } from "../documents";
import { say, type Word } from "../words";
import { duration } from "./time";

const words: Record<Light, Word> = {
  done: "light_done",
  on_time: "light_on_time",
  tight: "light_tight",
  late: "light_late",
  unknown: "light_unknown",
};

/** The most pressing first; rows of one light keep the server's order. */
export const lightOrder: Record<Light, number> = {
  late: 0,
  tight: 1,
  unknown: 2,
  on_time: 3,
  done: 4,
};

function Shape({ light }: { light: Light }) {
  switch (light) {
    case "late": // an octagon, as a stop sign
      return (
        <>
          <path class="fill" d="M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9z" />
          <path class="mark" d="M12 5.5v8M12 17v1.8" />
        </>
      );
    case "tight":
      return (
        <>
          <path class="fill" d="M12 1.5 23 22H1z" />
          <path class="mark" d="M12 8v6.5M12 17.3v1.7" />
        </>
      );
    case "on_time":
      return (
        <>
          <circle class="fill" cx="12" cy="12" r="11" />
          <path class="mark" d="m6.5 12.5 4 4 7-8.5" />
        </>
      );
    case "done":
      return (
        <>
          <rect class="fill" x="1.5" y="1.5" width="21" height="21" rx="2" />
          <path class="mark" d="m6.5 12.5 4 4 7-8.5" />
        </>
      );
    case "unknown":
      return (
        <>
          <circle class="hollow" cx="12" cy="12" r="9.5" />
          <path class="dot" d="M7 12h10" />
        </>
      );
  }
}

export function LightSign({ light, size = 24 }: { light: Light; size?: number }) {
  return (
    <svg
      class={`light ${light}`}
      viewBox="0 0 24 24"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <Shape light={light} />
    </svg>
  );
}

/** "Late 23 min", "On time, 41 min to spare": the verdict in words. */
export function verdict(light: Light, slackMin: number | null): string {
  if (slackMin === null || light === "done" || light === "unknown") return say(words[light]);
  const span = duration(Math.abs(slackMin) * 60);
  return slackMin < 0 ? say("minutes_late", span) : say("minutes_spare", span);
}

export function Verdict({ light, slackMin }: { light: Light; slackMin: number | null }) {
  return (
    <span class={`verdict ${light}`}>
      <LightSign light={light} />
      <span class="verdict-words">{verdict(light, slackMin)}</span>
    </span>
  );
}
