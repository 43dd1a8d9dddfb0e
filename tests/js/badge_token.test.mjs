// The golden vectors, judged by the modules a door device runs: WebCrypto and @noble/ed25519 must agree with Python.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import * as noble from "@noble/ed25519";

import { checkCharacter, formatShortCode, parseShortCode } from "../../aimf_events/static/js/badge/short_code.js";
import { normaliseScan, readToken } from "../../aimf_events/static/js/badge/token.js";
import { makeVerifier } from "../../aimf_events/static/js/badge/verify.js";

const vectors = JSON.parse(await readFile(new URL("../vectors/badge_tokens.json", import.meta.url), "utf-8"));
const publicKeys = new Map(Object.entries(vectors.public_keys)
  .map(([keyId, hex]) => [Number(keyId), Uint8Array.from(Buffer.from(hex, "hex"))]));
const OUTCOMES = { UnreadableBadge: "unreadable", UnknownKey: "unknown_key", BadSignature: "bad_signature" };

// A browser that has WebCrypto but not Ed25519: it refuses to import the key.
const withoutEd25519 = { importKey: async () => { throw new DOMException("", "NotSupportedError"); } };
const engines = {
  WebCrypto: makeVerifier(publicKeys),
  noble: makeVerifier(publicKeys, { subtle: withoutEd25519, fallback: async () => noble }),
};

async function outcome(verifyBadge, text) {
  try {
    await verifyBadge(text);
    return "valid";
  } catch (refused) {
    return OUTCOMES[refused.name] ?? String(refused);
  }
}

for (const [engine, verifyBadge] of Object.entries(engines)) {
  for (const vector of vectors.tokens) {
    test(`${engine}: ${vector.name}`, async () => {
      assert.equal(await outcome(verifyBadge, vector.text), vector.outcome);
    });
  }
}

for (const vector of vectors.tokens.filter(({ claims }) => claims)) {
  test(`claims: ${vector.name}`, () => {
    const { claims } = readToken(vector.text);
    assert.deepEqual({
      key_id: claims.keyId, congress_number: claims.congressNumber, badge_number: claims.badgeNumber,
      issue: claims.issue, category: claims.category, zones: claims.zones, days: claims.days,
    }, vector.claims);
  });
}

for (const scan of vectors.scans) {
  test(`scan: ${scan.name}`, () => assert.equal(normaliseScan(scan.text), scan.digits));
}

for (const { typed, code } of vectors.short_codes) {
  test(`short code: ${typed}`, () => assert.equal(parseShortCode(typed), code));
}

test("a code is printed in groups", () => {
  const code = `K7QF2M9X${checkCharacter("K7QF2M9X")}`;
  assert.equal(formatShortCode(code), `K7QF-2M9X-${code[8]}`);
});
