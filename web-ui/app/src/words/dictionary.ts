// SPDX-License-Identifier: Apache-2.0
// The texts that do not come from the server. Each stands once with its English and its Chinese: a
// text that lacks either does not compile. Each part of the program keeps a dictionary of its own.
import { language } from "../frame/settings";

export type Language = "en" | "zh";
/** As the server sends a text for people. */
export interface Text {
  en: string;
  zh: string;
}
type Words = Record<string, readonly [en: string, zh: string]>;

export function fillIn(text: string, values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (hole, at: string) => String(values[Number(at)] ?? hole));
}

/** const say = speak({ hello: ["Hello {0}", "你好 {0}"] }); say("hello", "Anna") */
export function speak<W extends Words>(words: W) {
  return (word: keyof W, ...values: (string | number)[]): string =>
    fillIn((words[word] as readonly [string, string])[language.value === "zh" ? 1 : 0], values);
}

/** In both, for what stays on the screen when the language changes. */
export function speakBoth<W extends Words>(words: W) {
  return (word: keyof W): Text => {
    const [en, zh] = words[word] as readonly [string, string];
    return { en, zh };
  };
}

export function pick(text: Text): string {
  return language.value === "zh" ? text.zh : text.en;
}
