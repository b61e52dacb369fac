// SPDX-License-Identifier: Apache-2.0
// Where scans come in, whatever brings them: one listener on the document, one sink for injected
// text, and a strict queue that neither drops nor merges (U2, U3). Whoever is on top of the stack
// of readers gets them, one at a time, in order.
import { signal } from "@preact/signals";
import { isSwallowed, Wedge, silence_ms_max, type Hint, type Key } from "./wedge";

export type Via = "wedge" | "camera" | "typed" | "paste" | "hint";
export interface Captured {
  raw: string;
  via: Via;
  typed: boolean;
  /** Symbology identifier, where it is not in `raw`. */
  aim?: string;
  /** Milliseconds since 1970. */
  at: number;
  /** On performance's clock, for the marks (U6). */
  mark: number;
}
type Reader = (scan: Captured) => Promise<void> | void;

/** Shown at once, before anybody decides anything (U6). */
export const echo = signal<Captured | null>(null);
/** The path the last scan came by: the set-up wizard reads it. */
export const lastPath = signal<"keys" | "input_method" | "injected" | "pasted" | null>(null);
export const lastSuffix = signal<"Enter" | "Tab" | "none" | null>(null);

const readers: Reader[] = [];
const hintReaders: ((hint: Hint, seen: string) => void)[] = [];
const waiting: Captured[] = [];
let draining = false;

async function drain(): Promise<void> {
  if (draining) return;
  draining = true;
  try {
    for (;;) {
      const reader = readers.at(-1);
      const scan = reader ? waiting.shift() : undefined;
      if (!reader || !scan) return;
      await reader(scan);
    }
  } finally {
    draining = false;
  }
}

/** Takes a scan in; from the camera, the keypad, the demo panel. */
export function arrive(raw: string, via: Via, aim?: string): void {
  const mark = performance.now();
  const typed = via === "typed";
  const scan = { raw, via, typed, at: Date.now(), mark, ...(aim ? { aim } : {}) };
  echo.value = scan;
  performance.mark("scan-echo", { startTime: mark });
  waiting.push(scan);
  void drain();
}

/** Reads scans until the returned function is called. The last reader wins. */
export function readScans(reader: Reader): () => void {
  readers.push(reader);
  void drain();
  return () => {
    const at = readers.lastIndexOf(reader);
    if (at >= 0) readers.splice(at, 1);
  };
}
export function readHints(reader: (hint: Hint, seen: string) => void): () => void {
  hintReaders.push(reader);
  return () => {
    const at = hintReaders.lastIndexOf(reader);
    if (at >= 0) hintReaders.splice(at, 1);
  };
}

const wedge = new Wedge({
  scanned: (code) => {
    lastPath.value = wedge.recoveredAt > 0 && recently() ? "input_method" : "keys";
    arrive(code, "wedge");
  },
  hint: (hint, seen) => hintReaders.at(-1)?.(hint, seen),
});
const recently = (): boolean => performance.now() - wedge.recoveredAt < 3000;

function keyOf(event: KeyboardEvent): Key {
  const { key, code, keyCode, isComposing, shiftKey, ctrlKey, altKey, metaKey } = event;
  const capsLock = event.getModifierState("CapsLock");
  const timeStamp = event.timeStamp || performance.now();
  return {
    key,
    code,
    keyCode,
    isComposing,
    shiftKey,
    ctrlKey,
    altKey,
    metaKey,
    timeStamp,
    capsLock,
  };
}

/** A field a person types into keeps its keys. */
function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || target === sink) return false;
  if (target.isContentEditable || target instanceof HTMLSelectElement) return true;
  if (target instanceof HTMLTextAreaElement) return true;
  const plain = ["button", "checkbox", "radio", "range", "submit", "reset", "file", "color"];
  return target instanceof HTMLInputElement && !plain.includes(target.type);
}

