// Keeps the scanner's page and all its files, so that it opens with the network gone. It sees only /<congress>/door/scanner/.
// The page comes from here at once, and is fetched again behind: a new one takes its place once all its files are here.
const CACHE = `scanner-${new URL(self.registration.scope).pathname}`;
const FILES = /\/static\/[^"'\s&?#]+/g;

self.addEventListener("install", (event) => event.waitUntil(renew().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && isPage(url)) event.respondWith(keptPage(event));
  else if (url.pathname.startsWith("/static/") || url.pathname.endsWith("/manifest.json")) event.respondWith(keptFile(request));
});

const isPage = (url) => url.pathname === new URL(self.registration.scope).pathname;

async function keptPage(event) {
  const found = await (await caches.open(CACHE)).match(self.registration.scope);
  if (!found) return fetch(event.request);
  event.waitUntil(renew().catch(() => {}));
  return found;
}

async function keptFile(request) {
  return (await (await caches.open(CACHE)).match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}

// The page's own words name its files. What is already here is not fetched again: the built ones bear their content's hash.
async function renew() {
  const cache = await caches.open(CACHE);
  const answer = await fetch(self.registration.scope, { cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error(`the page is not there: ${answer.status}`);
  const text = await answer.clone().text();
  const files = [...new Set(text.match(FILES) ?? []), new URL("manifest.json", self.registration.scope).pathname];
  for (const file of files) {
    if (file.includes("/dist/") && (await cache.match(file))) continue;
    const fetched = await fetch(file);
    if (!fetched.ok) throw new Error(`${file}: ${fetched.status}`);
    await cache.put(file, fetched);
  }
  await cache.put(self.registration.scope, answer);
  const wanted = new Set([...files, new URL(self.registration.scope).pathname]);
  for (const { url } of await cache.keys()) if (!wanted.has(new URL(url).pathname)) await cache.delete(url);
}
