// SPDX-License-Identifier: Apache-2.0
// What a site manager does about scanners in the browser: a set-up sheet for a gun, and a photograph
// where no camera can be used.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { artefacts, check, Person, run, until } from "./harness.mjs";

const pictures = join(process.env.WMS_SOURCE_DIR, "tests/data/barcodes");

await run({
  async "a photograph is read by the server and becomes a scan"(server, browser) {
    const anna = await Person.at(browser, server, "H-02");
    await anna.signIn("U-ANNA");
    await anna.scan("!PICK");
    await anna.page.getByRole("button", { name: /^(More|Menu)/ }).click();
    await anna.page.getByRole("button", { name: "Camera" }).click();
    await anna.page.waitForSelector(".camera [role=alert]"); // no camera on this machine
    await anna.axe("the camera sheet");
    const before = await anna.results();
    const input = anna.page.locator('.photograph input[type="file"]');
    await input.setInputFiles(join(pictures, "ean13-1/20.webp"));
    await until(async () => (await anna.results()) > before, "the photograph was decided");
    const wanted = readFileSync(join(pictures, "ean13-1/20.txt"), "utf8").trim();
    check((await anna.decided()).at(-1) === wanted, `read ${(await anna.decided()).at(-1)}`);
    await input.setInputFiles(join(pictures, "falsepositives-1/MQR-falsepositive.jpg"));
    await anna.page.waitForSelector('.photograph [role="alert"]');
    await anna.shot("photograph-without-code");
    await anna.leave();
  },
  async "a set-up sheet is a file of the chosen scanner and mode"(server, browser) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(server.base);
    await page.evaluate(async () => {
      const told = await (await fetch("/api/v1/demo")).json();
      const { badge, pin } = told.people.find((person) => person.role === "admin");
      const headers = { "Content-Type": "application/json" };
      const body = JSON.stringify({ badge, pin });
      await fetch("/api/v1/session", { method: "POST", headers, body });
    });
    await page.goto(`${server.base}/?at=devices#/admin/devices`);
    const sheets = page.locator(".panel", { has: page.getByRole("heading", { name: "Set-up sheets" }) });
    await sheets.locator("select").first().selectOption("netum");
    await sheets.locator("select").last().selectOption("cdc");
    for (const [name, type] of [
      ["PDF", "application/pdf"],
      ["PNG", "image/png"],
    ]) {
      const address = await sheets.getByRole("link", { name }).getAttribute("href");
      const file = await page.evaluate(async (path) => {
        const reply = await fetch(path);
        const { byteLength } = await reply.arrayBuffer();
        return { status: reply.status, type: reply.headers.get("Content-Type"), byteLength };
      }, address);
      check(file.status === 200 && file.type === type, `${name}: ${file.status} ${file.type}`);
      check(file.byteLength > 5000, `${name} has ${file.byteLength} bytes`);
    }
    await page.screenshot({ path: join(artefacts, "scanners.png"), fullPage: true });
    await context.close();
  },
});
