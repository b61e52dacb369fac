// SPDX-License-Identifier: Apache-2.0
// Two people on the list of the same day; what they hear and feel; and a code held before the camera,
// which here is a file that Chromium takes for one.
import { check, pause, Person, run, until } from "./harness.mjs";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(join(process.env.WMS_SOURCE_DIR, "web-ui/app/package.json"));
const bwip = require("bwip-js/node");

const width = 640;
const height = 480;
/** A picture of bars as one frame of a raw video: its light, and no colour. */
function frame(code) {
  const light = Buffer.alloc(width * height, 235);
  if (code) {
    const [{ sbs }] = bwip.raw({ bcid: "code128", text: code });
    const unit = 3;
    let x = 60;
    sbs.forEach((bar, at) => {
      for (let dx = 0; dx < bar * unit; dx++, x++)
        if (at % 2 === 0) for (let y = 140; y < 340; y++) light[y * width + x] = 16;
    });
  }
  const colour = Buffer.alloc((width * height) / 2, 128);
  return Buffer.concat([Buffer.from("FRAME\n"), light, colour]);
}
const shownCode = "X-CAMERA-7";
const video = join(mkdtempSync(join(tmpdir(), "wms-video-")), "camera.y4m");
const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
writeFileSync(
  video,
  Buffer.concat([head, ...Array(20).fill(frame(shownCode)), ...Array(20).fill(frame(""))]),
);

/** Notes what the page plays and shakes. */
const spy = () => {
  globalThis.felt = { tones: [], shakes: [] };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    globalThis.felt.tones.push(Math.round(this.frequency.value));
    return start.apply(this, when);
  };
  Object.defineProperty(Navigator.prototype, "vibrate", {
    value: (pattern) => globalThis.felt.shakes.push(pattern),
  });
};
const felt = (person) => person.page.evaluate(() => globalThis.felt);

let anna, ben;
const tasksOf = (person) =>
  person.page.evaluate(
    async () => (await (await fetch("/api/v1/tasks?limit=200")).json()).items,
  );
async function toItem(person) {
  for (let at = 0; at < 12 && (await person.step()) !== "scan_item"; at++)
    await person.scan(Person.command(await person.hint()));
}

await run(
  {
    async "two people take rounds of one day: no task is on both lists"(server, browser) {
      anna = await Person.at(browser, server, "H-01");
      ben = await Person.at(browser, server, "H-02");
      await anna.signIn("U-ANNA");
      await ben.signIn("U-BEN");
      await Promise.all([anna.scan("!PICK"), ben.scan("!PICK")]);
      await toItem(anna);
      await toItem(ben);
      const [hers, his] = [await tasksOf(anna), await tasksOf(ben)];
      check(hers.length > 0 && his.length > 0, "both have work");
      const ids = new Set(hers.map(({ id }) => id));
      check(!his.some(({ id }) => ids.has(id)), "no task is on both lists");
    },
    async "a tote of somebody else's round is not taken just like that"() {
      const tote = (await anna.page.locator(".line-tote dd").first().innerText()).trim();
      const before = (await tasksOf(anna)).length;
      await ben.scan(tote);
      check(
        (await ben.page.getAttribute(".verdict", "data-tone")) !== "ok",
        "not just like that",
      );
      check((await tasksOf(anna)).length === before, "her list is as it was");
    },
    async "each verdict is heard and felt"(server, browser) {
      const context = { permissions: [] };
      const eve = await Person.at(browser, server, "H-05", context);
      await eve.context.addInitScript(spy);
      await eve.page.reload();
      await eve.page.waitForSelector(".sign-in");
      await eve.signIn("U-BEN").catch(() => undefined);
      await eve.page.waitForSelector(".terminal");
      await eve.scan("NO-SUCH-CODE");
      await until(
        async () => (await felt(eve)).tones.includes(220),
        "the low tone of an error",
      );
      const { shakes } = await felt(eve);
      check(
        JSON.stringify(shakes.at(-1)) === "[200,80,200]",
        `felt: ${JSON.stringify(shakes)}`,
      );
      await eve.leave();
    },
    async "a code held before the camera counts once each time it comes into the picture"(
      server,
      browser,
    ) {
      const context = { permissions: ["camera"] };
      const cam = await Person.at(browser, server, "H-06", context);
      await cam.signIn("U-BEN");
      const before = await cam.results();
      await cam.page.click(".button.more");
      await cam.page.click(".sheet-body >> text=Camera");
      await until(
        async () => (await cam.results()) > before,
        "the camera reads the code",
        30_000,
      );
      const seen = (await cam.decided()).slice(before);
      check(
        seen.every((code) => code === shownCode),
        `read ${seen.join(" ")}`,
      );
      await pause(1500); // the code stays in the picture for two seconds
      check((await cam.results()) <= before + 2, "held there it is one scan");
      await cam.shot("camera");
      await cam.leave();
    },
  },
  {
    args: [
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-video-capture=${video}`,
      "--autoplay-policy=no-user-gesture-required",
    ],
  },
);
