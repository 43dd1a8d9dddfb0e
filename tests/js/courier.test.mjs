// Facts on their way: none is lost, none leaves before those before it, one that nobody can take does not hold back the rest.
import assert from "node:assert/strict";
import { test } from "node:test";

import { makeCourier } from "../../aimf_events/static/js/paired/courier.js";
import { NoLongerHeard, Refused } from "../../aimf_events/static/js/paired/line.js";

const DOOR = "porte-a";

// What a device keeps, in memory: the same promises as store.js, whose IndexedDB the browser journey uses.
function keptInMemory() {
  const facts = new Map();
  let last = 0;
  return {
    addFact: async (fact) => (facts.set(++last, { ...fact, seq: last }), facts.get(last)),
    changeFact: async (seq, change) => facts.has(seq) && facts.set(seq, { ...facts.get(seq), ...change }),
    dropFacts: async (numbers) => numbers.forEach((seq) => facts.delete(seq)),
    facts: async () => [...facts.values()],
  };
}

function device(answers) {
  const store = keptInMemory();
  const sent = [];
  const line = {
    async ask(_method, target, { body }) {
      const scans = body.scans ?? body.items;
      sent.push({ target, scans });
      const said = await answers(scans, target);
      return { said: { results: scans.map(({ nonce }) => ({ nonce, verdict: "admitted" })), ...said } };
    },
  };
  const list = { held: { version: 7, head: { revocation_seq: 2 } } };
  const courier = makeCourier({ store, line, clock: { offset: -420000 }, list, onChange: () => {} });
  return { store, sent, courier };
}

async function shown(courier, door = DOOR) {
  const fact = await courier.keep(door, { token: "1" });
  await courier.show(fact, "admitted", "welcome");
  courier.judged(fact);
  return fact;
}

const numbers = ({ scans }) => scans.map(({ seq }) => seq);

test("a fact bears what the device knew, and its clock's error", async () => {
  const { courier, sent } = device(() => ({}));
  await shown(courier);
  await courier.drain();
  const [fact] = sent[0].scans;
  assert.match(fact.nonce, /^[0-9a-f]{32}$/);
  assert.deepEqual([fact.seq, fact.clock_offset_ms, fact.snapshot_version, fact.revocation_seq], [1, -420000, 7, 2]);
  assert.deepEqual([fact.online, fact.verdict_shown, fact.reason_shown], [false, "admitted", "welcome"]);
  assert.equal("door" in fact, false);
});

test("500 facts leave by 200, in their order, and each door's by itself", async () => {
  const { courier, sent } = device(() => ({}));
  for (let count = 0; count < 450; count += 1) await shown(courier);
  for (let count = 0; count < 50; count += 1) await shown(courier, "porte-b");
  const told = await courier.drain();
  assert.equal(told.length, 500);
  assert.deepEqual(sent.map(({ scans }) => scans.length), [200, 200, 50, 50]);
  assert.deepEqual(sent.flatMap(numbers), Array.from({ length: 500 }, (_, index) => index + 1));
  assert.deepEqual(await courier.counts(), { waiting: 0, unusable: 0 });
});

test("without a line nothing is lost, and the same facts leave later", async () => {
  let cut = true;
  const { courier, sent } = device(() => { if (cut) throw new TypeError("Failed to fetch"); });
  await shown(courier);
  await assert.rejects(courier.drain());
  assert.equal((await courier.counts()).waiting, 1);
  cut = false;
  await courier.drain();
  assert.equal(sent[0].scans[0].nonce, sent[1].scans[0].nonce);
});

test("while others wait, a new one is not asked about before them", async () => {
  const { courier, sent } = device(() => ({}));
  await shown(courier);
  assert.equal(await courier.askNow(await courier.keep(DOOR, { token: "2" })), null);
  assert.equal(sent.length, 0);
});

test("one that is being judged does not leave before it was shown, nor what follows", async () => {
  const { courier, sent } = device(() => ({}));
  await shown(courier);
  const slow = await courier.keep(DOOR, { token: "2" });
  await shown(courier);
  await courier.drain();
  assert.deepEqual(sent.map(numbers), [[1]]);
  await courier.show(slow, "look", "not_in_list");
  courier.judged(slow);
  await courier.drain();
  assert.deepEqual(sent.map(numbers), [[1], [2, 3]]);
});

test("asked at once: the server's answer, as a fact of this moment", async () => {
  const { courier, sent } = device(() => ({}));
  const result = await courier.askNow(await courier.keep(DOOR, { token: "1" }));
  assert.equal(result.verdict, "admitted");
  assert.equal(sent[0].scans[0].online, true);
  assert.equal((await courier.counts()).waiting, 0);
});

const refusing = (sent, { leftovers } = {}) => device((scans, target) => {
  if (target.endsWith("/leftovers") ? leftovers : scans.some(({ seq }) => seq === sent)) throw new Refused(leftovers ?? 400, {});
});

test("one that no door takes goes where the unusable goes, and the others leave", async () => {
  const { courier, sent } = refusing(2);
  for (let count = 0; count < 3; count += 1) await shown(courier);
  const told = await courier.drain();
  assert.deepEqual(told.map(({ fact }) => fact.seq), [1, 3]);
  assert.deepEqual(sent.map(numbers), [[1, 2, 3], [1], [2, 3], [2], [2], [3]]);
  const { target, scans: [left] } = sent[4];
  assert.deepEqual([target, left.door, left.unusable, left.shown.verdict_shown], ["/api/v1/devices/me/leftovers", DOOR, 400, "admitted"]);
  assert.deepEqual(await courier.counts(), { waiting: 0, unusable: 0 });
});

test("if not even that is possible it is kept here, seen, and offered again before all is wiped", async () => {
  const { courier, sent } = refusing(2, { leftovers: 422 });
  for (let count = 0; count < 3; count += 1) await shown(courier);
  await courier.drain();
  assert.deepEqual(await courier.counts(), { waiting: 0, unusable: 1 });
  assert.deepEqual((await courier.leave()).map(({ seq }) => seq), [2]);
  assert.equal(sent.filter(({ target }) => target.endsWith("/leftovers")).length, 2);
});

test("before all is wiped, what is being judged is waited for", async () => {
  const { courier, sent } = device(() => ({ revoked: true }));
  await shown(courier);
  const slow = await courier.keep(DOOR, { token: "2" });
  const leaving = courier.leave();
  await new Promise((done) => setTimeout(done, 20));
  assert.equal(sent.length, 0);
  await courier.show(slow, "look", "not_in_list");
  courier.judged(slow);
  assert.deepEqual(await leaving, []);
  assert.deepEqual(sent.map(numbers), [[1, 2]]);
  assert.equal(sent[0].scans[1].reason_shown, "not_in_list");
});

test("without the network nothing is given up", async () => {
  const { courier } = device(() => { throw new TypeError("Failed to fetch"); });
  await shown(courier);
  await assert.rejects(courier.leave());
  assert.equal((await courier.counts()).waiting, 1);
});

test("a refusal of the moment loses nothing", async () => {
  const { courier } = device(() => { throw new Refused(429, {}); });
  await shown(courier);
  await assert.rejects(courier.drain());
  assert.deepEqual(await courier.counts(), { waiting: 1, unusable: 0 });
});

test("no longer heard: all that was kept is handed over before it is said", async () => {
  const { courier, sent } = device(() => ({ revoked: true }));
  for (let count = 0; count < 250; count += 1) await shown(courier);
  await assert.rejects(courier.drain(), NoLongerHeard);
  assert.deepEqual(sent.map(({ scans }) => scans.length), [200, 50]);
});
