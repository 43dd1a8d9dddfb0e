// A teller's key pair, made in their own browser and kept as a file that a passphrase protects. It is sent to nobody.
//
// The file: JSON {format, public, salt, rounds, nonce, sealed}, values in base64; the key of libsodium's secretbox is PBKDF2
// (HMAC-SHA-256) of the passphrase in Unicode's NFKC, so that another keyboard writes the same one.

export const FORMAT = "aimf-teller-key-1";
export const ROUNDS = 1_000_000;
export const SHORTEST = 16;

/** A new pair: {publicKey, privateKey}. */
export const makeKeys = (sodium) => {
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  return { publicKey, privateKey };
};

/** The text of the file. Throws RangeError where the passphrase has fewer than 16 characters. */
export async function keyFile(sodium, keys, passphrase) {
  if ([...passphrase.normalize("NFKC").trim()].length < SHORTEST) throw new RangeError("the passphrase is too short");
  const salt = sodium.randombytes_buf(16);
  const nonce = sodium.randombytes_buf(sodium.crypto_secretbox_NONCEBYTES);
  const sealed = sodium.crypto_secretbox_easy(keys.privateKey, nonce, await derived(passphrase, salt, ROUNDS));
  const values = { public: keys.publicKey, salt, nonce, sealed };
  const written = Object.fromEntries(Object.entries(values).map(([name, bytes]) => [name, toBase64(sodium, bytes)]));
  return JSON.stringify({ format: FORMAT, rounds: ROUNDS, ...written });
}

/** The pair of a file; null where the passphrase is another, or the file is not one of ours. */
export async function keysOf(sodium, text, passphrase) {
  try {
    const file = JSON.parse(text);
    if (file.format !== FORMAT || !(file.rounds >= ROUNDS && file.rounds <= 10 * ROUNDS)) return null;
    const [publicKey, salt, nonce, sealed] = ["public", "salt", "nonce", "sealed"].map((name) => fromBase64(sodium, file[name]));
    const privateKey = sodium.crypto_secretbox_open_easy(sealed, nonce, await derived(passphrase, salt, file.rounds));
    const same = String(sodium.crypto_scalarmult_base(privateKey)) === String(publicKey);
    return same ? { publicKey, privateKey } : null;
  } catch {
    return null;
  }
}

/** The pair of a form's file (fields by id or name; those of a form that is sent have no name), or of the text typed from the paper copy; null where its passphrase opens neither. */
export async function keysFrom(sodium, form) {
  const [file, typed, passphrase] = ["file", "typed", "passphrase"].map((name) => form.elements.namedItem(name));
  const text = file.files[0] ? await file.files[0].text() : typed.value.replaceAll(/\s/g, "");
  return keysOf(sodium, text, passphrase.value);
}

async function derived(passphrase, salt, rounds) {
  const words = new TextEncoder().encode(passphrase.normalize("NFKC").trim());
  const material = await crypto.subtle.importKey("raw", words, "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, material, 256);
  return new Uint8Array(bits);
}

const toBase64 = (sodium, bytes) => sodium.to_base64(bytes, sodium.base64_variants.ORIGINAL);
const fromBase64 = (sodium, text) => sodium.from_base64(text, sodium.base64_variants.ORIGINAL);
