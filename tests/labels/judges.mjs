// SPDX-License-Identifier: Apache-2.0
// judges.mjs FOLDER: what others make of our labels. An independent ZPL renderer must draw the
// preview, dot by dot; two independent decoders must read every code.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PNG } from "pngjs";
import { ready } from "zpl-renderer-js";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const folder = process.argv[2];
const samples = JSON.parse(readFileSync(join(folder, "samples.json"), "utf8"));
const require = createRequire(import.meta.url);
const wasm = readFileSync(require.resolve("zxing-wasm/reader/zxing_reader.wasm"));
await prepareZXingModule({ overrides: { wasmBinary: wasm.buffer }, fireImmediately: true });
const { api } = await ready;
let failures = 0;
let drawn = 0;
let read = 0;

const fail = (text) => {
  failures += 1;
  console.log(`FAIL ${text}`);
};

const isBlack = (png, x, y) =>
  x < png.width && y < png.height && png.data[(y * png.width + x) * 4] < 128;

function differences(ours, theirs) {
  let count = 0;
  for (let y = 0; y < Math.max(ours.height, theirs.height); y += 1)
    for (let x = 0; x < Math.max(ours.width, theirs.width); x += 1)
      if (isBlack(ours, x, y) !== isBlack(theirs, x, y)) count += 1;
  return count;
}

async function draw(sample, file, ours) {
  const zpl = readFileSync(join(folder, file), "utf8");
  const perMm = sample.name.endsWith(".12") ? 12 : 8;
  const picture = await api.zplToBase64Async(
    zpl,
    sample.width / perMm,
    sample.height / perMm,
    perMm,
  );
  const theirs = PNG.sync.read(Buffer.from(picture, "base64"));
  const count = differences(ours, theirs);
  drawn += 1;
  if (count > 0) fail(`${file}: ${count} dots differ`);
}

// Names of the two decoders for what we call our codes.
const formats = {
  code128: "Code128", gs1_128: "Code128", ean13: "EAN13", itf14: "ITF", qr: "QRCode",
  datamatrix: "DataMatrix", pdf417: "PDF417", maxicode: "MaxiCode",
};
const zbarFormats = {
  code128: "CODE-128", gs1_128: "CODE-128", ean13: "EAN-13", itf14: "I2/5", qr: "QR-Code",
};

// A MaxiCode is read only where nothing else is in the picture.
function cropped(ours, area) {
  const png = new PNG({ width: area.width, height: area.height });
  PNG.bitblt(ours, png, area.x, area.y, area.width, area.height, 0, 0);
  return PNG.sync.write(png);
}

async function maxicode(sample, code, ours) {
  const found = await readBarcodes(cropped(ours, code.area), {
    formats: ["MaxiCode"], textMode: "Plain", tryHarder: true, isPure: true,
  });
  read += 1;
  if (!found.some((each) => each.text === code.text))
    fail(`${sample.name}: zxing-wasm did not read the MaxiCode but ${JSON.stringify(found.map((each) => each.text))}`);
}

async function zxing(sample, bytes) {
  const wanted = [...new Set(sample.codes.map((code) => formats[code.symbology]))];
  const found = await readBarcodes(bytes, {
    formats: wanted, textMode: "Plain", tryHarder: true, maxNumberOfSymbols: 32,
  });
  const texts = found.map((code) => `${code.format} ${code.text}`);
  for (const code of sample.codes.filter((each) => each.symbology !== "maxicode")) {
    const text = `${formats[code.symbology]} ${code.text}`;
    read += 1;
    if (!texts.includes(text)) fail(`${sample.name}: zxing-wasm did not read ${text}`);
  }
}

function zbar(sample, path) {
  const wanted = sample.codes.filter((code) => zbarFormats[code.symbology]);
  if (wanted.length === 0) return;
  let said = "";
  try {
    said = execFileSync("zbarimg", ["--quiet", path], {
      encoding: "utf8", stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    // nothing found: said below
  }
  for (const code of wanted) {
    const text = `${zbarFormats[code.symbology]}:${code.text}`;
    read += 1;
    if (!said.split("\n").includes(text) && !said.includes(text))
      fail(`${sample.name}: zbar did not read ${text}`);
  }
}

for (const sample of samples) {
  const path = join(folder, `${sample.name}.png`);
  const bytes = readFileSync(path);
  const ours = PNG.sync.read(bytes);
  // each form at 8 dots/mm, the usual one at 12
  const files = sample.name.endsWith(".12") ? sample.zpl.slice(0, 1) : sample.zpl;
  for (const file of files) await draw(sample, file, ours);
  await zxing(sample, bytes);
  for (const code of sample.codes.filter((each) => each.symbology === "maxicode"))
    await maxicode(sample, code, ours);
  zbar(sample, path);
}
console.log(`${drawn} ZPL labels drawn by another, ${read} codes read by others, ${failures} failures`);
process.exit(failures === 0 ? 0 : 1);
