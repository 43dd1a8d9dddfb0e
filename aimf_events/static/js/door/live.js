// Figures that follow a topic: ask, wait as long as the server says, ask again from the number known.
// `whileHidden`: a page that is listened to goes on asking behind another tab.
export function follow(address, onEvent, { wait = (ms) => new Promise((done) => setTimeout(done, ms)), whileHidden = false } = {}) {
  let seq = 0;
  let etag = null;
  const ask = async () => {
    let pause = 15000;
    try {
      const answer = await fetch(`${address}?since=${seq}`, { headers: etag ? { "If-None-Match": etag } : {} });
      pause = Number(answer.headers.get("Next-Poll-Ms")) || pause;
      if (answer.status === 200) {
        const changes = await answer.json();
        seq = changes.seq;
        etag = answer.headers.get("ETag");
        changes.events.forEach(onEvent);
      }
    } catch {
      pause = 15000;
    }
    await wait(pause);
    if (document.hidden && !whileHidden) await new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
    ask();
  };
  ask();
}

export function followCounters(root) {
  const board = root.querySelector("[data-live]");
  if (!board) return;
  follow(board.dataset.live, ({ kind, data }) => {
    if (kind !== "counters") return;
    for (const place of root.querySelectorAll("[data-live-value]")) place.textContent = data[place.dataset.liveValue];
  });
}
