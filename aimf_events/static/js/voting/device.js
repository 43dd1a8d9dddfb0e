// The key with which this device votes: made here, kept by the browser, impossible to read out (WebCrypto, ECDSA on P-256).
// What is signed is written as assembly/voting_devices.py reads it; tests/js/voting_device.test.mjs and the server's own tests share one vector.

const DOMAIN = "AIMF-VOTE-1\0";
const STORE = "keys";
const KIND = { name: "ECDSA", namedCurve: "P-256" };
const HASHED = { name: "ECDSA", hash: "SHA-256" };
const encoder = new TextEncoder();

export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const toText = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** A key pair whose private half nobody can read, this page included: {keys, publicKey} (65 bytes). */
export async function makeKey() {
  const keys = await crypto.subtle.generateKey(KIND, false, ["sign", "verify"]);
  return { keys, publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey)) };
}

/** The short name by which the server speaks of a key. */
export async function deviceName(publicKey) {
  return hex(await sha256(publicKey)).slice(0, 32);
}

/** The bytes that are signed for an act ("bind", "vote", "grant"). */
export async function signedBytes(act, reference, subject, content, nonce) {
  const lines = [act, reference, ...subject, hex(await sha256(content)), nonce].join("\n");
  return encoder.encode(DOMAIN + lines);
}

/** Sign an act with the key of a sheet: what a form sends, {nonce, signature}. */
export async function signed(key, act, reference, subject, content) {
  const nonce = toText(crypto.getRandomValues(new Uint8Array(16)));
  const message = await signedBytes(act, reference, subject, content, nonce);
  const signature = new Uint8Array(await crypto.subtle.sign(HASHED, key.keys.privateKey, message));
  return { nonce, signature: toText(signature) };
}

/** Where this browser keeps its keys, one for each sheet; throws where it keeps nothing. */
export async function openKeys(factory = indexedDB) {
  const opening = factory.open("aimf-voting", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const base = await done(opening);
  return {
    get: (reference) => done(base.transaction(STORE).objectStore(STORE).get(reference)),
    async put(reference, key) {
      const writing = base.transaction(STORE, "readwrite");
      writing.objectStore(STORE).put(key, reference);
      await new Promise((resolve, reject) => {
        writing.oncomplete = resolve;
        writing.onabort = () => reject(writing.error);
      });
    },
  };
}

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
