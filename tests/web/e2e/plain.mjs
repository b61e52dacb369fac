// SPDX-License-Identifier: Apache-2.0
// A house that is no demo: set up on the machine itself (import, first admin, settings in a file),
// waves by themselves, waybill numbers from a pool, stock corrected by a lead, terminals that tell
// how they are.
import {
  adminBadge,
  adminPin,
  artefacts,
  call,
  check,
  Person,
  run,
  until,
} from "./harness.mjs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.WMS_SOURCE_DIR, "web-ui/app/package.json"));
const { default: writeExcelFile } = require("write-excel-file/universal");

const settings = `
planner = true
sandbox = true

[carriers]
PARCEL-UK = "pool"
PARCEL-EU = "sandbox"
`;

let page;
const ok = (reply, what) =>
  check(reply.status < 300, `${what}: ${reply.status} ${JSON.stringify(reply.body)}`);
const items = async (path) => (await call(page, "GET", path)).body.items;
async function visit(server, address) {
  await page.goto(`${server.base}/?at=${encodeURIComponent(address)}#/${address}`);
  await page.waitForSelector("#content");
}

await run(
  {
    async "the first admin signs in with a password, typed on a keyboard"(server, browser) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      page = await context.newPage();
      page.faults = [];
      page.on("pageerror", (fault) => page.faults.push(fault.message));
      await page.goto(server.base);
      await page.waitForSelector(".sign-in");
      check((await page.locator(".demo-stripe").count()) === 0, "it is no demo");
      await page.keyboard.type(adminBadge);
      await page.keyboard.press("Enter");
      await page.waitForSelector(".keypad-pin");
      await page.keyboard.type(adminPin);
      await page.keyboard.press("Enter");
      await page.waitForSelector("#content");
      check(!(await page.innerText("body")).includes(adminPin), "the password is not shown");
    },
    async "waves are planned and released by themselves"(server) {
      const placed = await items("/api/v1/orders?limit=200");
      check(placed.length > 50, `${placed.length} orders were imported`);
      // a day of long ago: to be shipped today
      let approved = 0;
      for (const { id, state } of placed.slice(0, 60)) {
        if (state !== "created") continue;
        const reply = await call(page, "POST", `/api/v1/orders/${id}/approve`, {});
        approved += reply.status === 200;
      }
      await visit(server, "lead/waves");
      await page.waitForSelector("main a[href^='#/lead/waves/']", { timeout: 150_000 });
      const waves = await items("/api/v1/waves?state=all&limit=50");
      check(waves.length > 0, "waves are there");
      const entries = await items("/api/v1/journal?command=PlanWave&limit=20");
      check(
        entries.length > 0 && entries.every(({ actor }) => actor === null),
        "nobody pressed a key for them",
      );
      console.log(`        ${approved} orders approved, ${waves.length} waves`);
      await page.screenshot({ path: join(artefacts, "plain-waves.png") });
    },
    async "numbers of a pool are loaded on the page and counted"(server) {
      await visit(server, "admin/carriers");
      const row = page.locator("tr", { hasText: "PARCEL-UK" });
      await row.getByRole("button", { name: /Load/ }).click();
      const numbers = Array.from({ length: 40 }, (_, n) => `UK${String(n).padStart(9, "0")}`);
      await page.fill("main textarea", numbers.join("\n"));
      await page.locator("main form.edit button.strong").click();
      await until(async () => /\b40\b/.test(await row.innerText()), "forty numbers are there");
      const [carrier] = (await items("/api/v1/carriers")).filter(
        ({ code }) => code === "PARCEL-UK",
      );
      check(carrier.numbers_left === 40, `${carrier.numbers_left} numbers`);
    },
    async "a lead corrects the books of a location on its card"(server) {
      const [{ sku_code, on_hand, holder }] = await items("/api/v1/stock?location=A-01-01-2");
      await visit(server, "lead");
      await page.keyboard.type(`L-${holder.code}`);
      await page.keyboard.press("Enter");
      await page.waitForSelector("dialog.object-card[open] .facts");
      const card = page.locator("dialog.object-card[open]");
      await card.getByRole("button", { name: "Adjust" }).click();
      const form = card.locator("form.edit");
      const field = (label) => form.getByLabel(label, { exact: false }).first();
      await field("SKU").fill(sku_code);
      await field("Pieces more or fewer").fill("-1");
      await field("Reason").fill("found broken");
      await page.screenshot({ path: join(artefacts, "plain-adjust.png") });
      await form.locator("button.strong").click();
      await until(async () => {
        const [now] = await items("/api/v1/stock?location=A-01-01-2");
        return now.on_hand === on_hand - 1;
      }, "the books say one less");
      const [entry] = await items(`/api/v1/history?kind=location&id=${holder.id}&limit=1`);
      check(/found broken/.test(entry.text.en), `the reason is kept: ${entry.text.en}`);
      await page.keyboard.press("Escape");
    },
    async "what stood there before is asked on the stock page"(server) {
      await visit(server, "lead/stock?location=A-01-01-2");
      await page.fill("input[type=datetime-local]", "2001-01-01T00:00");
      await page.click("main form.find button.strong");
      await until(
        async () => /Nothing here/i.test(await page.innerText("main tbody")),
        "nothing stood there then",
      );
      await page.screenshot({ path: join(artefacts, "plain-stock.png") });
    },
    async "an Excel file is tried out, then imported; one that is none is told"(server) {
      await visit(server, "admin/import");
      const rows = [
        ["code", "name_en"],
        ["XL-1", "Cup, blue"],
        ["XL-2", "Mug"],
      ];
      const data = rows.map((row) => row.map((value) => ({ value })));
      const book = await writeExcelFile([{ sheet: "skus", data }]).toBlob();
      const file = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer });
      const choose = async (one) => {
        await page.setInputFiles("input[type=file]", one);
        await page.click("main form button.strong");
      };
      await choose(file("goods.xlsx", Buffer.from(await book.arrayBuffer())));
      await page.waitForSelector("main .notice.good");
      check((await items("/api/v1/skus?q=XL-")).length === 0, "nothing is changed by a trial");
      await page.getByRole("button", { name: "Import now" }).click();
      await until(
        async () => (await items("/api/v1/skus?q=XL-")).length === 2,
        "the SKUs of the sheet",
      );
      await choose(file("goods.xlsx", Buffer.from("no book")));
      await page.waitForSelector("main .notice.bad");
    },
    async "terminals tell how they are, and the page of devices shows it"(server, browser) {
      const made = await call(page, "POST", "/api/v1/operators", {
        badge: "U-EVA",
        name: "Eva",
        roles: ["picker"],
      });
      ok(made, "a picker");
      const address = server.base;
      const device = await call(page, "POST", "/api/v1/devices", {
        kind: "handheld",
        code: "H-EVA",
      });
      ok(device, "a handheld");
      const eva = await Person.at(browser, server, "H-EVA", { address });
      await eva.signIn("U-EVA");
      for (const code of ["X-1", "X-2", "X-3"]) await eva.scan(code);
      await eva.page.reload(); // tells at once, with what it measured from now on
      await eva.page.waitForSelector(".terminal");
      await visit(server, "admin/devices");
      const row = page.locator("tr", { hasText: "H-EVA" });
      await until(async () => (await row.count()) > 0, "the handheld is listed");
      await until(async () => {
        const [told] = (await items("/api/v1/devices")).filter(({ code }) => code === "H-EVA");
        return told.verdict_ms !== null && told.waiting === 0;
      }, "it has told");
      check(/Eva/.test(await row.innerText()), "who works there");
      await page.screenshot({ path: join(artefacts, "plain-devices.png"), fullPage: true });
      check(page.faults.length === 0, page.faults.join("; "));
      await eva.leave();
    },
  },
  { plain: settings },
);
