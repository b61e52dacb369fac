// SPDX-License-Identifier: Apache-2.0
// The network goes in mid-pick, the server dies in mid-scan: nothing lost, nothing double (U19).
import { check, pause, Person, run, until } from "./harness.mjs";

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
});
