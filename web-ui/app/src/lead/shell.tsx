// SPDX-License-Identifier: Apache-2.0
// The frame of the board and the admin pages: menu, the one scan box, what the last action came to.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import {
  ask,
  connected,
  keepSession,
  language,
  readScans,
  session,
  theme,
  uuid7,
  type Theme,
} from "./port";
import { say, type Word } from "./words";
import { CardDialog, lookUp } from "./card";
import { useNow } from "./now";
import { told } from "./parts/doing";
import { clock } from "./parts/time";

const leadMenu: readonly [string, Word][] = [
  ["#/lead", "now"],
  ["#/lead/waves", "waves"],
  ["#/lead/map", "map"],
  ["#/lead/exceptions", "exceptions"],
  ["#/lead/people", "people"],
  ["#/lead/stock", "stock"],
  ["#/lead/kpis", "kpis"],
  ["#/tv", "tv"],
];

const adminMenu: readonly [string, Word][] = [
  ["#/admin/operators", "operators"],
  ["#/admin/locations", "layout"],
  ["#/admin/skus", "skus"],
  ["#/admin/labels", "labels"],
  ["#/admin/import", "import"],
  ["#/admin/rules", "rules"],
  ["#/admin/carriers", "carriers"],
  ["#/admin/devices", "devices"],
  ["#/admin/printers", "printers"],
  ["#/admin/audit", "audit"],
  ["#/admin/system", "system"],
];

function Menu({ at, admin }: { at: string; admin: boolean }) {
  const items = admin ? adminMenu : leadMenu;
  const here = items
    .map(([href]) => href)
    .filter((href) => at === href || at.startsWith(`${href}/`) || at.startsWith(`${href}?`))
    .sort((a, b) => b.length - a.length)[0];
  const [other, word]: [string, Word] = admin ? ["#/lead", "board"] : ["#/admin", "admin"];
  return (
    <nav aria-label={say("main_menu")}>
      <ul>
        {items.map(([href, text]) => (
          <li key={href}>
            <a href={href} aria-current={href === here ? "page" : undefined}>
              {say(text)}
            </a>
          </li>
        ))}
        <li class="other">
          <a href={other}>{say(word)}</a>
        </li>
      </ul>
    </nav>
  );
}

function ScanBox() {
  const [code, setCode] = useState("");
  return (
    <form
      class="scan-box"
      role="search"
      aria-label={say("scan_or_type")}
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim()) void lookUp(code.trim());
        setCode("");
      }}
    >
      <label>
        <span class="spoken">{say("scan_or_type")}</span>
        <input
          value={code}
          placeholder={say("scan_or_type")}
          autocomplete="off"
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </label>
    </form>
  );
}

const themes: readonly [Theme, Word][] = [
  ["system", "theme_system"],
  ["light", "theme_light"],
  ["dark", "theme_dark"],
  ["contrast", "theme_contrast"],
];

/** The person's own, as on a terminal: the server keeps it, or the next page would be in the old
 * one again (U23). */
function speakOther(): void {
  const wanted = language.value === "zh" ? "en" : "zh";
  language.value = wanted;
  const device = session.value?.device;
  if (!device) return;
  const press = { event_id: uuid7(), device, device_seq: 0, step_token: 0 };
  const body = { ...press, button: "language", argument: wanted };
  void ask("/api/v1/presses", { method: "POST", body, keepalive: true });
}

function PersonTools() {
  const signOut = async () => {
    const got = await ask("/api/v1/session", { method: "DELETE" });
    if (got.ok || got.problem.status === 401) keepSession(null);
  };
  return (
    <div class="person-tools">
      <label>
        <span class="spoken">{say("theme")}</span>
        <select
          value={theme.value}
          onChange={(event) => {
            theme.value = event.currentTarget.value as Theme;
          }}
        >
          {themes.map(([key, word]) => (
            <option key={key} value={key}>
              {say(word)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" lang={language.value === "zh" ? "en" : "zh"} onClick={speakOther}>
        {say("other_language")}
      </button>
      <button type="button" title={session.value?.operator.name} onClick={() => void signOut()}>
        {say("sign_out")}
      </button>
    </div>
  );
}

function Outcome() {
  const { value } = told;
  useEffect(() => {
    if (!value || value.bad) return undefined;
    const timer = setTimeout(() => {
      told.value = null;
    }, 6000);
    return () => clearTimeout(timer);
  }, [value]);
  return (
    <div class="outcome" role={value?.bad ? "alert" : "status"}>
      {value ? (
        <p class={value.bad ? "bad" : "good"}>
          {value.text}{" "}
          <button
            type="button"
            aria-label={say("close")}
            onClick={() => {
              told.value = null;
            }}
          >
            ✕
          </button>
        </p>
      ) : null}
    </div>
  );
}

export function Shell(props: { at: string; admin: boolean; children: ComponentChildren }) {
  const now = useNow();
  // A scanner works anywhere on the page: its scan opens the card of what it means.
  useEffect(() => readScans((scan) => lookUp(scan.raw)), []);
  return (
    <div class="board">
      {/* Not a link to "#content": addresses behind the # are pages. */}
      <button
        type="button"
        class="skip"
        onClick={() => document.getElementById("content")?.focus()}
      >
        {say("skip_to_content")}
      </button>
      <header class="board-head no-print">
        <Menu at={props.at} admin={props.admin} />
        <div class="head-right">
          <ScanBox />
          <p class={`liveness ${connected.value ? "" : "bad"}`} role="status">
            {connected.value
              ? `${say("live")} ${clock(now.data?.at)}`
              : say("not_live", clock(now.data?.at))}
          </p>
          <PersonTools />
        </div>
      </header>
      <Outcome />
      <main id="content" tabIndex={-1}>
        {props.children}
      </main>
      <CardDialog />
    </div>
  );
}
