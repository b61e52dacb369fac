// SPDX-License-Identifier: Apache-2.0
// One parcel from sign-in to hand-over at 360×640, by scans only (buttons by their command
// barcodes); each screen by axe-core in every scheme and both languages.
import { axe, check, pause, Person, run, until } from "./harness.mjs";

const steps_max = 600;

/** Follows the hints until `done`; every step must be taken by the server. `instead` may answer a
 * step with a code of its own. */
async function work(person, done, instead = async () => null) {
  for (let at = 0; at < steps_max; at++) {
    if (await done(person)) return at;
    const own = await instead(person);
    if (own) {
      await person.scan(own);
      continue;
    }
    const hint = await person.hint();
    if (!hint) {
      await pause(200); // something outside (a waybill, a printer) is on its way
      continue;
    }
    await person.scan(Person.command(hint));
    const tone = await person.tone();
    check(tone !== "stop", `a right step was stopped: ${JSON.stringify(hint)}`);
  }
  throw new Error(
    `not done after ${steps_max} steps, at ${await person.step()}`,
  );
}

/** What the page lets happen in about a minute happens in three seconds. */
const minutesAreShort = (page) =>
  page.evaluate(() => {
    const later = window.setTimeout.bind(window);
    window.setTimeout = (act, ms, ...more) =>
      later(act, ms > 50_000 && ms <= 60_000 ? 3_000 : ms, ...more);
  });
/** The minute of UNDO is over: the button goes by itself (U12). False where there is none. */
async function undoGoes(person) {
  const button = person.page.locator(".chip.undo");
  if ((await button.count()) === 0) return false;
  await until(async () => (await button.count()) === 0, "UNDO goes after its minute");
  return true;
}

const leadPin = "246810";
/** A closed manifest is opened again: a lead agrees here, with badge and PIN (3.1). */
async function approvedByLead(person) {
  const asked = () => person.page.locator(".keypad-pin").count();
  await person.scan("!UNDO");
  check((await person.step()) === "sign", "not without a lead");
  await person.scan("U-LEAD");
  await person.page.waitForSelector(".keypad-pin");
  await axe(person.page, "a lead's PIN");
  await person.scan("!UNDO"); // the badge alone has opened nothing
  check((await person.step()) === "sign", "not by the badge alone");
  await person.scan("U-LEAD");
  await person.page.waitForSelector(".keypad-pin");
  for (const digit of "1357") await person.page.click(`.keypad-keys >> text="${digit}"`);
  const shown = await person.page.innerText(".keypad-value");
  check(/^•{4}$/.test(shown.trim()), `a PIN is not shown: ${shown}`);
  await person.shot("lead-pin");
  await person.page.click(".keypad .button.primary");
  await until(
    async () => /wrong/i.test(await person.page.innerText(".keypad h2")),
    "told that the PIN is wrong",
  );
  check((await asked()) === 1, "asked again");
  await person.type(leadPin); // on a real keyboard
  await until(async () => (await asked()) === 0, "the PIN is taken");
  check(!(await person.page.innerText("body")).includes(leadPin), "nor is this one");
  await person.scan("!UNDO");
  await until(async () => (await person.step()) !== "sign", "the manifest is open again");
}

/** Somebody at the dispatcher's terminal guesses the lead's PIN (3.1): ten tries, then a wait, told
 * in the language of whoever stands there. */
async function guessedAt(person) {
  const told = () => person.page.innerText(".keypad h2");
  await person.scan("!UNDO");
  await person.scan("U-LEAD");
  await person.page.waitForSelector(".keypad-pin");
  for (let guess = 0; guess < 10; guess++) {
    const answered = person.page.waitForResponse(/\/api\/v1\/approvals$/);
    await person.type(`90000${guess}`);
    const status = (await answered).status();
    check(status === 403, `guess ${guess} is refused as wrong: ${status}`);
    await until(async () => /wrong/i.test(await told()), "told that the PIN is wrong");
  }
  await person.type(leadPin);
  await until(
    async () => (await told()).includes("Too many wrong tries. Wait 15 min."),
    "told to wait, though the PIN is right",
  );
  await axe(person.page, "a locked approval");
  await person.shot("lead-pin-locked-en");
  await person.scan("!LANG");
  await person.type(leadPin);
  await until(
    async () => (await told()).includes("错误次数过多，请等待 15 分钟。"),
    "told in Chinese as well",
  );
  await axe(person.page, "a locked approval in Chinese");
  await person.shot("lead-pin-locked-zh");
  await person.scan("!LANG");
  const signIn = (device) =>
    person.page.evaluate(
      async ([device, pin]) => {
        const body = JSON.stringify({ badge: "U-LEAD", device, pin });
        const headers = { "Content-Type": "application/json" };
        const options = { method: "POST", headers, body, credentials: "omit" };
        return (await fetch("/api/v1/session", options)).status;
      },
      [device, leadPin],
    );
  check((await signIn(person.device)) === 429, "nor does it open this terminal");
  check((await signIn("")) === 201, "the lead is not locked out anywhere else");
  check((await person.step()) === "sign", "the manifest stays closed, the work goes on");
  await person.page.click(".keypad .actions .button:not(.primary)");
  await until(async () => !(await person.page.locator(".keypad").count()), "out of the way");
  await person.scan("X-AFTER-PIN");
  check((await person.decided()).at(-1) === "X-AFTER-PIN", "the next scan is whole");
}

