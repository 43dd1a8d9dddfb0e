// The two files of a count, for tellers whose page has no network: the urn that the server closed, and what the first of a pair peeled.
//
//   urn     {format, frozen, opening, root, papers}: `opening` is the SHA-256 of `frozen`'s canonical JSON, `root` that of all fingerprints,
//           sorted; both are computed again here, so that a file with a paper more, less or altered is not counted
//   peeled  {format, root, first, unreadable, inner}: in the order of the shuffle
//
// What comes out is totals, and nothing else. Bytes are base64 in the files; hashes are hexadecimal.

import { PAPER, count, partner, peel } from "./paper.js";

export const URN = "aimf-urn-1";
export const PEELED = "aimf-peeled-1";
const BOX = 176;

/** Read the file of a closed urn: {frozen, openingHash, root, papers}. Throws RangeError where it does not hold together. */
export async function readUrn(sodium, text) {
  const file = parsed(text, URN);
  const papers = bytesOf(sodium, file.papers);
  const openingHash = await sha256(new TextEncoder().encode(canonical(file.frozen)));
  check(sodium.to_hex(openingHash) === file.opening, "the opening hash is of something else");
  check(papers.every((paper) => paper.length === PAPER), "a paper has another length");
  const once = (at) => new Set(papers.map((paper) => String(paper.subarray(at, at + BOX)))).size === papers.length;
  check([0, BOX, 2 * BOX].every(once), "the same box stands twice in the urn"); // in another place it opens to nothing
  check((await rootOf(sodium, papers)) === file.root, "the root of the board is of other papers");
  return { frozen: file.frozen, openingHash, root: file.root, papers };
}

/** Which of the three tellers holds these keys: 0, 1 or 2. Throws RangeError where none does. */
export function tellerOf(sodium, urn, keys) {
  const place = urn.frozen.tellers.indexOf(sodium.to_hex(keys.publicKey));
  check(place >= 0, "these keys are no teller's of this urn");
  return place;
}

/** As the first of a pair: the text of the file for the second one. */
export function peelUrn(sodium, urn, keys) {
  const first = tellerOf(sodium, urn, keys);
  const { inner, unreadable } = peel(sodium, first, keys, urn.papers);
  const boxes = inner.map((box) => sodium.to_base64(box, sodium.base64_variants.ORIGINAL));
  return JSON.stringify({ format: PEELED, root: urn.root, first, unreadable, inner: boxes });
}

/** As the second of a pair: {totals: {option: number}, blank, unreadable}. Throws RangeError for another urn's file, or another pair's. */
export function countPeeled(sodium, urn, text, keys) {
  const file = parsed(text, PEELED);
  const inner = bytesOf(sodium, file.inner);
  check(file.root === urn.root, "this was peeled from another urn");
  check(partner(file.first) === tellerOf(sodium, urn, keys), "the other one of this pair must count");
  check(Number.isInteger(file.unreadable) && file.unreadable >= 0, "the file does not say how many were unreadable");
  check(inner.length + file.unreadable === urn.papers.length, "papers are missing, or too many");
  const options = urn.frozen.options;
  const { totals, unreadable } = count(sodium, keys, urn.openingHash, options.length, inner);
  const named = Object.fromEntries(options.map((option, place) => [option, totals[place + 1]]));
  return { totals: named, blank: totals[0], unreadable: unreadable + file.unreadable };
}

/** JSON as the server writes it for a hash: keys sorted, no space. Only whole numbers, texts, lists and tables. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") {
    const keys = Object.keys(value).sort((one, other) => (one < other ? -1 : 1));
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  check(value === null || ["string", "boolean"].includes(typeof value) || Number.isSafeInteger(value), "a value with two writings");
  return JSON.stringify(value);
}

async function rootOf(sodium, papers) {
  const prints = papers.map((paper) => sodium.crypto_generichash(32, paper, null));
  prints.sort((one, other) => sodium.compare(reversed(one), reversed(other)));
  const all = new Uint8Array(32 * prints.length);
  prints.forEach((print, place) => all.set(print, 32 * place));
  return sodium.to_hex(await sha256(all));
}

const reversed = (bytes) => Uint8Array.from(bytes).reverse(); // sodium compares numbers whose smallest byte comes first

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function parsed(text, format) {
  let file = null;
  try {
    file = JSON.parse(text);
  } catch { /* said below */ }
  check(file !== null && file.format === format, `this is no file ${format}`);
  return file;
}

function bytesOf(sodium, texts) {
  check(Array.isArray(texts), "the file has no boxes");
  try {
    return texts.map((each) => sodium.from_base64(each, sodium.base64_variants.ORIGINAL));
  } catch {
    throw new RangeError("a box is not base64");
  }
}

function check(holds, words) {
  if (!holds) throw new RangeError(words);
}
