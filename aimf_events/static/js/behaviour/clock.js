// The clocks of a page: what is left of a time, by the server's hour. The page came at `data-clock-now`; the difference from ours is kept
// with each clock, and one that was replaced brings its own.
const drifts = new WeakMap();

export function runClocks(root, every = 500) {
  const tick = () => root.querySelectorAll("[data-clock]").forEach(show);
  tick();
  setInterval(tick, every);
}

function show(clock) {
  const { clock: begun, clockSeconds: seconds, clockNow: told } = clock.dataset;
  if (!drifts.has(clock)) drifts.set(clock, Number(told) - Date.now());
  const left = Math.ceil((Number(begun) + Number(seconds) * 1000 - Date.now() - drifts.get(clock)) / 1000);
  const over = clock.querySelector("[data-clock-over]");
  const shown = over ? left : Math.max(0, left); // a window that ended stays at nothing
  const size = Math.abs(shown);
  clock.querySelector("[data-clock-left]").textContent = `${shown < 0 ? "+" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
  clock.classList.toggle("clock--over", left < 0 && Boolean(over));
  if (over && over.hidden !== left > 0) over.hidden = left > 0;
}
