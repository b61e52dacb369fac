// SPDX-License-Identifier: Apache-2.0
// However scans come, each is taken, in order (U2 to U5), whatever has the focus.
import { check, pause, Person, run, until } from "./harness.mjs";

const codes = (from, count) =>
  Array.from({ length: count }, (_, at) => `X-${from + at}`);

async function same(person, before, wanted, sentence) {
  await until(
    async () => (await person.results()) >= before + wanted.length,
    `${wanted.length} results: ${sentence}`,
    60_000,
  );
  const got = (await person.decided()).slice(-wanted.length);
  check(
    JSON.stringify(got) === JSON.stringify(wanted),
    `${sentence}: got ${got.join(" ")}`,
  );
}

let anna;
async function arrives(code, where) {
  const before = await anna.results();
  await anna.type(code);
  await same(anna, before, [code], where);
}
/** What of it went to the server. */
const sent = (code) =>
  anna.server.listener.answers
    .filter(({ path }) => path === "/api/v1/scans")
    .map(({ question }) => JSON.parse(question))
    .findLast(({ raw }) => atob(raw) === code);
const dialogs = (what = "[role=dialog]") => anna.page.locator(what).count();
const closed = (sentence) => until(async () => (await dialogs()) === 0, sentence);
async function open(name) {
  await anna.page.click(".button.more");
  if (name !== "More") await anna.page.click(`.sheet-body button:has-text("${name}")`);
}
const closings = {
  Close: () => anna.page.click(".sheet-head .button"),
  Escape: () => anna.escape(),
};

/** The key of a US board that writes it. */
function keyOf(character) {
  const shift = /[A-Z_:]/.test(character) ? 8 : 0;
  const places = { "-": "Minus", _: "Minus", "/": "Slash", ":": "Semicolon", "]": "BracketRight" };
  const named = places[character];
  if (named) return { code: named, modifiers: shift };
  const code = /\d/.test(character) ? `Digit${character}` : `Key${character.toUpperCase()}`;
  return { code, modifiers: shift };
}
/** A scanner's keys as an input method has them: it takes each, writes what it makes of them into
 * the field, and puts that down at the end. The separator is Ctrl and a key, which none takes. */
async function compose(cdp, code) {
  const press = async (key) => {
    await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
    await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
  };
  const swallowed = { key: "Process", windowsVirtualKeyCode: 229 };
  let written = "";
  for (const character of code) {
    if (character === "\u001d") {
      await press({ key: "]", code: "BracketRight", windowsVirtualKeyCode: 221, modifiers: 2 });
      continue;
    }
    await press({ ...swallowed, ...keyOf(character) });
    written += character.toLowerCase();
    const at = { selectionStart: written.length, selectionEnd: written.length };
    await cdp.send("Input.imeSetComposition", { text: written, ...at });
  }
  // the end of the code and what the method makes of it come together
  await Promise.all([
    press({ ...swallowed, code: "Enter" }),
    cdp.send("Input.insertText", { text: written }),
  ]);
}

