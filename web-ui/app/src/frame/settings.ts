// SPDX-License-Identifier: Apache-2.0
// What this device remembers of how it looks and sounds. A person's language comes with the person.
import { effect, signal, type Signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark" | "contrast";
export type Side = "left" | "right";

function kept<T>(name: string, first: T, known: (value: unknown) => value is T): Signal<T> {
  const key = `wms.${name}`;
  let value: unknown;
  try {
    value = JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    value = null; // a private window has no storage; the setting then lasts as long as the page
  }
  const state = signal(known(value) ? value : first);
  effect(() => {
    const text = JSON.stringify(state.value);
    try {
      localStorage.setItem(key, text);
    } catch {
      /* as above */
    }
  });
  return state;
}
const oneOf =
  <T extends string>(...values: T[]) =>
  (value: unknown): value is T =>
    values.includes(value as T);
const within =
  (least: number, most: number) =>
  (value: unknown): value is number =>
    typeof value === "number" && value >= least && value <= most;
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

const browserSpeaksChinese = (navigator.language || "en").toLowerCase().startsWith("zh");
export const language = kept<"en" | "zh">(
  "language",
  browserSpeaksChinese ? "zh" : "en",
  oneOf<"en" | "zh">("en", "zh"),
);
export const theme = kept<Theme>(
  "theme",
  "system",
  oneOf<Theme>("system", "light", "dark", "contrast"),
);
export const scalePercent = kept<number>("scale", 100, within(70, 400));
export const side = kept<Side>("side", "right", oneOf<Side>("left", "right"));
/** 0 = silent … 1 */
export const volume = kept<number>("volume", 0.8, within(0, 1));
export const vibration = kept<boolean>("vibration", true, isBoolean);

/** Keeps <html> as the settings say: data-scheme, data-side, lang and the root font size. */
export function applySettings(): void {
  const root = document.documentElement;
  effect(() => {
    root.lang = language.value === "zh" ? "zh-CN" : "en";
    if (theme.value === "system") delete root.dataset["scheme"];
    else root.dataset["scheme"] = theme.value;
    root.dataset["side"] = side.value;
    // nothing fits on one screen then: the page scrolls as a whole
    root.dataset["scale"] = scalePercent.value >= 170 ? "large" : "usual";
    root.style.fontSize = `${(16 * scalePercent.value) / 100}px`;
  });
}
