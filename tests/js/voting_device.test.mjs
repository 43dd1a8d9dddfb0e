// The device of a voter signs the bytes that the server reads, with a key that nobody can read out.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { deviceName, hex, makeKey, signed, signedBytes, toText } from "../../aimf_events/static/js/voting/device.js";

const vector = JSON.parse(await readFile(new URL("../vectors/voting_device.json", import.meta.url), "utf-8"));
const content = new TextEncoder().encode(vector.content);

test("the bytes of a vote", async () => {
  const bytes = await signedBytes(vector.act, vector.reference, vector.subject, content, vector.nonce);
  assert.equal(hex(bytes), vector.message);
});

test("the short name of a key", async () => {
  const raw = Uint8Array.from(Buffer.from(vector.public_key, "base64url"));
  assert.equal(await deviceName(raw), vector.device);
});

test("a signature holds under its own key, and each has a nonce of its own", async () => {
  const key = await makeKey();
  const one = await signed(key, vector.act, vector.reference, vector.subject, content);
  const other = await signed(key, vector.act, vector.reference, vector.subject, content);
  assert.notEqual(one.nonce, other.nonce);
  const bytes = await signedBytes(vector.act, vector.reference, vector.subject, content, one.nonce);
  const raw = Buffer.from(one.signature, "base64url");
  assert.ok(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key.keys.publicKey, raw, bytes));
  assert.equal(key.publicKey.length, 65);
  assert.match(toText(key.publicKey), /^[A-Za-z0-9_-]{87}$/);
});

test("the private half cannot be read out", async () => {
  const { keys } = await makeKey();
  for (const format of ["pkcs8", "jwk"]) await assert.rejects(crypto.subtle.exportKey(format, keys.privateKey));
});
