// What a door answers when the server cannot be asked: the rules of aimf_events/checkin/verdicts.py and presence.py, on the
// same vectors (tests/vectors/verdicts.json). Pure: no clock, no network, no storage.

const VERDICTS = {
  welcome: "admitted", goodbye: "admitted", let_in: "admitted",
  already_in: "look", wrong_way: "look", unreadable: "look", list_too_old: "look", unchecked: "look", nearly_full: "look",
};
const NO_DAY = 63; // which no badge has: before the congress, and long after
const DAY = 86_400_000; // ms
export const WARN_AFTER = 15 * 60_000; // ms: the list is said to be old
export const ASK_AFTER = 60 * 60_000; // ms: whom it admits, a supervisor looks at

/** The colour of a reason. */
export function verdictOf(reason, { typed = false } = {}) {
  if (reason === "not_in_list") return typed ? "refused" : "look";
  return VERDICTS[reason] ?? "refused";
}

/** The colour of a device's own answer: how full a room is, and who signed up since, it does not know: it does not say no. */
export const verdictAlone = (reason, how) => (reason === "full" || reason === "not_signed_up" ? "look" : verdictOf(reason, how));

/** Which day of the congress it is there, 0 for the first. */
export function dayNumber(congress, at) {
  // Its parts, whatever order and signs a browser's words for a date have: they changed before, in « en-CA » too.
  const day = new Intl.DateTimeFormat("en-US", { timeZone: congress.time_zone, calendar: "gregory", numberingSystem: "latn", year: "numeric", month: "numeric", day: "numeric" });
  const part = Object.fromEntries(day.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const number = Math.round((Date.UTC(part.year, part.month - 1, part.day) - Date.parse(congress.starts_on)) / DAY);
  return number >= 0 && number < 8 ? number : NO_DAY;
}

/** Why this badge may not pass this door at that moment (a Date), or null. */
export function ruleOut(read, badge, door, congress, at, direction = "in") {
  if (read.trouble) return read.trouble;
  if (!badge || (read.issue ?? 0) > badge.issue) return "not_in_list";
  if (badge.state === "revoked") return "revoked";
  if (badge.key_withdrawn || (read.issue ?? badge.issue) < badge.issue) return "replaced";
  return closedTo(badge, door, congress, at, direction);
}

function closedTo(badge, door, congress, at, direction) {
  if (!door.is_open) return "closed";
  if ((door.way ?? "both") !== "both" && door.way !== direction) return "wrong_way";
  if (badge.is_card) { // a key of its zone, for whatever category carries it, and of no other door
    if (!(badge.zones & door.zones)) return "other_zone";
  } else if (door.category_numbers.length && !door.category_numbers.includes(badge.category_number)) {
    return "other_category";
  } else if (door.capacities?.length && badge.capacity && !door.capacities.includes(badge.capacity)) {
    return "other_capacity"; // who is not in the list has none that is known
  } else if (door.zones && !(badge.zones & door.zones)) {
    return "other_zone";
  }
  if ((door.checks_day || badge.is_pass) && !((badge.days >> Math.min(dayNumber(congress, at), 31)) & 1)) return "other_day";
  if (badge.has_place === false && direction === "in") return "not_signed_up";
  return null;
}

/** Whether a badge has a place in what is on behind a door, or about to be; null where it needs none (sign_up_doors.py). */
export function hasPlace(door, number, at) {
  const on = (door.sign_ups ?? []).filter(({ from, until }) => Date.parse(from) <= at && at < Date.parse(until));
  if (!on.length || on.some(({ badges }) => badges === null)) return null;
  return on.some(({ badges }) => badges.includes(number));
}

/** What a scan that may pass means, given where the badge stands. */
export function nextReason(direction, { isIn, admitsOnce, letIn = false }) {
  if (direction === "out") return "goodbye";
  if (letIn) return "let_in";
  return isIn && admitsOnce ? "already_in" : "welcome";
}

/**
 * The reason for a badge read with the network gone.
 * `read`: {trouble, claims} of a token whose signature was checked; `record`: what its record says, or null; `list`: the
 * snapshot's head; `isIn`: whether this device has seen it go in; `age`: of the list, in ms; `inside`: how many are, as far
 * as it knows.
 */
export function judge(read, record, list, door, { direction, at, isIn, age, inside = 0, supervisor = false }) {
  // An emergency badge that stands for nobody, as far as this list knows: its own words say nothing of its bearer.
  if (!read.trouble && record === null && read.claims?.category === list.blanks?.number && read.claims) return "not_in_list";
  const badge = read.claims && !read.trouble ? carried(read.claims, record, list) : null;
  if (badge && !badge.at_work) badge.has_place = hasPlace(door, read.number ?? read.claims.badgeNumber, at);
  const known = record !== null || Boolean(badge?.dead);
  const reason = ruleOut({ trouble: read.trouble, issue: read.claims?.issue }, badge, door, list.congress, at, direction)
    ?? nextReason(direction, { isIn, admitsOnce: door.admits_once || Boolean(badge?.is_card) });
  if (reason !== "welcome") return reason;
  if (!known) return "not_in_list"; // well signed, and nothing on it speaks against: a colleague looks
  const left = (door.limit ?? null) === null || isIn ? Infinity : door.limit - inside;
  if (left <= 0) return "full";
  if (age >= ASK_AFTER && !supervisor) return "list_too_old";
  return isNearlyFull(left - 1, door.limit) ? "nearly_full" : "welcome";
}

/** As aimf_events/checkin/places.py: at most three places are left, or one in ten. */
const isNearlyFull = (left, places) => left <= 3 || left * 10 <= places;

// A known badge opens the days that the congress has now, whatever was signed before it was made longer: so does the server's
// row of it. A day pass, and a badge that is not in the list, open what is signed on them.
function daysOf(claims, record, list) {
  const isPass = Boolean(record?.standsFor) && !record.blank;
  return record && !isPass && list.congress.days ? (1 << Math.min(list.congress.days, 8)) - 1 : claims.days;
}

// The badge as the list knows it; one that is not in the list, as its own signed words say.
function carried(claims, record, list) {
  const category = list.categories.find(({ number }) => number === (record?.category ?? claims.category));
  const [, least, revoked] = list.revocations.find(([number]) => number === claims.badgeNumber) ?? [null, 0, false];
  const dead = claims.issue < least;
  return {
    dead,
    issue: dead ? least : claims.issue,
    state: dead && revoked ? "revoked" : "issued",
    category_number: category?.number ?? claims.category,
    zones: (record && category?.zones) ?? claims.zones,
    days: daysOf(claims, record, list),
    capacity: record?.capacity ?? null,
    at_work: Boolean(category?.at_work),
    is_card: claims.category === list.cards.number,
    is_pass: Boolean(record?.standsFor) && !record.blank, // ends with its day, at every door
    key_withdrawn: false, // said as a trouble by whoever checked the signature
  };
}
