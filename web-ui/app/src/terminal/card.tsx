// SPDX-License-Identifier: Apache-2.0
// "Where is this?": read-only. The next right scan closes it.
import { pick, speak } from "../words/dictionary";
import { Value } from "./question";
import { card } from "./model";

const say = speak({
  card_of: ["Where is this? {0}", "查询：{0}"],
  card_goes: ["The next right scan closes this.", "下一次正确扫码后关闭。"],
});

export default function CardShown() {
  const shown = card.value;
  if (!shown) return null;
  return (
    <section class="card" role="status">
      <h2>{say("card_of", pick(shown.title))}</h2>
      <dl class="lines">
        {shown.facts.map((fact, at) => (
          <div key={at} class="line">
            <dt>{pick(fact.label)}</dt>
            <dd>{fact.text ? pick(fact.text) : <Value text={fact.value} />}</dd>
          </div>
        ))}
      </dl>
      <p class="note small">{say("card_goes")}</p>
    </section>
  );
}
