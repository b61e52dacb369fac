// SPDX-License-Identifier: Apache-2.0
// The patterns of U7: each is a sound, a vibration, a colour and a word, and each of them is enough
// by itself. Browsers play nothing before the first touch or key, so the context is unlocked by it.
import { signal } from "@preact/signals";
import { vibration, volume } from "../frame/settings";
import type { Schemas } from "../frame/api";

export type Tone = Schemas["Tone"];
interface Beep {
  hz: number;
  ms: number;
  wave: OscillatorType;
  /** Silence before it. */
  after_ms?: number;
}
export interface Pattern {
  beeps: readonly Beep[];
  vibrate: readonly number[];
}
export const patterns: Record<Tone, Pattern> = {
  ok: { beeps: [{ hz: 1760, ms: 40, wave: "sine" }], vibrate: [40] },
  step_complete: {
    beeps: [
      { hz: 1047, ms: 80, wave: "sine" },
      { hz: 1568, ms: 120, wave: "sine", after_ms: 20 },
    ],
    vibrate: [40, 60, 40],
  },
  attention: {
    beeps: [
      { hz: 784, ms: 120, wave: "triangle" },
      { hz: 784, ms: 120, wave: "triangle", after_ms: 80 },
    ],
    vibrate: [120, 80, 120],
  },
  error: {
    beeps: [
      { hz: 220, ms: 200, wave: "square" },
      { hz: 196, ms: 200, wave: "square", after_ms: 80 },
    ],
    vibrate: [200, 80, 200],
  },
  stop: {
    beeps: [
      { hz: 220, ms: 250, wave: "square" },
      { hz: 165, ms: 250, wave: "square", after_ms: 80 },
      { hz: 220, ms: 250, wave: "square", after_ms: 80 },
      { hz: 165, ms: 400, wave: "square", after_ms: 80 },
    ],
    vibrate: [400, 100, 400, 100, 400],
  },
  tick: { beeps: [{ hz: 1200, ms: 15, wave: "sine" }], vibrate: [15] },
};

let context: AudioContext | null = null;
/** Has the browser let us make a sound yet? */
export const soundUnlocked = signal(false);

async function unlock(): Promise<void> {
  if (typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  if (context.state !== "running") await context.resume().catch(() => undefined);
  soundUnlocked.value = context.state === "running";
}
/** The first touch or key (a scan is one) unlocks the sound (U8). */
export function unlockSoundOnUse(): void {
  for (const kind of ["pointerdown", "keydown", "touchstart"]) {
    document.addEventListener(kind, () => void unlock(), { capture: true, passive: true });
  }
}

function sound(pattern: Pattern): void {
  if (!context || context.state !== "running" || volume.value === 0) return;
  let at = context.currentTime + 0.005;
  for (const beep of pattern.beeps) {
    at += (beep.after_ms ?? 0) / 1000;
    const end = at + beep.ms / 1000;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.type = beep.wave;
    oscillator.frequency.value = beep.hz;
    gain.gain.setValueAtTime(volume.value * (beep.wave === "square" ? 0.5 : 0.9), at);
    gain.gain.setTargetAtTime(0, end - 0.006, 0.003); // no click at the end
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(end + 0.02);
    at = end;
  }
}

/** Counts what was played, so that a test can tell. */
export const played: Tone[] = [];

export function play(tone: Tone): void {
  played.push(tone);
  if (played.length > 200) played.shift();
  const pattern = patterns[tone];
  sound(pattern);
  if (vibration.value) navigator.vibrate?.([...pattern.vibrate]);
}

/** "Test sounds": each in turn, so that a person hears the difference. */
export async function testSounds(each?: (tone: Tone) => void): Promise<void> {
  await unlock();
  for (const tone of ["ok", "step_complete", "attention", "error", "stop"] as const) {
    each?.(tone);
    play(tone);
    await new Promise((done) => setTimeout(done, 1100));
  }
}
