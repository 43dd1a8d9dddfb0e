// A fresh link opened on a telephone that was paired before: what the server says of the device that it was.

import { makeCourier } from "./courier.js";
import { NotKnown, makeLine } from "./line.js";

const LEFTOVERS = "/api/v1/devices/me/leftovers";

/**
 * Whether the link is to be used. Still heard, the telephone stays what it is; without the network too. No longer heard, it
 * first hands over what it kept, to be put aside: facts of a revoked device are not sent by another one. Unknown, its facts
 * are kept, and leave under its new name.
 */
export async function maybePairAgain(store, kept, engines) {
  const clock = { offset: (await store.get("offset")) ?? 0 };
  const line = makeLine({ identity: kept.identity, device: kept.device, clock, onOffset: () => {}, engines });
  try {
    const { said } = await line.ask("POST", LEFTOVERS, { body: { items: [] } });
    if (!said.revoked) return false;
    await makeCourier({ store, line, clock, list: null, onChange: () => {} }).leave();
    return true;
  } catch (error) {
    return error instanceof NotKnown;
  }
}
