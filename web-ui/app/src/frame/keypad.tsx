// SPDX-License-Identifier: Apache-2.0
// Our own keypad: the soft keyboard of the device never comes up (U17). A scanner or a real
// keyboard fills it too, because it reads from the same queue as everything else.
import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { echo, readHints, readScans, type Captured } from "../scan/capture";
import { say } from "../words/terminal";

// A label's code, by its kind or as a command: never what somebody typed as a secret.
const label = /^(\][A-Za-z]\d)?([A-Z]-|!)/;
const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];
const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ", "-", "!"];
const signs = [...".,?'@#&+_/"];

const lettersOfSecret = (capital: boolean): string[] => [
  ...letters.map((key) => (capital ? key : key.toLowerCase())),
  ...signs,
];

interface SecretProps {
  lettered: Signal<boolean>;
  shifted: Signal<boolean>;
  add: (key: string) => void;
}
/** Digits do for most; who has words for a PIN gets the rest of a keyboard. */
function SecretKeys({ lettered, shifted, add }: SecretProps) {
  if (!lettered.value)
    return (
      <button type="button" onClick={() => (lettered.value = true)}>
        abc
      </button>
    );
  return (
    <>
      <button
        type="button"
        aria-label={say("capitals")}
        aria-pressed={shifted.value}
        onClick={() => (shifted.value = !shifted.value)}
      >
        ⇧
      </button>
      <button type="button" class="space" onClick={() => add(" ")}>
        {say("space")}
      </button>
    </>
  );
}

export interface KeypadProps {
  title: string;
  kind: "digits" | "code" | "pin";
  /** A scan made while the keypad is open goes here instead of into it. */
  onScan?: (scan: Captured) => void;
  onEnter: (value: string) => void;
  onClose: () => void;
}

export function Keypad({ title, kind, onScan, onEnter, onClose }: KeypadProps) {
  const value = useSignal("");
  const lettered = useSignal(kind === "code");
  const shifted = useSignal(false);
  const numeric = kind !== "code";
  const secretive = kind === "pin";
  const written = secretive ? lettersOfSecret(shifted.value) : letters;
  // not after the paint: whoever sees it may scan already
  useLayoutEffect(
    () =>
      readScans((scan) => {
        // typed on a real keyboard: digits and Enter look like a scan
        const secret = secretive && !label.test(scan.raw);
        if (secret) echo.value = null; // it is not shown
        if (secret || (numeric && /^\d{1,12}$/.test(scan.raw))) onEnter(scan.raw);
        else if (onScan) onScan(scan);
        else onEnter(scan.raw);
      }),
    [numeric, onScan, onEnter],
  );
  // a half of it that came without Enter is not shown either
  useEffect(() => (secretive ? readHints(() => undefined) : undefined), [secretive]);
  const add = (key: string): void => {
    if (value.value.length < 100) value.value += key;
  };
  const shown = secretive ? "•".repeat(value.value.length) : value.value;
  return (
    <section
      class={`keypad keypad-${kind} ${secretive && lettered.value ? "keypad-words" : ""}`}
      role="dialog"
      aria-modal="true"
      aria-label={title}
    >
      <h2>{title}</h2>
      <output class="keypad-value" aria-live="polite" aria-label={title}>
        {shown || "\u00a0"}
      </output>
      <div class="keypad-keys">
        {[...digits, ...(lettered.value ? written : [])].map((key) => (
          <button type="button" key={key} onClick={() => add(key)}>
            {key}
          </button>
        ))}
        {secretive ? <SecretKeys lettered={lettered} shifted={shifted} add={add} /> : null}
        <button
          type="button"
          aria-label={say("erase")}
          onClick={() => (value.value = value.value.slice(0, -1))}
        >
          ⌫
        </button>
      </div>
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          {say("back")}
        </button>
        <button
          type="button"
          class="button primary"
          disabled={value.value === ""}
          onClick={() => onEnter(value.value)}
        >
          {say("enter")}
        </button>
      </div>
    </section>
  );
}
