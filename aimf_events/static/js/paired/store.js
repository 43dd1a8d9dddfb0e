// What a paired device keeps: its keys, its list, where badges stand, and facts until the server has them. All in one
// IndexedDB, so that a number is never given twice and none is skipped, whatever tab or restart comes between.

const VERSION = 1;

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const finished = (work) => new Promise((resolve, reject) => {
  work.oncomplete = () => resolve();
  work.onabort = work.onerror = () => reject(work.error);
});

export async function openStore(congress, factory = indexedDB) {
  const name = `aimf-door ${congress}`;
  const opening = factory.open(name, VERSION);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("kept");
    opening.result.createObjectStore("facts", { keyPath: "seq" });
    opening.result.createObjectStore("standing");
  };
  const base = await done(opening);
  base.onversionchange = () => base.close();
  const work = (stores, mode = "readwrite") => base.transaction(stores, mode, mode === "readwrite" ? { durability: "strict" } : {});

  return {
    get: (key) => done(work(["kept"], "readonly").objectStore("kept").get(key)),
    async put(values) {
      const writing = work(["kept"]);
      for (const [key, value] of Object.entries(values)) writing.objectStore("kept").put(value, key);
      await finished(writing);
    },
    // A new fact gets the next number in the transaction that keeps it: without gaps, and never twice.
    async addFact(fact) {
      const writing = work(["kept", "facts"]);
      const kept = writing.objectStore("kept");
      const seq = ((await done(kept.get("seq"))) ?? 0) + 1;
      const numbered = { ...fact, seq };
      kept.put(seq, "seq");
      writing.objectStore("facts").put(numbered);
      await finished(writing);
      return numbered;
    },
    async changeFact(seq, change) {
      const writing = work(["facts"]);
      const fact = await done(writing.objectStore("facts").get(seq));
      if (fact) writing.objectStore("facts").put({ ...fact, ...change });
      await finished(writing);
    },
    async dropFacts(numbers) {
      const writing = work(["facts"]);
      for (const seq of numbers) writing.objectStore("facts").delete(seq);
      await finished(writing);
    },
    facts: () => done(work(["facts"], "readonly").objectStore("facts").getAll()),
    standing: (door, badge) => done(work(["standing"], "readonly").objectStore("standing").get(`${door} ${badge}`)),
    async move(door, badge, standing) {
      const writing = work(["standing"]);
      writing.objectStore("standing").put(standing, `${door} ${badge}`);
      await finished(writing);
    },
    async wipe() {
      base.close();
      await done(factory.deleteDatabase(name));
    },
  };
}
