// A form that the voting device signs: data-signs (the act), data-sheet, data-device, data-subject (words), data-content. On another device
// its warning stays, and the server refuses what is sent all the same.

import { deviceName, openKeys, signed } from "./device.js";

/** Let the forms of a page be signed when they are sent, if the key of their sheet is here. */
export async function startSigned(page) {
  for (const form of page.querySelectorAll("form[data-signs]")) {
    const key = await ownKey(form.dataset);
    if (!key) continue;
    form.querySelector("[data-other]").hidden = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.dataset.sent) return;
      form.dataset.sent = "yes";
      send(form, key);
    });
  }
}

async function ownKey({ sheet, device }) {
  try {
    const key = crypto.subtle ? await (await openKeys()).get(sheet) : null;
    return key && (await deviceName(key.publicKey)) === device ? key : null;
  } catch {
    return null; // this browser keeps nothing
  }
}

async function send(form, key) {
  const { signs, sheet, subject, content } = form.dataset;
  const proof = await signed(key, signs, sheet, subject.split(" "), new TextEncoder().encode(content));
  Object.assign(form.elements.nonce, { value: proof.nonce });
  Object.assign(form.elements.signature, { value: proof.signature });
  form.submit();
}
