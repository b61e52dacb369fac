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
const seqOf = async (person) =>
  (
    await person.page.evaluate(async (device) => {
      const reply = await fetch(`/api/v1/screens/${device}`);
      return reply.json();
    }, person.device)
  ).next_seq;

let ben;
/** To the first item of a round. */
async function toItem() {
  for (let at = 0; at < 40 && (await ben.step()) !== "scan_item"; at++) {
    const hint = await ben.hint();
    check(hint, `a hint at ${await ben.step()}`);
    await ben.scan(Person.command(hint));
  }
}

await run({
  async "steps made without network are sent afterwards, each once"(
    server,
    browser,
  ) {
    ben = await Person.at(browser, server, "H-03");
    await ben.signIn("U-BEN");
    await ben.scan("!PICK");
    await toItem();
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
