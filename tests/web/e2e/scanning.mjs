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
  async "gaps between keys of 0 to 200 ms"() {
    for (const gap of [0, 20, 60, 130, 200]) {
      const before = await anna.results();
      await anna.type(`X-GAP-${gap}`, gap);
      await same(anna, before, [`X-GAP-${gap}`], `a gap of ${gap} ms`);
    }
  },
  async "injected text, with and without an end of its own"() {
    const cdp = await anna.context.newCDPSession(anna.page);
    const before = await anna.results();
    await cdp.send("Input.insertText", { text: "X-INJECTED-1" });
    await pause(200);
    await cdp.send("Input.insertText", { text: "X-INJECTED-2\n" });
    await same(anna, before, ["X-INJECTED-1", "X-INJECTED-2"], "injected text");
  },
  async "keys an input method took"() {
    const before = await anna.results();
    await anna.page.evaluate(() => {
      const press = (code, shiftKey, keyCode = 229) =>
        document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", {
            key: keyCode === 229 ? "Process" : "Enter",
            code,
            keyCode,
            shiftKey,
            isComposing: keyCode === 229,
            bubbles: true,
            cancelable: true,
          }),
        );
      press("KeyX", true);
      press("Minus", false);
      press("KeyI", true);
      press("Digit7", false);
      press("Enter", false, 13);
    });
    await same(anna, before, ["X-I7"], "an input method");
  },
  async "a button has the focus, a sheet is open, a keypad is open"() {
    await anna.page.focus(".button.more");
    let before = await anna.results();
    await anna.type("X 1");
    await same(anna, before, ["X 1"], "a focused button");
    for (const name of ["Help", "Settings", "Last scans", "Test the scanner"]) {
      await anna.page.click(".button.more");
      if (name === "Test the scanner") await anna.page.click("text=Settings");
      await anna.page.click(`.sheet-body >> text=${name}`);
      await pause(100);
      if (name !== "Test the scanner") {
        before = await anna.results();
        await anna.type(`X-IN-${name.length}`);
        await same(anna, before, [`X-IN-${name.length}`], `in ${name}`);
      } else {
        await anna.page.keyboard.press("Escape");
      }
      before = await anna.results();
      await anna.type(`X-AFTER-${name.length}`);
      await same(anna, before, [`X-AFTER-${name.length}`], `after ${name}`);
    }
    await anna.leave();
  },
});
