// SPDX-License-Identifier: Apache-2.0
// A server with the sample day as a demo, Chromium, and a scanner that types.
import { execFileSync, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transform } from "node:stream";
import { Listener } from "./listener.mjs";

const source = process.env.WMS_SOURCE_DIR;
const require = createRequire(join(source, "web-ui/app/package.json"));
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
export const artefacts = process.env.WMS_ARTEFACTS;

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export function check(condition, sentence) {
  if (!condition) throw new Error(sentence);
}
export async function until(what, sentence, ms_max = 20_000) {
  const end = Date.now() + ms_max;
  for (;;) {
    const found = await what();
    if (found) return found;
    if (Date.now() > end)
      throw new Error(`not within ${ms_max} ms: ${sentence}`);
    await pause(50);
  }
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Every page of the office. */
export const pages = [
  "lead",
  "lead/waves",
  "lead/map",
  "lead/exceptions",
  "lead/people",
  "lead/stock",
  "lead/kpis",
  "tv",
  "admin/operators",
  "admin/locations",
  "admin/skus",
  "admin/labels",
  "admin/import",
  "admin/rules",
  "admin/carriers",
  "admin/devices",
  "admin/printers",
  "admin/audit",
  "admin/system",
];

export const adminBadge = "U-BOSS";
export const adminPin = "correct horse battery staple";

export class Server {
  /** `tls`: with an authority of its own, as `wms ca init` makes it. `plain`: the sample day is
   * imported and nothing is a demo; these are the lines of its settings. */
  static async start({ tls = false, plain = null, listener } = {}) {
    const server = new Server();
    server.folder = mkdtempSync(join(tmpdir(), "wms-e2e-"));
    server.port_own = await freePort();
    server.listener = listener;
    server.cable = await Cable.to(server.port_own, { listener });
    await server.cable.cut(); // nobody is there yet
    server.port = server.cable.port;
    server.base = `http://127.0.0.1:${server.port}`;
    server.tls = [];
    if (tls) await server.makeAuthority();
    server.plain = plain !== null;
    if (plain !== null) server.setUp(plain);
    await server.run();
    return server;
  }
  async makeAuthority() {
    const folder = join(this.folder, "certificates");
    const names = ["ca", "init", "127.0.0.1", "--folder", folder];
    const said = execFileSync(process.env.WMS_PROGRAM, names).toString();
    const file = (what) => new RegExp(`^${what}\\s+(.*)$`, "m").exec(said)[1];
    this.authority = file("authority");
    this.port_tls = await freePort();
    this.tls = [
      "--listen-tls",
      `127.0.0.1:${this.port_tls}`,
      "--certificate",
      file("certificate"),
      "--certificate-key",
      file("key"),
      "--authority",
      this.authority,
    ];
  }
  /** As an owner does it on the machine itself. */
  setUp(settings) {
    const store = join(this.folder, "store");
    const wms = (words, input = "") =>
      execFileSync(process.env.WMS_PROGRAM, ["--data", store, ...words], {
        input,
      }).toString();
    wms(["import", join(source, "tests/data/sample-day")]);
    wms(["pin", adminBadge], `${adminPin}\n`);
    writeFileSync(join(this.folder, "wms.toml"), settings);
  }
  /** Not as a demo: with real carriers and printers on what the demo has left in the store. */
  async restartForReal() {
    await this.end("SIGTERM");
    await this.run({ demo: false });
  }
  /** Nobody answers at its address then. */
  async end(signal) {
    const gone = new Promise((done) => this.child.once("exit", done));
    this.child.kill(signal);
    await gone;
    await this.cable.cut();
  }
  async run({ demo = true } = {}) {
    const store = join(this.folder, "store");
    const day =
      demo && !this.plain
        ? ["--demo", join(source, "tests/data/sample-day")]
        : [];
    const args = [
      "--data",
      store,
      "serve",
      "--listen",
      `127.0.0.1:${this.port_own}`,
      ...this.tls,
    ];
    if (process.env.WMS_WEB_ROOT)
      args.push("--web-root", process.env.WMS_WEB_ROOT);
    if (this.plain) args.push("--config", join(this.folder, "wms.toml"));
    this.child = spawn(process.env.WMS_PROGRAM, [...args, ...day], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.said = "";
    this.child.stdout.on("data", (text) => (this.said += text));
    this.child.stderr.on("data", (text) => (this.said += text));
    await until(
      async () => {
        check(
          this.child.exitCode === null,
          `wms serve ended: ${this.said.slice(-2000)}`,
        );
        const own = `http://127.0.0.1:${this.port_own}/readyz`;
        const reply = await fetch(own).catch(() => null);
        return reply?.ok;
      },
      "the server is ready",
      120_000,
    );
    await this.cable.mend();
  }
  /** kill -9, as a power cut would. */
  kill() {
    return this.end("SIGKILL");
  }
  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null)
      await this.end("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What comes is passed on later, in order: a long line. */
const delayed = (ms) =>
  new Transform({
    transform(piece, _encoding, next) {
      setTimeout(() => this.push(piece), ms);
      next();
    },
    flush(end) {
      setTimeout(end, ms);
    },
  });

/** Cuts one answer to `path` in the middle of its body: the server has done what was asked, and
 * whoever asked sees only that it began to answer. */
class Scissors {
  constructor(path) {
    this.path = path;
    this.cut = false;
  }
  /** For one line: what goes back to the browser runs through what this gives. */
  blade(near, far) {
    let asked = false;
    let over = false;
    let seen = "";
    near.on("data", (piece) => {
      if (this.cut || !piece.toString("latin1").includes(`POST ${this.path} `))
        return;
      asked = true;
      seen = "";
    });
    const scissors = this;
    return new Transform({
      transform(piece, _encoding, next) {
        if (over) return next();
        if (!asked || scissors.cut) return next(null, piece);
        seen += piece.toString("latin1");
        const body = seen.indexOf("\r\n\r\n") + 4;
        if (body < 4 || seen.length < body + 40) return next(null, piece);
        over = scissors.cut = true;
        const spare = seen.length - (body + 20);
        this.push(piece.subarray(0, Math.max(0, piece.length - spare)));
        setTimeout(() => [near, far].forEach((end) => end.destroy()), 50);
        next();
      },
    });
  }
}

/** The only way from a browser to the server; it can be cut, be long, and be
 * listened in on. */
export class Cable {
  static async to(port_server, { delay_ms = 0, listener = null } = {}) {
    const cable = new Cable();
    cable.port_server = port_server;
    cable.delay_ms = delay_ms;
    cable.listening_in = listener;
    cable.sockets = new Set();
    await cable.mend();
    return cable;
  }
  async mend() {
    this.listener = createServer((near) => {
      const far = connect(this.port_server, "127.0.0.1");
      const line = this.listening_in?.line();
      if (line) {
        near.on("data", line.asked);
        far.on("data", line.answered);
      }
      for (const [one, other] of [
        [near, far],
        [far, near],
      ]) {
        this.sockets.add(one);
        one.on("error", () => other.destroy());
        one.on("close", () => {
          this.sockets.delete(one);
          other.destroySoon(); // what it still has to send goes first
        });
        if (this.delay_ms) one.pipe(delayed(this.delay_ms)).pipe(other);
        else if (one === far && this.scissors)
          one.pipe(this.scissors.blade(near, far)).pipe(other);
        else one.pipe(other);
      }
    });
    await new Promise((done) =>
      this.listener.listen(this.port ?? 0, "127.0.0.1", done),
    );
    this.port = this.listener.address().port;
  }
  /** The next answer to `path` is cut in its body; true once that was done. Lines that are open
   * now go on whole, so they are cut first. */
  async cutInAnswer(path) {
    await this.cut();
    this.scissors = new Scissors(path);
    await this.mend();
    return () => this.scissors.cut;
  }
  async cut() {
    const closed = new Promise((done) => this.listener.close(done));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

/** A home in which Chromium finds the authority, as a handheld does after the page /ca. */
export function homeThatTrusts(authority) {
  const home = mkdtempSync(join(tmpdir(), "wms-home-"));
  for (const folder of [".pki/nssdb", ".local/share/pki/nssdb"]) {
    const base = `sql:${join(home, folder)}`;
    mkdirSync(join(home, folder), { recursive: true });
    execFileSync("certutil", ["-d", base, "-N", "--empty-password"]);
    const who = ["-n", "wms", "-t", "C,,", "-i", authority];
    execFileSync("certutil", ["-d", base, "-A", ...who]);
  }
  return home;
}

export const launch = ({ home, args = [] } = {}) =>
  chromium.launch({
    executablePath: process.env.WMS_CHROMIUM,
    env: home ? { ...process.env, HOME: home } : process.env,
    args: [
      ...args,
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

const schemes = ["light", "dark", "contrast"];
/** What axe-core finds wrong on a page, in so many schemes. A scheme changes colours only, so all
 * other rules are asked once. */
export async function axe(page, name, count = schemes.length) {
  const found = await page.evaluate(
    async ([text, names]) => {
      if (!globalThis.axe) (0, eval)(text);
      const root = document.documentElement;
      const own = root.dataset.scheme;
      const found = [];
      for (const [at, scheme] of names.entries()) {
        if (names.length > 1) root.dataset.scheme = scheme;
        const rules = ["color-contrast", "link-in-text-block"];
        const { violations } = await globalThis.axe.run(document, {
          resultTypes: ["violations"],
          ...(at > 0 ? { runOnly: { type: "rule", values: rules } } : {}),
        });
        const where = `${root.dataset.scheme ?? "own"} ${root.lang}`;
        for (const { id, nodes } of violations)
          found.push(`${where}: ${id}: ${nodes[0]?.target.join(" ")}`);
      }
      if (own === undefined) delete root.dataset.scheme;
      else root.dataset.scheme = own;
      return found;
    },
    [axeSource, schemes.slice(0, count)],
  );
  check(found.length === 0, `axe on ${name}: ${found.join("; ")}`);
}

/** One person at one device. */
export class Person {
  static async at(browser, server, device, options = {}) {
    const person = new Person();
    person.server = server;
    person.device = device;
    person.context = await browser.newContext({
      viewport: { width: 360, height: 640 },
      locale: "en-US",
      ...options,
    });
    await person.context.addInitScript((code) => {
      if (!localStorage.getItem("wms.device"))
        localStorage.setItem("wms.device", code);
    }, device);
    person.page = await person.context.newPage();
    person.faults = [];
    person.page.on("pageerror", (fault) => person.faults.push(fault.message));
    await person.page.goto(options.address ?? server.base);
    await person.page.waitForSelector(".sign-in, .terminal");
    return person;
  }
  async type(code, gap_ms = 0) {
    await this.page.keyboard.type(code, { delay: gap_ms });
    await this.page.keyboard.press("Enter");
  }
  /** Scans and waits for what became of it. */
  async scan(code) {
    const before = await this.results();
    await this.type(code);
    await until(
      async () => (await this.results()) > before,
      `a verdict on ${code}`,
    );
  }
  /** What was scanned or pressed and is decided, in order: from the browser's own timeline. */
  decided() {
    return this.page.evaluate(
      () =>
        new Promise((done) => {
          requestAnimationFrame(() =>
            done(
              performance
                .getEntriesByName("scan-verdict")
                .map(({ detail }) => detail),
            ),
          );
        }),
    );
  }
  async results() {
    return (await this.decided()).length;
  }
  /** Closes what lies over the work; it listens to the key a moment after it is seen. */
  async escape() {
    await until(async () => {
      await this.page.keyboard.press("Escape");
      return (await this.page.locator("[role=dialog]").count()) === 0;
    }, "Escape closes it");
  }
  async signIn(badge) {
    await this.type(badge);
    await this.page.waitForSelector(".terminal");
  }
  async step() {
    const found = await this.page
      .getAttribute(".terminal", "data-step")
      .catch(() => null);
    return found ?? "";
  }
  process() {
    return this.page.getAttribute(".terminal", "data-process");
  }
  /** How the last scan was told. A stop takes the whole screen. */
  async tone() {
    if (await this.page.locator(".stop-screen").count()) return "stop";
    return this.page.getAttribute(".verdict", "data-tone");
  }
  async ask(path) {
    return this.page.evaluate(async (path) => (await fetch(path)).json(), path);
  }
  /** As the server knows it. */
  screenState() {
    return this.ask(`/api/v1/screens/${encodeURIComponent(this.device)}`);
  }
  /** What a colleague would say here. */
  async hints() {
    const device = encodeURIComponent(this.device);
    return (await this.ask(`/api/v1/demo/hints?device=${device}`)).hints;
  }
  /** The next right thing to do here. */
  async hint() {
    return (await this.hints()).find((hint) => hint.right) ?? null;
  }
  /** Goes on by the hints until a step is reached. */
  async walkTo(step, steps_max = 60) {
    for (let at = 0; at < steps_max && (await this.step()) !== step; at++) {
      const hint = await this.hint();
      check(hint, `a hint at ${await this.step()}`);
      await this.scan(Person.command(hint));
    }
    check((await this.step()) === step, `${step} is reached`);
  }
  /** The command barcode of a button (U16). */
  static command(hint) {
    if (hint.code) return hint.code;
    const names = { acknowledge: "ACK", short_: "SHORT", quantity: "QTY" };
    const name = names[hint.button] ?? hint.button.toUpperCase();
    return `!${name}${hint.button === "quantity" ? hint.argument : ""}`;
  }
  async axe(name) {
    await axe(this.page, name, 1);
  }
  /** In every scheme and both languages. What a scan would close is opened and closed each time. */
  async axeInAll(name, { open = null, close = null } = {}) {
    for (let language = 0; language < 2; language++) {
      await open?.();
      await axe(this.page, name);
      await close?.();
      const before = await this.page.getAttribute("html", "lang");
      await pause(Math.max(0, (this.spoke ?? 0) + 350 - Date.now())); // or it is a double trigger
      this.spoke = Date.now();
      await this.scan("!LANG");
      await until(
        async () => (await this.page.getAttribute("html", "lang")) !== before,
        "the other language",
      );
    }
  }
  async shot(name) {
    await this.page.screenshot({ path: join(artefacts, `${name}.png`) });
  }
  async leave() {
    check(
      this.faults.length === 0,
      `the page threw: ${this.faults.join("; ")}`,
    );
    await this.context.close();
  }
}

/** A page in which somebody of this role is signed in. */
export async function signedIn(browser, server, role, options) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (fault) => page.faults.push(fault.message));
  page.on("console", (line) => {
    // The policy of the page forbids what it does not need; a breach is told only here.
    if (/Content Security Policy/.test(line.text()))
      page.faults.push(line.text());
  });
  await page.goto(server.base);
  const status = await page.evaluate(async (role) => {
    const told = await (await fetch("/api/v1/demo")).json();
    const who = told.people.find((person) => person.role === role);
    const body = JSON.stringify({
      badge: who.badge,
      ...(who.pin ? { pin: who.pin } : {}),
    });
    const headers = { "Content-Type": "application/json" };
    return (await fetch("/api/v1/session", { method: "POST", headers, body }))
      .status;
  }, role);
  check(status === 201, `signed in as ${role}: ${status}`);
  return page;
}

/** A call of the API by whoever is signed in on this page, as the page itself makes it. */
export const call = (page, method, path, body, more = {}) =>
  page.evaluate(
    async ({ method, path, body, more }) => {
      const session = await (await fetch("/api/v1/session")).json();
      const headers = {
        "Content-Type": "application/json",
        "X-CSRF-Token": session.csrf,
        ...more,
      };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const reply = await fetch(path, { method, headers, ...sent });
      const text = await reply.text();
      return {
        status: reply.status,
        etag: reply.headers.get("ETag"),
        body: text ? JSON.parse(text) : null,
      };
    },
    { method, path, body, more },
  );

/** Runs the parts, says how long each took, stops everything at the end. */
export async function run(
  parts,
  { tls = false, plain = null, args = [] } = {},
) {
  const listener = new Listener();
  const server = await Server.start({ tls, plain, listener });
  const home = tls ? homeThatTrusts(server.authority) : undefined;
  const browser = await launch({ home, args });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    listener.hear(context);
    return context;
  };
  let failed = false;
  for (const [name, part] of Object.entries(parts)) {
    const start = Date.now();
    try {
      await part(server, browser);
      console.log(`ok      ${name} (${Date.now() - start} ms)`);
    } catch (fault) {
      failed = true;
      console.log(`FAILED  ${name}: ${fault.stack}`);
      break;
    }
  }
  if (failed) console.log(server.said.slice(-3000));
  await browser.close();
  await server.stop();
  for (const sentence of await listener.judge()) {
    failed = true;
    console.log(`FAILED  the contract: ${sentence}`);
  }
  if (home) rmSync(home, { recursive: true, force: true });
  process.exit(failed ? 1 : 0);
}
