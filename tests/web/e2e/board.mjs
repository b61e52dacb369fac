// SPDX-License-Identifier: Apache-2.0
// The lead's board at 1280 while virtual people work: every page in both languages and schemes, live
// by socket, a scan that opens a card; nothing wider than 768.
import { artefacts, axe, check, pages, Person, run, signedIn, until } from "./harness.mjs";
import { join } from "node:path";

async function show(page, server, address, language, theme) {
  // The language is the person's: as if this person had another one.
  await page.unroute("**/api/v1/session");
  await page.route("**/api/v1/session", async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    const response = await route.fetch();
    const json = await response.json();
    if (json.operator) json.operator.language = language;
    return route.fulfill({ response, json });
  });
  await page.evaluate(
    (theme) => localStorage.setItem("wms.theme", JSON.stringify(theme)),
    theme,
  );
  await page.goto(`${server.base}/?at=${encodeURIComponent(address)}#/${address}`);
  await page.reload();
  await loaded(page);
}
async function loaded(page) {
  await page.waitForSelector("#content");
  await until(
    () => page.evaluate(() => !/(Loading|正在加载) …/.test(document.body.innerText)),
    `${page.url()} has its documents`,
  );
  await page.waitForTimeout(300);
}

/** The page as it is, in the other language: without it being loaded again. */
async function otherLanguage(page) {
  const button = page.locator(".person-tools button[lang]");
  const wanted = await button.getAttribute("lang");
  await button.click();
  await page.waitForSelector(`html[lang^=${wanted}]`);
  await loaded(page);
}

