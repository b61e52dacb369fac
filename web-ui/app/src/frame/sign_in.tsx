// SPDX-License-Identifier: Apache-2.0
// Z0 and Z1: scan the badge, the PIN where one is wanted. The same for handheld, station and
// office.
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { badgeToEnter, outbox } from "../terminal/model";
import { visible } from "../terminal/codes";
import { play, testSounds, type Tone } from "../terminal/tones";
import { echo, readScans } from "../scan/capture";
import { pick } from "../words/dictionary";
import { roleWord, say } from "../words/terminal";
import type { Problem } from "./api";
import { demoPeople, findDemo, type DemoPerson } from "./demo";
import { Icon } from "./icons";
import { Keypad } from "./keypad";
import { signIn } from "./session";
import { deviceCode } from "./session_state";
import { language } from "./settings";

function sentenceFor(problem: Problem, badge: string): string {
  if (problem.status === 0) return say("server_away");
  if (problem.code === "wrong_pin") return say("wrong_pin");
  if (problem.code === "badge_first") return say("badge_first", visible(badge));
  return problem.text ? pick(problem.text) : say("not_signed_in", problem.title);
}

export function LanguageSwitch() {
  return (
    <button
      type="button"
      class="chip"
      lang={language.value === "zh" ? "en" : "zh-CN"}
      onClick={() => (language.value = language.value === "zh" ? "en" : "zh")}
    >
      {language.value === "zh" ? "English" : "中文"}
    </button>
  );
}

function DemoPeople({ onPick }: { onPick: (person: DemoPerson) => void }) {
  const people = demoPeople.value ?? [];
  if (people.length === 0) return null;
  return (
    <section class="demo-people" aria-label={say("demo_people")}>
      <h2>{say("demo_people")}</h2>
      <ul class="tiles">
        {people.map((person) => (
          <li key={person.badge}>
            <button type="button" class="tile" onClick={() => onPick(person)}>
              <strong>{person.name}</strong>
              <span>{roleWord(person.role)}</span>
              <small>
                {person.badge}
                {person.pin ? ` · ${say("demo_pin", person.pin)}` : ""}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function SoundTest() {
  const now = useSignal<Tone | null>(null);
  return (
    <button
      type="button"
      class="chip"
      onClick={() =>
        void testSounds((tone) => (now.value = tone)).then(() => (now.value = null))
      }
    >
      <Icon name="sound" />{" "}
      {now.value ? say("sound_now", say(`result_${now.value}`)) : say("test_sounds")}
    </button>
  );
}

export function SignIn() {
  const badge = useSignal(badgeToEnter.peek());
  const typing = useSignal(false);
  const pinFor = useSignal(false);
  const told = useSignal("");
  const busy = useSignal(false);

  const enter = async (code: string, pin?: string): Promise<void> => {
    busy.value = true;
    typing.value = false;
    const problem = await signIn(code, pin);
    busy.value = false;
    badge.value = code;
    pinFor.value = problem?.code === "pin_wanted" || problem?.code === "wrong_pin";
    if (!problem) {
      badgeToEnter.value = "";
      echo.value = null; // a PIN is not shown on
      play("step_complete");
      return;
    }
    if (problem.code !== "pin_wanted") {
      told.value = sentenceFor(problem, code);
      play("error");
    } else {
      told.value = "";
      play("attention");
    }
  };
  useEffect(() => {
    void findDemo();
    if (badgeToEnter.peek()) void enter(badgeToEnter.peek());
  }, []);
  useLayoutEffect(() => readScans((scan) => enter(scan.raw)), []);

  if (typing.value || pinFor.value) {
    const pin = pinFor.value;
    return (
      <main class="sign-in">
        <p role="alert" class="told">
          {told.value}
        </p>
        <Keypad
          key={pin ? "pin" : "badge"}
          kind={pin ? "pin" : "code"}
          title={pin ? say("enter_pin", badge.value) : say("type_badge")}
          onScan={(scan) => void enter(scan.raw)}
          onEnter={(value) => void (pin ? enter(badge.value, value) : enter(value))}
          onClose={() => {
            typing.value = false;
            pinFor.value = false;
            told.value = "";
          }}
        />
      </main>
    );
  }
  const waiting = outbox.count.value + outbox.untold.value;
  return (
    <main class="sign-in">
      <div class="sign-in-top">
        <LanguageSwitch />
        <SoundTest />
      </div>
      <div class="sign-in-middle">
        <svg viewBox="0 0 64 64" width="96" height="96" aria-hidden="true">
          <rect
            x="10"
            y="6"
            width="44"
            height="52"
            rx="6"
            fill="none"
            stroke="currentColor"
            stroke-width="4"
          />
          <circle cx="32" cy="24" r="7" fill="currentColor" />
          <path d="M18 48c1-9 7-13 14-13s13 4 14 13z" fill="currentColor" />
        </svg>
        <h1>{busy.value ? say("sending") : say("scan_badge")}</h1>
        <p role="alert" class="told">
          {told.value}
        </p>
        {waiting > 0 ? <p class="note">{say("waiting_for", waiting)}</p> : null}
      </div>
      <DemoPeople onPick={(person) => void enter(person.badge, person.pin || undefined)} />
      <div class="actions">
        <button type="button" class="button" onClick={() => (typing.value = true)}>
          {say("type_badge")}
        </button>
      </div>
      <p class="note small">{say("this_device", deviceCode.value || say("new_device"))}</p>
    </main>
  );
}