/** The courier's name: asked for by the button's bar code, given by the courier's card. */
async function handedOver(person) {
  const field = ".keypad .field";
  await person.type("!HAND_OVER");
  await person.page.waitForSelector(field);
  await person.axe("the courier's name");
  await person.page.click(".keypad .button:not(.primary)");
  await person.scan("X-AFTER-NAME");
  check((await person.decided()).at(-1) === "X-AFTER-NAME", "the next scan is whole");
  check((await person.step()) === "sign", "nobody has signed");
  await person.type("!HAND_OVER");
  await person.page.waitForSelector(field);
  await person.type("Li Wei");
  await until(async () => (await person.step()) !== "sign", "the manifest is handed over");
}

let picked = 0;
await run({
  async "a newcomer at a desktop gets in: the lead to the board, a picker to a terminal"(
    server,
    browser,
  ) {
    for (const [badge, sight] of [
      ["U-LEAD", "nav a[href='#/lead/waves']"],
      ["U-BEN", "nav.actions .button"],
    ]) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
      });
      const page = await context.newPage();
      await page.goto(server.base);
      await page.click(`.demo-people button:has-text("${badge}")`);
      await page.waitForSelector(sight, { timeout: 10_000 });
      await pause(1500); // and stays in
      check((await page.locator(sight).count()) > 0, `${badge} stays in`);
      await context.close();
    }
  },
  async "a badge scanned before the page has heard that nobody was here stays signed in"(
    server,
    browser,
  ) {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
    const page = await context.newPage();
    let came = false;
    await page.route("**/api/v1/session", async (route) => {
      if (route.request().method() !== "GET") return route.continue();
      const response = await route.fetch();
      await page.waitForSelector(".terminal");
      await route.fulfill({ response });
      came = true;
    });
    await page.goto(server.base);
    await page.waitForSelector(".sign-in");
    await page.keyboard.type("U-ANNA");
    await page.keyboard.press("Enter");
    await until(() => came, "the late answer comes");
    await pause(300);
    check((await page.locator(".terminal").count()) === 1, "she is still signed in");
    await context.close();
  },
  async "the picker signs in, picks a round and brings it to a station"(
    server,
    browser,
  ) {
    const anna = await Person.at(browser, server, "H-01");
    await axe(anna.page, "sign-in");
    await anna.shot("picker-1-sign-in");
    await anna.signIn("U-ANNA");
    await anna.axeInAll("home");
    await anna.shot("picker-2-home");
    await anna.scan("!PICK");
    await anna.shot("picker-3-start");
    await minutesAreShort(anna.page);
    await anna.scan("NO-SUCH-CODE-1"); // an error does not block (U10)
    check(
      (await anna.page.getAttribute(".verdict", "data-tone")) === "error",
      "told as wrong",
    );
    await anna.axeInAll("an error", { open: () => anna.scan("NO-SUCH-CODE-1") });
    let shown = new Set();
    let gone = false;
    picked = await work(anna, async () => {
      gone ||= await undoGoes(anna);
      const step = await anna.step();
      if (!shown.has(step)) {
        shown.add(step);
        await anna.axeInAll(step);
        await anna.shot(`picker-4-${step}`);
      }
      return shown.has("scan_destination") && step !== "scan_destination";
    });
    console.log(`        ${picked} scans`);
    check(gone, "UNDO was offered, and went");
    check(
      (await anna.page.locator(".line-round_lines").count()) === 1,
      "at home the round's lines are told",
    );
    await anna.leave();
  },
  async "the packer packs it"(server, browser) {
    const wangli = await Person.at(browser, server, "PC-PACK9", {
      locale: "zh-CN",
      colorScheme: "dark",
    });
    await wangli.signIn("U-WANGLI");
    await wangli.scan("!PACK");
    let shown = new Set();
    // The order may be larger than a carton: after a dozen pieces it is full, the rest would go
    // into the next one.
    let pieces = 0;
    const fill = async () => {
      if ((await wangli.step()) !== "scan_item") return null;
      return ++pieces > 12 ? "!FULL" : null;
    };
    await work(
      wangli,
      async () => {
        if ((await wangli.step()) === "wait_waybill") {
          await wangli.shot("packer-wait_waybill");
          // the number comes by the socket; nobody presses anything for it
          await until(
            async () => (await wangli.step()) !== "wait_waybill",
            "a waybill",
            4000,
          );
        }
        const step = await wangli.step();
        if (!shown.has(step)) {
          shown.add(step);
          await wangli.axeInAll(step);
          await wangli.shot(`packer-${step}`);
        }
        return shown.has("scan_label") && step !== "scan_label";
      },
      fill,
    );
    await wangli.leave();
  },
  async "the dispatcher hands it over"(server, browser) {
    const chen = await Person.at(browser, server, "DESK-1");
    await chen.signIn("U-CHEN");
    await chen.scan("!SHIP");
    await chen.axeInAll("the manifest desk");
    await work(chen, async () => (await chen.step()) === "sign");
    await chen.axeInAll("a closed manifest");
    await approvedByLead(chen);
    await work(chen, async () => (await chen.step()) === "sign");
    await guessedAt(chen);
    await chen.shot("manifest-sign");
    await handedOver(chen);
    await chen.shot("manifest-done");
    await chen.leave();
  },
  async "every scan is counted under its verdict"(server) {
    const figures = await (await fetch(`${server.base}/metrics`)).text();
    const counted = new Map(
      [...figures.matchAll(/wms_scans_total\{verdict="(\w+)"\} (\d+)/g)].map((one) => [
        one[1],
        Number(one[2]),
      ]),
    );
    check(counted.get("accepted") > 20, `${counted.get("accepted")} accepted`);
    check(counted.get("unknown_barcode") > 0, `refusals by their code: ${[...counted.keys()].join(", ")}`);
  },
});
