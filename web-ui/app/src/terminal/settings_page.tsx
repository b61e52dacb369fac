// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";
import { Icon } from "../frame/icons";
import { deviceCode, session } from "../frame/session_state";
import {
  language,
  scalePercent,
  side,
  theme,
  vibration,
  volume,
  type Side,
  type Theme,
} from "../frame/settings";
import { say } from "../words/settings";
import { say as sayAlways } from "../words/terminal";
import { figures } from "./marks";
import { press } from "./model";
import { sheet } from "./sheets";
import { testSounds } from "./tones";

function Choice<T extends string>(props: {
  name: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onPick: (value: T) => void;
}) {
  return (
    <fieldset class="setting">
      <legend>{props.name}</legend>
      <div class="options">
        {props.options.map(([value, word]) => (
          <button
            type="button"
            key={value}
            class="option"
            aria-pressed={value === props.value}
            onClick={() => props.onPick(value)}
          >
            {word}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

function Steps(props: {
  name: ComponentChildren;
  less: string;
  more: string;
  onStep: (by: 1 | -1) => void;
}) {
  return (
    <fieldset class="setting">
      <legend>{props.name}</legend>
      <div class="options">
        <button
          type="button"
          class="option"
          aria-label={props.less}
          onClick={() => props.onStep(-1)}
        >
          −
        </button>
        <button
          type="button"
          class="option"
          aria-label={props.more}
          onClick={() => props.onStep(1)}
        >
          +
        </button>
      </div>
    </fieldset>
  );
}

const scales = [70, 85, 100, 120, 145, 175, 210, 250, 300, 350, 400];
function stepScale(by: 1 | -1): void {
  const now = scales.findIndex((one) => one >= scalePercent.value);
  scalePercent.value = scales[Math.min(scales.length - 1, Math.max(0, now + by))] ?? 100;
}
const clamp = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 10) / 10;

/** The person's own language: the server keeps it, so it follows to every device (U23). */
function speakLanguage(wanted: "en" | "zh"): void {
  if (session.value && wanted !== language.value) press("language", wanted, say("language"));
  language.value = wanted;
}

export default function Settings() {
  const { echo_ms, verdict_ms, scans } = figures();
  return (
    <div class="settings">
      <Choice
        name={say("language")}
        value={language.value}
        options={[
          ["en", "English"],
          ["zh", "中文"],
        ]}
        onPick={speakLanguage}
      />
      <Choice<Theme>
        name={say("theme")}
        value={theme.value}
        options={[
          ["system", say("theme_system")],
          ["light", say("theme_light")],
          ["dark", say("theme_dark")],
          ["contrast", say("theme_contrast")],
        ]}
        onPick={(value) => (theme.value = value)}
      />
      <Steps
        name={say("scale", scalePercent.value)}
        less={say("smaller")}
        more={say("larger")}
        onStep={stepScale}
      />
      <Choice<Side>
        name={say("side")}
        value={side.value}
        options={[
          ["left", say("side_left")],
          ["right", say("side_right")],
        ]}
        onPick={(value) => (side.value = value)}
      />
      <Steps
        name={say("volume", Math.round(volume.value * 100))}
        less={say("quieter")}
        more={say("louder")}
        onStep={(by) => (volume.value = clamp(volume.value + by * 0.2))}
      />
      <button type="button" class="button" onClick={() => void testSounds()}>
        <Icon name="sound" /> {sayAlways("test_sounds")}
      </button>
      <Choice
        name={say("vibration")}
        value={vibration.value ? "on" : "off"}
        options={[
          ["on", say("on")],
          ["off", say("off")],
        ]}
        onPick={(value) => (vibration.value = value === "on")}
      />
      <button type="button" class="button" onClick={() => (sheet.value = "setup")}>
        <Icon name="barcode" /> {say("scanner_test")}
      </button>
      <button type="button" class="button" onClick={() => (sheet.value = "device")}>
        {sayAlways("device")}
      </button>
      <p class="note">
        {sayAlways("device")}: {deviceCode.value}
        {scans > 0 ? (
          <>
            <br />
            {say("measured", echo_ms, verdict_ms)}
          </>
        ) : null}
      </p>
    </div>
  );
}
