// The page of a voting sheet: it shows the form only to a browser that can keep a key, and says whose device is bound.

import { deviceName, makeKey, openKeys, signed, toText } from "./device.js";

async function keysHere() {
  try {
    return crypto.subtle ? await openKeys() : null;
  } catch {
    return null; // no storage: private browsing, or an old browser
  }
}

/** Show what this browser can do, and bind it when the form is sent. */
export async function startSheet(page) {
  const form = page.querySelector("[data-bind]");
  const bound = page.querySelector("div[data-device]");
  if (!form && !bound) return;
  const keys = await keysHere();
  if (bound) await sayWhose(bound, keys);
  if (form && keys) offer(page, form, keys);
}

async function sayWhose(bound, keys) {
  if (!keys) return;
  const own = await keys.get(bound.dataset.sheet);
  const isOwn = Boolean(own) && (await deviceName(own.publicKey)) === bound.dataset.device;
  bound.querySelector("[data-unknown]").hidden = true;
  bound.querySelector(isOwn ? "[data-own]" : "[data-other]").hidden = false;
}

function offer(page, form, keys) {
  const shown = form.closest("[data-voting]");
  page.querySelector("[data-needs-script]").hidden = true;
  shown.hidden = false;
  let isSent = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSent) return;
    isSent = true;
    try {
      await fill(form, shown.dataset.voting, keys);
      form.submit();
    } catch {
      isSent = false;
      page.querySelector("[data-failed]").hidden = false;
    }
  });
}

/** Put the key, a nonce and the proof into the form; a key made for this sheet before is used again. */
async function fill(form, reference, keys) {
  let key = await keys.get(reference);
  if (!key) {
    key = await makeKey();
    await keys.put(reference, key);
  }
  const { nonce, signature } = await signed(key, "bind", reference, [], key.publicKey);
  Object.assign(form.elements.public_key, { value: toText(key.publicKey) });
  Object.assign(form.elements.nonce, { value: nonce });
  Object.assign(form.elements.signature, { value: signature });
}
