// SPDX-License-Identifier: Apache-2.0
// U14 and U15 by eye and by figures: small screens, every size of the scale, either hand. Nothing
// scrolls sideways, and what goes on with the work lies on the side of the thumb.
import { check, Person, run } from "./harness.mjs";

const screens = [
  { width: 320, height: 480 },
  { width: 360, height: 640 },
];
const scales = [70, 100, 200, 400];
const named = ({ width, height }) => `${width}x${height}`;

let ben;
async function look(name) {
  await ben.page.waitForTimeout(100);
  const wide = await ben.page.evaluate(() => {
    const boxes = [
      document.documentElement,
      ...document.querySelectorAll("main, .sheet, .keypad"),
    ];
    const over = boxes.map((box) => box.scrollWidth - box.clientWidth);
    const parts = [...document.querySelectorAll("#app *")]
      .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
      .map((part) => `${part.localName}.${part.className}`);
    const outside = [...document.querySelectorAll("button")]
      .map((button) => [button.getBoundingClientRect(), button.innerText || button.ariaLabel])
      .filter(([box]) => box.width > 0 && (box.left < -1 || box.right > innerWidth + 1))
      .map(([box, text]) => `${text} ${Math.round(box.left)}–${Math.round(box.right)}`);
    return { over: Math.max(...over), parts: parts.slice(0, 8).join(" "), outside };
  });
  await ben.shot(`settings-${name}`);
  check(wide.over <= 0, `${name} is ${wide.over} pixels too wide: ${wide.parts}`);
  check(wide.outside.length === 0, `${name}: outside are ${wide.outside.join("; ")}`);
}
/** Where a button lies: the middle of it, as a share of the width; and how large it is. */
const placeOf = (selector) =>
  ben.page
    .locator(selector)
    .first()
    .evaluate((button) => {
      const box = button.getBoundingClientRect();
      return {
        at: (box.left + box.right) / 2 / innerWidth,
        height: Math.round(box.height),
        left: box.left,
        right: innerWidth - box.right,
      };
    });

async function each(name, part) {
  for (const viewport of screens) {
    await ben.page.setViewportSize(viewport);
    for (const scale of scales) {
      for (const side of ["left", "right"]) {
        await ben.page.evaluate(
          ([scale, side]) => {
            localStorage.setItem("wms.scale", JSON.stringify(scale));
            localStorage.setItem("wms.side", JSON.stringify(side));
          },
          [scale, side],
        );
        await ben.page.reload();
        await ben.page.waitForSelector(".sign-in, .terminal");
        await part(`${name}-${named(viewport)}-${scale}-${side}`, side, scale);
      }
    }
  }
}
function checkSide(name, side, near, far) {
  const [here, there] = side === "left" ? [near.left, far.left] : [near.right, far.right];
  check(
    here <= there,
    `${name}: the main button is ${here} from the thumb, the other ${there}`,
  );
}

await run({
  async "the sign-in fits at any size"(server, browser) {
    ben = await Person.at(browser, server, "H-02");
    await each("sign-in", (name) => look(name));
  },
  async "a pick fits at any size, its buttons under the thumb"() {
    await ben.signIn("U-BEN");
    await ben.scan("!PICK");
    for (let at = 0; at < 40 && (await ben.step()) !== "scan_item"; at++)
      await ben.scan(Person.command(await ben.hint()));
    check((await ben.step()) === "scan_item", "at an item");
    await each("pick", async (name, side, scale) => {
      await look(name);
      const main = await placeOf(".terminal > .actions .button");
      const more = await placeOf(".terminal > .actions .button.more");
      check(
        main.height >= 64 && more.height >= 64,
        `${name}: ${main.height}, ${more.height} high`,
      );
      checkSide(name, side, main, more);
      if (scale > 100) return;
      const { bottom, middle } = await ben.page.evaluate(() => ({
        bottom: document.querySelector(".terminal > .actions").getBoundingClientRect().bottom,
        middle: innerHeight,
      }));
      check(Math.abs(bottom - middle) < 12, `${name}: the buttons are at the bottom`);
    });
  },
  async "the keypad, the settings and the menu fit at any size"() {
    await each("sheet", async (name, side, scale) => {
      await ben.page.click(".terminal > .actions .button.more");
      await look(`${name}-more`);
      await ben.page.click(".sheet-body >> text=Settings");
      await look(`${name}-settings`);
      await ben.page.keyboard.press("Escape");
      await ben.page.click(".terminal > .actions .button.more");
      await ben.page.click(".sheet-body >> text=Type it");
      await ben.page.waitForSelector(".keypad");
      await look(`${name}-keypad`);
      const enter = await placeOf(".keypad .actions .button.primary");
      const back = await placeOf(".keypad .actions .button:not(.primary)");
      checkSide(name, side, enter, back);
      if (scale > 100) return;
      const below = await ben.page.evaluate(
        () =>
          document.querySelector(".keypad .button.primary").getBoundingClientRect().bottom -
          innerHeight,
      );
      check(below <= 0, `${name}: Enter is ${below} pixels below the screen`);
    });
    await ben.leave();
  },
});
