// The sealed records, opened by the module that a door device runs as Python opens them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { indexOf, openRecord } from "../../aimf_events/static/js/badge/sealed.js";
import { tokenBytes } from "../../aimf_events/static/js/badge/token.js";

const { records } = JSON.parse(await readFile(new URL("../vectors/sealed_records.json", import.meta.url), "utf-8"));
const list = new Map(records.map(({ index, sealed }) => [index, sealed]));

for (const { name, token, index, record } of records) {
  test(name, async () => {
    assert.equal(await indexOf(tokenBytes(token)), index);
    assert.deepEqual(await openRecord(tokenBytes(token), list), record);
  });
}

test("another badge's record is not opened", async () => {
  const [one, other] = records;
  const swapped = new Map([[one.index, other.sealed]]);
  assert.equal(await openRecord(tokenBytes(one.token), swapped), null);
});

test("a badge that is not in the list has no record", async () => {
  assert.equal(await openRecord(tokenBytes(records[0].token), new Map()), null);
});
