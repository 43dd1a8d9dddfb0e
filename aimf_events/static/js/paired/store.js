// What a paired device keeps: its keys, its list, where badges stand, and facts until the server has them. All in one
// IndexedDB, so that a number is never given twice and none is skipped, whatever tab or restart comes between.
//
// A browser may close the database under an open page (iOS does, in the background), or take it away: it is opened again,
// and what this page has kept or read is written into it again.

const VERSION = 1;
const STORES = ["kept", "facts", "standing"];
const ITS_KEY = { facts: { keyPath: "seq" } }; // the others are put under a key that is given
const keyOf = (store, key) => (store in ITS_KEY ? [] : [key]);
const LOST = new Set(["InvalidStateError", "UnknownError", "AbortError", "NotFoundError"]); // of a connection, not of a value

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const finished = (work) => new Promise((resolve, reject) => {
  work.oncomplete = () => resolve();
  work.onabort = work.onerror = () => reject(work.error ?? new DOMException("", "AbortError"));
});

export async function openStore(congress, factory = indexedDB) {
  const name = `aimf-door ${congress}`;
  const known = Object.fromEntries(STORES.map((store) => [store, new Map()]));
  let base = null;
  let wiped = false;

  function open() {
    if (wiped) throw new DOMException("", "NotAllowedError");
    base ??= opened();
    return base;
  }

  async function opened() {
    const opening = factory.open(name, VERSION);
    opening.onupgradeneeded = () => {
      for (const store of STORES) {
        const made = opening.result.createObjectStore(store, ITS_KEY[store]);
        for (const [key, value] of known[store]) made.put(value, ...keyOf(store, key));
      }
    };
    try {
      const found = await done(opening);
      found.onclose = forget;
      found.onversionchange = () => {
        found.close();
        forget();
      };
      return found;
    } catch (error) {
      forget();
      throw error;
    }
  }

  function forget() {
    base = null;
  }

  /** Do a task in one transaction; once more if the connection was gone. The task is done whole or not at all. */
  async function work(stores, mode, task) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(stores, mode, task);
      } catch (error) {
        if (attempt === 2 || wiped || !LOST.has(error?.name)) throw error;
        forget();
      }
    }
  }

  async function once(stores, mode, task) {
    const writing = (await open()).transaction(stores, mode, mode === "readwrite" ? { durability: "strict" } : {});
    const end = finished(writing);
    end.catch(() => {}); // told by the task first, where it fails
    const changes = [];
    const of = (store) => ({
      get: (key) => done(writing.objectStore(store).get(key)),
      all: () => done(writing.objectStore(store).getAll()),
      put(value, key) {
        writing.objectStore(store).put(value, ...keyOf(store, key));
        changes.push(() => known[store].set(key, value));
      },
      delete(key) {
        writing.objectStore(store).delete(key);
        changes.push(() => known[store].delete(key));
      },
    });
    try {
      const result = await task(...stores.map(of));
      await end;
      changes.forEach((change) => change());
      return result;
    } catch (error) {
      try {
        writing.abort();
      } catch { /* it is over already */ }
      throw error;
    }
  }

  await open();
  return {
    get: (key) => work(["kept"], "readonly", async (kept) => {
      const value = await kept.get(key);
      if (value !== undefined) known.kept.set(key, value);
      return value;
    }),
    put: (values) => work(["kept"], "readwrite", (kept) => Object.entries(values).forEach(([key, value]) => kept.put(value, key))),
    // A new fact gets the next number in the transaction that keeps it: without gaps, and never twice. One that was kept
    // although the connection was lost before it was said is found by its nonce.
    addFact: (fact) => work(["kept", "facts"], "readwrite", async (kept, facts) => {
      const last = (await kept.get("seq")) ?? 0;
      const before = last ? await facts.get(last) : null;
      if (before?.nonce === fact.nonce) return before;
      const numbered = { ...fact, seq: last + 1 };
      kept.put(last + 1, "seq");
      facts.put(numbered, last + 1);
      return numbered;
    }),
    changeFact: (seq, change) => work(["facts"], "readwrite", async (facts) => {
      const fact = await facts.get(seq);
      if (fact) facts.put({ ...fact, ...change }, seq);
    }),
    dropFacts: (numbers) => work(["facts"], "readwrite", (facts) => numbers.forEach((seq) => facts.delete(seq))),
    async facts() {
      const found = await work(["facts"], "readonly", (facts) => facts.all());
      known.facts = new Map(found.map((fact) => [fact.seq, fact]));
      return found;
    },
    standing: (door, badge) => work(["standing"], "readonly", (standing) => standing.get(`${door} ${badge}`)),
    move: (door, badge, value) => work(["standing"], "readwrite", (standing) => standing.put(value, `${door} ${badge}`)),
    /** Another device from now on: its count begins with the facts that the one before could not send, in their order. */
    startAnew: (values) => work(["kept", "facts"], "readwrite", async (kept, facts) => {
      const waiting = await facts.all();
      for (const { seq } of waiting) facts.delete(seq);
      waiting.forEach(({ unusable: _unusable, ...fact }, index) => facts.put({ ...fact, seq: index + 1 }, index + 1));
      kept.delete("list");
      kept.put(waiting.length, "seq");
      for (const [key, value] of Object.entries(values)) kept.put(value, key);
    }),
    async wipe() {
      const found = await open();
      wiped = true;
      found.close();
      await done(factory.deleteDatabase(name));
    },
  };
}