await run({
  async "a lead switches the virtual people on and sees waves come by themselves"(server, browser) {
    const page = await signedIn(browser, server, "lead");
    await show(page, server, "lead", "en", "light");
    await page.getByRole("button", { name: "Speed ×60" }).click();
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.waitForSelector(".wave-row .verdict", { timeout: 90_000 });
    await page.waitForSelector(".people-now li", { timeout: 60_000 });
    check(
      /^Live/.test(await page.innerText(".liveness")),
      "the figures come by socket, not by asking again",
    );
    await page.screenshot({ path: join(artefacts, "board-now.png") });
    await page.click(".wave-row a");
    await page.waitForSelector(".why li");
    await axe(page, "a wave");
    await otherLanguage(page);
    await axe(page, "a wave");
    await otherLanguage(page);
    await page.screenshot({ path: join(artefacts, "board-wave.png") });
    check(page.faults.length === 0, page.faults.join("; "));
    await page.context().close();
  },
  async "figures, stock and history asked for by question follow the socket"(server, browser) {
    const page = await signedIn(browser, server, "lead");
    await show(page, server, "lead/kpis", "en", "light");
    const figures = () => page.locator(".kpi-total").allInnerTexts();
    const before = (await figures()).join();
    await until(
      async () => (await figures()).join() !== before,
      "the figures go on while people work",
      60_000,
    );
    await show(page, server, "lead/stock", "en", "light");
    await page.getByRole("button", { name: "More rows" }).click();
    const rows = () => page.locator("tbody tr").count();
    await until(async () => (await rows()) > 100, "a second page of rows");
    const turned = await rows();
    await page.evaluate(() => window.scrollTo(0, 600));
    const asked = (url) => page.waitForResponse((answer) => answer.url().includes(url));
    await asked("/api/v1/stock?limit=100&after=");
    await page.waitForTimeout(500);
    check((await rows()) >= Math.min(turned, 200), "who has turned pages keeps them");
    check((await page.evaluate(() => window.scrollY)) === 600, "the page stands where it stood");
    // the order that was handed over last: all of its life, by its history
    const order = await until(async () => {
      const path = "/api/v1/orders?state=shipped&limit=1";
      const list = await page.evaluate(async (p) => (await fetch(p)).json(), path);
      return list.items?.[0];
    }, "an order was handed over", 120_000);
    await show(page, server, `lead/history/order/${order.id}`, "en", "light");
    const told = await page.innerText("main");
    for (const event of ["Order taken in", "Approved", "Put into a wave", "Waybill", "Handed over"])
      check(told.includes(event), `the life of an order tells: ${event}`);
    await axe(page, "a history");
    await page.screenshot({ path: join(artefacts, "board-history.png"), fullPage: true });
    await show(page, server, `lead/history/order/${order.id}`, "zh", "light");
    await page.screenshot({ path: join(artefacts, "board-history-zh.png"), fullPage: true });
    check(page.faults.length === 0, page.faults.join("; "));
    await page.context().close();
  },
  async "a figure's axis follows the scheme; heads of columns stand level"(server, browser) {
    const page = await signedIn(browser, server, "lead");
    await show(page, server, "lead/kpis", "en", "light");
    await page.waitForSelector(".chart canvas");
    // how light the lightest and how dark the darkest point of the axis' texts is
    const ink = () =>
      page.evaluate(() => {
        const canvas = document.querySelector(".chart canvas");
        const strip = Math.round(canvas.height / 5);
        const { data } = canvas
          .getContext("2d")
          .getImageData(0, canvas.height - strip, canvas.width, strip);
        let [least, most] = [255, 0];
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 3] < 250) continue;
          const light = (data[at] + data[at + 1] + data[at + 2]) / 3;
          [least, most] = [Math.min(least, light), Math.max(most, light)];
        }
        return { least, most };
      });
    check((await ink()).least < 110, "dark text on a light page");
    await page.selectOption(".person-tools select", "dark");
    await until(async () => (await ink()).most > 150, "light text on a dark page, at once");
    await page.selectOption(".person-tools select", "light");
    await until(async () => (await ink()).most < 150, "and dark text again");
    await page.screenshot({ path: join(artefacts, "board-figures.png"), fullPage: true });

    await show(page, server, "lead/stock", "en", "light");
    await page.click("tbody tr:first-child td:last-child a");
    await page.waitForSelector("tbody td.numeric");
    const tops = await page.evaluate(() =>
      [...document.querySelectorAll("thead th")]
        .map((head) => {
          const walk = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          for (let text = walk.nextNode(); text; text = walk.nextNode())
            if (/\p{L}/u.test(text.data)) range.selectNodeContents(text);
          return range.getClientRects();
        })
        .filter((lines) => lines.length === 1)
        .map(([line]) => Math.round(line.top)),
    );
    check(Math.max(...tops) - Math.min(...tops) <= 2, `heads stand at ${tops.join(" ")}`);
    check(page.faults.length === 0, page.faults.join("; "));
    await page.context().close();
  },
  async "a lead's message is on the terminal at once, until it is confirmed"(server, browser) {
    const wang = await Person.at(browser, server, "H-09");
    await wang.signIn("U-BEN");
    const page = await signedIn(browser, server, "lead");
    await show(page, server, "lead/people", "en", "light");
    const row = page.locator("tbody tr", { hasText: "H-09" });
    await row.getByRole("button", { name: "Message" }).click();
    await page.fill("dialog[open] input", "Come to dock 2, please");
    await axe(page, "a message that is written");
    await page.click("dialog[open] button.strong");
    await wang.page.waitForSelector(".message", { timeout: 5000 });
    const told = await wang.page.innerText(".message");
    check(told.includes("Come to dock 2, please"), told);
    await axe(wang.page, "a message");
    await wang.page.screenshot({ path: join(artefacts, "terminal-message.png") });
    await until(() => row.getByText("1 not read").count(), "the lead sees that it was not read");
    await wang.page.click(".message button");
    await wang.page.waitForSelector(".message", { state: "detached" });
    await until(async () => !(await row.getByText("not read").count()), "and that it was");
    check(page.faults.length === 0, page.faults.join("; "));
    check(wang.faults.length === 0, wang.faults.join("; "));
    await wang.context.close();
    await page.context().close();
  },
  async "a location scanned on the board opens its card, Escape closes it"(server, browser) {
    const page = await signedIn(browser, server, "lead");
    await show(page, server, "lead", "en", "light");
    await page.keyboard.type("L-A-01-01-1", { delay: 0 });
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog.object-card[open] .facts");
    check(/A-01-01-1/.test(await page.innerText("dialog.object-card h2")), "the card of what was scanned");
    const closed = "dialog.object-card:not([open])";
    const away = () => page.waitForSelector(closed, { state: "attached" });
    await axe(page, "a card");
    await page.keyboard.press("Escape");
    await away();
    await otherLanguage(page);
    await page.keyboard.type("L-A-01-01-1");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog.object-card[open] .facts");
    await axe(page, "a card");
    await page.keyboard.press("Escape");
    await away();
    await page.keyboard.type("NO-SUCH-CODE");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".outcome .bad");
    check(page.faults.length === 0, page.faults.join("; "));
    await page.context().close();
  },
  async "every page in both languages and schemes, by axe and by eye"(server, browser) {
    const page = await signedIn(browser, server, "admin");
    const look = async (address, language, theme) => {
      const name = `board-${address.replace("/", "-")}-${language}-${theme}`;
      const refused = await page.locator("main .notice.bad").allInnerTexts();
      check(refused.length === 0, `${name}: ${refused.join("; ")}`);
      await axe(page, name);
      await page.screenshot({ path: join(artefacts, `${name}.png`) });
    };
    for (const address of pages) {
      await show(page, server, address, "en", "light");
      await look(address, "en", "light");
      if (address === "tv") await show(page, server, address, "zh", "dark");
      else await otherLanguage(page);
      await page.evaluate(() => (document.documentElement.dataset.scheme = "dark"));
      await look(address, "zh", "dark");
    }
    check(page.faults.length === 0, page.faults.join("; "));
    await page.context().close();
  },
  async "nothing needs more than 768 pixels of width"(server, browser) {
    const viewport = { width: 768, height: 1024 };
    const page = await signedIn(browser, server, "admin", { viewport });
    for (const address of pages) {
      await show(page, server, address, "zh", "light");
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      check(over <= 0, `${address} is ${over} pixels too wide`);
    }
    await page.context().close();
  },
  async "on a phone each row is a card: nothing scrolls sideways"(server, browser) {
    const viewport = { width: 360, height: 640 };
    const page = await signedIn(browser, server, "admin", { viewport });
    for (const address of pages) {
      await show(page, server, address, "zh", "light");
      const over = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll(".table-scroll")].map(
          (each) => each.scrollWidth - each.clientWidth,
        ),
      );
      check(Math.max(...over) <= 0, `${address} is too wide: ${over.join(" ")}`);
      await page.screenshot({ path: join(artefacts, `phone-${address.replace("/", "-")}.png`) });
    }
    await axe(page, "the last page on a phone");
    await page.context().close();
  },
});
