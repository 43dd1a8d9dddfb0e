// Says every twenty seconds that this page is open. When the server shows something else than we do, the page is asked for
// again and its parts are replaced; what says "answer the roll call" takes the focus, and the tab's title says so too.
const LOST_AFTER = 60_000; // ms: from then on nobody is counted

export function keepPresence(root, view) {
  const page = root.querySelector("[data-presence]");
  if (!page) return;
  const { presence: address, every, key } = page.dataset;
  const title = root.title;
  let heard = Date.now();
  let timer = null;
  page.querySelectorAll("[data-presence-script]").forEach((each) => { each.hidden = false; });

  const part = () => page.querySelector("[data-presence-part]");
  const beat = async () => {
    clearTimeout(timer);
    try {
      const body = new URLSearchParams({ csrf_token: root.querySelector("[name=csrf_token]").value, key });
      const answer = await fetch(address, { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
      heard = Date.now();
      const { mark, is_called: isCalled } = await answer.json();
      if (mark !== part().dataset.presencePart) await showAgain(isCalled);
    } catch {
      // the network comes back: what counts is how long it was silent
    }
    const lost = page.querySelector("[data-presence-lost]");
    if (lost) lost.hidden = Date.now() - heard < LOST_AFTER;
    timer = setTimeout(beat, Number(every));
  };

  const showAgain = async (isCalled) => {
    const answer = await fetch(view.location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-presence-part]");
    if (!fresh) return;
    fresh.querySelectorAll("[name=key]").forEach((each) => { each.value = key; });
    part().replaceWith(fresh);
    root.title = isCalled ? `● ${title}` : title;
    if (isCalled) fresh.querySelector("button")?.focus();
  };

  root.addEventListener("visibilitychange", () => root.hidden || beat()); // a tab that was hidden is throttled
  beat();
}
