// The desk's one field: people are shown while their name is typed, and the arrows go through them. Enter still sends the field.
const PAUSE = 150; // ms without a key before the server is asked
const A_SCAN = /^\s*[\d&é"'(\-è_çà§!]{20,}/u; // of a hardware scanner: Enter follows

export function findWhileTyping(root) {
  const form = root.querySelector("[data-find]");
  const found = root.querySelector("[data-found]");
  if (!form) return;
  const field = form.querySelector("[data-find-field]");
  root.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(root, field, event);
  });
  if (!found) return;
  let timer = null;
  let asked = null;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    asked?.abort();
    if (A_SCAN.test(field.value)) return;
    timer = setTimeout(async () => {
      asked = new AbortController();
      const address = `${form.action}?${new URLSearchParams({ q: field.value, typing: 1 })}`;
      const answer = await fetch(address, { redirect: "manual", signal: asked.signal }).catch(() => null);
      if (answer?.ok) draw(found, await answer.text().catch(() => ""));
    }, PAUSE);
  });
}

function draw(found, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-found]");
  if (!fresh) return;
  fresh.querySelector("[autofocus]")?.removeAttribute("autofocus");
  found.replaceChildren(...fresh.childNodes);
}

function step(root, field, event) {
  const results = [...root.querySelectorAll("[data-result]")];
  const here = results.indexOf(document.activeElement);
  if (!results.length || (here < 0 && document.activeElement !== field)) return;
  event.preventDefault();
  const next = here + (event.key === "ArrowDown" ? 1 : -1);
  (next < 0 ? field : results[Math.min(next, results.length - 1)]).focus();
}
