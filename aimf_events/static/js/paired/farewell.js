// A device that is no longer heard: what it kept goes to the server, then all is wiped. Nothing is wiped unseen.

const AGAIN = 3000; // ms between two attempts without the network

/** Hand over, show what nobody took, wipe. */
export async function sayFarewell({ store, courier, pages }) {
  pages.say("leaving");
  const left = await handedOver(courier);
  if (left.length) await pages.leftovers(left);
  await wipe(store);
  pages.say("wiped");
}

async function handedOver(courier) {
  for (;;) {
    try {
      return await courier.leave();
    } catch {
      await new Promise((done) => setTimeout(done, AGAIN));
    }
  }
}

async function wipe(store) {
  await store.wipe();
  for (const name of await caches.keys()) if (name.startsWith("scanner-")) await caches.delete(name);
  const registration = await navigator.serviceWorker?.getRegistration(location.pathname);
  await registration?.unregister();
}
