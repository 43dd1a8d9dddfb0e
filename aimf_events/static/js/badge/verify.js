// Is this badge ours? Ed25519 in the strict form of RFC 8032, by WebCrypto where it has it, else by @noble/ed25519.
// Browsers differ on keys of small order and on points written with y >= p, so both are refused here, before either.

import { readToken, signedMessage } from "./token.js";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const Y8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
const SMALL_ORDER_Y = new Set([0n, 1n, P - 1n, Y8, P - Y8]);
const SIGN_BIT = 1n << 255n;

export class UnknownKey extends Error {
  constructor(keyId) {
    super(`unknown key ${keyId}`);
    this.name = "UnknownKey";
    this.keyId = keyId;
  }
}

export class BadSignature extends Error {
  constructor() {
    super("bad signature");
    this.name = "BadSignature";
  }
}

/**
 * A verifier for the published keys: `Map` of key id → 32 bytes (Uint8Array).
 * `fallback` is the module @noble/ed25519, or a function that loads it; it is loaded only where WebCrypto has no Ed25519.
 * Returns `async (text) => claims`; it throws UnreadableBadge, UnknownKey or BadSignature.
 */
export function makeVerifier(publicKeys, { fallback, subtle = globalThis.crypto?.subtle } = {}) {
  const checks = new Map();
  return async function verifyBadge(text) {
    const { claims, body, signature } = readToken(text);
    const key = publicKeys.get(claims.keyId);
    if (!key) throw new UnknownKey(claims.keyId);
    if (!isSoundKey(key) || !isCanonical(signature)) throw new BadSignature();
    if (!checks.has(claims.keyId)) checks.set(claims.keyId, checkWith(key, subtle, fallback));
    const check = await checks.get(claims.keyId);
    if (!(await check(signature, signedMessage(body)))) throw new BadSignature();
    return claims;
  };
}

async function checkWith(key, subtle, fallback) {
  const native = subtle && (await importKey(key, subtle));
  if (native) return (signature, message) => subtle.verify({ name: "Ed25519" }, native, signature, message);
  if (!fallback) throw new Error("no Ed25519 here, and no fall-back given");
  const noble = typeof fallback === "function" ? await fallback() : fallback;
  return async (signature, message) => {
    try {
      // Without a secure context there is no WebCrypto at all: noble's synchronous form needs its SHA-512 set by the caller.
      const verify = subtle ? noble.verifyAsync : noble.verify;
      return await verify(signature, message, key, { zip215: false });
    } catch {
      return false;
    }
  };
}

// Old engines refuse the name, others import the key and fail later: what cannot be imported goes to the fall-back.
async function importKey(key, subtle) {
  try {
    return await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return null;
  }
}

function littleEndian(bytes) {
  return bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function isSoundKey(key) {
  const y = littleEndian(key) & (SIGN_BIT - 1n);
  return key.length === 32 && y < P && !SMALL_ORDER_Y.has(y);
}

function isCanonical(signature) {
  const y = littleEndian(signature.slice(0, 32)) & (SIGN_BIT - 1n);
  return y < P && littleEndian(signature.slice(32)) < L;
}
