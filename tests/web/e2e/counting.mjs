// SPDX-License-Identifier: Apache-2.0
// A control count on a handheld, by scans only: blind, the other result counted again by another
// person, the difference approved by the lead; then the books say what was counted.
import { call, check, pause, Person, run, signedIn, until } from "./harness.mjs";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const sample = join(process.env.WMS_SOURCE_DIR, "tests/data/sample-day");
const rows = (file) =>
  readFileSync(join(sample, file), "utf8")
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
const barcodes = new Map(
  rows("barcodes.csv")
    .filter(([, , level]) => level === "each")
    .map(([code, sku]) => [sku, code]),
);
// prices stand so far from the end of the line: a name may hold commas
const prices = new Map(rows("skus.csv").map((row) => [row[0], Number(row.at(-2))]));
const price_min = 400;
const value_limit = 10_000; // above it another person counts again (counting.hpp)
const again_ms = 350; // the same code sooner is a double trigger

let office, place, wanted;
const get = async (path) => (await call(office, "GET", path)).body;
const stock = async () =>
  (await get(`/api/v1/stock?location=${place.code}`)).items.filter(
    ({ sku_code }) => sku_code === wanted.sku,
  );
const onHand = async () => (await stock()).reduce((sum, { on_hand }) => sum + on_hand, 0);
const countsOf = async (wanted) =>
  (await get("/api/v1/counts?limit=200")).items.filter(({ state }) => state === wanted);

/** Neither what the books say nor what another person found. */
async function blind(person) {
  const { lines, need } = (await person.screenState()).screen;
  const told = lines.filter(({ label }) => label === "counted" || label === "expected");
  check(told.length === 0 && need === 0, `told while counting: ${JSON.stringify(told)}, ${need}`);
}
/** Counts the location: two pieces by their code, the rest keyed in by a command's bar code. */
async function countBlind(person, pieces) {
  check((await person.step()) === "scan_location", `at the place first: ${await person.step()}`);
  if (person.device === "H-08") await person.axeInAll("the place of a count");
  await person.scan("L-A-99-99-9");
  check((await person.step()) === "scan_location", "another code is not the place");
  await person.scan(`L-${place.code}`);
  check((await person.step()) === "count_items", `then the pieces: ${await person.step()}`);
  for (let n = 0; n < 2; n++) {
    await person.scan(barcodes.get(wanted.sku));
    check((await person.tone()) === "ok", `a piece counts: ${await person.tone()}`);
    await pause(again_ms);
  }
  const { screen } = await person.screenState();
  check(screen.done === 2, `two so far: ${screen.done}`);
  if (person.device === "H-08") await person.axeInAll("a count");
  await person.shot("counting-blind");
  await person.scan(`!QTY${pieces}`);
  await blind(person);
  await person.scan("!DONE");
}

await run({
  async "a lead has a location counted"(server, browser) {
    office = await signedIn(browser, server, "admin");
    const made = await call(office, "POST", "/api/v1/operators", {
      badge: "U-KAI",
      name: "Kai",
      roles: ["counter"],
    });
    check(made.status === 201, `a second counter: ${made.status}`);
    for (const { id, code } of (await get("/api/v1/locations?limit=100")).items) {
      const { items } = await get(`/api/v1/stock?location=${code}`);
      const [one] = items;
      const dear = items.length === 1 && prices.get(one.sku_code) >= price_min;
      if (!dear || !barcodes.has(one.sku_code)) continue;
      place = { id, code };
      wanted = { sku: one.sku_code, price: prices.get(one.sku_code) };
      break;
    }
    check(place, "a location with one dear article");
    const path = `/api/v1/locations/${place.id}/count-now`;
    const asked = await call(office, "POST", path, { reason: "looks wrong" });
    check(asked.status === 200, `to be counted: ${asked.status}`);
    wanted.books = await onHand();
    wanted.counted = wanted.books + Math.floor(value_limit / wanted.price) + 1;
  },
  async "the counter counts blind, by scans only, and is not asked to judge her own count"(
    server,
    browser,
  ) {
    const zhao = await Person.at(browser, server, "H-08");
    await zhao.signIn("U-ZHAO");
    await zhao.scan("!COUNT");
    await countBlind(zhao, wanted.counted);
    check((await zhao.process()) === "home", "above the limit somebody else counts again");
    await zhao.scan("!COUNT");
    check((await zhao.process()) === "home", "she is not given it again");
    check((await onHand()) === wanted.books, "nothing is posted yet");
    check((await countsOf("recount")).length === 1, "it waits to be counted again");
    await zhao.leave();
  },
  async "another person counts again and finds the same"(server, browser) {
    const kai = await Person.at(browser, server, "H-09");
    await kai.signIn("U-KAI");
    await kai.scan("!COUNT");
    await blind(kai);
    await countBlind(kai, wanted.counted);
    check((await countsOf("to_review")).length === 1, "two agree: it waits for the lead");
    check((await onHand()) === wanted.books, "still nothing is posted");
    await kai.leave();
  },
  async "the lead sees both, approves by a scan, and the books follow"(server, browser) {
    const lead = await Person.at(browser, server, "H-07");
    await lead.type("U-LEAD");
    await lead.page.waitForSelector(".keypad-pin");
    await lead.type("246810");
    await lead.page.waitForSelector(".terminal");
    await lead.scan("!COUNT");
    check((await lead.step()) === "review", `the difference to judge: ${await lead.step()}`);
    const told = await lead.page.innerText(".lines");
    for (const number of [wanted.books, wanted.counted])
      check(told.includes(String(number)), `${number} is told`);
    check(/Zhao Min/.test(told) && /Kai/.test(told), "and who counted");
    await lead.axeInAll("a difference");
    await lead.shot("counting-review");
    await lead.scan("!APPROVE");
    await until(async () => (await onHand()) === wanted.counted, "the books say what was counted");
    await until(
      async () => (await countsOf("to_review")).length === 0,
      "nothing waits for a lead any more",
    );
    await lead.leave();
    check(office.faults.length === 0, office.faults.join("; "));
  },
});
