// SPDX-License-Identifier: Apache-2.0
// The page without network: hashed files from the cache, the shell from the network first. The API
// is never answered from here: what is not sent waits in the page's own queue.
const cacheName = "wms-0891515b4249";
const files = ["/app.webmanifest","/assets/browser-AF5_WNe4.js","/assets/defineProperty-Cw7sMUjQ.js","/assets/device_page-C3DAmm84.js","/assets/dictionary-BJLL_-c2.js","/assets/drawing-DvY3AcyD.js","/assets/index-BQglC6KQ.js","/assets/index-ifbyz5RC.css","/assets/kiosk-B6u808ZO.js","/assets/main-DHULWO4W.css","/assets/main-DyTxz_k2.js","/assets/pages-Bxv6Ekq5.js","/assets/preact-CIJK3Q0G.js","/assets/settings-DKUhGxt9.js","/assets/settings_page-BFWdJyTZ.js","/assets/setup-BO8gH6Dc.js","/assets/symbols-Blg_W3La.js","/assets/time-PJQI39xi.js","/icon.svg","/"];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(files))
      .then(() => self.skipWaiting()),
  );
});
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name !== cacheName).map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});

async function shell(request) {
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(4000) });
    if (fresh.ok) (await caches.open(cacheName)).put("/", fresh.clone());
    return fresh;
  } catch {
    return (await caches.match("/")) ?? Response.error();
  }
}
async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  // the camera's decoder comes in when it is first used
  if (fresh.ok && new URL(request.url).pathname.startsWith("/assets/"))
    (await caches.open(cacheName)).put(request, fresh.clone());
  return fresh;
}
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith("/api/") || pathname.startsWith("/ca")) return;
  if (request.mode === "navigate") event.respondWith(shell(request));
  else if (pathname.startsWith("/assets/") || files.includes(pathname))
    event.respondWith(asset(request));
});
