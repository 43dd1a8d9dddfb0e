// The rules of a door on a device: the server's vectors, then what only a device meets: a badge that its list does not have.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { hasPlace, judge, nextReason, ruleOut, verdictAlone, verdictOf } from "../../aimf_events/static/js/paired/judge.js";

const { usual, rules, standings, colours } = JSON.parse(await readFile(new URL("../vectors/verdicts.json", import.meta.url), "utf-8"));

for (const { name, reason, read = {}, badge = {}, door = {}, congress = usual.congress, at = usual.at, direction } of rules) {
  test(name, () => {
    const carried = badge && { ...usual.badge, ...badge };
    assert.equal(ruleOut(read, carried, { ...usual.door, ...door }, congress, new Date(at), direction), reason);
  });
}

for (const { direction, is_in: isIn, admits_once: admitsOnce, let_in: letIn, reason } of standings) {
  test(`${direction}, in: ${isIn}, once: ${admitsOnce}, let in: ${letIn}`, () => {
    assert.equal(nextReason(direction, { isIn, admitsOnce, letIn }), reason);
  });
}

for (const { reason, verdict, typed } of colours) {
  test(`colour of ${reason}`, () => assert.deepEqual([verdictOf(reason), verdictOf(reason, { typed: true })], [verdict, typed]));
}

const claims = { badgeNumber: "0000000000a1", issue: 2, category: 2, zones: 0b011, days: 0b1 };
const record = { category: 2 };
const list = { congress: usual.congress, categories: [{ number: 2, zones: 0b011 }], revocations: [], cards: { number: 255 } };
const MINUTE = 60_000;

function judged({ trouble = null, said = {}, known = record, head = {}, door = {}, ...how } = {}) {
  const asked = { direction: "in", at: new Date(usual.at), isIn: false, age: MINUTE, ...how };
  return judge({ trouble, claims: { ...claims, ...said } }, known, { ...list, ...head }, { ...usual.door, ...door }, asked);
}

test("in the list, it comes in", () => assert.equal(judged(), "welcome"));
test("and is pointed out the second time", () => assert.equal(judged({ isIn: true }), "already_in"));
test("and goes out", () => assert.equal(judged({ direction: "out", isIn: true }), "goodbye"));
test("well signed and unknown: a colleague looks", () => {
  assert.equal(judged({ known: null }), "not_in_list");
  assert.equal(verdictOf(judged({ known: null })), "look");
});
test("unknown, its signed zones, category and day speak against it", () => {
  assert.equal(judged({ known: null, door: { zones: 0b100 } }), "other_zone");
  assert.equal(judged({ known: null, door: { category_numbers: [1] } }), "other_category");
  assert.equal(judged({ known: null, said: { days: 0b10 } }), "other_day");
});
test("a change of zone in the list needs no reprint", () => {
  const head = { categories: [{ number: 2, zones: 0b100 }] };
  assert.equal(judged({ head, door: { zones: 0b100 } }), "welcome");
  assert.equal(judged({ head, door: { zones: 0b011 } }), "other_zone");
});
test("a congress that was made longer: a known badge opens the day that is added, one that is unknown what is signed on it", () => {
  const at = new Date("2026-12-10T08:52:00Z");
  const head = { congress: { ...usual.congress, days: 2 } };
  assert.equal(judged({ at, head }), "welcome");
  assert.equal(judged({ at, head: { congress: { ...usual.congress, days: 1 } } }), "other_day");
  assert.equal(judged({ at, head, known: null }), "other_day");
  assert.equal(judged({ at, head, known: { ...record, standsFor: "0000000000aa" } }), "other_day");
});
test("issued again: the one before is replaced, the new one unknown here comes in the next list", () => {
  const head = { revocations: [[claims.badgeNumber, 3, false]] };
  assert.equal(judged({ head }), "replaced");
  assert.equal(judged({ head, said: { issue: 3 }, known: null }), "not_in_list");
});
test("a day pass, known by its record, ends with its day at every door", () => {
  const known = { ...record, standsFor: "0000000000aa" };
  assert.equal(judged({ known, said: { days: 1 }, door: { checks_day: false } }), "welcome");
  assert.equal(judged({ known, said: { days: 2 }, door: { checks_day: false } }), "other_day");
});

