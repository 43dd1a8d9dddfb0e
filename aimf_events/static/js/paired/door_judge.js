// One badge at one door: kept as a fact, asked of the server where it answers in time, else judged here; then shown.

import { parseShortCode } from "../badge/short_code.js";
import { judge, nextReason, verdictOf } from "./judge.js";

const PASSES = { welcome: "in", let_in: "in", goodbye: "out" };

export function makeDoorJudge({ store, list, courier, clock }) {
  // What this device knows of where a badge stands at its door: from its own verdicts, its own and the server's.
  async function note(door, number, reason, direction) {
    if (number && PASSES[reason] === direction) await store.move(door.id, number, { isIn: direction === "in", since: new Date(Date.now() + clock.offset).toISOString() });
  }

  async function judgeHere(door, read, seen) {
    const standing = (seen.claims && (await store.standing(door.id, seen.number))) ?? { isIn: false };
    const record = seen.claims ? await list.record(seen.token) : null;
    const bearer = record ? list.bearer(record) : null;
    if (read.let_in) return { reason: nextReason("in", { isIn: standing.isIn, admitsOnce: door.admits_once, letIn: true }), bearer };
    if (read.code !== undefined) return { reason: parseShortCode(read.code) ? "unchecked" : "unreadable", bearer: null };
    const how = { direction: read.direction, at: new Date(Date.now() + clock.offset), isIn: standing.isIn, age: list.age(), supervisor: list.held.head.device?.role === "supervisor" };
    // The door's rules as the latest list has them: it may have been closed or opened wider since it was chosen.
    const reason = judge(seen, record, list.held.head, list.door(door.id) ?? door, how);
    return { reason, bearer, since: reason === "already_in" ? standing.since : null };
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
    const seen = read.token === undefined ? {} : await list.read(read.token);
    const answer = await courier.askNow(fact);
    if (answer?.verdict) {
      await note(door, seen.number, answer.reason, read.direction);
      return { ...answer, alone: false };
    }
    const { reason, bearer, since } = await judgeHere(door, read, seen);
    const verdict = verdictOf(reason, { typed: read.code !== undefined });
    await courier.show(fact, verdict, reason);
    await note(door, seen.number, reason, read.direction);
    return { verdict, reason, bearer, since, first_door: "", alone: true };
  }
}
