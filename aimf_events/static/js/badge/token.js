// The badge token on a device: the same reading as aimf_events/checkin/token.py. Pure, no network, no DOM.

export const VERSION = 1;
export const BODY_BYTES = 14;
export const TOKEN_BYTES = 78;
const DIGITS = 188;
const WRITTEN = new RegExp(`^1[0-9]{${DIGITS}}$`);
const LIMIT = 1n << BigInt(8 * TOKEN_BYTES);
const DOMAIN = new TextEncoder().encode("AIMF-BADGE-1\0");

// Unshifted digit row of AZERTY keyboards (France; § and ! for Belgium and the Mac), with Caps Lock, and "smart" marks.
const AZERTY = new Map(Object.entries({
  "&": "1", "é": "2", "\"": "3", "'": "4", "(": "5", "-": "6", "è": "7", "_": "8", "ç": "9", "à": "0",
  "§": "6", "!": "8", "É": "2", "È": "7", "Ç": "9", "À": "0", "’": "4", "‘": "4", "“": "3", "”": "3",
}));

export class UnreadableBadge extends Error {
  constructor(reason) {
    super(reason);
    this.name = "UnreadableBadge";
    this.reason = reason;
  }
}

/** What a camera, a keyboard scanner or a paste gave, as digits where it can be; anything else is kept, and refused later. */
export function normaliseScan(text) {
  const compact = text.normalize("NFC").replace(/&(?:nbsp|#160|#xa0);/gi, "")
    .replace(/[\s\u001c-\u001f\u0085\u00a0\u200b-\u200f\u202f\u2060\ufeff]+/gu, "");
  return Array.from(compact, (character) => AZERTY.get(character) ?? character).join("");
}

/** The 78 bytes of a written token: the digit 1, then exactly 188 digits. Throws UnreadableBadge. */
export function tokenBytes(text) {
  if (!WRITTEN.test(text) || text.length !== DIGITS + 1) throw new UnreadableBadge("form");
  const number = BigInt(text.slice(1));
  if (number >= LIMIT) throw new UnreadableBadge("range");
  const hex = number.toString(16).padStart(2 * TOKEN_BYTES, "0");
  return Uint8Array.from({ length: TOKEN_BYTES }, (_, index) => parseInt(hex.slice(2 * index, 2 * index + 2), 16));
}

/** `{claims, body, signature, token}`, **unchecked**. `claims.badgeNumber` is 12 hexadecimal digits. Throws UnreadableBadge. */
export function readToken(text) {
  const token = tokenBytes(text);
  const body = token.slice(0, BODY_BYTES);
  if (body[0] >> 4 !== VERSION) throw new UnreadableBadge("version");
  const claims = {
    version: VERSION,
    keyId: body[0] & 15,
    congressNumber: (body[1] << 8) | body[2],
    badgeNumber: Array.from(body.slice(3, 9), (byte) => byte.toString(16).padStart(2, "0")).join(""),
    issue: body[9],
    category: body[10],
    zones: (body[11] << 8) | body[12],
    days: body[13],
  };
  return { claims, body, signature: token.slice(BODY_BYTES), token };
}

/** The bytes that were signed. */
export function signedMessage(body) {
  const message = new Uint8Array(DOMAIN.length + body.length);
  message.set(DOMAIN);
  message.set(body, DOMAIN.length);
  return message;
}
