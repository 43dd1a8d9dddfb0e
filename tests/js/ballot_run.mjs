// Runs the module that the voter's and the tellers' browsers run, for tests in Python: JSON in, JSON out; bytes are hexadecimal.
import { readFileSync } from "node:fs";

import sodium from "libsodium-wrappers";

import { keyFile, keysOf, makeKeys } from "../../aimf_events/static/js/ballot/keys.js";
import { count, peel, seal, tracker } from "../../aimf_events/static/js/ballot/paper.js";
import { canonical, countPeeled, peelUrn, readUrn } from "../../aimf_events/static/js/ballot/tally.js";

await sodium.ready;
const hex = (bytes) => sodium.to_hex(bytes);
const bytes = (text) => sodium.from_hex(text);
const pair = (keys) => ({ publicKey: bytes(keys.public), privateKey: bytes(keys.secret) });
const told = (keys) => keys && { public: hex(keys.publicKey), secret: hex(keys.privateKey) };

const acts = {
  seal: ({ tellers, opening, choices }) => choices.map((choice) => hex(seal(sodium, tellers.map(bytes), bytes(opening), choice))),
  peel({ first, keys, papers }) {
    const { inner, unreadable } = peel(sodium, first, pair(keys), papers.map(bytes));
    return { inner: inner.map(hex), unreadable };
  },
  count: ({ keys, opening, options, inner }) => count(sodium, pair(keys), bytes(opening), options, inner.map(bytes)),
  track: ({ papers }) => papers.map((paper) => tracker(sodium, bytes(paper))),
  canonical: ({ value }) => canonical(value),
  peel_urn: async ({ file, keys }) => peelUrn(sodium, await readUrn(sodium, file), pair(keys)),
  count_peeled: async ({ file, peeled, keys }) => countPeeled(sodium, await readUrn(sodium, file), peeled, pair(keys)),
  make: () => told(makeKeys(sodium)),
  keep: ({ keys, passphrase }) => keyFile(sodium, pair(keys), passphrase),
  find: async ({ file, passphrase }) => told(await keysOf(sodium, file, passphrase)),
};

const { act, ...given } = JSON.parse(readFileSync(0, "utf-8"));
try {
  process.stdout.write(JSON.stringify({ answer: (await acts[act](given)) ?? null }));
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  process.stdout.write(JSON.stringify({ refused: error.message }));
}
