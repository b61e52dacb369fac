// SPDX-License-Identifier: Apache-2.0
// The page without network: hashed files from the cache, the shell from the network first. The API
// is never answered from here: what is not sent waits in the page's own queue.
const cacheName = "wms-07addee19b54";
const files = ["/app.webmanifest","/assets/browser-AF5_WNe4.js","/assets/index-COZG7NbC.css","/assets/index-hv3c8esk.js","/assets/kiosk-CE5ktowp.js","/assets/main-BupBIgxk.js","/assets/main-DHULWO4W.css","/assets/pages-B-BmBSpL.js","/assets/preact-CIJK3Q0G.js","/assets/setup-BGUmtJjx.js","/assets/signals.module-BUwQUl40.js","/assets/symbols-orne97_l.js","/assets/time-CXo-3oa4.js","/icon.svg","/"];

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
