// The billet is kept for reading without network, and says so when there is none. Without JavaScript it is a page like another.
const { account, worker } = document.documentElement.dataset;

function sayOffline() {
  for (const notice of document.querySelectorAll("[data-offline]")) notice.hidden = navigator.onLine;
}

function shown() {
  const files = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((each) => each.href || each.src);
  return [location.pathname, ...files];
}

async function keep() {
  await navigator.serviceWorker.register(worker);
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ keep: { account, urls: shown() } });
}

async function forget() {
  for (const name of await caches.keys()) if (name.startsWith("billet-")) await caches.delete(name);
}

sayOffline();
window.addEventListener("online", sayOffline);
window.addEventListener("offline", sayOffline);
if ("serviceWorker" in navigator && worker) {
  keep().catch(() => {});
  document.addEventListener("submit", (event) => {
    if (event.target.matches(".sign-out")) forget();
  });
}
