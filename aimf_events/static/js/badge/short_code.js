// The short code beside the QR: the same rules as aimf_events/checkin/short_code.py, which explains the check character.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;
const SEPARATORS = /[\s\u00a0\u202f\u200b\ufeff\-\u2010-\u2015_.]+/gu;
const TOLERANT = { O: "0", I: "1", L: "1" };

// Multiplication by x in GF(32) = GF(2)[x] / (x^5 + x^2 + 1).
const timesX = (value) => (value & 16 ? (value << 1) ^ 0b100101 : value << 1);

/** The ninth character for eight characters of the alphabet. */
export function checkCharacter(data) {
  return ALPHABET[Array.from(data).reduceRight((sum, character) => timesX(sum ^ ALPHABET.indexOf(character)), 0)];
}

/** K7QF2M9XC as it is printed: K7QF-2M9X-C. */
export function formatShortCode(code) {
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;
}

/** The nine characters of what somebody typed, or null: then something was mistyped. */
export function parseShortCode(text) {
  const code = text.replace(SEPARATORS, "").toUpperCase().replace(/[OIL]/g, (letter) => TOLERANT[letter]);
  const known = code.length === LENGTH + 1 && Array.from(code).every((character) => ALPHABET.includes(character));
  return known && checkCharacter(code.slice(0, LENGTH)) === code[LENGTH] ? code : null;
}