let quietTimer: ReturnType<typeof setTimeout> | undefined;
function onKey(event: KeyboardEvent): void {
  if (isField(event.target)) return;
  if (sink && sink.value !== "" && (event.key === "Enter" || event.key === "Tab")) {
    event.preventDefault();
    lastSuffix.value = event.key;
    takeInjected();
    return;
  }
  const key = keyOf(event);
  const taken = wedge.take(key);
  if (taken === "ignored") return;
  if (isSwallowed(key)) methodSeen = performance.now();
  event.preventDefault();
  event.stopPropagation();
  if (taken === "ended") {
    lastSuffix.value = event.code === "Tab" || event.key === "Tab" ? "Tab" : "Enter";
    emptySink();
  }
  clearTimeout(quietTimer);
  quietTimer = setTimeout(() => wedge.quiet(performance.now()), silence_ms_max + 50);
}

// --- injected text

let sink: HTMLTextAreaElement | null = null;
let growthTimer: ReturnType<typeof setTimeout> | undefined;
const growth_ms_max = 60;
// What an input method still writes after its keys were read from their places. Counted from when
// the page came to its last key: on a slow device that is long after the key.
const echo_of_method_ms = 500;
let methodSeen = Number.NEGATIVE_INFINITY;

function emptySink(): void {
  clearTimeout(growthTimer);
  if (!sink) return;
  const composing = sink.value !== "";
  sink.value = "";
  if (composing && document.activeElement === sink) {
    sink.blur(); // ends the composition
    sink.focus({ preventScroll: true });
  }
}
function takeInjected(): void {
  const codes = (sink?.value ?? "").split(/[\r\n\t]+/).filter(Boolean);
  emptySink();
  const converted = codes.find((code) => /[\u3000-\u9fff\uff00-\uffef]/.test(code));
  if (converted) {
    hintReaders.at(-1)?.("input_method", converted); // no label holds such characters
    return;
  }
  for (const code of codes) {
    lastPath.value = "injected";
    arrive(code, "wedge");
  }
}
function onSinkInput(): void {
  if (!sink) return;
  if (wedge.pending !== "" || performance.now() - methodSeen < echo_of_method_ms) {
    sink.value = "";
    return;
  }
  clearTimeout(growthTimer);
  if (/[\r\n\t]$/.test(sink.value)) {
    lastSuffix.value = sink.value.endsWith("\t") ? "Tab" : "Enter";
    takeInjected();
    return;
  }
  growthTimer = setTimeout(() => {
    lastSuffix.value = "none"; // the set-up wizard says that the profile lacks one
    takeInjected();
  }, growth_ms_max);
}

/** Gives the sink the focus, unless a person is in a field. */
export function focusSink(): void {
  if (!sink || isField(document.activeElement) || document.activeElement === sink) return;
  sink.focus({ preventScroll: true });
}

function makeSink(label: string): HTMLTextAreaElement {
  const field = document.createElement("textarea");
  field.className = "scan-sink";
  field.rows = 1;
  field.tabIndex = -1;
  field.setAttribute("inputmode", "none"); // no soft keyboard
  field.setAttribute("autocomplete", "off");
  field.setAttribute("autocapitalize", "off");
  field.setAttribute("autocorrect", "off");
  field.spellcheck = false;
  field.setAttribute("aria-label", label);
  return field;
}

/** Once, at the start. Everything stays on for as long as the page lives. */
export function startCapture(label: string): void {
  sink = makeSink(label);
  const region = document.createElement("section");
  region.setAttribute("aria-label", label);
  region.append(sink);
  document.body.append(region);
  sink.addEventListener("input", onSinkInput);
  document.addEventListener("keydown", onKey, { capture: true });
  document.addEventListener("paste", (event) => {
    if (isField(event.target)) return;
    const text = event.clipboardData?.getData("text") ?? "";
    event.preventDefault();
    for (const code of text.split(/[\r\n\t]+/).filter(Boolean)) {
      lastPath.value = "pasted";
      arrive(code, "paste");
    }
  });
  // A finger on a button must not leave the focus there: injected text would go nowhere. Somebody
  // at a keyboard keeps it (detail 0).
  document.addEventListener("click", (event) => {
    if (event.detail > 0) setTimeout(focusSink);
  });
  document.addEventListener("focusout", () => {
    setTimeout(() => {
      if (document.activeElement === document.body) focusSink();
    });
  });
  addEventListener("focus", () => setTimeout(focusSink));
  focusSink();
}
