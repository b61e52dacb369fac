// SPDX-License-Identifier: Apache-2.0
// The frame: who is signed in, which page the address names. Pages of the lead and the admin come
// as chunks of their own; each exports a component { hash } as default.
import type { FunctionComponent } from "preact";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Terminal } from "../terminal/terminal";
import { say } from "../words/terminal";
import { demoPeople } from "./demo";
import { watchIdleness } from "./idle";
import { hash, place } from "./router";
import { hasTerminal, started } from "./session";
import { kiosk, session } from "./session_state";
import { SignIn } from "./sign_in";

type Page = FunctionComponent<{ hash: string }>;
const boards = import.meta.glob<{ default: Page }>("../lead/main.tsx");

function Board() {
  const page = useSignal<{ draw: Page } | null>(null);
  const missing = useSignal(false);
  useEffect(() => {
    const load = boards["../lead/main.tsx"];
    if (load) void load().then((part) => (page.value = { draw: part.default }));
    else missing.value = true;
  }, []);
  const Draw = page.value?.draw;
  if (Draw) return <Draw hash={hash.value} />;
  return <main class="note">{missing.value ? say("page_missing") : say("loading")}</main>;
}

function DemoStripe() {
  return demoPeople.value ? (
    <aside class="demo-stripe" aria-label={say("demo")}>
      {say("demo")}
    </aside>
  ) : null;
}

export function App() {
  const [section] = place.value.path;
  const named = section === "lead" || section === "admin" || section === "tv";
  const isOffice = session.value !== null && !hasTerminal(session.value);
  const isBoard = named || isOffice;
  const isWall = section === "tv" && kiosk.value;
  const signedIn = session.value !== null;
  useEffect(() => (signedIn ? watchIdleness() : undefined), [signedIn]);
  useEffect(() => {
    if (isOffice && !named) location.replace("#/lead");
  }, [isOffice, named]);
  return (
    <div class="frame">
      <DemoStripe />
      {!started.value ? (
        <main class="note">{say("loading")} …</main>
      ) : session.value ? (
        isBoard ? (
          <Board />
        ) : (
          <Terminal key={session.value.operator.id} />
        )
      ) : isWall ? (
        <Board />
      ) : (
        <SignIn />
      )}
    </div>
  );
}
