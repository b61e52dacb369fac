// SPDX-License-Identifier: Apache-2.0
import { render } from "preact";
import { App } from "./frame/app";
import { findDemo } from "./frame/demo";
import { resume } from "./frame/session";
import { applySettings } from "./frame/settings";
import { startCapture } from "./scan/capture";
import { unlockSoundOnUse } from "./terminal/tones";
import { say } from "./words/terminal";
import "./frame/theme.css";
import "./terminal/terminal.css";

applySettings();
unlockSoundOnUse();
startCapture(say("scanned"));
void resume();
void findDemo();
const root = document.getElementById("app");
if (root) render(<App />, root);
// Only over TLS with a certificate the device trusts; without it the page works, but not offline.
if (import.meta.env.PROD && "serviceWorker" in navigator)
  navigator.serviceWorker.register("/sw.js").catch(() => undefined);
