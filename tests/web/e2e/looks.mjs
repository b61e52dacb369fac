// SPDX-License-Identifier: Apache-2.0
// What lies over the work at 360×640, by axe-core in every scheme and both languages: sign-in, menu
// and sheets, keypads, a stop. The screens of the work itself are looked at in day.mjs and
// counting.mjs, the office's in board.mjs.
import { axe, check, Person, run } from "./harness.mjs";

/** What "⋯" opens. */
const sheets = {
  help: /Help|帮助/,
  "last scans": /Last scans|最近扫码/,
  settings: /Settings|设置/,
  "the camera": /Camera|摄像头/,
};

let anna;
const click = (selector) => anna.page.click(selector);
const more = () => click(".button.more");
const item = (words) => anna.page.locator(".sheet-body button", { hasText: words }).click();
const close = () => anna.escape();
const back = () => click(".keypad .button:not(.primary)");

await run({
  async "signing in: the badge, typed, its PIN, a wrong one"(server, browser) {
    anna = await Person.at(browser, server, "H-04");
    for (const language of ["en", "zh"]) {
      const named = (what) => `${what}, begun in ${language}`;
      await axe(anna.page, named("sign-in"));
      await click(".sign-in .actions .button");
      await axe(anna.page, named("a badge typed"));
      await back();
      await anna.type("NO-BADGE-1");
      await anna.page.waitForSelector(".told:not(:empty)");
      await axe(anna.page, named("a badge nobody has"));
      await anna.type("U-LEAD");
      await anna.page.waitForSelector(".keypad-pin");
      await axe(anna.page, named("a PIN"));
      await anna.type("1357");
      await anna.page.waitForSelector(".told:not(:empty)");
      await axe(anna.page, named("a wrong PIN"));
      await back();
      await click(".sign-in-top .chip");
    }
    await anna.signIn("U-ANNA");
    await anna.scan("!PICK");
    await anna.walkTo("scan_item");
  },
  async "the menu and what it opens"() {
    await anna.axeInAll("the menu", { open: more, close });
    for (const [name, words] of Object.entries(sheets)) {
      const open = async () => {
        await more();
        await item(words);
      };
      await anna.axeInAll(name, { open, close });
    }
    for (const [name, words, sight] of [
      ["the scanner's test", /Test the scanner|测试扫码枪/, ".setup"],
      ["the device", /^\s*(Device|设备)\s*$/, ".settings .menu"],
    ]) {
      const open = async () => {
        await more();
        await item(sheets.settings);
        await item(words);
        await anna.page.waitForSelector(sight);
      };
      await anna.axeInAll(name, { open, close });
    }
  },
  async "keypads for a code and for a number"() {
    const typed = async () => {
      await more();
      await item(/Type it|手动输入/);
    };
    await anna.axeInAll("a code typed", { open: typed, close: back });
    const number = () => anna.page.locator("nav.actions .button:not(.more)").last().click();
    const digits = async () => {
      await number();
      check(await anna.page.locator(".keypad-digits").count(), "a keypad for numbers");
    };
    await anna.axeInAll("a number", { open: digits, close: back });
  },
  async "a stop, a reason, a card"() {
    const wrong = (await anna.hints()).find(({ right, en }) => !right && en === "another item");
    const acknowledge = async () => {
      await anna.scan("!ACK");
      check((await anna.tone()) === "ok", "acknowledged");
    };
    await anna.axeInAll("a stop", { open: () => anna.scan(wrong.code), close: acknowledge });
    await anna.scan("!SHORT");
    check((await anna.step()) === "choose_reason", `a reason is asked: ${await anna.step()}`);
    await anna.axeInAll("a reason");
    await anna.leave();
  },
});
