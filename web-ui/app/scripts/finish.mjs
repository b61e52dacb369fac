// SPDX-License-Identifier: Apache-2.0
// After the bundler: the notices of what is inside, the service worker with its list of files, and a
// brotli copy beside each text. The same input gives the same bytes.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const here = new URL("..", import.meta.url).pathname;
const dist = join(here, "../dist");

function files(folder) {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? files(path) : [path];
    });
}

const bundled = [
  "preact",
  "@preact/signals",
  "@preact/signals-core",
  "idb",
  "openapi-fetch",
  "uplot",
  "zxing-wasm",
  "bwip-js",
  "write-excel-file",
  "read-excel-file",
  "fflate",
  "saxen",
];
function notice(name) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const own = readdirSync(folder)
    .sort()
    .find((file) => /^licen[cs]e/i.test(file));
  const text = own ? readFileSync(join(folder, own), "utf8").trim() : `Licence: ${license}`;
  return `${name} ${version} (${license})\n\n${text}\n`;
}
const rule = `\n${"-".repeat(80)}\n\n`;
writeFileSync(
  join(dist, "THIRD-PARTY.txt"),
  `The pages contain these works of others.\n${rule}${bundled.map(notice).join(rule)}`,
);

// What a start without network needs: everything but the camera's decoder and the notices.
const shell = files(dist)
  .map((path) => `/${relative(dist, path)}`)
  .filter((path) => !/\.(br|wasm|txt|map)$|^\/sw.js$|\/(bwip|camera|chart|xlsx)/.test(path));
const digest = createHash("sha256");
for (const path of shell) digest.update(path).update(readFileSync(join(dist, path)));
const worker = readFileSync(join(here, "src/frame/service_worker.js"), "utf8")
  .replace("__VERSION__", digest.digest("hex").slice(0, 12))
  .replace(
    "__FILES__",
    JSON.stringify(shell.map((path) => (path === "/index.html" ? "/" : path))),
  );
writeFileSync(join(dist, "sw.js"), worker);

for (const path of files(dist)) {
  if (!/\.(html|js|css|svg|wasm|txt|webmanifest)$/.test(path)) continue;
  const data = readFileSync(path);
  const packed = brotliCompressSync(data, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
    },
  });
  writeFileSync(`${path}.br`, packed);
}
