// SPDX-License-Identifier: Apache-2.0
// A house that is no demo: set up on the machine itself (import, first admin, settings in a file),
// waves by themselves, rules tried before they are saved, a parcel with a waybill number from a pool,
// stock corrected by a lead, terminals that tell how they are.
import {
  adminBadge,
  adminPin,
  artefacts,
  call,
  check,
  pause,
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
POST-1 = "pool"
`;

let page;
const ok = (reply, what) =>
  check(reply.status < 300, `${what}: ${reply.status} ${JSON.stringify(reply.body)}`);
const items = async (path) => (await call(page, "GET", path)).body.items;
const sku = "84029E";

/** A location's card with its adjust form, filled in: one piece fewer. */
async function oneFewer(server, holder, skuCode, reason) {
  await visit(server, "lead");
  await page.keyboard.type(`L-${holder.code}`);
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog.object-card[open] .facts");
  const card = page.locator("dialog.object-card[open]");
  await card.getByRole("button", { name: "Adjust" }).click();
  const form = card.locator("form.edit");
  const field = (label) => form.getByLabel(label, { exact: false }).first();
  await field("SKU").fill(skuCode);
  await field("Pieces more or fewer").fill("-1");
  await field("Reason").fill(reason);
  return form;
}

/** An order of one SKU, in a wave of its own that is picked next. */
async function oneWave(external_id, carrier, quantity = 1) {
  const placed = await call(page, "POST", "/api/v1/orders", {
    channel: "shop",
    external_id,
    carrier,
    ship_by: new Date(Date.now() + 8 * 3_600_000).toISOString(),
    recipient: { name: "Ann", phone: "1", address: "1 High St", country: "GB" },
    lines: [{ sku, quantity }],
  });
  ok(placed, "an order");
  ok(await call(page, "POST", `/api/v1/orders/${placed.body.id}/approve`, {}), "approved");
  const preview = await until(async () => {
    const { body } = await call(page, "POST", "/api/v1/waves/preview", {});
    return body.waves.find(({ carrier: to, examples, orders }) => {
      return to === carrier && orders === 1 && examples[0] === external_id;
    });
  }, "a wave of it is previewed");
  const made = await call(page, "POST", "/api/v1/waves", { plan: preview.plan, release: true });
  ok(made, "the wave");
  const first = { place: "first" };
  ok(await call(page, "POST", `/api/v1/waves/${made.body.id}/priority`, first), "goes first");
}

/** What the server says the terminal shows. */
async function screenOf(person) {
  const path = `/api/v1/screens/${person.device}`;
  return (await call(person.page, "GET", path)).body.screen;
}
const shown = (screen, label) =>
  screen.lines.find((line) => line.label === label)?.values[0] ?? "";

/** Without hints, as in a real house: what the screen asks for is scanned, until `done`. */
async function workByScreen(person, tote, done) {
  for (let at = 0; at < 30; at++) {
    const screen = await screenOf(person);
    if (done(screen)) return screen;
    const codes = {
      scan_container: tote,
      scan_location: `L-${shown(screen, "location")}`,
      scan_item: sku,
      confirm_empty: "!DONE",
      scan_destination: "S-PACK1",
      scan_station: "S-PACK1",
      scan_carton: "!DONE",
    };
    const code = codes[screen.step];
    check(code, `no answer to ${screen.step}: ${screen.text.ask.en}`);
    await person.scan(code);
    const tone = await person.tone();
    check(tone !== "error" && tone !== "stop", `${code} at ${screen.step}: ${tone}`);
  }
  throw new Error("not done after 30 scans");
}

/** A picker picks the one piece into the tote and brings it to the station. */
async function pickInto(browser, server, tote, name) {
  const picker = await Person.at(browser, server, `H-${name}`);
  await picker.signIn(`U-${name}`);
  await picker.scan("!PICK");
  let brought = false;
  await workByScreen(picker, tote, ({ step }) => {
    const before = brought;
    brought = step === "scan_destination";
    return before && !brought;
  });
  await picker.leave();
}

/** Mia packs it at the station, as far as the label. */
async function packFrom(browser, server, tote) {
  const mia = await Person.at(browser, server, "PC-1", {
    viewport: { width: 1280, height: 800 },
  });
  await mia.signIn("U-MIA");
  await mia.scan("!PACK");
  const at = ["wait_waybill", "scan_label"];
  await workByScreen(mia, tote, ({ step }) => at.includes(step));
  return mia;
}

/** On the keypad, as on a station whose scale stands; then the reason. */
async function typeWeight(person, grams) {
  await person.type("!WEIGHT");
  await person.page.waitForSelector(".keypad-keys");
  for (const digit of grams) await person.page.click(`.keypad-keys >> text="${digit}"`);
  await person.page.click(".keypad .button.primary");
  await person.page.getByRole("button", { name: "No scale here" }).click();
  await until(async () => (await person.step()) === "scan_label", "back at the label");
}

/** On a small screen: what may be wrong with the goods, in both languages, and taken back. */
async function reportAndTakeBack(browser, server, tote) {
  const mia = await Person.at(browser, server, "PC-1", { viewport: { width: 360, height: 640 } });
  const says = (text) => async () => (await mia.page.innerText("body")).includes(text);
  await mia.signIn("U-MIA");
  await mia.scan("!PACK");
  await workByScreen(mia, tote, ({ step }) => step === "scan_item");
  await mia.scan(sku); // of a tote of many orders, the first piece opens one
  await mia.scan("!SHORT");
  await until(says(`What is wrong with the goods in`), "the reason is asked");
  check(await says("Another item lies there instead")(), "with what it may be");
  await mia.axe("short at pack");
  await mia.page.getByRole("button", { name: "Damaged" }).click();
  await until(says("Scan the damaged item, then put it on the problem shelf"), "which one");
  await mia.scan("!LANG");
  await until(says("请扫破损的商品，然后放到问题货架"), "in Chinese as well");
  const wide = await mia.page.evaluate(() => document.documentElement.scrollWidth);
  check(wide <= 360, `nothing is cut off: ${wide}`);
  await mia.shot("plain-short-at-pack-zh");
  await pause(350); // or it is a double trigger
  await mia.scan("!LANG");
  await until(says("Scan the damaged item"), "in English again");
  await mia.scan("!UNDO");
  check((await screenOf(mia)).step === "scan_item", "nothing was reported");
  await mia.leave();
}

const numbersLeft = async (carrier) =>
  (await items("/api/v1/carriers?limit=200")).find(({ code }) => code === carrier).numbers_left;

/** On the page; the answer is the carrier's row there. */
async function loadNumbers(server, carrier, numbers) {
  await visit(server, "admin/carriers");
  const row = page.locator("tr", { hasText: carrier });
  await row.getByRole("button", { name: /Load/ }).click();
  await page.fill("main textarea", numbers.join("\n"));
  await page.locator("main form.edit button.strong").click();
  return row;
}

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
      const numbers = Array.from({ length: 40 }, (_, n) => `UK${String(n).padStart(9, "0")}`);
      const row = await loadNumbers(server, "PARCEL-UK", numbers);
      await until(async () => /\b40\b/.test(await row.innerText()), "forty numbers are there");
      check((await numbersLeft("PARCEL-UK")) === 40, "forty");
    },
    async "rules are tried before they are saved, in both languages"(server) {
      const path = "/api/v1/warehouses/1/rules";
      const rules = await call(page, "GET", path);
      const off = await call(page, "PUT", path, { automatic: false }, { "If-Match": rules.etag });
      ok(off, "no waves by themselves any more");
      for (const { id, state } of (await items("/api/v1/orders?limit=200")).slice(60, 90)) {
        if (state === "created") await call(page, "POST", `/api/v1/orders/${id}/approve`, {});
      }
      const waves = (await items("/api/v1/waves?state=all&limit=200")).length;
      const { built } = (await call(page, "POST", "/api/v1/waves/preview", {})).body;
      check(built.orders > 10, `${built.orders} orders wait`);
      await visit(server, "admin/rules");
      const form = page.locator("main form.edit").first();
      const most = form.getByLabel("Orders in a wave, at most");
      await most.fill("1");
      const trial = form.getByRole("button", { name: "Try these rules" });
      await trial.click();
      const all = form.locator("tr", { hasText: "All classes" });
      await until(
        async () => (await all.innerText()).includes(`${built.waves} → ${built.orders}`),
        "a wave for each order, beside the saved rules' waves",
      );
      await form.locator("summary").click();
      check((await form.locator(".planned").count()) === built.orders, "each is shown");
      check((await form.locator(".planned button").count()) === 0, "and none can be made");
      await page.screenshot({ path: join(artefacts, "plain-trial-en.png"), fullPage: true });
      await most.fill("0");
      await until(async () => (await all.count()) === 0, "figures of other rules are gone");
      await trial.click();
      await page.waitForSelector("main form.edit .notice.bad");
      await most.fill("200");
      await form.getByLabel("Single unit: at most").fill("1");
      await trial.click();
      await until(async () => (await all.count()) === 1, "a class of its own size is tried too");
      // the other language: what stood in the form is read anew, so it is typed again
      await page.locator("button[lang=zh]").click();
      await most.or(form.getByLabel("波次最多订单数")).fill("1");
      await form.getByRole("button", { name: "试算这些规则" }).click();
      const total = form.locator("tr", { hasText: "全部类别" });
      await until(
        async () => (await total.innerText()).includes(`${built.waves} → ${built.orders}`),
        "the same figures in Chinese",
      );
      await page.screenshot({ path: join(artefacts, "plain-trial-zh.png"), fullPage: true });
      const now = (await call(page, "GET", path)).body;
      check(now.wave_orders_max === rules.body.wave_orders_max, "nothing is saved");
      check(now.class_sizes.length === 0, "nor the size of a class");
      const after = (await items("/api/v1/waves?state=all&limit=200")).length;
      check(after === waves, `${after} waves, ${waves} before: no wave is made`);
      await form.getByLabel("波次最多订单数").fill("200");
      await form.getByLabel("单品单件: 最多").fill("7");
      await form.locator("button.strong").click();
      await until(async () => {
        const { class_sizes } = (await call(page, "GET", path)).body;
        return class_sizes.length === 1 && class_sizes[0].pieces_max === 7;
      }, "saved with the form");
      await page.reload();
      await page.waitForSelector("button[lang=en]"); // a person's language stays
      const kept = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/presses"));
      await page.locator("button[lang=en]").click();
      await kept;
      await page.waitForSelector("button[lang=zh]");
    },
    async "totes come from a file, a station and a packer from the office"(server) {
      await visit(server, "admin/import");
      const buffer = Buffer.from("code,type,cart\nT-1,tote,\nT-2,tote,\n");
      const file = { name: "containers.csv", mimeType: "text/csv", buffer };
      await page.setInputFiles("input[type=file]", file);
      await page.click("main form button.strong");
      await page.waitForSelector("main .notice.good");
      await page.getByRole("button", { name: "Import now" }).click();
      await until(
        async () => (await call(page, "GET", "/api/v1/cards/container/2")).status === 200,
        "two totes",
      );
      for (const [path, body] of [
        ["stations", { code: "S-PACK1", location: "PACK-01", printer: "P-1" }],
        ["devices", { kind: "station", code: "PC-1", station: "S-PACK1" }],
        ["devices", { kind: "handheld", code: "H-MIA" }],
        ["devices", { kind: "handheld", code: "H-MO" }],
        ["operators", { badge: "U-MO", name: "Mo", roles: ["picker"] }],
        ["operators", { badge: "U-MIA", name: "Mia", roles: ["picker", "packer"] }],
        ["carriers", { code: "POST-1", name: "Post" }],
      ])
        ok(await call(page, "POST", `/api/v1/${path}`, body), path);
    },
    async "a parcel packed by scans carries the first number of the pool"(server, browser) {
      await oneWave("POOL-1", "PARCEL-UK", 2);
      await pickInto(browser, server, "T-1", "MIA");
      await reportAndTakeBack(browser, server, "T-1");
      const mia = await packFrom(browser, server, "T-1");
      const screen = await screenOf(mia);
      check(screen.step === "scan_label", `the number is there at once: ${screen.step}`);
      check(shown(screen, "waybill") === "UK000000000", `it is ${shown(screen, "waybill")}`);
      check(/UK000000000/.test(await mia.page.innerText("body")), "the packer sees it");
      await mia.shot("plain-pool-label");
      await typeWeight(mia, "1");
      check((await screenOf(mia)).ask === "weight_off", "one gram is too little");
      await mia.axe("a weight that is off");
      await mia.shot("plain-weight-off");
      await mia.scan("UK000000000");
      check((await mia.tone()) === "error", "its label does not close it");
      await mia.scan("!SKIP");
      const problems = async () =>
        (await items("/api/v1/exceptions?limit=200")).filter(
          ({ kind }) => kind === "weight_off",
        );
      const [off] = await problems();
      check(off?.next_step.open.kind === "parcel", `the lead is told: ${JSON.stringify(off)}`);
      await mia.scan("UK000000000");
      check((await screenOf(mia)).ask === "weight_off", "its label leads back to the scale");
      await typeWeight(mia, "9000");
      check((await problems()).length === 0, "that settles it");
      await mia.scan("UK000000000");
      check((await screenOf(mia)).step !== "scan_label", "the label is proved");
      await mia.leave();
      const parcels = await items("/api/v1/parcels?limit=1");
      check(parcels[0].weight_manual === "no_scale", JSON.stringify(parcels[0]));
      const told = await items(`/api/v1/history?kind=parcel&id=${parcels[0].id}&limit=50`);
      const typed = told.filter(({ text }) => /typed: 9000 g: No scale here/.test(text.en));
      check(typed.length === 1, JSON.stringify(told.map(({ text }) => text.en)));
      check((await numbersLeft("PARCEL-UK")) === 39, "one less");
      await visit(server, "admin/carriers");
      const row = page.locator("tr", { hasText: "PARCEL-UK" });
      await until(async () => /\b39\b/.test(await row.innerText()), "one less on the page");
    },
    async "an empty pool is told to the packer and the lead; loading it lets the parcel go on"(
      server,
      browser,
    ) {
      await oneWave("POOL-2", "POST-1");
      // somebody else: Mia is offered the next round of another wave
      await pickInto(browser, server, "T-2", "MO");
      const mia = await packFrom(browser, server, "T-2");
      const says = (text) => async () => (await mia.page.innerText("body")).includes(text);
      await until(
        says("No waybill numbers left. Put the parcel aside and tell a lead"),
        "the packer is told why",
      );
      check(await says("POST-1")(), "and of which carrier");
      await mia.axe("an empty pool");
      await mia.shot("plain-pool-empty-en");
      await mia.scan("!LANG");
      await until(says("面单号已用完，请放下包裹并通知主管"), "in Chinese as well");
      await mia.shot("plain-pool-empty-zh");
      await mia.scan("!LANG");
      await visit(server, "lead/exceptions");
      const row = page.locator("main li, main tr", { hasText: "POST-1" }).first();
      await until(
        async () => /1 parcels? wait/.test(await page.innerText("main")),
        "the lead is told",
      );
      check((await row.count()) > 0, "with the carrier");
      await page.screenshot({ path: join(artefacts, "plain-pool-lead.png") });
      await loadNumbers(server, "POST-1", ["PX1", "PX2"]);
      await until(says("PX1"), "its number comes by itself");
      await mia.scan("PX1");
      check((await numbersLeft("POST-1")) === 1, "one is left");
      await mia.leave();
    },
    async "a lead corrects the books of a location on its card"(server) {
      const [{ sku_code, on_hand, holder }] = await items("/api/v1/stock?location=A-01-01-2");
      const form = await oneFewer(server, holder, sku_code, "found broken");
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
    async "a correction whose answer was lost is posted once, however often it is saved"(server) {
      const place = "/api/v1/stock?location=A-01-01-2";
      const [{ sku_code, on_hand, holder }] = await items(place);
      const form = await oneFewer(server, holder, sku_code, "fell down");
      let tries = 0;
      await page.route("**/api/v1/stock/adjustments", async (route) => {
        tries += 1;
        const answer = await route.fetch();
        check(answer.ok(), `try ${tries}: ${answer.status()}`);
        return tries < 3 ? route.abort("connectionreset") : route.fulfill({ response: answer });
      });
      for (let at = 1; at <= 2; at++) {
        await form.locator("button.strong").click();
        await until(async () => tries === at, "it was tried");
        await form.locator(".notice.bad").waitFor();
      }
      await form.locator("button.strong").click();
      await until(async () => (await form.count()) === 0, "it is saved");
      check(tries === 3, `${tries} tries`);
      await page.unroute("**/api/v1/stock/adjustments");
      await until(async () => {
        const [now] = await items(place);
        return now.on_hand === on_hand - 1;
      }, "one piece less");
      const told = (await items(`/api/v1/history?kind=location&id=${holder.id}&limit=10`)).filter(
        ({ text }) => /fell down/.test(text.en),
      );
      check(told.length === 1, `posted ${told.length} times`);
      await page.keyboard.press("Escape");
    },
    async "an office page locks by itself, and what it asks by itself is nobody's life sign"(server) {
      const other = await page.context().newPage();
      await other.clock.install();
      const asked = [];
      other.on("request", (request) => {
        if (/\/api\/v1\/scanners$/.test(request.url()))
          asked.push(request.headers()["x-wms-unattended"] ?? "by a person");
      });
      await other.goto(`${server.base}/#/admin/devices`);
      await other.waitForSelector("#content");
      await until(async () => asked.length >= 3, "it is asked again and again");
      check(asked[0] === "by a person", `the first: ${asked[0]}`);
      check(
        asked.slice(1).every((by) => by === "1"),
        `the others: ${asked}`,
      );
      await other.clock.fastForward("20:00");
      await other.keyboard.press("Shift");
      await other.clock.fastForward("20:00");
      await other.waitForTimeout(1000);
      check((await other.locator("#content").count()) === 1, "somebody was there meanwhile");
      await other.clock.fastForward("31:00");
      await other.waitForSelector(".sign-in");
      await other.close();
      await page.reload(); // this one is still open: the session lives on the server
      await page.waitForSelector("#content");
    },
    async "a lead's PIN is set on the page and tapped on a handheld"(server, browser) {
      for (const [badge, name, role] of [
        ["U-LIN", "Lin Lead", "lead"],
        ["U-POL", "Pol Picker", "picker"],
      ])
        ok(await call(page, "POST", "/api/v1/operators", { badge, name, roles: [role] }), name);
      for (const code of ["H-LIN", "H-LOCK"])
        ok(await call(page, "POST", "/api/v1/devices", { kind: "handheld", code }), code);
      await visit(server, "admin/operators");
      const form = page.locator("main form.edit");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      const drawn = await form.getByLabel("Badge").inputValue();
      check(/^U-[0-9A-Z]{26}$/.test(drawn), `a new badge is chance: ${drawn}`);
      await form.getByRole("button", { name: "Cancel" }).click();
      const set = async (name, least, short, pin) => {
        await page.getByRole("button", { name: `Set PIN ${name}` }).click();
        const field = form.getByLabel(`New PIN, at least ${least} characters`);
        await field.pressSequentially(short);
        await form.locator("button.strong").click();
        check(await field.evaluate((one) => !one.checkValidity()), `${short} is too short`);
        await field.fill("");
        await field.pressSequentially(pin);
        await page.screenshot({ path: join(artefacts, `plain-pin-${least}.png`) });
        await form.locator("button.strong").click();
        await until(async () => (await form.count()) === 0, `the PIN of ${name} is set`);
      };
      await set("Pol Picker", 6, "20485", "204857");
      await set("Lin Lead", 12, "Nine Horses", "Nine Horses 9.");

      const lin = await Person.at(browser, server, "H-LIN");
      await lin.type("U-LIN");
      await lin.page.waitForSelector(".keypad-pin");
      const tap = (key) =>
        lin.page.locator(".keypad-keys").getByRole("button", { name: key, exact: true }).click();
      await tap("abc");
      let capital = false;
      for (const key of "Nine Horses 9.") {
        const wanted = /[A-Z]/.test(key);
        if (wanted !== capital && /[A-Za-z]/.test(key)) {
          await tap("Capitals");
          capital = wanted;
        }
        await tap(key === " " ? "Space" : key);
      }
      check((await lin.page.innerText(".keypad-value")).trim() === "•".repeat(14), "not shown");
      await lin.axe("the keypad of a PIN with words");
      await lin.shot("plain-pin-words");
      await lin.page.click(".keypad .button.primary");
      await lin.page.waitForSelector(".terminal, #content");
      await lin.leave();
    },
    async "who guessed too often is told how long to wait"(server, browser) {
      const eve = await Person.at(browser, server, "H-LOCK");
      for (let guess = 0; guess <= 10; guess++) {
        await eve.type("U-LIN");
        await eve.page.waitForSelector(".keypad-pin");
        const answered = eve.page.waitForResponse(
          (reply) => /session$/.test(reply.url()) && reply.request().method() === "POST",
        );
        await eve.type(`wrong guess ${guess}`);
        const status = (await answered).status();
        check(status === (guess < 10 ? 401 : 429), `guess ${guess}: ${status}`);
        await until(async () => (await eve.page.innerText(".told")) !== "", "told");
        if (guess < 10) await eve.page.click(".keypad .actions .button:not(.primary)");
      }
      await until(
        async () => /Wait 15 min/.test(await eve.page.innerText(".told")),
        "told how long",
      );
      await eve.shot("plain-locked-out");
      await eve.leave();
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
