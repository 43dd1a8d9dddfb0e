// What a voter's browser keeps of a sealed vote, by ballot and voice: {paper, tracker} until the urn has answered, then {tracker} alone.
// The choice is kept nowhere: a sealed paper cannot be read, here either.

const STORE = "papers";

/** Open it; throws where this browser keeps nothing. */
export async function openKept(factory = indexedDB) {
  const opening = factory.open("aimf-sealed", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const base = await done(opening);
  const act = (mode, what) => done(what(base.transaction(STORE, mode).objectStore(STORE)));
  return {
    get: (name) => act("readonly", (store) => store.get(name)),
    put: (name, value) => act("readwrite", (store) => store.put(value, name)),
    drop: (name) => act("readwrite", (store) => store.delete(name)),
  };
}

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
