// SPDX-License-Identifier: Apache-2.0
// What "⋯" opens. A scan closes it and counts as always (U2).
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon, type IconName } from "../frame/icons";
import { Later } from "../frame/later";
import { go } from "../frame/router";
import { session } from "../frame/session_state";
import { say } from "../words/terminal";
import { asking, pressed, split } from "./actions";
import { press, results, resultText, type Screen } from "./model";

export type SheetName = "more" | "help" | "settings" | "scans" | "camera" | "setup" | "device";
export const sheet = signal<SheetName | null>(null);

function Item(props: { icon: IconName; word: string; act: () => void }) {
  return (
    <li>
      <button type="button" class="button" onClick={props.act}>
        <Icon name={props.icon} /> {props.word}
      </button>
    </li>
  );
}

function More({ now }: { now: Screen }) {
  const [, rest] = split(now);
  const roles = session.value?.operator.roles ?? [];
  const open = (name: SheetName) => (): void => {
    sheet.value = name;
  };
  const type = (): void => {
    sheet.value = null;
    asking.value = "type";
  };
  const lock = (): void => {
    sheet.value = null;
    press("lock", "", say("lock"));
  };
  return (
    <ul class="menu">
      {rest.map((one) => (
        <li key={one.button}>
          <button type="button" class="button" onClick={() => pressed(one)}>
            {one.word}
          </button>
        </li>
      ))}
      <Item icon="keys" word={say("type_it")} act={type} />
      <Item icon="camera" word={say("camera")} act={open("camera")} />
      <Item icon="help" word={say("help")} act={open("help")} />
      <Item icon="list" word={say("last_scans")} act={open("scans")} />
      <Item icon="gear" word={say("settings")} act={open("settings")} />
      <Item icon="lock" word={say("lock")} act={lock} />
      {roles.includes("lead") || roles.includes("admin") ? (
        <Item icon="board" word={say("board")} act={() => go("#/lead")} />
      ) : null}
      {roles.includes("admin") ? (
        <Item icon="pencil" word={say("administration")} act={() => go("#/admin")} />
      ) : null}
    </ul>
  );
}

const commands = [
  "UNDO",
  "SHORT",
  "SKIP",
  "FULL",
  "DONE",
  "QTY12",
  "ACK",
  "HELP",
  "LANG",
  "LOCK",
] as const;

function Help() {
  return (
    <div class="help">
      <p>{say("help_scan")}</p>
      <p>{say("help_error")}</p>
      <p>{say("help_undo")}</p>
      <p>{say("help_commands")}</p>
      <ul class="commands">
        {commands.map((command) => (
          <li key={command}>
            <code>!{command}</code> {say(`help_${command}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Scans() {
  if (results.value.length === 0) return <p class="note">{say("none_yet")}</p>;
  return (
    <ol class="scans">
      {results.value.map((one) => (
        <li key={one.number} class={`told-${one.tone}`}>
          <code>{one.shown}</code> {resultText(one)}
        </li>
      ))}
    </ol>
  );
}

const titles = {
  more: "more",
  help: "help",
  settings: "settings",
  scans: "last_scans",
  camera: "camera",
  setup: "setup",
  device: "device",
} as const;

export function Sheet({ now }: { now: Screen }) {
  const name = sheet.value;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!name) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape") sheet.value = null;
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [name]);
  if (!name) return null;
  const title = say(titles[name]);
  return (
    <section class="sheet" role="dialog" aria-modal="true" aria-label={title} ref={box}>
      <div class="sheet-head">
        <h2>{title}</h2>
        <button type="button" class="button" onClick={() => (sheet.value = null)}>
          ✕ {say("close")}
        </button>
      </div>
      <div class="sheet-body">
        {name === "more" ? <More now={now} /> : null}
        {name === "help" ? <Help /> : null}
        {name === "scans" ? <Scans /> : null}
        {name === "settings" ? <Later load={() => import("./settings_page")} /> : null}
        {name === "device" ? <Later load={() => import("./device_page")} /> : null}
        {name === "camera" ? <Later load={() => import("../scan/camera")} /> : null}
        {name === "setup" ? <Later load={() => import("./setup")} /> : null}
      </div>
    </section>
  );
}
