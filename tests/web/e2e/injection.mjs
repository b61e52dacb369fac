// SPDX-License-Identifier: Apache-2.0
// T24: five hundred hostile texts through every way in, seen on every page; other people's pages
// that try to act for whoever is signed in; formulas on their way to a spreadsheet.
import { call, check, pages, Person, run, signedIn, until } from "./harness.mjs";
import { cells, scripts } from "./corpora.mjs";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const sample = join(process.env.WMS_SOURCE_DIR, "tests/data/sample-day");
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

/** What ran, and what the page's policy had to stop, on every page of this context. */
async function watched(context) {
  const seen = { hits: [], reports: [] };
  await context.exposeFunction("hit", (n) => seen.hits.push(n));
  await context.exposeFunction("toldByPolicy", (text) => seen.reports.push(text));
  await context.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) =>
      globalThis.toldByPolicy(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    ),
  );
  context.on("dialog", (dialog) => {
    seen.hits.push(dialog.message());
    void dialog.dismiss();
  });
  return seen;
}
function checkSilent(seen, where) {
  check(seen.hits.length === 0, `${where}: ran ${seen.hits.join(", ")}`);
  check(seen.reports.length === 0, `${where}: ${seen.reports.slice(0, 5).join("; ")}`);
}

/** The sample day's goods by other names: each text on several of them. */
function hostileSkus() {
  const [head, ...rows] = readFileSync(join(sample, "skus.csv"), "utf8").trim().split("\n");
  const named = rows.map((row, at) => {
    // code, name_en, name_zh, and what follows the two names, which may be quoted
    const [, code, rest] =
      /^([^,]*),(?:"(?:[^"]|"")*"|[^,]*),(?:"(?:[^"]|"")*"|[^,]*),(.*)$/.exec(row);
    const text = scripts[at % scripts.length];
    return `${code},${quoted(text)},${quoted(text)},${rest}`;
  });
  return [head, ...named].join("\n") + "\n";
}

let lead;
let seenOffice;
async function visit(address) {
  await lead.goto(`${lead.base}/?at=${encodeURIComponent(address)}#/${address}`);
  await lead.reload();
  await lead.waitForSelector("#content");
  await until(
    () => lead.evaluate(() => !/(Loading|正在加载) …/.test(document.body.innerText)),
    `${address} has its documents`,
  );
}
/** All of them at the screen that is there: refused, each as it was scanned, and nothing else. */
async function scanAll(person) {
  const step = await person.step();
  const before = await person.results();
  const cdp = await person.context.newCDPSession(person.page);
  for (const [at, text] of scripts.entries()) {
    // by keys, and as a device that injects its text does: no keyboard has all characters
    const keys = at % 4 === 0 && /^[ -~]*$/.test(text);
    if (keys) await person.type(text);
    else await cdp.send("Input.insertText", { text: `${text}\n` });
  }
  // wide characters are an input method's: the page says so instead of sending them
  const sent = scripts.filter((text) => !/[\uff00-\uffef]/.test(text));
  await until(
    async () => (await person.results()) >= before + sent.length,
    "all are decided",
    120_000,
  );
  const decided = (await person.decided()).slice(before);
  check(decided.length === sent.length, `${decided.length} verdicts on ${sent.length} scans`);
  const other = sent.findIndex((text, at) => decided[at] !== text);
  check(other < 0, `as it was scanned: ${sent[other]} became ${decided[other]}`);
  check((await person.step()) === step, "none of them was a step");
}
const ok = (reply, what) =>
  check(reply.status < 300, `${what}: ${reply.status} ${JSON.stringify(reply.body)}`);

