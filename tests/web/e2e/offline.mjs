// SPDX-License-Identifier: Apache-2.0
// A whole round without network (U19): over TLS with the local authority, so that the page has its
// service worker; the cable is cut, the page reloaded, a wrong item scanned, the round brought to the
// station; then everything is decided, once and in order, and what is refused is told to the lead.
import { Cable, check, pause, Person, run, until } from "./harness.mjs";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const sample = join(process.env.WMS_SOURCE_DIR, "tests/data/sample-day/barcodes.csv");
const barcodes = new Map(
  readFileSync(sample, "utf8")
    .split("\n")
    .slice(1)
    .map((line) => line.split(","))
    .filter(([, , level]) => level === "each")
    .map(([code, sku]) => [sku, code]),
);

let ben, cable, way;
const unsent = () =>
  ben.page.evaluate(async () => {
    const open = indexedDB.open("wms");
    const base = await new Promise((done) => (open.onsuccess = () => done(open.result)));
    const all = base.transaction("waiting").objectStore("waiting").getAll();
    const rows = await new Promise((done) => (all.onsuccess = () => done(all.result)));
    base.close();
    return rows.length;
  });
const asked = (path) => ben.page.evaluate(async (path) => (await fetch(path)).json(), path);
const line = (label) => ben.page.locator(`.line-${label} dd`).first().innerText();
const told = () => ben.page.getAttribute(".verdict", "data-number");

/** What a picker does who sees only the screen and the goods. */
async function rightHere() {
  const step = await ben.step();
  if (step === "scan_location") return `L-${await line("location")}`;
  if (step === "scan_item") {
    const sku = /\((\w+)\)$/.exec(await line("item"))[1];
    check(barcodes.has(sku), `${sku} has a barcode`);
    // of many alike one is scanned, the rest keyed in (U18)
    const [done, need] = (await ben.page.innerText(".bar-count")).split("/").map(Number);
    return done > 0 && need - done > 1 ? `!QTY${need - done}` : barcodes.get(sku);
  }
  if (step === "scan_target") return line("bin");
  if (step === "confirm_empty") return "!DONE";
  if (step === "scan_destination") return "S-PACK1";
  throw new Error(`no scan for ${step}`);
}
/** A scan without network: told at once. */
let scans = 0;
let lastCode = "";
async function alone(code) {
  if (code === lastCode) await pause(330); // or it is a double trigger
  lastCode = code;
  const number = await told();
  await ben.type(code);
  await ben.page.waitForFunction(
    (before) => document.querySelector(".verdict")?.dataset.number !== before,
    number,
    { polling: 20 },
  );
  scans += 1;
  return ben.page.getAttribute(".verdict", "data-tone");
}

