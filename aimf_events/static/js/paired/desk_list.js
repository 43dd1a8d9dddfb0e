// The list of a desk: sealed in the store, opened in memory by a key that the server gives while a shift is open. The key and
// what it opened are gone on lock, when the shift is over, and with the page.

import { openWith, toBytes } from "../badge/sealed.js";
import { Refused } from "./line.js";
import { soughtBy } from "./people_search.js";

const ADDRESS = "/api/v1/devices/me/desk";
const LOCK = `${ADDRESS}/lock`;

export function makeDeskList({ store, line, clock, onChange = () => {} }) {
  let open = null; // {shift, until, over, people: Map of index → person}

  function forget(why) {
    open = null;
    onChange(why);
  }

  // The device's clock may be set back, and the other one may rest while it sleeps: whichever says so first.
  function isOver() {
    return Date.now() + clock.offset >= open.until || performance.now() >= open.over;
  }

  function current() {
    if (open && isOver()) forget("closed");
    return open;
  }

  /** Ask for what changed, and for the key. While it is locked here, only the lock is told. */
  async function refresh() {
    if (await store.get("deskLocked")) {
      onChange("locked");
      return tellLocked();
    }
    try {
      await fetchAndOpen();
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 403) throw error;
      await store.put({ desk: null });
      forget("closed");
    }
  }

  async function fetchAndOpen() {
    const kept = await store.get("desk");
    const target = kept ? `${ADDRESS}?${new URLSearchParams({ since: kept.version, shift: kept.shift })}` : ADDRESS;
    const { said } = await line.ask("GET", target, { wait: 20000 });
    const { shift, version, whole, until, server_time: hour } = said;
    const changed = Object.entries(said.records);
    const records = whole || !kept ? new Map(changed) : new Map([...kept.records, ...changed]);
    await store.put({ desk: { shift, version, records } });
    const key = await crypto.subtle.importKey("raw", toBytes(said.key), "AES-GCM", false, ["decrypt"]);
    const known = open?.shift === shift && !whole ? open.people : new Map();
    const fresh = known.size ? changed : [...records];
    const people = new Map([...known, ...(await Promise.all(fresh.map(async ([index, sealed]) => [index, person(await openWith(key, index, sealed))])))]);
    open = { shift, people, until: Date.parse(until), over: performance.now() + Date.parse(until) - Date.parse(hour) };
    if (!known.size || changed.length) onChange("open");
  }

  async function tellLocked() {
    if ((await store.get("deskLocked")) !== "here") return;
    await line.ask("POST", LOCK);
    await store.put({ deskLocked: "told" });
  }

  return {
    refresh,
    forget: () => forget("locked"),
    get isOpen() { return current() !== null; },
    get until() { return current()?.until ?? null; },
    get people() { return [...(current()?.people.values() ?? [])]; },
    byCode: (code) => (current() ? [...open.people.values()].find((each) => each.code === code) ?? null : null),
    async lock() {
      forget("locked");
      await store.put({ desk: null, deskLocked: "here" });
      await tellLocked().catch(() => {}); // without the network it is told before anything else is asked
    },
    /** Somebody at the desk asks for it: told that it was locked first, so that a shift ended there is not taken up here. */
    async unlock() {
      await tellLocked();
      await store.put({ deskLocked: null });
      await refresh();
    },
  };
}

const STATES = ["issued", "collected", "revoked"];

function person([number, issue, code, category, zones, days, state, civility, honorific, name, delegation, card, names, capacity, standsFor]) {
  const record = { category, collected: state === 1, civility, honorific, name, delegation, card, capacity: capacity ?? "none", standsFor };
  const claims = { badgeNumber: number, issue, category, zones, days };
  return { code, number: standsFor ?? number, state: STATES[state], record, claims, sought: soughtBy({ name, delegation, names }) };
}
