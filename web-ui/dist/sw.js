// SPDX-License-Identifier: Apache-2.0
// The page without network: hashed files from the cache, the shell from the network first. The API
// is never answered from here: what is not sent waits in the page's own queue.
const cacheName = "wms-80a948292807";
const files = ["/app.webmanifest","/assets/base-CcVPIlR2.js","/assets/browser-AF5_WNe4.js","/assets/card-CSW2CXO-.js","/assets/demo_panel-CEvr1ng6.js","/assets/device_page-eY2dwwNC.js","/assets/drawing-D_Ks1iqk.js","/assets/index-BGhkxGgo.js","/assets/index-ifbyz5RC.css","/assets/kiosk-BoDogf5B.js","/assets/main-DHULWO4W.css","/assets/main-Dz30B1y_.js","/assets/pages-B7x6dtox.js","/assets/settings-CUlgMnm7.js","/assets/settings_page-Cyq3sVYq.js","/assets/setup-CQlOBa96.js","/assets/symbols-BsA2A5nF.js","/assets/time-DCQGNyG9.js","/icon.svg","/"];

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
