// The grid of the builder: hours as each language writes them, what a hand can place, sessions side by side.
import assert from "node:assert/strict";
import { test } from "node:test";

import { hoursText, kept, keptLength, lanesOf, snapped, wallClock } from "../../aimf_events/static/js/builder/hours.js";

test("hours as the language writes them, past midnight too", () => {
  assert.equal(hoursText(570, 90, "fr"), "9\u00a0h\u00a030 – 11\u00a0h");
  assert.equal(hoursText(1380, 90, "en"), "23:00 – 0:30");
  assert.equal(wallClock(545), "09:05");
});
test("a hand places on five minutes, within the day", () => {
  assert.deepEqual([snapped(562), snapped(563), kept(-20), kept(5000)], [560, 565, 0, 1435]);
  assert.deepEqual([keptLength(-30), keptLength(9999)], [5, 1439]);
});
test("sessions that share an hour stand side by side, and only those", () => {
  const slots = [[540, 60], [570, 60], [600, 30], [660, 60]].map(([starts, minutes]) => ({ starts, minutes }));
  assert.deepEqual(lanesOf(slots), [{ lane: 0, lanes: 2 }, { lane: 1, lanes: 2 }, { lane: 0, lanes: 2 }, { lane: 0, lanes: 1 }]);
  assert.deepEqual(lanesOf([]), []);
});
