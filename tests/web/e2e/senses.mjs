// SPDX-License-Identifier: Apache-2.0
// Two people on the list of the same day; what they hear, feel and see of each verdict; a stop
// holds until it is acknowledged (U10); and a code held before the camera, which here is a file
// that Chromium takes for one.
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

/** U7: each verdict by each sense alone. */
const senses = {
  ok: { tones: [1760], shake: [40], mark: "✓" },
  attention: { tones: [784, 784], shake: [120, 80, 120], mark: "!" },
  error: { tones: [220, 196], shake: [200, 80, 200], mark: "✕" },
  stop: { tones: [220, 165, 220, 165], shake: [400, 100, 400, 100, 400] },
};
const same = (got, wanted, sentence) =>
  check(JSON.stringify(got) === JSON.stringify(wanted), `${sentence}: ${JSON.stringify(got)}`);

/** One scan, and what reaches who can only hear, only feel, only see colours, only read. */
async function sensed(person, code, verdict) {
  await person.page.evaluate(() => (globalThis.felt = { tones: [], shakes: [] }));
  await person.scan(code);
  const got = await person.page.evaluate(() => ({
    ...globalThis.felt,
    frame: getComputedStyle(document.querySelector(".terminal")).borderTopColor,
    filled: getComputedStyle(document.querySelector("#content")).backgroundColor,
    told: document.querySelector(".stop-text, .told")?.innerText.trim() ?? "",
    spoken: document.querySelector("#content [role=alert], .told[role=status]")?.innerText ?? "",
  }));
  const wanted = senses[verdict];
  check((await person.tone()) === verdict, `${code} is ${verdict}: ${await person.tone()}`);
  same(got.tones, wanted.tones, `heard of ${verdict}`);
  same(got.shakes, [wanted.shake], `felt of ${verdict}`);
  check(got.told.length > 3, `${verdict} is told in words: ${got.told}`);
  check(got.spoken.includes(got.told), `a screen reader says it: ${got.spoken}`);
  const marked = !wanted.mark || got.told.startsWith(wanted.mark);
  check(marked, `${wanted.mark} stands before ${got.told}`);
  return verdict === "stop" ? got.filled : got.frame;
}

let anna, ben;
const tasksOf = async (person) => (await person.ask("/api/v1/tasks?limit=200")).items;
const stopped = async (person) => (await person.page.locator(".stop-screen").count()) > 0;
async function wrongItem(person) {
  const hint = (await person.hints()).find(({ right, en }) => !right && en === "another item");
  check(hint, "a wrong item is known");
  return hint.code;
}

/** Each allowed way to say that a stop was read. */
const acknowledge = {
  "the key on the screen": (person) => person.page.click("nav.actions .button.primary"),
  "its bar code": (person) => person.type("!ACK"),
  "a keyboard": async (person) => {
    await person.page.focus("nav.actions .button.primary");
    await person.page.keyboard.press("Enter");
  },
  "its code on the keypad": async (person) => {
    await person.page.click(".button.more");
    await person.page.click(".sheet-body >> text=Type it");
    for (const key of "!ACK") await person.page.click(`.keypad-keys >> text="${key}"`);
    await person.page.click(".keypad .button.primary");
  },
};

await run(
  {
    async "two people take rounds of one day: no task is on both lists"(server, browser) {
      anna = await Person.at(browser, server, "H-01");
      ben = await Person.at(browser, server, "H-02");
      await anna.signIn("U-ANNA");
      await ben.signIn("U-BEN");
      await Promise.all([anna.scan("!PICK"), ben.scan("!PICK")]);
      await anna.walkTo("scan_item");
      await ben.walkTo("scan_item");
      const [hers, his] = [await tasksOf(anna), await tasksOf(ben)];
      check(hers.length > 0 && his.length > 0, "both have work");
      const ids = new Set(hers.map(({ id }) => id));
      check(!his.some(({ id }) => ids.has(id)), "no task is on both lists");
    },
    async "a tote of somebody else's round is not taken just like that"() {
      const tote = (await anna.page.locator(".line-tote dd").first().innerText()).trim();
      const before = (await tasksOf(anna)).length;
      await ben.scan(tote);
      const tone = await ben.tone();
      check(/^(attention|error)$/.test(tone), `not just like that: ${tone}`);
      check((await tasksOf(anna)).length === before, "her list is as it was");
    },
    async "each verdict by sound, by vibration, by colour and in words"() {
      await ben.context.addInitScript(spy);
      await ben.page.reload();
      await ben.page.waitForSelector(".terminal");
      const paper = await ben.page.evaluate(
        () => getComputedStyle(document.querySelector("#content")).backgroundColor,
      );
      await ben.scan("X-FIRST"); // a browser plays nothing before the first key
      const stop = await sensed(ben, await wrongItem(ben), "stop");
      check(stop !== paper, `a stop fills the screen: ${stop}`);
      const ok = await sensed(ben, "!ACK", "ok");
      const attention = await sensed(ben, "!UNDO", "attention"); // there is nothing yet
      const error = await sensed(ben, "NO-SUCH-CODE", "error");
      const colours = new Set([stop, ok, attention, error]);
      check(colours.size === 4, `each has its colour: ${[...colours].join(" ")}`);
    },
    async "a stop holds whatever is scanned, until it is acknowledged in one of its ways"() {
      const { screen: before } = await ben.screenState();
      const [right, wrong] = [(await ben.hint()).code, await wrongItem(ben)];
      for (const [way, act] of Object.entries(acknowledge)) {
        await pause(350); // the same code at once is a double trigger
        await ben.scan(wrong);
        check(await stopped(ben), `${way}: a wrong item stops`);
        for (const code of [right, "!UNDO", "!DONE", "!SHORT", "L-A-01-01-1", "NO-SUCH-CODE"]) {
          await ben.scan(code);
          check(await stopped(ben), `${code} does not open it`);
          const { screen: now } = await ben.screenState();
          check(now.must_acknowledge, `${code}: the server waits too`);
          check(now.done === before.done, `${code} has moved nothing: ${now.done}`);
        }
        if (way === "its bar code") await ben.shot("stop");
        await act(ben);
        await until(async () => !(await stopped(ben)), `${way} opens it`);
        const { screen: after } = await ben.screenState();
        const as_before = after.step === before.step && after.done === before.done;
        check(as_before && !after.must_acknowledge, `${way}: at ${after.step}, ${after.done}`);
      }
      await pause(350);
      await ben.scan(right);
      check(/^(ok|step_complete)$/.test(await ben.tone()), "the right item counts again");
      const { screen } = await ben.screenState();
      const went_on = screen.step !== before.step || screen.done === before.done + 1;
      check(went_on, `one piece: ${screen.step} ${screen.done}`);
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
