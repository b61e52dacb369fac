// SPDX-License-Identifier: Apache-2.0
// The page without network: hashed files from the cache, the shell from the network first. The API
// is never answered from here: what is not sent waits in the page's own queue.
const cacheName = "wms-db290a9cc572";
const files = ["/app.webmanifest","/assets/approval-d9znsy8M.js","/assets/base-dT4AgA6i.js","/assets/browser-AF5_WNe4.js","/assets/card-D_yJKym9.js","/assets/demo_panel-CkLZs7Ci.js","/assets/device_page-qdXMZnEL.js","/assets/drawing-CNd8ihia.js","/assets/index-C8BZQAE-.js","/assets/index-ifbyz5RC.css","/assets/kiosk-rldblGyI.js","/assets/main-Bqs1Y4oY.js","/assets/main-DHULWO4W.css","/assets/pages-WQmxq5VA.js","/assets/settings-Cwx8aRG8.js","/assets/settings_page-DECOAbnm.js","/assets/setup-DdMy5V2v.js","/assets/symbols-Cqlz4Yz-.js","/assets/time-DmSpBAjF.js","/icon.svg","/"];

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
