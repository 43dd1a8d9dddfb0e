// Finding a person in the list of a desk: without accents, by the beginnings of words, by initials, by delegation. Pure.

// Letters that Unicode does not take apart; as aimf_events/i18n.py does, on the same vectors (tests/vectors/search_keys.json).
const WITHOUT_MARK = { đ: "d", Đ: "D", ø: "o", Ø: "O", ł: "l", Ł: "L", ß: "ss", æ: "ae", œ: "oe", Œ: "OE" };
const MARKED = new RegExp(`[${Object.keys(WITHOUT_MARK).join("")}]`, "gu");

/** A text without accents, case and punctuation: « N’Djaména » is found by "ndjamena". */
export function searchKey(text) {
  const folded = text.replace(MARKED, (letter) => WITHOUT_MARK[letter]).normalize("NFKD").toLowerCase().replaceAll("ς", "σ");
  return folded.replace(/\p{M}|['’ʼ]/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** What is looked at of a person: made once, when the list is opened. */
export function soughtBy({ name, delegation, names }) {
  const words = [...new Set(searchKey(`${name} ${names} ${delegation}`).split(" ").filter(Boolean))];
  const initials = searchKey(name).split(" ").map((word) => word[0]).join("");
  return { words, initials, own: searchKey(name) };
}

/**
 * The people for whom each word typed begins one of theirs (no word serves twice), then those of such initials; those whose
 * own name begins with what was typed first. `people`: [{sought, ...}]; at most `most`, and how many there are.
 */
export function findPeople(people, text, most = 8) {
  const typed = searchKey(text).split(" ").filter(Boolean).sort((a, b) => b.length - a.length);
  if (!typed.length) return { found: [], count: 0 };
  const together = typed.join("");
  const ranked = [];
  for (const person of people) {
    const { words, initials, own } = person.sought;
    if (isBegunBy(words, typed)) ranked.push([own.startsWith(typed.join(" ")) ? 0 : 1, person]);
    else if (together.length > 1 && together.length < 5 && initials.includes(together)) ranked.push([2, person]);
  }
  ranked.sort(([a, one], [b, other]) => a - b || one.sought.own.localeCompare(other.sought.own));
  return { found: ranked.slice(0, most).map(([, person]) => person), count: ranked.length };
}

function isBegunBy(words, typed) {
  const left = [...words].sort((a, b) => a.length - b.length);
  return typed.every((beginning) => {
    const at = left.findIndex((word) => word.startsWith(beginning));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}
