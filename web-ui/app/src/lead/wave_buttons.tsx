// SPDX-License-Identifier: Apache-2.0
// What can be done with a wave from any list. Which of it is allowed now, the server decides.
import type { WaveAction, WaveSummary } from "./documents";
import { say } from "./words";
import { Do, type Deed } from "./parts/doing";

interface Props {
  wave: WaveSummary;
  etag?: string | null;
  done?: () => void;
  only?: readonly WaveAction[];
}

function deeds({ wave, etag }: Props): Record<WaveAction, Deed> {
  const path = `/api/v1/waves/${wave.id}`;
  const tag = etag ?? null;
  return {
    release: { path: `${path}/release`, body: {}, label: say("release"), etag: tag },
    hold: {
      path: `${path}/hold`,
      body: { hold: true },
      label: say("hold"),
      sure: `${say("hold")}: ${wave.code}?`,
      reason: true,
      etag: tag,
    },
    resume: { path: `${path}/hold`, body: { hold: false }, label: say("resume"), etag: tag },
    cancel: {
      path: `${path}/cancel`,
      label: say("cancel_wave"),
      sure: `${say("cancel_wave")}: ${wave.code}?`,
      reason: true,
      etag: tag,
    },
  };
}

/** That a wave is held, and why. */
export function HoldTag({ of }: { of: WaveSummary }) {
  if (!of.on_hold) return null;
  return <span class="tag">{[say("on_hold"), of.hold_reason].filter(Boolean).join(": ")}</span>;
}

export function WaveButtons(props: Props) {
  const all = deeds(props);
  const shown = props.wave.can.filter((action) => props.only?.includes(action) ?? true);
  return (
    <>
      {shown.map((action) => (
        <Do
          key={action}
          deed={all[action]}
          strong={action === "release"}
          {...(props.done ? { done: props.done } : {})}
        />
      ))}
    </>
  );
}
