// Keeps one person's billet and its style sheet for reading without network. It sees only /<congress>/billet/.
// Pages say no-store, which is for the browser's own cache: what is kept here is kept on purpose, under the person's key,
// and goes at sign-out (the page and Clear-Site-Data), with another person, or as soon as the server no longer shows the page.
const PREFIX = "billet-";
const PATIENCE = 6000; // ms: on a bad network the billet that is there comes first

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { keep, forget } = event.data || {};
  if (forget) event.waitUntil(forgetAll());
  else if (keep) event.waitUntil(keepFor(keep.account, keep.urls));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (isTicket(url)) event.respondWith(freshOrKept(event));
  } else if (url.pathname.startsWith("/static/dist/")) {
    event.respondWith(kept(request).then((found) => found || fetch(request)));
  }
});

// The page itself, not the files beneath it: /<congress>/billet/<opaque>
function isTicket(url) {
  return new RegExp("^" + new URL(self.registration.scope).pathname + "[^/]+$").test(url.pathname);
}

async function freshOrKept(event) {
  const { request } = event;
  const old = await kept(request);
  const fresh = fetch(request).then((answer) => {
    event.waitUntil(remember(request, answer.clone()));
    return answer;
  });
  if (!old) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, old));
  return Promise.race([fresh.catch(() => old), late]);
}

// What the server no longer shows (signed out, withdrawn, another person) is no longer shown without it either.
async function remember(request, answer) {
  const names = await ours();
  if (answer.ok) {
    if (names.length === 1) await (await caches.open(names[0])).put(request, answer);
  } else if (answer.status < 500) {
    for (const name of names) await (await caches.open(name)).delete(request, { ignoreVary: true });
  }
}

async function keepFor(account, urls) {
  const mine = PREFIX + account;
  for (const name of await ours()) if (name !== mine) await caches.delete(name);
  const cache = await caches.open(mine);
  for (const url of urls) {
    if (await cache.match(url, { ignoreVary: true })) continue;
    const answer = await fetch(url, { credentials: "same-origin", redirect: "manual" });
    if (answer.ok) await cache.put(url, answer);
  }
}

async function forgetAll() {
  for (const name of await ours()) await caches.delete(name);
}

async function ours() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX));
}

async function kept(request) {
  for (const name of await ours()) {
    const found = await (await caches.open(name)).match(request, { ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}
