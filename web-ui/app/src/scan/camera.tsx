// SPDX-License-Identifier: Apache-2.0
// The camera as a lazy extra. The decoder is our own file, no foreign host. It takes a code again
// only after the code has left the picture: holding it there is one scan.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";
import { Photograph } from "./photograph";
import { speak } from "../words/dictionary";
import { say } from "../words/terminal";
import { arrive } from "./capture";

const tell = speak({
  hint: ["Hold the code into the picture", "将条码对准画面"],
  none: [
    "No camera can be used here. It needs HTTPS and a permission.",
    "无法使用摄像头：需要 HTTPS 与授权。",
  ],
});

prepareZXingModule({ overrides: { locateFile: () => wasm } });

const look_every_ms = 120;
/** So many pictures without the code: it has left. */
const gone_after = 4;

/** Tells a code that came into the picture from one that is still there. */
export class Rearm {
  private readonly absent = new Map<string, number>();
  fresh(codes: readonly string[]): string[] {
    const found = codes.filter((code) => !this.absent.has(code));
    for (const code of codes) this.absent.set(code, 0);
    for (const [code, pictures] of [...this.absent]) {
      if (codes.includes(code)) continue;
      if (pictures + 1 >= gone_after) this.absent.delete(code);
      else this.absent.set(code, pictures + 1);
    }
    return found;
  }
}

async function look(video: HTMLVideoElement, rearm: Rearm, canvas: HTMLCanvasElement) {
  const { videoWidth: width, videoHeight: height } = video;
  if (!width || !height) return;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return;
  context.drawImage(video, 0, 0);
  const found = await readBarcodes(context.getImageData(0, 0, width, height), {
    tryHarder: true,
    maxNumberOfSymbols: 1,
  });
  const named = new Map(
    found
      .filter((one) => one.isValid)
      .map((one) => [one.text, one.symbologyIdentifier] as const),
  );
  for (const code of rearm.fresh([...named.keys()]))
    arrive(code, "camera", named.get(code)?.slice(0, 3));
}

export default function Camera() {
  const video = useRef<HTMLVideoElement>(null);
  const failed = useSignal(false);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let running = true;
    const rearm = new Rearm();
    const canvas = document.createElement("canvas");
    const run = async (): Promise<void> => {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 } },
      });
      if (!video.current || !running) return;
      video.current.srcObject = stream;
      await video.current.play();
      while (running && video.current) {
        await look(video.current, rearm, canvas);
        await new Promise((done) => setTimeout(done, look_every_ms));
      }
    };
    void (navigator.mediaDevices ? run() : Promise.reject(new Error("no camera"))).catch(() => {
      failed.value = true;
    });
    return () => {
      running = false;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);
  if (failed.value)
    return (
      <div class="camera">
        <p role="alert">{tell("none")}</p>
        <Photograph />
      </div>
    );
  return (
    <div class="camera">
      <video ref={video} muted playsInline aria-label={say("camera")} />
      <p class="note">{tell("hint")}</p>
      <Photograph />
    </div>
  );
}
