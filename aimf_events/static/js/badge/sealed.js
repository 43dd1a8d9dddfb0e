// The sealed records of a door's list: the same derivation as aimf_events/checkin/sealing.py, which explains it.

const INFO = "AIMF-SNAPSHOT-1\0";
const INDEX_BYTES = 9;
const NONCE_BYTES = 12;

export function toText(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function toBytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

async function derived(token, what, length, subtle) {
  const secret = await subtle.importKey("raw", token, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode(INFO + what);
  return new Uint8Array(await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info }, secret, 8 * length));
}

/** The name under which the record of a token (78 bytes) lies. */
export async function indexOf(token, subtle = crypto.subtle) {
  return toText(await derived(token, "index", INDEX_BYTES, subtle));
}

/** The record of a token among `records` (a Map of index → sealed text), or null. What was altered is not opened. */
export async function openRecord(token, records, subtle = crypto.subtle) {
  const index = await indexOf(token, subtle);
  const sealed = records.get(index);
  if (!sealed) return null;
  const key = await subtle.importKey("raw", await derived(token, "record", 32, subtle), "AES-GCM", false, ["decrypt"]);
  try {
    return await openWith(key, index, sealed, subtle);
  } catch {
    return null;
  }
}

/** A record sealed under a key that is held. Throws if it is another's, or was altered. */
export async function openWith(key, index, sealed, subtle = crypto.subtle) {
  const raw = toBytes(sealed);
  const how = { name: "AES-GCM", iv: raw.slice(0, NONCE_BYTES), additionalData: toBytes(index) };
  return JSON.parse(new TextDecoder().decode(await subtle.decrypt(how, key, raw.slice(NONCE_BYTES))));
}
