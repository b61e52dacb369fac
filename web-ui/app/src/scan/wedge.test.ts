// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { characterAt, group_separator, Wedge, type Hint, type Key } from "./wedge";

class Desk {
  readonly codes: string[] = [];
  readonly hints: [Hint, string][] = [];
  readonly wedge = new Wedge({
    scanned: (code) => this.codes.push(code),
    hint: (hint, seen) => this.hints.push([hint, seen]),
  });
  private now = 1000;
  press(key: Partial<Key>, gap_ms = 1) {
    this.now += gap_ms;
    return this.wedge.take({
      key: "",
      code: "",
      keyCode: 0,
      isComposing: false,
      shiftKey: false,
      ctrlKey: false,
      altKey: false,
      metaKey: false,
      capsLock: false,
      timeStamp: this.now,
      ...key,
    });
  }
  type(text: string, gap_ms = 1): void {
    for (const key of text) this.press({ key }, gap_ms);
  }
  /** As a Chinese input method shows a scanner's keys. */
  swallow(text: string): void {
    for (const character of text) {
      const upper = /[A-Z]/.test(character);
      const code = /[a-z]/i.test(character)
        ? `Key${character.toUpperCase()}`
        : /\d/.test(character)
          ? `Digit${character}`
          : ({ "-": "Minus", "!": "Digit1" }[character] ?? "");
      const shiftKey = upper || character === "!";
      this.press({ key: "Process", code, keyCode: 229, isComposing: true, shiftKey });
    }
  }
  wait(ms: number): void {
    this.now += ms;
  }
}

describe("a scan", () => {
  it.each([0, 1, 40, 130, 200, 1400])("ends on its suffix with %i ms between keys", (gap) => {
    const desk = new Desk();
    desk.type("A-01-02-3", gap);
    expect(desk.codes).toEqual([]);
    expect(desk.press({ key: "Enter" }, gap)).toBe("ended");
    expect(desk.codes).toEqual(["A-01-02-3"]);
  });
  it("ends on Tab too", () => {
    const desk = new Desk();
    desk.type("T-0007");
    desk.press({ key: "Tab", code: "Tab" });
    expect(desk.codes).toEqual(["T-0007"]);
  });
  it("is one of fifty, each whole and in order", () => {
    const desk = new Desk();
    const wanted = Array.from({ length: 50 }, (_, at) => `L-A-${at}`);
    for (const code of wanted) {
      desk.type(code, 0);
      desk.press({ key: "Enter" }, 0);
    }
    expect(desk.codes).toEqual(wanted);
  });
  it("without a suffix is dropped after silence, and said", () => {
    const desk = new Desk();
    desk.type("6901234");
    desk.wait(1600);
    desk.type("T-1");
    desk.press({ key: "Enter" });
    expect(desk.codes).toEqual(["T-1"]);
    expect(desk.hints).toEqual([["no_suffix", "6901234"]]);
  });
  it("keeps its separator", () => {
    const desk = new Desk();
    desk.type("10LOT7");
    desk.press({ key: "]", code: "BracketRight", ctrlKey: true });
    desk.type("21X");
    desk.press({ key: "Enter" });
    expect(desk.codes).toEqual([`10LOT7${group_separator}21X`]);
  });
  it("swallowed by an input method is read from the places of the keys", () => {
    const desk = new Desk();
    desk.swallow("L-A-01-02-3");
    desk.press({ key: "Process", code: "Enter", keyCode: 229, isComposing: true });
    expect(desk.codes).toEqual(["L-A-01-02-3"]);
  });
  it("of a command keeps its exclamation mark through an input method", () => {
    const desk = new Desk();
    desk.swallow("!DONE");
    desk.press({ key: "Enter", code: "Enter" });
    expect(desk.codes).toEqual(["!DONE"]);
  });
  it("spelt by Alt and numpad is refused with a hint", () => {
    const desk = new Desk();
    desk.type("AB");
    desk.press({ key: "6", code: "Numpad6", altKey: true });
    desk.press({ key: "5", code: "Numpad5", altKey: true });
    desk.press({ key: "Enter" });
    expect(desk.codes).toEqual([]);
    expect(desk.hints).toEqual([["alt_numpad", "AB"]]);
    desk.type("T-1");
    desk.press({ key: "Enter" });
    expect(desk.codes).toEqual(["T-1"]);
  });
});

describe("keys that are no scan", () => {
  it("Enter and Tab alone move and press as always", () => {
    const desk = new Desk();
    expect(desk.press({ key: "Enter" })).toBe("ignored");
    expect(desk.press({ key: "Tab" })).toBe("ignored");
    expect(desk.press({ key: " ", code: "Space" })).toBe("ignored");
  });
  it("shortcuts stay the browser's", () => {
    const desk = new Desk();
    expect(desk.press({ key: "r", code: "KeyR", ctrlKey: true })).toBe("ignored");
    expect(desk.press({ key: "ArrowDown", code: "ArrowDown" })).toBe("ignored");
    expect(desk.press({ key: "Shift", code: "ShiftLeft", shiftKey: true })).toBe("ignored");
    expect(desk.wedge.pending).toBe("");
  });
});

describe("a key's place", () => {
  it.each([
    ["KeyA", false, false, "a"],
    ["KeyA", true, false, "A"],
    ["KeyA", false, true, "A"],
    ["Digit1", true, false, "!"],
    ["Minus", true, false, "_"],
    ["Numpad7", false, false, "7"],
    ["Slash", false, false, "/"],
    ["F5", false, false, null],
  ] as const)("%s, shift %s, caps %s is %s", (code, shift, caps, wanted) => {
    expect(characterAt(code, shift, caps)).toBe(wanted);
  });
});
