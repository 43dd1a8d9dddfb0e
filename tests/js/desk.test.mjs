// A desk: its list is opened by a key in memory, finds people as the server does, and is gone on lock and at the end of a shift.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { makeDeskList } from "../../aimf_events/static/js/paired/desk_list.js";
import { Refused } from "../../aimf_events/static/js/paired/line.js";
import { findPeople, searchKey, soughtBy } from "../../aimf_events/static/js/paired/people_search.js";

const vectors = async (name) => JSON.parse(await readFile(new URL(`../vectors/${name}.json`, import.meta.url), "utf-8"));
const keys = await vectors("search_keys");
const { key, records, opened } = await vectors("desk_records");

for (const [text, expected] of keys) test(`searched: ${text}`, () => assert.equal(searchKey(text), expected));

const people = [
  ["Koffi Dossou", "Cotonou"], ["Aïcha N’Djaména", "N’Djamena"], ["Phạm Nguyễn Thị Thuỳ Dương", "Huế"], ["Đặng Øst", "Hà Nội"],
  ["Kossi Dovi", "Lomé"], ["Dominique Koffi", "Abidjan"],
].map(([name, delegation]) => ({ name, sought: soughtBy({ name, delegation, names: "" }) }));
const names = (text) => findPeople(people, text).found.map(({ name }) => name);

test("by the beginning of words, in any order, without accents", () => {
  assert.deepEqual(names("dossou k"), ["Koffi Dossou"]);
  assert.deepEqual(names("ndja"), ["Aïcha N’Djaména"]);
  assert.deepEqual(names("thuy pham"), ["Phạm Nguyễn Thị Thuỳ Dương"]);
  assert.deepEqual(names("dang"), ["Đặng Øst"]);
});
test("who is called so comes before who comes from there", () => assert.deepEqual(names("koffi"), ["Koffi Dossou", "Dominique Koffi"]));
test("by delegation", () => assert.deepEqual(names("cotonou"), ["Koffi Dossou"]));
test("by the name in one’s own script, and by the names of the passport", () => {
  const [one] = [["Ahmed Ben Salah", "أحمد بن صالح Zoubeir"], ["Sok", "ភ្នំពេញ"]].map(([name, names]) => ({ name, sought: soughtBy({ name, delegation: "Tunis", names }) }));
  assert.equal(findPeople([one], "أحمد صالح").count, 1);
  assert.equal(findPeople([one], "zoub ahmed").count, 1);
});
test("by initials", () => assert.deepEqual(names("kd"), ["Koffi Dossou", "Kossi Dovi"]));
test("one word does not serve twice", () => assert.deepEqual(names("koffi koffi"), []));
test("nothing typed finds nobody", () => assert.deepEqual(names("  ’ "), []));
test("the first of many, and how many", () => {
  const many = Array.from({ length: 30 }, (_, at) => ({ sought: soughtBy({ name: `Awa ${at}`, delegation: "", names: "" }) }));
  const { found, count } = findPeople(many, "awa", 8);
  assert.deepEqual([found.length, count], [8, 30]);
});

function desk({ until = 5 * 3600_000, refuse = null } = {}) {
  const kept = new Map();
  const asked = [];
  const clock = { offset: 0 };
  const answers = { refuse };
  const store = { get: async (name) => kept.get(name), put: async (values) => Object.entries(values).forEach(([name, value]) => kept.set(name, value)) };
  const line = {
    async ask(method, target) {
      asked.push(`${method} ${target}`);
      if (answers.refuse) throw answers.refuse;
      const hour = Date.now() + clock.offset;
      const whole = !target.includes("?");
      return { said: { shift: "a", version: 5, whole, until: new Date(hour + until).toISOString(), server_time: new Date(hour).toISOString(), key, records: whole ? records : {} } };
    },
  };
  return { kept, asked, clock, answers, list: makeDeskList({ store, line, clock }) };
}

test("opened as Python sealed it; what lies on the disk names nobody", async () => {
  const { list, kept } = desk();
  await list.refresh();
  assert.deepEqual(list.people.map(({ code, record, claims, state }) => [claims.badgeNumber, claims.issue, code, claims.category, claims.zones, claims.days, state, record.civility, record.honorific, record.name, record.delegation, record.card]), opened);
  const disk = JSON.stringify([...kept].map(([name, value]) => [name, value?.records ? [...value.records] : value]));
  for (const [, , code, , , , , , , name, delegation] of opened) for (const secret of [code, name, delegation].filter(Boolean)) assert.equal(disk.includes(secret), false);
  assert.equal(disk.includes(key), false);
});
test("a delta is asked for, and the people stay", async () => {
  const { list, asked } = desk();
  await list.refresh();
  await list.refresh();
  assert.deepEqual([asked, list.people.length], [["GET /api/v1/devices/me/desk", "GET /api/v1/devices/me/desk?since=5&shift=a"], opened.length]);
});
test("locked: nothing is left, the server is told, and it stays locked until somebody opens it", async () => {
  const { list, kept, asked } = desk();
  await list.refresh();
  await list.lock();
  assert.deepEqual([list.isOpen, list.people, list.byCode(opened[0][2]), kept.get("desk")], [false, [], null, null]);
  await list.refresh();
  assert.deepEqual([list.isOpen, asked.at(-1)], [false, "POST /api/v1/devices/me/desk/lock"]);
  await list.unlock();
  assert.equal(list.isOpen, true);
});
test("locked without the network: told before it can be opened again", async () => {
  const { list, asked, answers } = desk();
  await list.refresh();
  answers.refuse = new TypeError("Failed to fetch");
  await list.lock();
  await assert.rejects(list.unlock());
  assert.equal(list.isOpen, false);
  answers.refuse = null;
  await list.unlock();
  assert.deepEqual(asked.slice(-2), ["POST /api/v1/devices/me/desk/lock", "GET /api/v1/devices/me/desk"]);
});
test("gone when the shift is over, though the network is gone", async () => {
  const { list, clock } = desk({ until: 60_000 });
  await list.refresh();
  assert.equal(list.isOpen, true);
  clock.offset = 60_000;
  assert.deepEqual([list.isOpen, list.people], [false, []]);
});
test("a clock that is set back does not lengthen a shift", async () => {
  const { list, clock } = desk({ until: 30 });
  await list.refresh();
  clock.offset = -3600_000;
  await new Promise((done) => setTimeout(done, 40));
  assert.equal(list.isOpen, false);
});
test("ended by a supervisor: forgotten at the next question", async () => {
  const { list, answers, kept } = desk();
  await list.refresh();
  answers.refuse = new Refused(403, { error: "desk_closed" });
  await list.refresh();
  assert.deepEqual([list.isOpen, kept.get("desk")], [false, null]);
});
test("without the network the shift goes on", async () => {
  const { list, answers } = desk();
  await list.refresh();
  answers.refuse = new TypeError("Failed to fetch");
  await assert.rejects(list.refresh());
  assert.equal(list.isOpen, true);
});
