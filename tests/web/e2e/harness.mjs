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
  static async start({ tls = false, plain = null } = {}) {
    const server = new Server();
    server.folder = mkdtempSync(join(tmpdir(), "wms-e2e-"));
    server.port = await freePort();
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
    const gone = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGTERM");
    await gone;
    await this.run({ demo: false });
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
      `127.0.0.1:${this.port}`,
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
        const reply = await fetch(`${this.base}/readyz`).catch(() => null);
        return reply?.ok;
      },
      "the server is ready",
      120_000,
    );
  }
  /** kill -9, as a power cut would. */
  async kill() {
    const gone = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGKILL");
    await gone;
  }
  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((done) => this.child.once("exit", done));
      this.child.kill("SIGTERM");
      await gone;
    }
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

/** The only way from a browser to the server; it can be cut, and be long. */
export class Cable {
  static async to(port_server, { delay_ms = 0 } = {}) {
    const cable = new Cable();
    cable.port_server = port_server;
    cable.delay_ms = delay_ms;
    cable.sockets = new Set();
    await cable.mend();
    return cable;
  }
  async mend() {
    this.listener = createServer((near) => {
      const far = connect(this.port_server, "127.0.0.1");
      for (const [one, other] of [
        [near, far],
        [far, near],
      ]) {
        this.sockets.add(one);
        one.on("error", () => other.destroy());
        one.on("close", () => {
          this.sockets.delete(one);
          other.destroy();
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
  /** What a colleague would say: the next right thing to do here. */
  async hint() {
    const { hints } = await this.page.evaluate(async (device) => {
      const reply = await fetch(
        `/api/v1/demo/hints?device=${encodeURIComponent(device)}`,
      );
      return reply.json();
    }, this.device);
    return hints.find((hint) => hint.right) ?? null;
  }
  /** The command barcode of a button (U16). */
  static command(hint) {
    if (hint.code) return hint.code;
    const names = { acknowledge: "ACK", short_: "SHORT", quantity: "QTY" };
    const name = names[hint.button] ?? hint.button.toUpperCase();
    return `!${name}${hint.button === "quantity" ? hint.argument : ""}`;
  }
  async axe(name) {
    const violations = await this.page.evaluate(async (text) => {
      if (!globalThis.axe) (0, eval)(text);
      const found = await globalThis.axe.run(document, {});
      return found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.target.join(" ")}`,
      );
    }, axeSource);
    check(violations.length === 0, `axe on ${name}: ${violations.join("; ")}`);
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
  const server = await Server.start({ tls, plain });
  const home = tls ? homeThatTrusts(server.authority) : undefined;
  const browser = await launch({ home, args });
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
  if (home) rmSync(home, { recursive: true, force: true });
  process.exit(failed ? 1 : 0);
}
