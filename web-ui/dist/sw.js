// SPDX-License-Identifier: Apache-2.0
// The page without network: hashed files from the cache, the shell from the network first. The API
// is never answered from here: what is not sent waits in the page's own queue.
const cacheName = "wms-80390f175d1a";
const files = ["/app.webmanifest","/assets/browser-AF5_WNe4.js","/assets/index-BTCVamEu.js","/assets/index-COZG7NbC.css","/assets/kiosk-CAgwzT0s.js","/assets/main-BIrwmVAc.js","/assets/main-D-RpaaCL.css","/assets/pages-C4SrMd69.js","/assets/preact-CIJK3Q0G.js","/assets/setup-FxBM1tpE.js","/assets/signals.module-BUwQUl40.js","/assets/symbols-DNsmqmEk.js","/assets/time-DsZndGiC.js","/icon.svg","/"];

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
