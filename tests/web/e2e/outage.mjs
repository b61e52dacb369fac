// SPDX-License-Identifier: Apache-2.0
// The network goes in mid-pick, the server dies in mid-scan: nothing lost, nothing double (U19).
import { Cable, call, check, pause, Person, run, signedIn, until } from "./harness.mjs";

const unsent = (person) =>
  person.page.evaluate(async () => {
    const open = indexedDB.open("wms");
    const base = await new Promise(
      (done) => (open.onsuccess = () => done(open.result)),
    );
    const all = base.transaction("waiting").objectStore("waiting").getAll();
    return new Promise(
      (done) => (all.onsuccess = () => done(all.result.length)),
    );
  });
const seqOf = async (person) => (await person.screenState()).next_seq;

let ben, lead;
/** A piece after the other, as a hand takes them. */
const hand_ms = 380;
/** To the first item of a round of which at least so many pieces are wanted. */
async function toPieces(least) {
  for (let at = 0; at < 300; at++) {
    const { screen } = await ben.screenState();
    if (screen.step === "scan_item" && screen.need - screen.done >= least) return screen;
    const hint = await ben.hint();
    check(hint, `a hint at ${screen.step}`);
    await ben.scan(Person.command(hint));
  }
  throw new Error(`no line of ${least} pieces`);
}
async function get(path) {
  const { status, body } = await call(lead, "GET", path);
  check(status === 200, `${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}
const stockAt = async (location, sku) =>
  (await get(`/api/v1/stock?location=${location}`)).items.filter((row) => row.sku_code === sku);
const pieces_of = (rows) => rows.reduce((sum, { on_hand }) => sum + on_hand, 0);
/** What this device did after an entry of the journal, oldest first. */
async function done(device, after) {
  const entries = [];
  for (let next = ""; next !== null; ) {
    const page = await get(`/api/v1/journal?device=${device}&limit=200${next}`);
    const fresh = page.items.filter(({ seq }) => seq > after);
    entries.push(...fresh);
    next = page.next && fresh.length === page.items.length ? `&after=${page.next}` : null;
  }
  const whole = entries.map(({ seq }) => get(`/api/v1/journal/${seq}`));
  return (await Promise.all(whole)).reverse();
}
/** Pieces that left a location by these entries. */
const takenFrom = (entries, sku) =>
  entries
    .flatMap(({ events_json }) => events_json)
    .filter(({ name }) => name === "StockPosted")
    .map(({ body }) => (typeof body === "string" ? JSON.parse(body) : body))
    .filter((posted) => posted.sku === sku && posted.posting === "pick")
    .reduce((sum, { quantity }) => sum + quantity, 0);
/** event id -> entries of the journal that the server named for it. */
function decided(answers, ids) {
  const found = new Map(ids.map((id) => [id, new Set()]));
  for (const { path, question, status, body } of answers) {
    if (path !== "/api/v1/scans" || status !== 200) continue;
    found.get(JSON.parse(question).event_id)?.add(JSON.parse(body).seq);
  }
  return found;
}

await run({
  async "steps made without network are sent afterwards, each once"(
    server,
    browser,
  ) {
    ben = await Person.at(browser, server, "H-03");
    await ben.signIn("U-BEN");
    await ben.scan("!PICK");
    await ben.walkTo("scan_item");
    const item = (await ben.hint()).code;
    const before = await seqOf(ben);
    await ben.context.setOffline(true);
    for (const code of ["X-OFF-1", item, "X-OFF-2"]) {
      await ben.type(code);
      await pause(100);
    }
    await until(async () => (await unsent(ben)) === 3, "three steps wait");
    await ben.page.waitForSelector(".connection.down");
    await ben.shot("outage-1-waiting");
    await ben.context.setOffline(false);
    await until(async () => (await unsent(ben)) === 0, "all are sent", 30_000);
    check(
      (await seqOf(ben)) === before + 3,
      "three more events of this device, no more",
    );
  },
  async "a server killed in mid-scan has each scan once"(server) {
    const before = await seqOf(ben);
    const wanted = 20;
    const typing = (async () => {
      for (let at = 0; at < wanted; at++) {
        await ben.type(`X-KILL-${at}`);
        await pause(30);
      }
    })();
    await pause(250);
    await server.kill();
    await typing;
    await server.run();
    await until(async () => (await unsent(ben)) === 0, "all are sent", 60_000);
    check((await seqOf(ben)) === before + wanted, "each scan was decided once");
    await ben.shot("outage-2-after");
  },
  async "a server killed in mid-pick: each piece once, in the stock and in the journal"(
    server,
    browser,
  ) {
    lead = await signedIn(browser, server, "admin");
    const pieces = 6;
    const { need, done: had } = await toPieces(pieces);
    const item = (await ben.hints()).find(({ right, code }) => right && code).code;
    const text = (label) => ben.page.locator(`.line-${label} dd`).first().innerText();
    const location = (await text("location")).trim();
    const sku = /\((\w+)\)$/.exec((await text("item")).trim())[1];
    const [stock, from] = [await stockAt(location, sku), await seqOf(ben)];
    const { seq: entry } = (await get("/api/v1/journal?limit=1")).items[0];
    const heard = server.listener.answers.length;
    for (let piece = 1; piece <= pieces; piece++) {
      await pause(hand_ms);
      await ben.type(item);
      if (piece === 2 || piece === 5) await server.kill(); // its answer may be on the way
      if (piece === 3 || piece === 6) await server.run();
    }
    await until(async () => (await unsent(ben)) === 0, "all are sent", 60_000);
    lead = await signedIn(browser, server, "admin"); // its sign-in was of the server that died
    const { screen: now, next_seq } = await ben.screenState();
    check(next_seq === from + pieces, `${pieces} steps of this device, not ${next_seq - from}`);
    const all = need - had === pieces;
    check(all || now.done === had + pieces, `${now.done} of ${need} are taken, ${had} were`);
    if (!all) await ben.scan(`!QTY${need - had - pieces}`);
    if ((await ben.step()) === "scan_target")
      await ben.scan(Person.command(await ben.hint())); // into the bin of the cart
    await until(
      async () =>
        pieces_of(await stockAt(location, sku)) === pieces_of(stock) - (need - had),
      `${need - had} pieces fewer than ${pieces_of(stock)} stand at ${location}`,
    );
    const entries = await done("H-03", entry);
    const scans = entries.filter(
      ({ command, command_json }) =>
        command === "ScanCode" && JSON.stringify(command_json).includes(item),
    );
    check(scans.length === pieces, `${scans.length} scans of ${item} in the journal`);
    check(scans.every(({ refusal }) => refusal === null), "none was refused");
    const taken = takenFrom(entries, stock[0].sku);
    check(taken === need - had, `${taken} pieces were taken by the journal`);
    const answers = server.listener.answers.slice(heard);
    const ids = new Set(
      answers
        .filter(({ path, question }) => path === "/api/v1/scans" && question.includes(btoa(item)))
        .map(({ question }) => JSON.parse(question).event_id),
    );
    check(ids.size === pieces, `${ids.size} event ids for ${pieces} scans`);
    const named = [...decided(answers, [...ids]).values()];
    check(named.every((seqs) => seqs.size === 1), "each event id has one entry");
    const theirs = named.map(([seq]) => seq).sort((a, b) => a - b);
    check(
      theirs.join() === scans.map(({ seq }) => seq).join(),
      `they are the journal's: ${theirs.join()}`,
    );
    await ben.shot("outage-3-after-pieces");
    await lead.context().close();
    await ben.leave();
  },
  async "a step whose answer is cut in its body is done once, and nobody is told otherwise"(
    server,
    browser,
  ) {
    const cable = await Cable.to(server.port);
    const address = `http://127.0.0.1:${cable.port}`;
    const anna = await Person.at(browser, server, "H-07", { address });
    await anna.signIn("U-ANNA");
    await until(() => anna.page.$(".connection.up"), "the socket is open");
    const before = await seqOf(anna);
    const isCut = await cable.cutInAnswer("/api/v1/scans");
    await anna.type("X-CUT-1");
    await until(isCut, "the answer was cut");
    await until(async () => (await unsent(anna)) === 0, "it is answered", 30_000);
    const told = await anna.page.innerText(".told");
    check(told.includes("Not known"), `told what the server said of it: ${told}`);
    await anna.scan("X-CUT-2");
    check((await seqOf(anna)) === before + 2, "two scans are two events");
    const decided = (await anna.decided()).slice(-2);
    check(decided.join(" ") === "X-CUT-1 X-CUT-2", `decided: ${decided}`);
    await anna.leave();
    await cable.cut();
  },
  async "what the server can never take is told to the lead"(server, browser) {
    const eve = await Person.at(browser, server, "H-08");
    await eve.signIn("U-BEN");
    // as a page would that is older than the server
    await eve.page.route("**/api/v1/scans", async (route) => {
      const body = { ...route.request().postDataJSON(), device_seq: "one" };
      await route.continue({ postData: JSON.stringify(body) });
    });
    await eve.scan("X-NEVER-1");
    check(
      (await eve.page.innerText(".told")).includes("The lead is told"),
      "the picker is told",
    );
    await until(async () => (await unsent(eve)) === 0, "the lead is told");
    await eve.page.unroute("**/api/v1/scans");
    await eve.scan("X-AFTER-1");
    const lead = await signedIn(browser, server, "lead");
    const told = async () =>
      (await call(lead, "GET", "/api/v1/exceptions")).body.items.filter(
        ({ subject }) => subject.includes("X-NEVER-1"),
      );
    const [one] = await until(async () => {
      const found = await told();
      return found.length > 0 && found;
    }, "an exception");
    check(
      one.kind === "device_fault" && one.subject.startsWith("H-08, "),
      `the exception: ${JSON.stringify(one)}`,
    );
    check((await told()).length === 1, "one exception");
    await lead.context().close();
    await eve.leave();
  },
  async "another tab signs in anew: the step of this one goes on"(server, browser) {
    const ben = await Person.at(browser, server, "H-09");
    await ben.signIn("U-BEN");
    const before = await seqOf(ben);
    const other = await ben.context.newPage();
    await other.goto(server.base);
    await other.waitForSelector(".terminal");
    await other.evaluate(async () => {
      const headers = { "Content-Type": "application/json" };
      const body = JSON.stringify({ badge: "U-BEN", device: "H-09" });
      const reply = await fetch("/api/v1/session", { method: "POST", headers, body });
      if (reply.status !== 201) throw new Error(`signed in: ${reply.status}`);
    });
    await other.close();
    await ben.scan("X-TAB-1");
    await until(async () => (await unsent(ben)) === 0, "it is sent");
    check((await seqOf(ben)) === before + 1, "it is decided, once");
    const told = await ben.page.innerText(".told");
    check(!told.includes("could not be taken"), `what is told: ${told}`);
    await ben.leave();
  },
  async "a browser that stores nothing says so, and the steps go on"(server, browser) {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
    await context.addInitScript(() => {
      localStorage.setItem("wms.device", "H-10");
      IDBFactory.prototype.open = () => {
        throw new DOMException("no database here", "InvalidStateError");
      };
    });
    const page = await context.newPage();
    await page.goto(server.base);
    await page.waitForSelector(".sign-in");
    await page.keyboard.type("U-BEN");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".terminal");
    await page.waitForSelector("text=This browser keeps nothing");
    await page.screenshot({ path: `${process.env.WMS_ARTEFACTS}/outage-3-not-kept.png` });
    await context.close();
  },
});
