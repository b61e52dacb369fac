// SPDX-License-Identifier: Apache-2.0
// The page without network: hashed files from the cache, the shell from the network first. The API
// is never answered from here: what is not sent waits in the page's own queue.
const cacheName = "wms-4a12860418aa";
const files = ["/app.webmanifest","/assets/approval-BaJ1xCQA.js","/assets/base-DhUIVPk0.js","/assets/browser-AF5_WNe4.js","/assets/card-CbzJy3_G.js","/assets/demo_panel-pQzsVkiV.js","/assets/device_page-CP_-1Mig.js","/assets/drawing-BKjE-Ca2.js","/assets/equipment-AB9ymPiZ.js","/assets/index-D0qHm_SQ.js","/assets/index-ifbyz5RC.css","/assets/kiosk-DN8mabAq.js","/assets/main-BMsSG0k_.css","/assets/main-DIsYXGhU.js","/assets/messages-CC3O-8Eb.js","/assets/pages-BhMgMZ5g.js","/assets/settings-_0IGNI4y.js","/assets/settings_page-DllIJctT.js","/assets/setup-BDl3p_Iw.js","/assets/symbols-DNpaGzzf.js","/assets/time-B24pEbJ6.js","/icon.svg","/"];

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