test("an emergency badge that stands for nobody is amber at every door; bound, it is judged as its bearer", () => {
  const head = { blanks: { number: 254 } };
  const blank = { head, said: { category: 254, zones: 0, issue: 1 } };
  for (const door of [{}, { zones: 0b100 }, { category_numbers: [1] }]) assert.equal(judged({ ...blank, known: null, door }), "not_in_list");
  assert.equal(judged({ ...blank, known: { ...record, standsFor: "0000000000aa", blank: true }, door: { zones: 0b001 } }), "welcome");
  assert.equal(judged({ ...blank, known: { ...record, standsFor: "0000000000aa", blank: true }, door: { zones: 0b100 } }), "other_zone");
});

test("revoked, whatever its record still says", () => {
  assert.equal(judged({ head: { revocations: [[claims.badgeNumber, 3, true]] } }), "revoked");
});
test("a transferable card opens the doors of its zone, to one carrier at a time", () => {
  const card = { said: { category: 255, zones: 0b100 }, known: { category: 255, card: 2 }, door: { zones: 0b100, admits_once: false } };
  assert.equal(judged(card), "welcome");
  assert.equal(judged({ ...card, isIn: true }), "already_in");
  assert.equal(judged({ ...card, door: { zones: 0 } }), "other_zone");
  assert.equal(judged({ ...card, known: null }), "not_in_list");
});
test("a trouble in reading comes first", () => assert.equal(judged({ trouble: "replaced", isIn: true }), "replaced"));
test("a room is full as far as the device knows, and it does not say no by itself", () => {
  const door = { limit: 100 };
  assert.equal(judged({ door, inside: 88 }), "welcome");
  assert.equal(judged({ door, inside: 89 }), "nearly_full");
  assert.equal(judged({ door, inside: 100 }), "full");
  assert.equal(judged({ door, inside: 130, age: 60 * MINUTE }), "full");
  assert.equal(judged({ door, inside: 100, direction: "out", isIn: true }), "goodbye");
  assert.equal(judged({ door: { limit: 100, admits_once: false }, inside: 100, isIn: true }), "welcome"); // has its place already
  assert.equal(judged({ door, inside: 100, known: null }), "not_in_list");
  assert.deepEqual([verdictAlone("full"), verdictOf("full"), verdictAlone("nearly_full")], ["look", "refused", "look"]);
});
test("a small room is nearly full when three places are left after it", () => {
  assert.deepEqual([5, 6, 10].map((inside) => judged({ door: { limit: 10 }, inside })), ["welcome", "nearly_full", "full"]);
});
test("a list of an hour lets nobody in by itself, but at a supervisor's", () => {
  assert.equal(judged({ age: 59 * MINUTE }), "welcome");
  assert.equal(judged({ age: 60 * MINUTE }), "list_too_old");
  assert.equal(judged({ age: 60 * MINUTE, supervisor: true }), "welcome");
  assert.equal(judged({ age: 60 * MINUTE, direction: "out" }), "goodbye");
  assert.equal(judged({ age: 60 * MINUTE, door: { zones: 0b100 } }), "other_zone");
});
test("where one signs up, whoever has no place is looked at: they may have signed up since", () => {
  const until = new Date(Date.parse(usual.at) + 30 * MINUTE).toISOString();
  const open = (badges) => ({ sign_ups: [{ from: usual.at, until, badges }] });
  assert.equal(judged({ door: open([claims.badgeNumber]) }), "welcome");
  assert.equal(judged({ door: open([]) }), "not_signed_up");
  assert.equal(judged({ door: open([]), direction: "out", isIn: true }), "goodbye");
  assert.equal(judged({ door: open([]), head: { categories: [{ number: 2, zones: 0b011, at_work: true }] } }), "welcome");
  assert.equal(verdictAlone("not_signed_up"), "look");
});
test("two sessions on: a place in either, or none where one is open to all", () => {
  const at = new Date(usual.at);
  const on = (badges, from = usual.at) => ({ from, until: "2026-12-09T20:00:00Z", badges });
  assert.equal(hasPlace({ sign_ups: [on(["a"]), on(["b"])] }, "b", at), true);
  assert.equal(hasPlace({ sign_ups: [on(["a"]), on(["b"])] }, "c", at), false);
  assert.equal(hasPlace({ sign_ups: [on(["a"]), on(null)] }, "c", at), null);
  assert.equal(hasPlace({ sign_ups: [on(["a"], "2026-12-09T19:00:00Z")] }, "c", at), null);
  assert.equal(hasPlace({}, "c", at), null);
});
