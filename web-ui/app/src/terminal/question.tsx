// SPDX-License-Identifier: Apache-2.0
// The one question of the screen. What to look for is big; a number of an article shows its last
// four digits larger (U14).
import { Icon } from "../frame/icons";
import { Later } from "../frame/later";
import { pick } from "../words/dictionary";
import { say } from "../words/terminal";
import { lastFour } from "./codes";
import { press, type Button, type Screen } from "./model";

export function Value({ text }: { text: string }) {
  const [rest, four] = lastFour(text);
  if (!four) return <>{text}</>;
  return (
    <>
      {rest}
      <b class="four">{four}</b>
    </>
  );
}

const sizeOf = (text: string): string =>
  text.length <= 12 ? "big" : text.length <= 28 ? "middling" : "long";

function About({ values }: { values: readonly string[] }) {
  if (values.length === 0) return null;
  return (
    <p class="about">
      {values.map((value, at) => (
        <span key={at} class={`about-value ${sizeOf(value)}`}>
          <Value text={value} />
        </span>
      ))}
    </p>
  );
}

/** Each slot of a cart has a colour of its own beside its number (P5). */
const colourOf = ({ label, values }: Screen["lines"][number]): string =>
  label === "slot" ? `border-left:1.5rem solid hsl(${Number(values[0]) * 137} 75% 45%)` : "";

export function Lines({ now }: { now: Screen }) {
  if (now.lines.length === 0) return null;
  return (
    <dl class="lines">
      {now.lines.map((line, at) => (
        <div key={at} class={`line line-${line.label}`} style={colourOf(line)}>
          <dt>{pick(now.text.lines[at] ?? { en: "", zh: "" })}</dt>
          {line.values.map((value, place) => (
            <dd key={place}>
              <Value text={value} />
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

const works: readonly Button[] = ["get_work", "pick", "pack", "ship", "count"];

/** Z3: the roles of this person as tiles. */
function Tiles({ now }: { now: Screen }) {
  const tiles = now.buttons
    .map((button, at) => ({ button, at }))
    .filter(({ button }) => works.includes(button));
  if (tiles.length === 0) return null;
  return (
    <ul class="tiles">
      {tiles.map(({ button, at }) => {
        const word = pick(now.text.buttons[at] ?? { en: button, zh: button });
        return (
          <li key={button}>
            <button type="button" class="tile work" onClick={() => press(button, "", word)}>
              <strong>{word}</strong>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Reasons and the like: each is the argument of the first button. */
function Choices({ now }: { now: Screen }) {
  const button = now.buttons[0];
  if (!button || now.choices.length === 0) return null;
  return (
    <ul class="choices">
      {now.choices.map((choice, at) => {
        const word = pick(now.text.choices[at] ?? { en: choice, zh: choice });
        return (
          <li key={choice}>
            <button type="button" class="button" onClick={() => press(button, choice, word)}>
              {word}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Expected({ now }: { now: Screen }) {
  const kinds = now.text.accepts.map(pick).filter(Boolean);
  if (kinds.length === 0 || now.choices.length > 0) return null;
  return (
    <p class="expected">
      <Icon name="barcode" /> {say("expected_kinds", kinds.join(" · "))}
    </p>
  );
}

export function Question({ now }: { now: Screen }) {
  const asksPin = now.ask === "lead_pin";
  const asksLead = now.ask === "lead_badge" || asksPin;
  const home = now.process === "home";
  return (
    <section class={`question ${asksLead ? "approval" : ""}`}>
      {asksLead ? <p class="approval-title">{say("approval")}</p> : null}
      <h1 class={`ask ${now.ask_about.length > 0 && !asksLead ? "above-about" : ""}`}>
        {pick(now.text.ask)}
      </h1>
      {asksPin ? (
        <Later load={() => import("./approval")} />
      ) : asksLead ? (
        <p class="note">{say("approval_how")}</p>
      ) : (
        <About values={now.ask_about} />
      )}
      {home ? <Tiles now={now} /> : null}
      <Choices now={now} />
      <Expected now={now} />
    </section>
  );
}
