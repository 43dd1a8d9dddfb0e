// A telephone asks to be a device: its key pair is made here, the link is used once, and the number is compared.

import { claimOf, makeIdentity } from "./identity.js";

const EVERY = 2000; // ms between two questions
const PATIENCE = 150000; // ms: two minutes and what the clocks may differ by

export class PairingFailed extends Error {}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** Pair with the secret of a link. `onNumber(text)` shows the number; returns what the store keeps of the device. */
export async function pair(secret, { api, engines, onNumber }) {
  const identity = await makeIdentity(engines);
  const { number, body } = await claimOf(identity, secret, engines);
  const begun = Date.now();
  const said = await claim(`${api}/pairings`, body);
  const offset = Math.round(Date.parse(said.server_time) - (begun + Date.now()) / 2);
  onNumber(`${number.slice(0, 3)} ${number.slice(3)}`);
  await confirmed(`${api}/pairings/${said.pairing}`);
  return { identity, device: said.pairing, offset };
}

async function claim(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    credentials: "omit",
  });
  if (!answer.ok) throw new PairingFailed(String(answer.status));
  return answer.json();
}

async function confirmed(address) {
  for (const begun = Date.now(); Date.now() - begun < PATIENCE; await wait(EVERY)) {
    const answer = await fetch(address, { credentials: "omit", cache: "no-store" }).catch(() => null);
    const { state } = answer?.ok ? await answer.json() : { state: "claimed" };
    if (state === "paired") return;
    if (state !== "claimed") throw new PairingFailed(state);
  }
  throw new PairingFailed("over");
}
