// One badge at one door: kept as a fact, asked of the server where it answers in time, else judged here; then shown.

import { parseShortCode } from "../badge/short_code.js";
import { WARN_AFTER, judge, nextReason, verdictAlone } from "./judge.js";

const PASSES = { welcome: "in", let_in: "in", goodbye: "out", nearly_full: "in" }; // whoever is looked at, a place being left, goes in

export function makeDoorJudge({ store, list, courier, clock, room, desk }) {
  // What this device knows of where a badge stands at its door, and of its room: from its own verdicts, its own and the server's.
  async function note(door, seen, reason, direction) {
    if (PASSES[reason] !== direction) return;
    const goesIn = direction === "in";
    room.pass(door, movesOf(seen, reason, direction));
    const since = new Date(Date.now() + clock.offset).toISOString();
    if (seen.number) await store.move(door.id, seen.number, { isIn: goesIn, since });
  }

  /** How many more are inside. */
  function movesOf({ isIn }, reason, direction) {
    if (PASSES[reason] !== direction) return 0;
    return direction === "in" ? Number(!isIn) : -1;
  }

  /** What was read, what the lists know of it, and where it stands. */
  async function seenOf(door, { token, code }) {
    const seen = token === undefined ? (desk.byCode(parseShortCode(code)) ?? {}) : await list.read(token);
    const record = token === undefined ? (seen.record ?? null) : seen.claims ? await list.record(seen.token) : null;
    const standing = seen.claims && (await store.standing(door.id, seen.number));
    return { ...seen, record, isIn: Boolean(standing?.isIn), since: standing?.since };
  }

  function judgeHere(door, read, seen) {
    const { record, isIn } = seen;
    const bearer = record ? list.bearer(record) : null;
    if (read.let_in) return { reason: nextReason("in", { isIn, admitsOnce: door.admits_once, letIn: true }), bearer };
    if (read.code !== undefined && !seen.claims) return { reason: typed(read.code), bearer: null };
    // The door's rules as the latest list has them: it may have been closed or opened wider since it was chosen.
    const rules = list.door(door.id) ?? door;
    const at = new Date(Date.now() + clock.offset);
    const how = { direction: read.direction, at, isIn, age: list.age(), inside: room.inside(door), supervisor: list.held.head.device?.role === "supervisor" };
    const trouble = seen.state === "revoked" ? "revoked" : seen.trouble;
    const reason = judge({ ...seen, trouble }, record, list.held.head, rules, how);
    return { reason, bearer, since: reason === "already_in" ? seen.since : null };
  }

  // A code that no list here names: a desk whose list is fresh knows that it is nobody's.
  function typed(code) {
    if (!parseShortCode(code)) return "unreadable";
    return desk.isOpen && list.age() < WARN_AFTER ? "not_in_list" : "unchecked";
  }

  /** `{verdict, reason, bearer, since, first_door, alone}` for `read`: {token or code, direction, let_in}. */
  return async function passes(door, read) {
    const fact = await courier.keep(door.id, read);
    try {
      return await answered(door, read, fact);
    } finally {
      courier.judged(fact);
    }
  };

  async function answered(door, read, fact) {
    const seen = await seenOf(door, read);
    const answer = await courier.askNow(fact);
    if (answer?.verdict) {
      await note(door, seen, answer.reason, read.direction);
      return { ...answer, alone: false };
    }
    const { reason, bearer, since } = judgeHere(door, read, seen);
    const verdict = verdictAlone(reason, { typed: read.code !== undefined });
    await courier.show(fact, verdict, reason, movesOf(seen, reason, read.direction));
    await note(door, seen, reason, read.direction);
    return { verdict, reason, bearer, since, first_door: "", alone: true };
  }
}
