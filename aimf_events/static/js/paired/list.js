// The list: fetched whole, then by what changed; its records opened one by one, by the badge that is shown.

import { openRecord, toBytes } from "../badge/sealed.js";
import { UnreadableBadge, normaliseScan, readToken } from "../badge/token.js";
import { BadSignature, UnknownKey, makeVerifier } from "../badge/verify.js";
import { WARN_AFTER } from "./judge.js";

const CATEGORY = 10; // its place in a token
const ADDRESS = "/api/v1/devices/me/snapshot";

export function makeList({ store, line, clock, engines, words, steady = () => performance.now() }) {
  let held = null;
  let checked = null; // by the clock that nobody sets, since this page was opened
  let verify = null;

  function use(list) {
    held = list;
    const keys = list.head.keys.map(({ kid, public_key: key }) => [kid, toBytes(key)]);
    verify = makeVerifier(new Map(keys), engines);
  }

  async function refresh() {
    const target = held ? `${ADDRESS}?since=${held.version}` : ADDRESS;
    const headers = held?.etag ? { "If-None-Match": held.etag } : {};
    const { status, said, headers: told } = await line.ask("GET", target, { headers, wait: 20000 });
    const checkedAt = Date.now() + clock.offset;
    if (status === 304) {
      use({ ...held, checkedAt });
    } else {
      const { records, version, whole, server_time: _hour, ...head } = said;
      const added = Object.entries(records);
      const kept = whole || !held ? new Map(added) : new Map([...held.records, ...added]);
      use({ head, version, records: kept, etag: told.get("ETag"), checkedAt });
    }
    checked = steady();
    await store.put({ list: held });
    return held;
  }

  // A telephone's clock that is set back makes no list younger: the other clock says at least how long it has been.
  const age = () => (held ? Math.max(0, Date.now() + clock.offset - held.checkedAt, checked === null ? 0 : steady() - checked) : Infinity);

  /** `{trouble, claims, token, number}` of what was read, `number` being the badge for which a day pass stands; a typed code has no claims. */
  async function read(text) {
    try {
      const written = normaliseScan(text);
      const { claims, token } = readToken(written);
      if (claims.congressNumber !== held.head.congress.number) return { trouble: "other_congress" };
      await verify(written);
      const key = held.head.keys.find(({ kid }) => kid === claims.keyId);
      return { trouble: key.withdrawn ? "replaced" : null, claims, token, number: (await record(token))?.standsFor ?? claims.badgeNumber };
    } catch (error) {
      if (error instanceof UnreadableBadge) return { trouble: "unreadable" };
      if (error instanceof BadSignature) return { trouble: "forged" };
      // A key that was published after this list: only a fresh list knows that there is none.
      if (error instanceof UnknownKey) return { trouble: age() < WARN_AFTER ? "forged" : "not_in_list" };
      throw error;
    }
  }

  async function record(token) {
    const found = token && (await openRecord(token, held.records));
    if (!found || found[0] === held.head.blanks?.number) return null; // of an emergency badge that stands for nobody
    const [category, collected, civility, honorific, name, delegation, card = null, capacity, standsFor = null] = found;
    return { category, collected: Boolean(collected), civility, honorific, name, delegation, card, capacity: capacity ?? "none", standsFor, blank: token[CATEGORY] === held.head.blanks?.number };
  }

  function bearer(record) {
    if (record.card !== null) {
      const { letter, colour, label } = held.head.cards;
      const name = words.cardName.replace("{number}", record.card);
      return { name, civility: null, honorific: "", delegation: record.delegation, card: true, category: { letter, colour, label } };
    }
    const category = held.head.categories.find(({ number }) => number === record.category);
    if (!record.name && !record.delegation) return null;
    const label = { ...category?.label, ...(record.civility === "madam" ? category?.feminine : {}) };
    const { name, civility, honorific, delegation } = record;
    return { name, civility, honorific, delegation, day_pass: record.standsFor !== null && !record.blank, category: { letter: category?.letter ?? "", colour: category?.colour ?? "#444", label } };
  }

  return {
    async load() {
      const kept = await store.get("list");
      if (kept) use(kept);
      checked = kept ? steady() - age() : null;
      return held;
    },
    refresh,
    read,
    record,
    bearer,
    get held() { return held; },
    age,
    door: (id) => held?.head.checkpoints.find((each) => each.id === id) ?? null,
  };
}