await run({
  async "five hundred texts get in: by a file, by the API, by a scanner"(server, browser) {
    check(scripts.length === 500, `${scripts.length} texts`);
    lead = await signedIn(browser, server, "admin");
    lead.base = server.base;
    seenOffice = await watched(lead.context());
    ok(
      await call(lead, "POST", "/api/v1/imports?dry_run=false", {
        files: { "skus.csv": hostileSkus() },
      }),
      "the import",
    );
    const listed = await call(lead, "GET", "/api/v1/skus?limit=200");
    check(
      listed.body.items.some(({ name_en }) => name_en === scripts[7]),
      "the names are in",
    );

    const text = (n) => scripts[n % scripts.length];
    const people = (await call(lead, "GET", "/api/v1/operators?limit=200")).body.items;
    for (const [at, person] of people.entries()) {
      const path = `/api/v1/operators/${person.id}`;
      const { etag } = await call(lead, "GET", path);
      ok(
        await call(lead, "PUT", path, { name: text(at + 60) }, { "If-Match": etag }),
        "a name",
      );
    }
    const carriers = (await call(lead, "GET", "/api/v1/carriers")).body.items;
    for (const [at, { id }] of carriers.entries()) {
      const path = `/api/v1/carriers/${id}`;
      const { etag } = await call(lead, "GET", path);
      ok(
        await call(lead, "PUT", path, { name: text(at + 4) }, { "If-Match": etag }),
        "a carrier",
      );
    }
    // codes are 40 characters at most
    const short = scripts.filter((one) => [...one].length <= 38 && !/[\^~]/.test(one));
    check(short.length > 100, `${short.length} texts are as short as a code`);
    for (const code of short.slice(0, 10)) {
      await call(lead, "POST", "/api/v1/zones", { code });
      await call(lead, "POST", "/api/v1/keys", { name: code, scopes: ["stock:read"] });
      await call(lead, "POST", "/api/v1/devices", { kind: "handheld", code });
      await call(lead, "POST", "/api/v1/stations", { code, location: "PACK" });
    }
    const sku = listed.body.items[0].code;
    let orders = 0;
    for (let n = 0; n < 40; n++) {
      const order = {
        channel: short[n],
        external_id: text(n * 3),
        placed_at: "2026-01-05T08:00:00Z",
        carrier: carriers[0].code,
        service: short[n + 40],
        recipient: {
          name: text(n),
          phone: text(n + 100),
          address: text(n + 200),
          country: "GB",
        },
        lines: [{ sku, quantity: 1 }],
      };
      const placed = await call(lead, "POST", "/api/v1/orders", order);
      if (placed.status !== 201) continue;
      orders += 1;
      await call(lead, "POST", `/api/v1/orders/${placed.body.id}/holds`, {
        holds: ["manual"],
        reason: text(n),
      });
    }
    check(orders > 0, "orders got in");
    const { items } = (await call(lead, "GET", "/api/v1/locations?limit=20")).body;
    for (const [at, place] of items.entries())
      await call(lead, "POST", `/api/v1/locations/${place.id}/block`, {
        out: true,
        in: true,
        reason: text(at * 7),
      });
    console.log(
      `        ${people.length} people, ${carriers.length} carriers, ${orders} orders`,
    );
    checkSilent(seenOffice, "the office");
  },
  async "a picker scans all of them and sees them as text"(server, browser) {
    const ben = await Person.at(browser, server, "H-04");
    const seen = await watched(ben.context);
    await ben.page.reload();
    await ben.page.waitForSelector(".sign-in");
    await ben.signIn("U-BEN");
    await ben.scan("!PICK");
    for (let at = 0; at < 12 && (await ben.step()) !== "scan_item"; at++)
      await ben.scan(Person.command(await ben.hint()));
    check(
      /hit\(|evil\.test|javascript/.test(await ben.page.innerText(".terminal")),
      "a name is shown",
    );
    await ben.shot("injection-terminal");
    await scanAll(ben);
    for (const sheet of ["Last scans", "Help", "Settings"]) {
      await ben.page.click(".button.more");
      await ben.page.click(`.sheet-body >> text=${sheet}`);
      await ben.shot(`injection-${sheet.replace(" ", "-")}`);
      await ben.page.keyboard.press("Escape");
    }
    for (let at = 0; at < 30; at++) {
      const hint = await ben.hint();
      if (hint) await ben.scan(Person.command(hint));
    }
    checkSilent(seen, "the terminal");
    await ben.leave();
  },
  async "a packer, a dispatcher and a counter scan all of them"(server, browser) {
    for (const [badge, terminal, word] of [
      ["U-WANGLI", "PC-PACK9", "!PACK"],
      ["U-CHEN", "DESK-1", "!SHIP"],
      ["U-BEN", "H-05", "!COUNT"],
    ]) {
      const person = await Person.at(browser, server, terminal);
      const seen = await watched(person.context);
      await person.page.reload();
      await person.page.waitForSelector(".sign-in");
      await person.signIn(badge);
      await person.scan(word);
      await scanAll(person);
      checkSilent(seen, word);
      await person.leave();
    }
  },
  async "every page of the board and of the administration shows them as text"(server) {
    await call(lead, "POST", "/api/v1/demo", { workers_on: true, speed: 60 });
    await lead.waitForTimeout(6000); // a few rounds of the virtual people
    let shown = 0;
    for (const address of pages) {
      await visit(address);
      for (let n = 0; n < 8 && (await lead.locator("text=More rows").count()) > 0; n++)
        await lead.click("text=More rows").catch(() => undefined);
      await lead.waitForTimeout(200);
      const text = await lead.innerText("body");
      shown += (text.match(/hit\(\d+\)/g) ?? []).length;
      checkSilent(seenOffice, address);
    }
    check(shown > 500, `${shown} texts were seen`);
    // what a link opens: a wave, a card, a history, an edit
    await visit("lead/waves");
    const wave = lead.locator("main a[href^='#/lead/waves/']").first();
    if (await wave.count()) await wave.click();
    await lead.waitForTimeout(500);
    await visit("admin/skus");
    await lead.locator("main button:has-text('Edit'), main a:has-text('Edit')").first().click();
    await lead.waitForTimeout(300);
    checkSilent(seenOffice, "an edit");
    for (const code of ["10002", "L-A-01-01-1", "U-BEN", ...scripts.slice(0, 20)]) {
      await visit("lead");
      await lead.keyboard.type(code);
      await lead.keyboard.press("Enter");
      await lead.waitForSelector("dialog.object-card[open] .facts, .outcome .bad");
      checkSilent(seenOffice, `the card of ${code}`);
    }
    console.log(`        ${shown} texts seen on ${pages.length} pages`);
    await call(lead, "POST", "/api/v1/demo", { workers_on: false, speed: 1 });
    void server;
  },
  async "files with such texts are told as text, and so are their names"() {
    await visit("admin/import");
    const folder = mkdtempSync(join(tmpdir(), "wms-files-"));
    const file = join(folder, "skus.csv");
    const lines = scripts.slice(0, 200).map((text) => `${quoted(text)},${quoted(text)},-1`);
    writeFileSync(file, `code,name_en,weight_g\n${lines.join("\n")}\n`);
    await lead.setInputFiles("input[type=file]", file);
    await lead.click("main form button.strong");
    await lead.waitForSelector("main .notice.bad");
    check((await lead.locator("main tbody tr").count()) > 20, "the problems are listed");
    checkSilent(seenOffice, "the import");
  },
  async "fifty formulas go into a CSV file as text"() {
    check(cells.length === 50, `${cells.length} formulas`);
    const head = "code,name_en,name_zh,weight_g";
    const rows = cells.map((cell, at) => `CELL-${at},${quoted(cell)},${quoted(cell)},1`);
    ok(
      await call(lead, "POST", "/api/v1/imports?dry_run=false", {
        files: { "skus.csv": [head, ...rows].join("\n") + "\n" },
      }),
      "the import",
    );
    await visit("admin/skus");
    await lead.fill("main input[type=search], main .find input", "CELL-");
    await lead.keyboard.press("Enter");
    await until(async () => /CELL-4/.test(await lead.innerText("main")), "the rows");
    for (let n = 0; n < 5 && (await lead.locator("text=More rows").count()) > 0; n++) {
      await lead.click("text=More rows").catch(() => undefined);
      await lead.waitForTimeout(300);
    }
    const [download] = await Promise.all([
      lead.waitForEvent("download"),
      lead.click("main >> text=/CSV/"),
    ]);
    const text = readFileSync(await download.path(), "utf8");
    const got = [...text.matchAll(/(?:^|,|\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
      ([, a, b]) => (a ?? b).replaceAll('""', '"'),
    );
    const written = cells.filter((cell) => got.includes(cell) || got.includes(`'${cell}`));
    check(written.length === 50, `${written.length} of the formulas are in the file`);
    const active = got.filter((cell) => /^[=+\-@\t\r]/.test(cell));
    check(active.length === 0, `active: ${active.slice(0, 3).join(" ")}`);
    checkSilent(seenOffice, "the CSV file");
  },
  async "pages of others have no effect, from another site and from another port of ours"(
    server,
    browser,
  ) {
    const target = server.base;
    const body = JSON.stringify({ badge: "U-LEAD" });
    const page = `<!doctype html><title>evil</title><body>
      <form id=f method=post action="${target}/api/v1/presses" enctype="text/plain" target=i>
      <input name='{"a":"' value='"}'></form><iframe name=i></iframe>
      <img src="${target}/api/v1/presses?button=undo"><iframe src="${target}/"></iframe>
      <script type=module>
      globalThis.done = [];
      const tried = (name, what) =>
        what.then((reply) => done.push(name + " " + reply.type + " " + reply.status),
                  (fault) => done.push(name + " " + fault.name));
      document.getElementById("f").submit();
      const all = [];
      for (const path of ["/api/v1/presses", "/api/v1/scans", "/api/v1/devices", "/api/v1/session",
                          "/api/v1/demo", "/api/v1/stock/adjustments", "/api/v1/keys"])
        for (const mode of ["no-cors", "cors"])
          for (const type of ["text/plain", "application/json", "application/x-www-form-urlencoded"])
            all.push(tried([path, mode, type].join(" "), fetch("${target}" + path, {method: "POST",
              mode, credentials: "include", headers: {"Content-Type": type}, body: ${JSON.stringify(body)}})));
      for (const method of ["PUT", "DELETE"])
        all.push(tried(method, fetch("${target}/api/v1/session", {method, credentials: "include"})));
      navigator.sendBeacon("${target}/api/v1/presses", ${JSON.stringify(body)});
      await Promise.all(all);
      const socket = new WebSocket("${target.replace("http", "ws")}/api/v1/live");
      globalThis.socket = await new Promise((end) => {
        socket.onopen = () => end("open"); socket.onerror = () => end("refused"); });
      globalThis.read = await fetch("${target}/api/v1/session", {credentials: "include"})
        .then((reply) => reply.text(), (fault) => fault.name);
      globalThis.framed = document.querySelector("iframe:not([name])").contentWindow.length;
      globalThis.finished = true;
      </script>`;
    const evil = createServer((_request, reply) => {
      reply.setHeader("Content-Type", "text/html");
      reply.end(page);
    });
    await new Promise((done) => evil.listen(0, "127.0.0.1", done));
    const { port } = evil.address();
    const journal = async () =>
      (await call(lead, "GET", "/api/v1/system")).body.durable_seq ??
      (await call(lead, "GET", "/api/v1/journal?limit=1")).body.items[0].seq;
    await lead.waitForTimeout(1000); // the virtual people put down what they hold
    let tries = 0;
    for (const host of ["127.0.0.1", "localhost"]) {
      const other = await lead.context().newPage();
      const before = await journal();
      await other.goto(`http://${host}:${port}/`);
      await other.waitForFunction(() => globalThis.finished === true, null, {
        timeout: 30_000,
      });
      const got = await other.evaluate(() => ({
        done: globalThis.done,
        socket: globalThis.socket,
        read: globalThis.read,
      }));
      tries += got.done.length;
      const after = await journal();
      const came = [];
      for (let seq = before + 1; seq <= after; seq++)
        came.push((await call(lead, "GET", `/api/v1/journal/${seq}`)).body);
      const effects = came.filter(({ command }) => command !== "Tick"); // that is time passing
      check(effects.length === 0, `from ${host}: ${JSON.stringify(effects)}`);
      check(got.socket === "refused", `from ${host}: the socket is ${got.socket}`);
      check(!/csrf/.test(got.read), `from ${host}: it could read ${got.read}`);
      await other.close();
    }
    console.log(`        ${tries} tries`);
    check((await call(lead, "GET", "/api/v1/session")).status === 200, "still signed in");
    await new Promise((done) => evil.close(done));
    evil.closeAllConnections();
    check(lead.faults.length === 0, lead.faults.join("; "));
    void browser;
  },
});
