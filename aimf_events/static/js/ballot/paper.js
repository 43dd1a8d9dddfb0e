// The sealed paper of a secret ballot, as specs/assembly.md states it (points 2 and 5). No cryptography of our own: libsodium's sealed
// box (X25519, XSalsa20-Poly1305) inside another, once for each ordered pair of tellers (1 to 2, 2 to 3, 3 to 1).
//
// A choice is 64 bytes, whatever it is: version, the first 16 bytes of the opening hash, the number of the option (two bytes, 0 is
// blank), chance. Its inner box is the second teller's (112 bytes); with 16 bytes of chance more, the outer one is the first
// teller's (176). Three pairs: 528 bytes, the same for every paper. The paper bears the opening hash, so that a ballot of another
// question, or of an annulled round, opens to nothing.
//
// `sodium` is libsodium-wrappers, ready. Bytes are Uint8Array.

export const CHOICE = 64;
export const INNER = 112;
export const OUTER = 176;
export const PAPER = 528;
export const TELLERS = 3;
export const LARGEST_CHOICE = 0xffff;

const VERSION = 1;
const CONTEXT = 16;
const CHANCE = OUTER - 48 - INNER;

/** The second of the pair that a teller (0, 1, 2) begins. */
export const partner = (first) => (first + 1) % TELLERS;

/** Seal a choice (0: blank) for three tellers' public keys; 528 bytes. */
export function seal(sodium, publicKeys, openingHash, choice) {
  check(publicKeys.length === TELLERS && new Set(publicKeys.map(String)).size === TELLERS, "three different tellers");
  check(openingHash.length === 32, "the opening hash has 32 bytes");
  check(Number.isInteger(choice) && choice >= 0 && choice <= LARGEST_CHOICE, "a choice is a number of an option");
  const paper = new Uint8Array(PAPER);
  for (let first = 0; first < TELLERS; first += 1) {
    const said = sodium.randombytes_buf(CHOICE);
    said[0] = VERSION;
    said.set(openingHash.subarray(0, CONTEXT), 1);
    said[CONTEXT + 1] = choice >> 8;
    said[CONTEXT + 2] = choice & 0xff;
    const inner = sodium.crypto_box_seal(said, publicKeys[partner(first)]);
    sodium.memzero(said);
    const padded = sodium.randombytes_buf(INNER + CHANCE);
    padded.set(inner);
    paper.set(sodium.crypto_box_seal(padded, publicKeys[first]), first * OUTER);
  }
  return paper;
}

/** As the first teller of a pair: take off the outer boxes and shuffle. What cannot be opened is counted, and goes no further. */
export function peel(sodium, first, keys, papers) {
  const inner = [];
  let unreadable = 0;
  for (const paper of papers) {
    const box = paper.length === PAPER ? paper.subarray(first * OUTER, (first + 1) * OUTER) : null;
    const padded = box && opened(sodium, box, keys);
    if (padded) inner.push(padded.slice(0, INNER));
    else unreadable += 1;
  }
  shuffle(sodium, inner);
  return { inner, unreadable };
}

/** As the second teller of a pair: open what the first peeled; totals alone, by the number of the option (0: blank). */
export function count(sodium, keys, openingHash, options, inner) {
  const totals = new Array(options + 1).fill(0);
  let unreadable = 0;
  const seen = new Set();
  for (const box of inner) {
    const name = String(box);
    const said = seen.has(name) ? null : opened(sodium, box, keys);
    seen.add(name);
    const choice = said ? read(said, openingHash) : null;
    if (choice === null || choice > options) unreadable += 1;
    else totals[choice] += 1;
    if (said) sodium.memzero(said);
  }
  return { totals, unreadable };
}

/** Twenty letters and digits that let a voter find their paper on the board; they say nothing of the choice. */
export function tracker(sodium, paper) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const hash = sodium.crypto_generichash(32, paper, null);
  let word = "";
  for (let bit = 0; bit < 100; bit += 5) {
    const pair = (hash[bit >> 3] << 8) | hash[(bit >> 3) + 1];
    word += alphabet[(pair >> (11 - (bit & 7))) & 31];
  }
  return word.match(/.{5}/g).join("-");
}

/** Every order with the same chance (Fisher and Yates), drawn by libsodium without a bias. */
function shuffle(sodium, things) {
  for (let last = things.length - 1; last > 0; last -= 1) {
    const other = sodium.randombytes_uniform(last + 1);
    [things[last], things[other]] = [things[other], things[last]];
  }
}

function read(said, openingHash) {
  const ours = said.length === CHOICE && said[0] === VERSION;
  const same = ours && openingHash.subarray(0, CONTEXT).every((byte, at) => byte === said[at + 1]);
  return same ? (said[CONTEXT + 1] << 8) | said[CONTEXT + 2] : null;
}

function opened(sodium, box, keys) {
  try {
    return sodium.crypto_box_seal_open(box, keys.publicKey, keys.privateKey);
  } catch {
    return null; // sealed for somebody else, or altered
  }
}

function check(holds, words) {
  if (!holds) throw new RangeError(words);
}
