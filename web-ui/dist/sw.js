// SPDX-License-Identifier: Apache-2.0
// The page without network: hashed files from the cache, the shell from the network first. The API
// is never answered from here: what is not sent waits in the page's own queue.
const cacheName = "wms-932f1bf5ffac";
const files = ["/app.webmanifest","/assets/api-BMQGwOE-.js","/assets/browser-AF5_WNe4.js","/assets/defineProperty-Cw7sMUjQ.js","/assets/device_page-y3plOugP.js","/assets/dictionary-BJLL_-c2.js","/assets/drawing-cpoD0Qt6.js","/assets/index-O56-hkoH.js","/assets/index-ifbyz5RC.css","/assets/kiosk-aynKQ6Ab.js","/assets/main-DHULWO4W.css","/assets/main-DHgIkciR.js","/assets/pages-yDkDgLQD.js","/assets/preact-CIJK3Q0G.js","/assets/settings-DKUhGxt9.js","/assets/settings_page-B_GZdQwm.js","/assets/setup-B7mLRkN1.js","/assets/symbols-CVSm5xg0.js","/assets/time-DUBHPWai.js","/icon.svg","/"];

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
