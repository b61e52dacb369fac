// SPDX-License-Identifier: Apache-2.0
// Where the orders of a wave stand, as one bar. The parts are told apart by place and number, not
// by colour alone.
import type { Stages } from "../documents";
import { say, type Word } from "../words";

const stages: readonly { key: keyof Stages; word: Word }[] = [
  { key: "released", word: "stage_released" },
  { key: "picking", word: "stage_picking" },
  { key: "picked", word: "stage_picked" },
  { key: "packed", word: "stage_packed" },
  { key: "labelled", word: "stage_labelled" },
  { key: "handed_over", word: "stage_handed_over" },
];

export function StageBar({ of }: { of: Stages }) {
  const spoken = stages.map(({ key, word }) => `${say(word)} ${of[key]}`).join(", ");
  return (
    <div class="stage-bar" role="img" aria-label={spoken} title={spoken}>
      {/* What is finished stands on the left: the bar fills up from there. */}
      {[...stages].reverse().map(({ key }) =>
        of[key] > 0 ? (
          <span key={key} class={`stage ${key}`} style={{ flexGrow: of[key] }}>
            {of[key]}
          </span>
        ) : null,
      )}
    </div>
  );
}

export function StageLegend() {
  return (
    <ul class="stage-legend" aria-hidden="true">
      {[...stages].reverse().map(({ key, word }) => (
        <li key={key}>
          <span class={`stage ${key}`} />
          {say(word)}
        </li>
      ))}
    </ul>
  );
}
