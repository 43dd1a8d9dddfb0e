// The line to the server: each request signed, the clock set right by each answer, a wrong hour signed again once.

import { signatureOf } from "./identity.js";

/** The server knows this device, and listens to it no more. */
export class NoLongerHeard extends Error {}
/** The server does not know this device: its database was restored from before the pairing. */
export class NotKnown extends Error {}

export class Refused extends Error {
  constructor(status, said) {
    super(`${status} ${said?.error ?? ""}`);
    this.status = status;
    this.said = said;
  }
}

/** `clock`: {offset} in ms, what to add to this device's clock; it is kept by whoever gives it. */
export function makeLine({ identity, device, clock, onOffset, engines, deadline = 8000 }) {
  async function ask(method, target, { body, headers = {}, wait = deadline, again = true } = {}) {
    const text = body === undefined ? "" : JSON.stringify(body);
    const begun = Date.now();
    const authorization = await signatureOf(identity, device, { method, target, body: text, sentAt: begun + clock.offset }, engines);
    const answer = await fetch(target, {
      method,
      headers: { ...headers, Authorization: authorization, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: body === undefined ? undefined : text,
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(wait),
    });
    if (answer.status === 304) return { status: 304, headers: answer.headers };
    const said = await answer.json().catch(() => ({}));
    if (said.server_time) setClock(Date.parse(said.server_time), begun, Date.now());
    if (answer.ok) return { status: answer.status, headers: answer.headers, said };
    if (said.error === "wrong_hour" && again) return ask(method, target, { body, headers, wait, again: false });
    if (said.error === "revoked") throw new NoLongerHeard();
    if (said.error === "not_signed") throw new NotKnown();
    throw new Refused(answer.status, said);
  }

  // Between the moment of asking and that of the answer, the server's own lies somewhere: the middle is at most half of it off.
  function setClock(serverTime, begun, ended) {
    clock.offset = Math.round(serverTime - (begun + ended) / 2);
    onOffset(clock.offset);
  }

  return { ask };
}
