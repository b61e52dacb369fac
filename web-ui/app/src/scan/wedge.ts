// SPDX-License-Identifier: Apache-2.0
// A scanner that types. A scan ends on its suffix (Enter or Tab), never on a gap between keys (U4);
// only 1.5 s of silence drop what came without one. Keys an input method swallowed are read from
// the key's place on the board (U5).

/** What of a KeyboardEvent counts; so that tests need no browser. */
export interface Key {
  key: string;
  code: string;
  keyCode: number;
  isComposing: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  timeStamp: number;
  capsLock: boolean;
}
export type Hint = "alt_numpad" | "no_suffix" | "input_method";
export interface WedgePort {
  scanned(code: string): void;
  /** Something came that is no scan; say what to do about it. */
  hint(hint: Hint, seen: string): void;
}
/** Not ours; ours, so the page must not see it; ours, and it was the suffix. */
export type Taken = "ignored" | "swallowed" | "ended";

export const silence_ms_max = 1500;
export const group_separator = "\u001d";

// Keys by their place on a US board: what scanners type unless told otherwise.
const places: Record<string, readonly [string, string]> = {
  Minus: ["-", "_"],
  Equal: ["=", "+"],
  BracketLeft: ["[", "{"],
  BracketRight: ["]", "}"],
  Backslash: ["\\", "|"],
  Semicolon: [";", ":"],
  Quote: ["'", '"'],
  Backquote: ["`", "~"],
  Comma: [",", "<"],
  Period: [".", ">"],
  Slash: ["/", "?"],
  Space: [" ", " "],
  NumpadAdd: ["+", "+"],
  NumpadSubtract: ["-", "-"],
  NumpadMultiply: ["*", "*"],
  NumpadDivide: ["/", "/"],
  NumpadDecimal: [".", "."],
};
const shiftedDigits = ")!@#$%^&*(";

export function characterAt(code: string, shift: boolean, capsLock: boolean): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shift !== capsLock ? letter : letter.toLowerCase();
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit) return shift ? (shiftedDigits[Number(digit)] ?? null) : digit;
  const pad = /^Numpad(\d)$/.exec(code)?.[1];
  if (pad) return pad;
  return places[code]?.[shift ? 1 : 0] ?? null;
}

/** An input method has it. */
export const isSwallowed = (key: Key): boolean =>
  key.keyCode === 229 || key.isComposing || key.key === "Process" || key.key === "Dead";

export class Wedge {
  private buffer = "";
  private lastKey = 0;
  private refused = false;
  /** When the last character was read from its place because an input method had the key. */
  recoveredAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly port: WedgePort) {}

  get pending(): string {
    return this.buffer;
  }

  /** Time has passed without a key: what came without a suffix is no scan. */
  quiet(now: number): void {
    if (now - this.lastKey < silence_ms_max) return;
    const rest = this.buffer;
    this.buffer = "";
    this.refused = false;
    if (rest.length >= 3) this.port.hint("no_suffix", rest);
  }

  take(key: Key): Taken {
    if (this.buffer !== "" || this.refused) this.quiet(key.timeStamp);
    if (this.isSuffix(key)) return this.end();
    const character = this.characterOf(key);
    if (character === null) return "ignored";
    // a space alone presses the button that has the focus
    if (character === " " && this.buffer === "") return "ignored";
    this.buffer += character;
    this.lastKey = key.timeStamp;
    return "swallowed";
  }

  private isSuffix(key: Key): boolean {
    const place = key.code === "Enter" || key.code === "NumpadEnter" || key.code === "Tab";
    return key.key === "Enter" || key.key === "Tab" || (place && isSwallowed(key));
  }

  private end(): Taken {
    if (this.buffer === "" && !this.refused) return "ignored";
    const code = this.buffer;
    const refused = this.refused;
    this.buffer = "";
    this.refused = false;
    if (refused) this.port.hint("alt_numpad", code);
    else this.port.scanned(code);
    return "ended";
  }

  private characterOf(key: Key): string | null {
    if (key.altKey && key.code.startsWith("Numpad")) {
      this.refused = true; // Alt+numpad spells characters we cannot put together reliably
      this.lastKey = key.timeStamp;
      return null;
    }
    if (key.ctrlKey && !key.altKey) {
      return key.key === "]" || key.code === "BracketRight" ? group_separator : null;
    }
    if (key.metaKey || (key.altKey && !key.ctrlKey)) return null;
    if (isSwallowed(key)) {
      const character = characterAt(key.code, key.shiftKey, key.capsLock);
      if (character !== null) this.recoveredAt = key.timeStamp;
      return character;
    }
    return [...key.key].length === 1 ? key.key : null;
  }
}