await run(
  {
    async "the page has its service worker under the local authority"(server, browser) {
      cable = await Cable.to(server.port_tls);
      const address = `https://127.0.0.1:${cable.port}`;
      ben = await Person.at(browser, server, "H-03", { address });
      await ben.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
      await ben.page.reload();
      check(
        await ben.page.evaluate(() => navigator.serviceWorker.controller !== null),
        "the page is the service worker's",
      );
      await ben.page.waitForSelector(".sign-in");
      await ben.signIn("U-BEN");
      // with network until a round has several stops
      for (let round = 0; !way || way.length < 2; round++) {
        check(round < 6, "some round has several stops");
        while ((await ben.process()) === "picking")
          await ben.scan(Person.command(await ben.hint()));
        await ben.scan("!PICK");
        for (let at = 0; at < 10 && (await ben.step()) !== "scan_item"; at++)
          await ben.scan(Person.command(await ben.hint()));
        way = (await asked("/api/v1/tasks?limit=200")).items;
      }
      console.log(`        a round of ${way.length} stops`);
      await until(async () => {
        const kept = await ben.page.evaluate(async () => {
          const open = indexedDB.open("wms");
          const base = await new Promise((done) => (open.onsuccess = () => done(open.result)));
          const get = base.transaction("kept").objectStore("kept").get("round");
          const round = await new Promise((done) => (get.onsuccess = () => done(get.result)));
          base.close();
          return round?.steps.length ?? 0;
        });
        return kept > way.length;
      }, "the round is kept");
    },
    async "the round goes on alone, through a reload and a wrong item"() {
      await cable.cut();
      await ben.page.waitForSelector(".connection:not(.up)");
      check((await alone(await rightHere())) === "ok", "the first step alone is noted");
      await ben.page.waitForSelector(".connection.down");
      await ben.page.reload();
      await ben.page.waitForSelector(".terminal", { timeout: 30_000 });
      check((await unsent()) === 1, "what waited is there after the reload");
      await ben.page.waitForSelector(".connection.down");
      await ben.shot("offline-1-after-reload");
      let wrong = 0;
      for (let at = 0; (await ben.process()) !== "home"; at++) {
        check(at < 400, "the round ends");
        if ((await ben.step()) === "scan_item" && wrong === 0) {
          const item = await line("item");
          const [, other] = [...barcodes].find(([sku]) => !item.endsWith(`(${sku})`));
          check((await alone(other)) === "error", "another item is told as not asked for");
          wrong += 1;
        }
        if ((await ben.step()) === "scan_item" && at < 3) {
          await ben.type("!SHORT");
          await until(
            async () => (await ben.page.innerText(".told")).includes("without network"),
            "a shortage needs the network",
          );
        }
        const code = await rightHere();
        const tone = await alone(code);
        if (tone !== "ok") await ben.shot("offline-2-not-noted");
        const said = await ben.page.innerText(".told");
        check(tone === "ok", `step ${at}, ${code}, is noted: ${tone} ${said}`);
      }
      check(wrong > 0, "a wrong item was scanned");
      const waiting = await unsent();
      check(waiting === scans, `${scans} scans wait, there are ${waiting}`);
      console.log(`        ${waiting} steps wait`);
      check(
        (await ben.page.innerText(".unsent")).startsWith(`${waiting} `),
        "the counter is seen",
      );
      await ben.shot("offline-2-round-done");
    },
    async "then each step is decided once, and the lead is told what was refused"(
      server,
      browser,
    ) {
      const before = await unsent();
      const direct = await fetch(`${server.base}/api/v1/demo`).then((reply) => reply.json());
      await cable.mend();
      await until(async () => (await unsent()) === 0, `all ${before} are sent`, 60_000);
      await until(
        async () => (await ben.process()) === "home",
        "the server's screen is shown",
      ).catch(async (fault) => {
        await ben.shot("offline-3-not-home");
        throw new Error(
          `${fault.message}: ${JSON.stringify(await asked("/api/v1/screens/H-03"))}`,
        );
      });
      // lists are read from the last snapshot, which may be a moment behind; and the next wave may
      // have given ben something new by now
      await until(async () => {
        const now = (await asked("/api/v1/tasks?limit=200")).items.map(({ id }) => id);
        return !way.some(({ id }) => now.includes(id));
      }, "nothing of the round is left");
      await ben.shot("offline-3-sent");

      const lead = direct.people.find(({ role }) => role === "lead");
      const desk = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await desk.newPage();
      await page.goto(server.base);
      const told = await page.evaluate(async ({ badge, pin }) => {
        const headers = { "Content-Type": "application/json" };
        const body = JSON.stringify({ badge, pin });
        await fetch("/api/v1/session", { method: "POST", headers, body });
        return (await fetch("/api/v1/exceptions")).json();
      }, lead);
      const refused = told.items.filter((one) => JSON.stringify(one).includes("offline"));
      check(
        refused.length === 1,
        `one exception of work without network: ${JSON.stringify(told)}`,
      );
      await desk.close();
      await pause(200);
      await ben.leave();
    },
  },
  { tls: true },
);
