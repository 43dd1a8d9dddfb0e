// The chair's page acts without leaving it: a form is sent, and the parts of the page that changed are replaced. What is being typed
// elsewhere stays. An answer that is no page of this kind (a refusal) is asked for again in the ordinary way, and shown whole.
import { showParts } from "./live_list.js";

export function actInPlace(root) {
  const place = root.querySelector("[data-in-place]");
  if (!place) return;
  root.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !place.contains(form) || form.method !== "post") return;
    event.preventDefault();
    await send(root, form, event.submitter);
  });
}

async function send(root, form, button) {
  const lost = root.querySelector("[data-in-place-lost]");
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    lost.hidden = true;
  } catch {
    lost.hidden = false; // nothing was answered: what was typed is still there, and the press can be made again
    return free(form, button);
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const own = fresh.querySelector(`form[action="${CSS.escape(form.getAttribute("action"))}"]`);
  if (!fresh.querySelector("[data-in-place]") || (!answer.ok && !own)) {
    form.submit();
    return;
  }
  if (!answer.ok) {
    form.replaceWith(own);
    own.querySelector("[aria-invalid='true']")?.focus();
    return;
  }
  free(form, button);
  showParts(root, fresh, { typed: form });
  root.querySelector(".notices")?.remove();
  const said = fresh.querySelector(".notices");
  if (said) root.querySelector("main").prepend(said);
}

function free(form, button) {
  delete form.dataset.sent;
  button?.removeAttribute("aria-disabled");
}
