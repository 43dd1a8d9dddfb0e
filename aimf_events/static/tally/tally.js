// The page with which a pair of tellers counts, without a network: it reads files, writes one, and shows totals. Nothing is sent.

import sodium from "libsodium-wrappers";

import { keysFrom } from "../js/ballot/keys.js";
import { countPeeled, peelUrn, readUrn, tellerOf } from "../js/ballot/tally.js";

const LEAST = 5;
const SIDES = ["for", "against", "abstention", "blank"];
const find = (name) => document.querySelector(`[data-${name}]`);
let urn = null;
let keys = null;

await sodium.ready;

for (const each of document.querySelectorAll("[data-speak]")) {
  each.addEventListener("click", () => { document.documentElement.lang = each.dataset.speak; });
}
document.documentElement.lang = navigator.language.startsWith("en") ? "en" : "fr";

find("urn").addEventListener("change", async (event) => {
  await attempt("urn-wrong", async () => {
    const text = await event.target.files[0].text();
    urn = { ...(await readUrn(sodium, text)), text, onPaper: JSON.parse(text).on_paper ?? 0 };
    const sides = [urn.papers.length, urn.onPaper].filter((papers) => papers > 0);
    if (!sides.length || sides.some((papers) => papers < LEAST)) throw new RangeError("fewer than five papers on one side");
  });
  find("key-part").hidden = !urn;
  if (!urn) return;
  find("question").textContent = Object.values(urn.frozen.question).filter(Boolean).join(" / ");
  find("papers").textContent = urn.papers.length;
  find("on-paper").textContent = urn.onPaper;
  find("opening").textContent = sodium.to_hex(urn.openingHash);
  find("root").textContent = urn.root;
  find("urn-read").hidden = false;
  find("paper-part").hidden = urn.onPaper === 0;
});

find("key").addEventListener("submit", async (event) => {
  event.preventDefault();
  await attempt("key-wrong", async () => {
    keys = await keysFrom(sodium, event.target);
    if (!keys) throw new RangeError("the passphrase does not open this file");
    const place = tellerOf(sodium, urn, keys);
    find("place").textContent = place + 1;
    event.target.elements.passphrase.value = "";
    find("act-part").hidden = false;
    find("act-part").querySelector("h2").focus();
  });
});

find("peel").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([peelUrn(sodium, urn, keys)], { type: "application/json" }));
  link.download = "enveloppes.json";
  link.click();
});

find("count").addEventListener("submit", async (event) => {
  event.preventDefault();
  await attempt("count-wrong", async () => {
    const form = event.target;
    const added = Object.fromEntries(SIDES.map((side) => [side, urn.onPaper ? Number(form.elements[side].value) : 0]));
    if (SIDES.reduce((sum, side) => sum + added[side], 0) !== urn.onPaper) throw new RangeError("the paper votes do not add up");
    const { totals, blank, unreadable } = countPeeled(sodium, urn, await form.elements.peeled.files[0].text(), keys);
    const all = { for: totals.for, against: totals.against, abstention: totals.abstention, blank };
    for (const side of SIDES) find(`total-${side}`).textContent = all[side] + added[side];
    find("total-unreadable").textContent = unreadable;
    find("total-all").textContent = urn.papers.length + urn.onPaper;
    find("totals").hidden = false;
    find("totals").querySelector("h2").focus();
  });
});

/** Do it; what does not hold together shows the part's sentence, and the reason as the module words it. */
async function attempt(name, what) {
  const wrong = find(name);
  wrong.hidden = true;
  try {
    await what();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    wrong.querySelector("code").textContent = error.message;
    wrong.hidden = false;
    wrong.focus();
    if (name === "urn-wrong") urn = null;
  }
}
