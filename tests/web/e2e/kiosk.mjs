// SPDX-License-Identifier: Apache-2.0
// L8: a screen on the wall. It is set up by the admin's page, shows the board live without anybody
// signed in, through a reload, can change nothing, and goes dark when its key is revoked.
import { artefacts, call, check, run, signedIn, until } from "./harness.mjs";
import { join } from "node:path";

let wall;
let admin;
await run({
  async "the admin adds a screen and gets its address once"(server, browser) {
    admin = await signedIn(browser, server, "admin");
    await admin.goto(`${server.base}/#/admin/devices`);
    await admin.reload();
    await admin.fill(".find input[placeholder='TV-1']", "TV-WALL");
    await admin.click("button:has-text('Add a screen')");
    await admin.waitForSelector(".kiosk-address .code");
    await admin.waitForSelector(
      ".kiosk-address svg, .kiosk-address img, .kiosk-address canvas",
    );
    const address = (await admin.innerText(".kiosk-address .code")).trim();
    check(/#\/tv\?key=wms_/.test(address), `an address: ${address}`);
    await admin.screenshot({ path: join(artefacts, "kiosk-admin.png"), fullPage: true });

    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    wall = await context.newPage();
    wall.faults = [];
    wall.on("pageerror", (fault) => wall.faults.push(fault.message));
    await wall.goto(address);
    await wall.waitForSelector("main.tv .totals");
    await until(async () => /^Live/m.test(await wall.innerText(".tv-head")), "it is live");
    check(!wall.url().includes("wms_"), `the address forgets the key: ${wall.url()}`);
    const kept = await wall.evaluate(() => JSON.stringify(localStorage) + document.cookie);
    check(!kept.includes("wms_"), "no script can read the key");
    await admin.reload();
    check((await admin.locator(".kiosk-address").count()) === 0, "shown once");
  },
  async "it shows what goes on, by the socket, and after a reload"(server) {
    await wall.reload();
    await wall.waitForSelector("main.tv .totals");
    await until(
      async () => /^Live/m.test(await wall.innerText(".tv-head")),
      "it is live again",
    );
    await call(admin, "POST", "/api/v1/demo", { workers_on: true, speed: 60 });
    const before = await wall.innerText(".totals");
    await until(
      async () => (await wall.innerText(".totals")) !== before,
      "figures move",
      60_000,
    );
    await wall.waitForSelector(".wave-row", { timeout: 60_000 });
    await wall.screenshot({ path: join(artefacts, "kiosk-wall.png") });
    void server;
  },
  async "it can change nothing and see nobody's papers"() {
    const asked = await wall.evaluate(async () => {
      const status = async (method, path) =>
        (
          await fetch(path, {
            method,
            headers: { "Content-Type": "application/json" },
            ...(method === "GET" ? {} : { body: "{}" }),
          })
        ).status;
      return {
        waves: await status("POST", "/api/v1/waves"),
        demo: await status("POST", "/api/v1/demo"),
        orders: await status("GET", "/api/v1/orders"),
        operators: await status("GET", "/api/v1/operators"),
      };
    });
    check(
      Object.values(asked).every((status) => status === 401 || status === 403),
      JSON.stringify(asked),
    );
  },
  async "revoked, it is told so at once and shows no more"() {
    const { body } = await call(admin, "GET", "/api/v1/keys");
    const key = body.items.find(({ name }) => name === "TV-WALL");
    await admin.click(`tr:has-text("TV-WALL") button:has-text("Revoke")`);
    await admin.locator("dialog[open] button.strong, dialog[open] button").last().click();
    await until(
      async () =>
        (await call(admin, "GET", "/api/v1/keys")).body.items.find(({ id }) => id === key.id)
          .revoked,
      "revoked",
    );
    await until(
      async () => !/^Live/m.test(await wall.innerText("body")),
      "the wall is not live any more",
      10_000,
    );
    await wall.reload();
    await wall.waitForSelector(".sign-in");
    check(wall.faults.length === 0, wall.faults.join("; "));
  },
});
