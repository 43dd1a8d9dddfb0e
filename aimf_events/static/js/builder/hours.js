// Hours of a grid: minutes from midnight, as the language writes them, and rounded to what a hand can place.
export const STEP = 15;
export const FINE = 5;
export const SHORTEST = 5;
const DAY = 24 * 60;

export function hourText(minutes, language) {
  const of = ((minutes % DAY) + DAY) % DAY;
  const hours = Math.floor(of / 60);
  const rest = of % 60;
  if (language === "fr") return `${hours}\u00a0h${rest ? `\u00a0${String(rest).padStart(2, "0")}` : ""}`;
  return `${hours}:${String(rest).padStart(2, "0")}`;
}

export function hoursText(starts, minutes, language) {
  return `${hourText(starts, language)} – ${hourText(starts + minutes, language)}`;
}

export function wallClock(minutes) {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

export function snapped(minutes, step = FINE) {
  return Math.round(minutes / step) * step;
}

export function kept(starts) {
  return Math.min(Math.max(starts, 0), DAY - FINE);
}

export function keptLength(minutes) {
  return Math.min(Math.max(minutes, SHORTEST), DAY - 1);
}

// Sessions that share an hour in a room stand side by side: [{ starts, minutes }] → [{ lane, lanes }], in the same order.
export function lanesOf(slots) {
  const order = slots.map((slot, at) => ({ ...slot, at })).sort((a, b) => a.starts - b.starts || a.at - b.at);
  const found = new Array(slots.length);
  let group = [];
  let ends = [];
  let last = -1;
  const close = () => group.forEach(({ at }) => { found[at].lanes = ends.length; });
  for (const slot of order) {
    if (slot.starts >= last) {
      close();
      group = [];
      ends = [];
    }
    let lane = ends.findIndex((end) => end <= slot.starts);
    if (lane < 0) lane = ends.length;
    ends[lane] = slot.starts + slot.minutes;
    last = Math.max(last, ends[lane]);
    found[slot.at] = { lane, lanes: 1 };
    group.push(slot);
  }
  close();
  return found;
}
