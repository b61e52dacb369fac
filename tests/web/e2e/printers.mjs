// SPDX-License-Identifier: Apache-2.0
// The pages of printers and locations, with a label printer that is nothing but a socket: a printer
// is added, its test label is printed, read from its dots and answered by its scan; a range of
// location labels comes out in order.
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { artefacts, check, run, until } from "./harness.mjs";

const require = createRequire(join(process.env.WMS_SOURCE_DIR, "web-ui/app/package.json"));
const { prepareZXingModule, readBarcodes } = require("zxing-wasm/reader");
const wasm = readFileSync(require.resolve("zxing-wasm/reader/zxing_reader.wasm"));
await prepareZXingModule({ overrides: { wasmBinary: wasm.buffer }, fireImmediately: true });

/** Answers ~HS, keeps every label. */
class LabelPrinter {
  static async start() {
    const printer = new LabelPrinter();
    printer.labels = [];
    printer.server = createServer((socket) => printer.serve(socket));
    await new Promise((done) => printer.server.listen(0, "127.0.0.1", done));
    printer.port = printer.server.address().port;
    return printer;
  }
  serve(socket) {
    let held = "";
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      held += bytes.toString("latin1");
      for (;;) {
        const asked = held.indexOf("~HS");
        const ended = held.indexOf("^XZ");
        if (asked >= 0 && (ended < 0 || asked < ended)) {
          held = held.slice(0, asked) + held.slice(asked + 3);
          socket.write(
            "\x02030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n" +
              "\x02000,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n",
          );
        } else if (ended >= 0) {
          this.labels.push(held.slice(0, ended + 3));
          held = held.slice(ended + 3);
        } else break;
      }
    });
  }
  close() {
    this.server.close();
  }
}

/** What a scanner would read from the dots of a ZPL label. */
async function codesOn(label) {
  const found = /\^GFA,\d+,(\d+),(\d+),:Z64:([A-Za-z0-9+/=]+):/.exec(label);
  check(found, "the label is one picture");
  const rowBytes = Number(found[2]);
  const bits = inflateSync(Buffer.from(found[3], "base64"));
  check(bits.length === Number(found[1]), "the picture is whole");
  const margin = 40; // of paper around it
  const width = rowBytes * 8 + 2 * margin;
  const height = bits.length / rowBytes + 2 * margin;
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < bits.length / rowBytes; y += 1)
    for (let x = 0; x < rowBytes * 8; x += 1)
      if (bits[y * rowBytes + (x >> 3)] & (0x80 >> (x & 7)))
        data.fill(0, ((y + margin) * width + x + margin) * 4, ((y + margin) * width + x + margin) * 4 + 3);
  const codes = await readBarcodes(
    { data, width, height },
    { formats: ["Code128"], textMode: "Plain", tryHarder: true },
  );
  return codes.map((code) => code.text);
}

async function adminPage(server, browser) {
  const told = await (await fetch(`${server.base}/api/v1/demo`)).json();
  const { badge, pin } = told.people.find((person) => person.role === "admin");
  await server.restartForReal();
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, locale: "en-US" });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (fault) => page.faults.push(fault.message));
  await page.goto(server.base);
  await page.evaluate(
    async (who) => {
      const headers = { "Content-Type": "application/json" };
      await fetch("/api/v1/session", { method: "POST", headers, body: JSON.stringify(who) });
    },
    { badge, pin },
  );
  return page;
}

async function addPrinter(page, { name, uri, media }) {
  await page.getByRole("button", { name: "New printer" }).click();
  const form = page.locator("form.edit");
  const fields = form.locator("input[type=text]");
  await fields.nth(0).fill(name);
  await fields.nth(1).fill(uri);
  await form.locator("select").nth(0).selectOption("zebra-203");
  await form.locator("select").nth(1).selectOption(media);
  await form.getByRole("button", { name: "Save" }).click();
  await page.locator("tr", { hasText: uri }).filter({ hasText: name }).waitFor();
}

let page;
const printer = await LabelPrinter.start();
const uri = `tcp://127.0.0.1:${printer.port}`;

await run({
  async "a printer is added on its page, prints a test label and is proved by its scan"(server, browser) {
    page = await adminPage(server, browser);
    await page.goto(`${server.base}/?at=printers#/admin/printers`);
    await page.getByRole("heading", { name: "Printers" }).waitFor();
    await addPrinter(page, { name: "P-WEB", uri, media: "100x180" });
    const row = page.locator("tr", { hasText: "P-WEB" });
    await row.getByRole("button", { name: "Ask it" }).click();
    await until(async () => /works/.test(await row.textContent()), "the printer is asked itself");
    await row.getByRole("button", { name: "Test label" }).click();
    await page.getByLabel(/Scan the test label of P-WEB/).waitFor();
    check(printer.labels.length === 1, `one label came out, not ${printer.labels.length}`);
    const [code] = await codesOn(printer.labels[0]);
    check(/^TEST-\d{6}$/.test(code), `the dots say a test code: ${code}`);
    await page.screenshot({ path: join(artefacts, "printers.png"), fullPage: true });

    const scan = page.getByLabel(/Scan the test label of P-WEB/);
    await scan.fill("TEST-NOT-THIS");
    await page.keyboard.press("Enter");
    await page.getByText(/the label says/).waitFor();
    await scan.fill(code);
    await page.keyboard.press("Enter");
    await page.getByText(/P-WEB prints labels that can be read/).waitFor();
    check(await scan.isHidden(), "the question is answered");
  },

  async "a range of location labels is printed from the page, in order, with its progress"(server) {
    printer.labels = [];
    await addPrinter(page, { name: "P-RACK", uri, media: "70x35" });
    await page.goto(`${server.base}/?at=locations#/admin/locations`);
    await page.getByRole("button", { name: "Print labels" }).click();
    const first = await page.locator(".label b").first().textContent();
    const all = await page.evaluate(async () => {
      const reply = await fetch("/api/v1/locations?limit=100");
      return (await reply.json()).items.map((row) => row.code);
    });
    check(all.includes(first), "the page shows what there is");
    const from = "A-01-01-1";
    const to = "A-01-03-4";
    const find = page.locator("form.find").first();
    await find.locator("input").nth(1).fill(from);
    await find.locator("input").nth(2).fill(to);
    await find.getByRole("button").click();
    await page.locator("form.find select").selectOption("P-RACK");
    await page.getByRole("button", { name: `Print ${from} to ${to}` }).click();
    await until(async () => {
      const [, sent, count] = /(\d+) of (\d+) printed/.exec(await page.locator(".page").textContent()) ?? [];
      return count && sent === count;
    }, "all of the range is printed", 60_000);
    await page.screenshot({ path: join(artefacts, "location-run.png"), fullPage: true });
    const codes = [];
    for (const label of printer.labels) codes.push(...(await codesOn(label)));
    check(codes.length >= 3, `several labels came out: ${codes}`);
    check(codes[0] === `L-${from}` && codes.at(-1) === `L-${to}`, `both ends are there: ${codes}`);
    check(codes.join() === [...codes].sort().join(), `in the order of the rack: ${codes}`);
    check(new Set(codes).size === codes.length, "each once");
    check(page.faults.length === 0, page.faults.join("\n"));
    await page.context().close();
  },
});
