// SPDX-License-Identifier: Apache-2.0
// The label page: the picture follows what is typed, a fault names the field, and what was good stays
// in sight.
import { join } from "node:path";
import { artefacts, check, run, until } from "./harness.mjs";

await run({
  async "a label is drawn again while its values are edited"(server, browser) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
    const page = await context.newPage();
    const faults = [];
    page.on("pageerror", (fault) => faults.push(fault.message));
    page.on("console", (line) => {
      if (/Content Security Policy/.test(line.text())) faults.push(line.text());
    });
    await page.goto(server.base);
    await page.evaluate(async () => {
      const told = await (await fetch("/api/v1/demo")).json();
      const { badge, pin } = told.people.find((person) => person.role === "admin");
      const headers = { "Content-Type": "application/json" };
      await fetch("/api/v1/session", { method: "POST", headers, body: JSON.stringify({ badge, pin }) });
    });
    await page.goto(`${server.base}/?at=labels#/admin/labels`);
    const picture = page.locator(".label-picture");
    const dots = () => picture.evaluate((canvas) => canvas.toDataURL());
    const says = () => page.locator(".label-editor [role=status]").textContent();
    await page.locator(".page select").first().selectOption("waybill.100x180");
    await until(async () => /2 codes/.test(await says()), "the sample was drawn and read back");
    const drawn = await picture.evaluate((canvas) => [canvas.width, canvas.height]);
    check(drawn.join("x") === "800x1440", `the picture has the printer's dots: ${drawn}`);
    await page.screenshot({ path: join(artefacts, "labels.png"), fullPage: true });

    const before = await dots();
    const values = page.locator("#label-values");
    const sample = await values.inputValue();
    await values.fill(sample.replace("571-W3-018", "021-B7-004"));
    await until(async () => (await dots()) !== before, "another picture after an edit");

    await values.fill(sample.replace("SF1234567890123", ""));
    await until(async () => /waybill/.test(await says()) && /✕/.test(await says()), "the field is named");
    check(await picture.isVisible(), "the last good picture stays");
    check((await picture.getAttribute("data-stale")) === "yes", "and is marked as old");
    await page.screenshot({ path: join(artefacts, "labels-fault.png"), fullPage: true });

    await page.locator(".page select").first().selectOption("pick_list");
    await until(async () => /1 codes/.test(await says()), "office paper is drawn too");
    check(faults.length === 0, faults.join("\n"));
    await context.close();
  },
});
