// SPDX-License-Identifier: Apache-2.0
// The bottom third, for one thumb: two buttons by the server's order and "⋯" with all the rest
// (U14, U15).
import { signal } from "@preact/signals";
import { Keypad } from "../frame/keypad";
import { pick } from "../words/dictionary";
import { say } from "../words/terminal";
import { press, scanTyped, takeScan, type Button, type Screen } from "./model";
import { sheet } from "./sheets";

/** A button that wants a word with it. */
export const asking = signal<Button | "type" | null>(null);

const elsewhere: readonly Button[] = ["undo", "home", "help", "language", "lock", "sign_out"];
const tiles: readonly Button[] = ["pick", "pack", "ship", "count", "get_work"];
// what goes on with the work stands out; what leaves it does not
const forward: readonly Button[] = ["done", "approve", "close", "hand_over", "take_over"];
const withNumber: readonly Button[] = ["quantity", "weight"];

export interface Named {
  button: Button;
  word: string;
}
export function named(now: Screen): Named[] {
  return now.buttons.map((button, at) => {
    const text = now.text.buttons[at];
    return { button, word: text ? pick(text) : button };
  });
}
/** The two of the screen, and the rest of what the server offers. */
export function split(now: Screen): [Named[], Named[]] {
  const all = named(now).filter(({ button }) => button !== "undo");
  const onTile = now.process === "home" ? tiles : [];
  const chosen = now.choices.length > 0 ? now.buttons.slice(0, 1) : [];
  const first = all
    .filter(({ button }) => !elsewhere.includes(button) && !onTile.includes(button))
    .filter(({ button }) => !chosen.includes(button))
    .slice(0, 2);
  return [first, all.filter((one) => !first.includes(one) && !onTile.includes(one.button))];
}

export function pressed({ button, word }: Named): void {
  sheet.value = null;
  if (withNumber.includes(button) || button === "hand_over") asking.value = button;
  else press(button, "", word);
}

// A button that wants a word, by its bar code and without that word (U16).
const asked: Readonly<Record<string, Button>> = {
  "!QTY": "quantity",
  "!WEIGHT": "weight",
  "!HAND_OVER": "hand_over",
};
/** Asks for the word; false where the scan is the server's. */
export function askFor(command: string, now: Screen | null): boolean {
  const button = asked[command];
  if (!button || !now?.buttons.includes(button)) return false;
  asking.value = button;
  return true;
}

function titleOf(button: Button | "type"): string {
  if (button === "type") return say("type_it");
  if (button === "weight") return say("how_heavy");
  return button === "hand_over" ? say("name_of_courier") : say("how_many");
}

/** A courier has a name, not a code: an ordinary field, with the device's own keyboard. */
function NameField({
  onEnter,
  onClose,
}: {
  onEnter: (name: string) => void;
  onClose: () => void;
}) {
  return (
    <div class="keypad" role="dialog" aria-modal="true" aria-label={say("name_of_courier")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const field = event.currentTarget.elements.namedItem("name") as HTMLInputElement;
          if (field.value.trim()) onEnter(field.value.trim());
        }}
      >
        <label>
          <h2>{say("name_of_courier")}</h2>
          <input
            name="name"
            class="field"
            autocomplete="off"
            maxLength={80}
            ref={(el) => el?.focus()}
          />
        </label>
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            {say("back")}
          </button>
          <button type="submit" class="button primary">
            {say("enter")}
          </button>
        </div>
      </form>
    </div>
  );
}

function Asking({ now }: { now: Screen }) {
  const button = asking.value;
  if (!button) return null;
  const close = (): void => {
    asking.value = null;
  };
  const word = named(now).find((one) => one.button === button)?.word ?? "";
  if (button === "hand_over") {
    return (
      <NameField
        onClose={close}
        onEnter={(name) => {
          close();
          press("hand_over", name, `${word} ${name}`);
        }}
      />
    );
  }
  return (
    <Keypad
      title={titleOf(button)}
      kind={button === "type" ? "code" : "digits"}
      onClose={close}
      onScan={(scan) => {
        close();
        takeScan(scan); // not by the queue again: the keypad may still be its reader
      }}
      onEnter={(value) => {
        close();
        if (button === "type") scanTyped(value);
        else press(button, value, `${word} ${value}`);
      }}
    />
  );
}

export function Actions({ now }: { now: Screen }) {
  const [first] = split(now);
  return (
    <>
      <nav class="actions" aria-label={say("more")}>
        {now.must_acknowledge ? (
          <button
            type="button"
            class="button primary"
            onClick={() => press("acknowledge", "", say("acknowledge"))}
          >
            {say("acknowledge")}
          </button>
        ) : (
          first.map((one) => (
            <button
              type="button"
              key={one.button}
              class={`button ${forward.includes(one.button) ? "primary" : ""}`}
              onClick={() => pressed(one)}
            >
              {one.word}
            </button>
          ))
        )}
        <button
          type="button"
          class="button more"
          aria-label={say("more")}
          aria-haspopup="dialog"
          onClick={() => (sheet.value = "more")}
        >
          ⋯
        </button>
      </nav>
      <Asking now={now} />
    </>
  );
}
