// A form that bears data-previewed (an address) is drawn again while one writes: half a second after the last key, the page that its
// preview button would show is asked for, and its [data-preview] takes the place of this one's. Without scripts there is the button.
const PAUSE = 500; // ms

export function followPreview(root) {
  const form = root.querySelector("form[data-previewed]");
  if (!form) return;
  form.querySelector("[formaction]")?.setAttribute("hidden", "");
  let timer;
  let asked;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      asked?.abort();
      asked = new AbortController();
      await draw(root, form, asked.signal);
    }, PAUSE);
  });
}

async function draw(root, form, signal) {
  const place = root.querySelector("[data-preview]");
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.previewed, { method: "POST", body: new FormData(form), signal });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-preview]");
    if (fresh) place.replaceChildren(...fresh.childNodes);
  } catch {
    // another one was asked meanwhile, or the network comes back: the last drawing stays
  } finally {
    if (!signal.aborted) place.removeAttribute("aria-busy");
  }
}
