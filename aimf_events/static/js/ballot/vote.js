// The page of one voice in a secret ballot: choose, read over, seal in this browser, send; then the receipt. What leaves is the sealed
// paper with the device's signature. The same paper is sent again until the urn has answered: it takes it once.

import sodium from "libsodium-wrappers";

import { deviceName, openKeys, signed, toText } from "../voting/device.js";
import { openKept } from "./kept.js";
import { seal, tracker } from "./paper.js";

const PATIENCE = 20_000;
const STEPS = ["choose", "confirm", "sending", "lost", "refused"];

/** Show the paper to the device that is bound, or the receipt to the device that voted. */
export async function startSealed(page) {
  const shown = page.querySelector("[data-sealed]");
  if (!shown) return;
  const { sheet, signer, ballot, voice } = shown.dataset;
  const [key, kept] = await Promise.all([ownKey(sheet, signer), here()]);
  const place = { shown, key, kept, name: `${ballot}:${voice}` };
  const before = kept && (await kept.get(place.name));
  if (shown.hasAttribute("data-given")) return showReceipt(place, before);
  if (!key || !kept) return;
  await sodium.ready;
  page.querySelector("[data-needs-device]").hidden = true;
  shown.hidden = false;
  wire(place);
  if (before?.paper) step(shown, "lost");
}

function wire(place) {
  const { shown } = place;
  const choose = part(shown, "choose");
  choose.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = choose.querySelector("input:checked");
    shown.querySelector("[data-wanting]").hidden = Boolean(chosen);
    if (!chosen) return;
    shown.querySelector("[data-chosen]").textContent = chosen.closest("label").textContent.trim();
    step(shown, "confirm");
  });
  on(shown, "back", () => step(shown, "choose"));
  on(shown, "cast", () => castNew(place));
  on(shown, "again", () => send(place));
  on(shown, "anew", async () => {
    await place.kept.drop(place.name);
    step(shown, "choose");
  });
  window.addEventListener("online", () => part(shown, "lost").hidden || send(place));
}

async function castNew(place) {
  const { shown, kept, name } = place;
  const choose = part(shown, "choose");
  const { keys, opening } = shown.dataset;
  const choice = Number(choose.querySelector("input:checked").value);
  const paper = seal(sodium, keys.split(" ").map((each) => sodium.from_hex(each)), sodium.from_hex(opening), choice);
  choose.reset();
  shown.querySelector("[data-chosen]").textContent = "";
  await kept.put(name, { paper, tracker: tracker(sodium, paper) });
  await send(place);
}

async function send(place) {
  const { shown, kept, name } = place;
  step(shown, "sending");
  const answer = await posted(place, await kept.get(name));
  if (answer === null) return step(shown, "lost");
  if (answer.error) {
    await kept.drop(name);
    shown.querySelector("[data-reason]").textContent = [answer.reason, answer.advice].filter(Boolean).join(" ");
    return step(shown, "refused");
  }
  await kept.put(name, { tracker: (await kept.get(name)).tracker });
  location.reload();
}

/** What the urn answered: {} or {error, reason, advice}; null where nothing came back. */
async function posted({ shown, key }, { paper }) {
  const { sheet, ballot, voice, action } = shown.dataset;
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const proof = await signed(key, "vote", sheet, [ballot, voice], paper);
    const body = new URLSearchParams({ csrf_token: shown.querySelector("[name=csrf_token]").value, paper: toText(paper), ...proof });
    const answer = await fetch(action, { method: "POST", body, headers: { Accept: "application/json" }, signal: stop.signal });
    return answer.status < 500 ? await answer.json() : null;
  } catch {
    return null; // the line dropped: the vote may be there or not, and is asked again
  } finally {
    clearTimeout(late);
  }
}

/** The voice has voted: this device shows its receipt, once the urn has said that it has this very paper. */
async function showReceipt(place, before) {
  const { shown, key, kept, name } = place;
  let said = before;
  if (before?.paper && key) {
    const answer = await posted(place, before);
    if (answer === null) return;
    said = answer.error ? null : { tracker: before.tracker };
    await (said ? kept.put(name, said) : kept.drop(name));
  }
  if (!said) return;
  shown.querySelector("[data-tracker]").textContent = said.tracker;
  const link = shown.querySelector("[data-find]");
  link.href = `${link.href.split("?")[0]}?${new URLSearchParams({ q: said.tracker })}`;
  shown.querySelector("[data-elsewhere]").hidden = true;
  shown.querySelector("[data-own]").hidden = false;
}

function step(shown, name) {
  for (const each of STEPS) part(shown, each).hidden = each !== name;
  part(shown, name).querySelector("[tabindex]")?.focus();
}

const part = (shown, name) => shown.querySelector(`[data-step="${name}"]`);
const on = (shown, act, what) => shown.querySelectorAll(`[data-act="${act}"]`).forEach((each) => each.addEventListener("click", what));

async function here() {
  try {
    return await openKept();
  } catch {
    return null; // no storage: private browsing, or an old browser
  }
}

async function ownKey(reference, signer) {
  try {
    const key = crypto.subtle ? await (await openKeys()).get(reference) : null;
    return key && (await deviceName(key.publicKey)) === signer ? key : null;
  } catch {
    return null;
  }
}
