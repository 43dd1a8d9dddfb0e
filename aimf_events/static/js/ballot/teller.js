// A teller's page before the urn opens: the key pair is made here, kept as a file and on paper; then the trial of both pairs, with the file
// that was kept. The private half and the passphrase are sent to nobody.

import sodium from "libsodium-wrappers";
import { renderSVG } from "uqr";

import { keyFile, keysFrom, makeKeys } from "./keys.js";
import { count, peel, seal } from "./paper.js";

const PAPERS = 8;
const OPTIONS = 3;

/** Begin what this page asks for. */
export async function startTeller(page) {
  const making = page.querySelector("[data-making]");
  const trial = page.querySelector("[data-trial]");
  if (!making && !trial) return;
  if (!globalThis.crypto?.subtle) return;
  await sodium.ready;
  if (making) startMaking(page, making);
  if (trial) startTrial(page, trial);
}

function startMaking(page, making) {
  show(page, making);
  const made = making.querySelector("[data-made]");
  const first = making.querySelector("[data-passphrase]");
  first.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { passphrase, again } = first.elements;
    const wrong = passphrase.value.trim() !== again.value.trim() ? "differs" : "";
    if (say(first, wrong)) return;
    const keys = makeKeys(sodium);
    try {
      const text = await keyFile(sodium, keys, passphrase.value);
      offer(making, text);
      making.querySelector("[name=public_key]").value = sodium.to_hex(keys.publicKey);
      sodium.memzero(keys.privateKey);
      first.reset();
      first.hidden = true;
      made.hidden = false;
      made.querySelector("h2").focus();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      say(first, "short");
    }
  });
  making.querySelector("[data-print]").addEventListener("click", () => window.print());
}

function offer(making, text) {
  const link = making.querySelector("[data-file]");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const drawn = new DOMParser().parseFromString(renderSVG(text, { ecc: "M", border: 2 }), "image/svg+xml").documentElement;
  making.querySelector("[data-square]").replaceChildren(drawn);
  making.querySelector("[data-text]").textContent = text;
}

function startTrial(page, trial) {
  show(page, trial);
  const form = trial.querySelector("form");
  let isSent = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSent) return;
    const keys = await keysFrom(sodium, form);
    if (say(form, keys ? "" : "locked")) return;
    if (say(form, sodium.to_hex(keys.publicKey) === trial.dataset.own ? "" : "another")) return;
    isSent = true;
    const { keys: others, place, context, waiting, waitingContext } = trial.dataset;
    if (context) fillPeeled(form, others.split(" ").map((each) => sodium.from_hex(each)), Number(place), keys, sodium.from_hex(context));
    if (waiting) {
      const inner = JSON.parse(waiting).map((box) => sodium.from_base64(box, sodium.base64_variants.ORIGINAL));
      form.elements.opened.value = JSON.stringify(count(sodium, keys, sodium.from_hex(waitingContext), OPTIONS, inner).totals);
    }
    sodium.memzero(keys.privateKey);
    form.elements.file.value = "";
    form.submit();
  });
}

function fillPeeled(form, others, place, keys, context) {
  const totals = new Array(OPTIONS + 1).fill(0);
  const papers = Array.from({ length: PAPERS }, () => {
    const choice = sodium.randombytes_uniform(OPTIONS + 1);
    totals[choice] += 1;
    return seal(sodium, others, context, choice);
  });
  const { inner } = peel(sodium, place, keys, papers);
  const boxes = inner.map((box) => sodium.to_base64(box, sodium.base64_variants.ORIGINAL));
  form.elements.peeled.value = JSON.stringify({ inner: boxes, totals });
}

/** Show one of the form's sentences, or none; return whether there is one. */
function say(form, name) {
  for (const each of form.querySelectorAll("[data-wrong]")) each.hidden = each.dataset.wrong !== name;
  form.querySelector(`[data-wrong="${name}"]`)?.focus();
  return Boolean(name);
}

function show(page, part) {
  page.querySelectorAll("[data-needs-script]").forEach((each) => { each.hidden = true; });
  part.hidden = false;
}