await run({
  async "fifty scans without a gap at a twentieth of the speed"(
    server,
    browser,
  ) {
    anna = await Person.at(browser, server, "H-02");
    await anna.signIn("U-ANNA");
    await anna.scan("!PICK");
    const cdp = await anna.context.newCDPSession(anna.page);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 20 });
    const before = await anna.results();
    const wanted = codes(100, 50);
    for (const code of wanted) await anna.type(code);
    await same(anna, before, wanted, "fifty scans");
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  },
  async "gaps between keys of 0 to 200 ms, at full and at a twentieth of the speed"() {
    const cdp = await anna.context.newCDPSession(anna.page);
    for (const [rate, scans] of [
      [1, 1],
      [20, 2],
    ]) {
      await cdp.send("Emulation.setCPUThrottlingRate", { rate });
      for (const gap of [0, 20, 60, 130, 200]) {
        const before = await anna.results();
        const wanted = Array.from({ length: scans }, (_, at) => `X${gap}-${rate}${at}`);
        for (const code of wanted) await anna.type(code, gap);
        await same(anna, before, wanted, `a gap of ${gap} ms at 1/${rate} of the speed`);
      }
    }
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  },
  async "injected text, with and without an end of its own"() {
    const cdp = await anna.context.newCDPSession(anna.page);
    const before = await anna.results();
    await cdp.send("Input.insertText", { text: "X-INJECTED-1" });
    await pause(200);
    await cdp.send("Input.insertText", { text: "X-INJECTED-2\n" });
    await cdp.send("Input.insertText", { text: "X-INJECTED-3\t" });
    // two in one piece, and one that comes in two
    await cdp.send("Input.insertText", { text: "X-INJECTED-4\nX-INJECTED-5\n" });
    await Promise.all(
      ["]C1019506000", "134352\n"].map((text) => cdp.send("Input.insertText", { text })),
    );
    const wanted = [1, 2, 3, 4, 5].map((n) => `X-INJECTED-${n}`);
    await same(anna, before, [...wanted, "]C1019506000134352"], "injected text");
  },
  async "whole codes through an input method: composed, written and put down by it"() {
    const cdp = await anna.context.newCDPSession(anna.page);
    const gs1 = "]C1019506000134352\u001d10LoT-7/b";
    for (const rate of [1, 20]) {
      await cdp.send("Emulation.setCPUThrottlingRate", { rate });
      const before = await anna.results();
      const wanted = rate === 1 ? [gs1, "X-IME-1", "B_2"] : [gs1, "C:3"];
      for (const code of wanted) await compose(cdp, code);
      await anna.type(`X-KEYS-${rate}`); // and after it a scanner that types
      const shown = [...wanted, `X-KEYS-${rate}`].map((code) => code.replace("\u001d", "␝"));
      await same(anna, before, shown, `an input method at 1/${rate} of the speed`);
    }
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  },
  async "a button has the focus"() {
    await anna.page.focus(".button.more");
    await arrives("X 1", "a focused button");
  },
  async "a scan counts while a sheet is open, and after it"() {
    await anna.walkTo("scan_item");
    for (const name of ["More", "Help", "Last scans", "Settings"]) {
      await open(name);
      await arrives(`X-IN-${name.length}`, `in ${name}`);
      await closed(`the scan closes ${name}`);
      for (const [way, close] of Object.entries(closings)) {
        await open(name);
        await close();
        await closed(`${way} closes ${name}`);
        await arrives(`X-AFTER-${name.length}`, `after ${name}, closed by ${way}`);
      }
    }
  },
  async "the camera stays, a scanner is heard beside it and after it"() {
    for (const [way, close] of Object.entries(closings)) {
      await open("Camera");
      await anna.page.waitForSelector(".camera [role=alert]"); // there is none here
      await arrives("X-BESIDE", "beside the camera");
      check((await dialogs()) === 1, "the camera stays");
      await close();
      await arrives("X-AFTER-CAMERA", `after the camera, closed by ${way}`);
    }
  },
  async "the test label is the wizard's own, what follows is a scan again"() {
    for (const name of ["Test the scanner", "Device"]) {
      for (const [way, close] of Object.entries(closings)) {
        await open("Settings");
        await anna.page.click(`.sheet-body button:text-is("${name}")`);
        if (name === "Device") {
          await anna.page.waitForSelector(".settings .menu");
        } else {
          await anna.page.waitForSelector(".setup");
          const before = await anna.results();
          await anna.type("X-TEST");
          await until(
            async () => (await anna.page.innerText(".setup")).includes("X-TEST"),
            "the wizard shows what it read",
          );
          check((await anna.results()) === before, "nobody else takes it");
        }
        await close();
        await arrives("X-AFTER-PAGE", `after ${name}, closed by ${way}`);
      }
    }
  },
  async "a keypad for codes and one for numbers: a scan in them, after Back, after Enter"() {
    const keypads = {
      code: async () => {
        await open("More");
        await anna.page.click(".sheet-body >> text=Type it");
      },
      digits: () => anna.page.click("nav.actions .button:has-text('Quantity')"),
    };
    for (const [kind, openPad] of Object.entries(keypads)) {
      await openPad();
      await anna.page.waitForSelector(`.keypad-${kind}`);
      await arrives("X-INTO-PAD", `into the keypad for ${kind}`);
      await closed("a scan closes the keypad");
      check(sent("X-INTO-PAD").typed === false, "it is a scan, not what somebody typed");
      await openPad();
      await anna.page.click('.keypad-keys >> text="7"');
      await anna.page.click(".keypad .button:not(.primary)");
      await arrives("X-AFTER-BACK", `after Back from the keypad for ${kind}`);
      await openPad();
      const before = await anna.results();
      await anna.page.click('.keypad-keys >> text="7"');
      await anna.page.click(".keypad .button.primary");
      await until(async () => (await anna.results()) > before, "what was keyed in is decided");
      if (kind === "code") check(sent("7").typed === true, "that was typed");
      await arrives("X-AFTER-ENTER", `after Enter on the keypad for ${kind}`);
    }
  },
  async "after a stop is acknowledged"() {
    const wrong = (await anna.hints()).find(({ right, en }) => !right && en === "another item");
    await anna.scan(wrong.code);
    check((await anna.tone()) === "stop", "a wrong item stops");
    await anna.page.click("nav.actions .button.primary");
    await until(async () => (await dialogs(".stop-screen")) === 0, "acknowledged");
    await arrives("X-AFTER-STOP", "after a stop");
  },
  async "after signing out, locking, and a PIN that was asked and not given"() {
    for (const way of ["!LOCK", "U-ANNA"]) {
      await anna.type(way);
      await anna.page.waitForSelector(".sign-in");
      await anna.type("U-LEAD");
      await anna.page.waitForSelector(".keypad-pin");
      await anna.page.click(".keypad .button:not(.primary)");
      await anna.page.waitForSelector(".sign-in h1");
      await anna.signIn("U-ANNA");
      await arrives("X-BACK-AGAIN", `after ${way}`);
    }
    await anna.leave();
  },
});
