// A device signs as the server checks, by WebCrypto and by noble, and shows the number that the server shows.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import * as noble from "@noble/ed25519";

import { claimOf, makeIdentity, signatureOf } from "../../aimf_events/static/js/paired/identity.js";
import { toBytes } from "../../aimf_events/static/js/badge/sealed.js";

const vectors = JSON.parse(await readFile(new URL("../vectors/device_signatures.json", import.meta.url), "utf-8"));
const secret = Uint8Array.from(Buffer.from(vectors.private_key, "hex"));
const publicKey = toBytes(vectors.public_key);
const pkcs8 = Uint8Array.from(Buffer.from(`302e020100300506032b657004220420${vectors.private_key}`, "hex"));
const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, { name: "Ed25519" }, false, ["sign"]);
const fallback = async () => noble;
const identities = { WebCrypto: { keys: { privateKey }, publicKey }, noble: { secret, publicKey } };

for (const [engine, identity] of Object.entries(identities)) {
  test(`${engine}: claim of a link`, async () => {
    const { number, body } = await claimOf(identity, vectors.pairing.secret, { fallback });
    assert.equal(number, vectors.pairing.number);
    assert.deepEqual(body, { secret: vectors.pairing.secret, public_key: vectors.public_key, signature: vectors.pairing.signature });
  });
  for (const { authorization, sent_at: sentAt, ...request } of vectors.requests) {
    test(`${engine}: ${request.method}`, async () => {
      const header = await signatureOf(identity, "A".repeat(22), { ...request, sentAt }, { fallback });
      assert.equal(header, authorization);
    });
  }
}

test("the private half cannot be read out of WebCrypto", async () => {
  const { keys } = await makeIdentity({ fallback });
  await assert.rejects(crypto.subtle.exportKey("pkcs8", keys.privateKey));
});

test("without Ed25519 in WebCrypto the key is noble's", async () => {
  const subtle = { generateKey: async () => { throw new DOMException("", "NotSupportedError"); } };
  const made = await makeIdentity({ subtle, fallback });
  assert.equal(made.secret.length, 32);
  assert.equal(made.publicKey.length, 32);
});
