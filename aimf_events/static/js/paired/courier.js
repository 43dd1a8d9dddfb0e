// Facts on their way. Each is kept before anything is shown; one is asked about at once where the line is free, within the
// deadline of a queue at a door; the rest leave in their order, up to 200 together, until the server has answered for each.

import { NoLongerHeard, Refused } from "./line.js";

export const DEADLINE = 1500; // ms: then the device answers by itself, with the same nonce
const MOST_AT_ONCE = 200;
/** In the place of a door: a desk says for whom an emergency badge stands. */
export const BINDINGS = "bindings";
const LEFTOVERS = "/api/v1/devices/me/leftovers";
const UNUSABLE = new Set([400, 404, 413, 422]); // the server will never take such a request, whatever is sent before

const randomNonce = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** What is sent of a fact: what the device keeps for itself stays here. `online`: its answer is being waited for. */
function sent({ door: _door, unusable: _unusable, moves: _moves, shown, ...fact }, online) {
  return { ...fact, online, ...shown };
}

export function makeCourier({ store, line, clock, list, onChange }) {
  let under = Promise.resolve();
  let busy = false;
  const inJudgement = new Set(); // numbers of facts that nobody has been told of yet: they and what follows wait

  const whenJudged = [];

  const address = (door) => (door === BINDINGS ? "/api/v1/devices/me/bindings" : `/api/v1/checkpoints/${door}/scans`);
  const usable = (facts) => facts.filter(({ unusable }) => !unusable);

  async function keep(door, read) {
    const { version, head } = list.held;
    const fact = await store.addFact({
      ...read,
      door,
      nonce: randomNonce(),
      device_time: new Date(Date.now()).toISOString(),
      clock_offset_ms: clock.offset,
      snapshot_version: version,
      revocation_seq: head.revocation_seq,
    });
    inJudgement.add(fact.seq);
    return fact;
  }

  async function post(door, facts, { online, wait }) {
    const { said } = await line.ask("POST", address(door), { body: { scans: facts.map((fact) => sent(fact, online)) }, wait });
    await store.dropFacts(facts.map(({ seq }) => seq));
    return said;
  }

  /** The server's answer to one fact, or null: no line, too slow, or others wait before it. */
  async function askNow(fact) {
    const before = usable(await store.facts()).some(({ seq }) => seq < fact.seq);
    if (busy || before || navigator.onLine === false) return null;
    try {
      const { results, revoked } = await post(fact.door, [fact], { online: true, wait: DEADLINE });
      if (revoked) throw new NoLongerHeard();
      onChange();
      return results[0];
    } catch (error) {
      if (error instanceof NoLongerHeard) throw error;
      return null;
    }
  }

  const ready = async () => {
    const facts = usable(await store.facts());
    const end = facts.findIndex(({ seq }) => inJudgement.has(seq));
    return end < 0 ? facts : facts.slice(0, end);
  };
  const firstRun = (facts) => {
    const [{ door }] = facts;
    const end = facts.findIndex((fact) => fact.door !== door);
    return facts.slice(0, Math.min(end < 0 ? facts.length : end, MOST_AT_ONCE));
  };

  // A fact that no door takes is handed to whoever supervises, as it is; if not even that is possible it stays here, seen.
  async function leaveOver(fact, status) {
    try {
      await line.ask("POST", LEFTOVERS, { body: { items: [{ ...fact, unusable: status }] }, wait: 20000 });
      await store.dropFacts([fact.seq]);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await store.changeFact(fact.seq, { unusable: status });
    }
  }

  async function drain() {
    busy = true;
    const told = [];
    let most = MOST_AT_ONCE;
    let heard = true;
    try {
      for (let facts = await ready(); facts.length; facts = await ready()) {
        const some = firstRun(facts).slice(0, most);
        try {
          const { results, revoked } = await post(some[0].door, some, { online: false, wait: 20000 });
          heard = !revoked;
          results.forEach((result, i) => told.push({ result, fact: some[i] }));
          most = MOST_AT_ONCE;
        } catch (error) {
          if (!(error instanceof Refused) || !UNUSABLE.has(error.status)) throw error;
          if (some.length === 1) await leaveOver(some[0], error.status);
          most = 1; // one of them is the reason: it goes where the unusable goes, and does not hold back the others
        }
      }
    } finally {
      busy = false;
      onChange();
    }
    if (!heard) throw new NoLongerHeard(); // only now: all that was kept is with the server
    return told;
  }

  return {
    keep,
    askNow,
    /** Keep what was shown by this device's own judgement: it leaves with the fact. `moves`: how many more are inside. */
    show: (fact, verdict, reason, moves = 0) => store.changeFact(fact.seq, { moves, shown: { verdict_shown: verdict, reason_shown: reason } }),
    /** The fact has its answer, the server's or this device's: it may leave. */
    judged(fact) {
      inJudgement.delete(fact.seq);
      if (!inJudgement.size) whenJudged.splice(0).forEach((go) => go());
    },
    /** Send all that waits, one upload at a time; the facts sent with their answers. */
    drain() {
      under = under.then(drain, drain);
      return under;
    },
    /** Hand over all that is kept, what is being judged too once it is shown; the facts that nobody took. */
    async leave() {
      if (inJudgement.size) await new Promise((go) => whenJudged.push(go));
      under = under.then(drain, drain);
      await under.catch((error) => {
        if (!(error instanceof NoLongerHeard)) throw error; // that is why it leaves
      });
      for (const fact of await store.facts()) await leaveOver(fact, fact.unusable);
      return store.facts();
    },
    async counts() {
      const facts = await store.facts();
      return { waiting: usable(facts).length, unusable: facts.length - usable(facts).length };
    },
  };
}
