// The device's own key pair, made on it and never leaving it: WebCrypto's, which cannot be read out; else noble's.

import { toText } from "../badge/sealed.js";

const encoder = new TextEncoder();

function together(...parts) {
  const bytes = parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part));
  const all = new Uint8Array(bytes.reduce((length, part) => length + part.length, 0));
  bytes.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

/** A new identity, to be kept in IndexedDB as it is: `{keys}` or, where WebCrypto has no Ed25519, `{secret}`. */
export async function makeIdentity({ subtle = crypto.subtle, fallback }) {
  try {
    const keys = await subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
    return { keys, publicKey: new Uint8Array(await subtle.exportKey("raw", keys.publicKey)) };
  } catch {
    const noble = await fallback();
    const secret = crypto.getRandomValues(new Uint8Array(32));
    return { secret, publicKey: await noble.getPublicKeyAsync(secret) };
  }
}

async function sign(identity, message, { subtle = crypto.subtle, fallback } = {}) {
  if (identity.keys) return new Uint8Array(await subtle.sign({ name: "Ed25519" }, identity.keys.privateKey, message));
  return (await fallback()).signAsync(message, identity.secret);
}

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function sha256(bytes, subtle = crypto.subtle) {
  return new Uint8Array(await subtle.digest("SHA-256", bytes));
}

/** What a telephone sends to use a link, and the six digits that both screens show. */
export async function claimOf(identity, secret, engines) {
  const told = together("AIMF-PAIRING-1\0", secret, identity.publicKey);
  const hashed = await sha256(told);
  const number = hashed.slice(0, 6).reduce((sum, byte) => sum * 256 + byte, 0) % 1_000_000;
  return {
    number: String(number).padStart(6, "0"),
    body: { secret, public_key: toText(identity.publicKey), signature: toText(await sign(identity, told, engines)) },
  };
}

/** The Authorization header of a request; `sentAt` is the server's time in ms as far as the device knows it. */
export async function signatureOf(identity, device, { method, target, body = "", sentAt }, engines) {
  const at = String(Math.round(sentAt)).padStart(13, "0");
  const lines = [method, target, at, hex(await sha256(encoder.encode(body)))].join("\n");
  return `AIMF-Device ${device} ${at} ${toText(await sign(identity, together("AIMF-DEVICE-1\0", lines), engines))}`;
}
