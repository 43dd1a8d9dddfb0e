// One passage at a door, with the network gone: judged by the door's latest rules and by the keys of the list, kept as it was shown.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { toText } from "../../aimf_events/static/js/badge/sealed.js";
import { makeDeskList } from "../../aimf_events/static/js/paired/desk_list.js";
import { makeDoorJudge } from "../../aimf_events/static/js/paired/door_judge.js";
import { makeList } from "../../aimf_events/static/js/paired/list.js";
import { makeRoom } from "../../aimf_events/static/js/paired/room.js";

const vectors = async (name) => JSON.parse(await readFile(new URL(`../vectors/${name}.json`, import.meta.url), "utf-8"));
const { records: [delegate] } = await vectors("sealed_records");
const { public_keys: keys } = await vectors("badge_tokens");
const KID = 1; // the delegate's badge is signed under it
const CHOSEN = { id: "porte-a", is_open: true, category_numbers: [], zones: 0, checks_day: false, admits_once: true, limit: null };
const engines = { fallback: () => import("@noble/ed25519") };
const MINUTE = 60_000;

function head({ door = {}, kids = [KID], withdrawn = [], ...more } = {}) {
  return {
    version: 3, whole: true, server_time: new Date().toISOString(), revocation_seq: 0,
    congress: { number: 44, name: "tunis", starts_on: "2020-12-09", time_zone: "Africa/Tunis", days: 2 },
    keys: kids.map((kid) => ({ kid, public_key: toText(Uint8Array.from(Buffer.from(keys[kid], "hex"))), withdrawn: withdrawn.includes(kid) })),
    checkpoints: [{ ...CHOSEN, ...door }],
    categories: [{ number: 2, letter: "D", colour: "#123456", label: { fr: "Délégué" }, feminine: {}, zones: 0b101 }],
    cards: { number: 255 }, revocations: [], device: { role: "door" }, records: { [delegate.index]: delegate.sealed }, ...more,
  };
}

/** A device that has fetched `list`, its network then gone. */
async function cutOff(list, { minutes = 0, steady = () => 0 } = {}) {
  const kept = new Map();
  const standing = new Map();
  const shown = [];
  const store = {
    get: async (key) => kept.get(key),
    put: async (values) => Object.entries(values).forEach(([key, value]) => kept.set(key, value)),
    standing: async (door, badge) => standing.get(`${door} ${badge}`),
    move: async (door, badge, value) => standing.set(`${door} ${badge}`, value),
  };
  const clock = { offset: 0 };
  const facts = [];
  store.facts = async () => facts;
  const line = { ask: async () => ({ status: 200, said: list, headers: { get: () => null } }) };
  const held = makeList({ store, line, clock, engines, words: {}, steady });
  await held.refresh();
  clock.offset = minutes * MINUTE;
  const courier = {
    keep: async (door, read) => (facts.push({ door, ...read }), facts.at(-1)),
    askNow: async () => null,
    show: async (fact, verdict, reason, moves) => (shown.push([verdict, reason]), Object.assign(fact, { moves })),
    judged: () => {},
  };
  const room = makeRoom({ store, list: held });
  const desk = makeDeskList({ store, line, clock });
  return { passes: makeDoorJudge({ store, list: held, courier, clock, room, desk }), held, line, shown, room, desk, facts };
}

const entering = { token: delegate.token, direction: "in" };

test("who is in the list comes in, once", async () => {
  const { passes, shown } = await cutOff(head());
  const first = await passes(CHOSEN, entering);
  assert.deepEqual([first.verdict, first.reason, first.bearer.name, first.alone], ["admitted", "welcome", "Soumanou Bio", true]);
  assert.equal((await passes(CHOSEN, entering)).reason, "already_in");
  assert.deepEqual(shown, [["admitted", "welcome"], ["look", "already_in"]]);
});

for (const [name, door, reason] of [
  ["closed", { is_open: false }, "closed"],
  ["kept for other zones", { zones: 0b010 }, "other_zone"],
  ["kept for other categories", { category_numbers: [9] }, "other_category"],
]) {
  test(`a door ${name} since it was chosen is held to its latest rules`, async () => {
    const { passes, held, line } = await cutOff(head());
    line.ask = async () => ({ status: 200, said: { ...head({ door }), whole: false, records: {} }, headers: { get: () => null } });
    await held.refresh();
    assert.equal((await passes(CHOSEN, entering)).reason, reason);
  });
}

test("a door that is in no list any more is held to the rules with which it was chosen", async () => {
  const { passes } = await cutOff(head({ checkpoints: [] }));
  assert.equal((await passes({ ...CHOSEN, zones: 0b010 }, entering)).reason, "other_zone");
});

test("a key in the list that was withdrawn: its badges are replaced", async () => {
  const { passes } = await cutOff(head({ withdrawn: [KID] }));
  assert.equal((await passes(CHOSEN, entering)).reason, "replaced");
});

test("a key made after the list: a fresh list says forged, one of a quarter of an hour does not know", async () => {
  for (const [minutes, expected] of [[0, ["refused", "forged"]], [15, ["look", "not_in_list"]]]) {
    const { passes } = await cutOff(head({ kids: [2] }), { minutes });
    const { verdict, reason } = await passes(CHOSEN, entering);
    assert.deepEqual([verdict, reason], expected);
  }
});

test("a clock that is set back makes no list younger", async () => {
  let slept = 0;
  const { passes, held } = await cutOff(head(), { minutes: -120, steady: () => slept });
  assert.equal(held.age(), 0);
  slept = 60 * MINUTE;
  assert.equal(held.age(), 60 * MINUTE);
  const { verdict, reason } = await passes(CHOSEN, entering);
  assert.deepEqual([verdict, reason], ["look", "list_too_old"]);
  await held.load(); // the page is loaded again: what was kept is as old as the two clocks say
  slept += 5 * MINUTE;
  assert.equal(held.age(), 65 * MINUTE);
});

test("the room is counted on: what the list said, and what this device let in and out since", async () => {
  const { passes, room, held, facts } = await cutOff(head({ door: { limit: 10, inside: 5, admits_once: false } }));
  assert.equal((await passes(CHOSEN, entering)).reason, "welcome");
  assert.equal(room.inside(CHOSEN), 6);
  await passes(CHOSEN, entering); // the same badge again takes no second place
  assert.equal(room.inside(CHOSEN), 6);
  await passes(CHOSEN, { ...entering, direction: "out" });
  assert.equal(room.inside(CHOSEN), 5);
  room.pass(CHOSEN, 1);
  const nearly = await passes(CHOSEN, entering);
  assert.deepEqual([nearly.verdict, nearly.reason, room.inside(CHOSEN)], ["look", "nearly_full", 7]);
  facts.splice(0); // all were sent, and the next list counts them
  const mark = await room.mark();
  await held.refresh();
  await passes(CHOSEN, { ...entering, direction: "out" }); // while the list is on its way
  room.recount(mark);
  assert.equal(room.inside(CHOSEN), 4);
});

test("a full room is amber here, in the words of the server", async () => {
  const { passes, shown, room } = await cutOff(head({ door: { limit: 10, inside: 10 } }));
  await passes(CHOSEN, entering);
  assert.deepEqual([shown, room.inside(CHOSEN)], [[["look", "full"]], 10]);
});
