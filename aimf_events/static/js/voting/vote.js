// The page of one voice: the choice is signed by the key of this device, which nobody can read out, and sent as an ordinary form.

import { deviceName, openKeys, signed } from "./device.js";

const encoder = new TextEncoder();

async function ownKey(reference, signer) {
  try {
    const key = crypto.subtle ? await (await openKeys()).get(reference) : null;
    return key && (await deviceName(key.publicKey)) === signer ? key : null;
  } catch {
    return null; // no storage: private browsing, or an old browser
  }
}

/** Show the form to the device that is bound, and sign what it sends. */
export async function startVoice(page) {
  const shown = page.querySelector("[data-voice]");
  if (!shown) return;
  const { sheet, signer, ballot, voice } = shown.dataset;
  const key = await ownKey(sheet, signer);
  if (!key) return;
  page.querySelector("[data-needs-device]").hidden = true;
  shown.hidden = false;
  const form = shown.querySelector("form");
  let isSent = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSent) return;
    isSent = true;
    try {
      const content = encoder.encode(form.elements.choice.value);
      const proof = await signed(key, "vote", sheet, [ballot, voice], content);
      form.elements.nonce.value = proof.nonce;
      form.elements.signature.value = proof.signature;
      form.submit();
    } catch {
      isSent = false;
      page.querySelector("[data-failed]").hidden = false;
    }
  });
}
