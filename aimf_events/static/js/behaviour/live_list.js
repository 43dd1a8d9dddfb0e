// A list that follows topics: when one says something new, the page is asked for again and the list alone is replaced, with the other
// parts that say so. What the reader has opened stays open, what is typed stays typed, and the focus stays on what it was on.
import { follow } from "../door/live.js";

const PARTS = "[data-live-list], [data-live-part]";

const TOGETHER = 150; // ms: what is told at once is one look
const EARLIER = 2000; // ms: what was being written while the page was made may not stand on it yet

export function followList(root) {
  const list = root.querySelector("[data-live-list]");
  if (!list) return;
  let timer = null;
  const look = async () => {
    timer = null;
    const answer = await fetch(root.location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const at = page.querySelector("[data-live-list]")?.dataset.liveAt;
    if (at) list.dataset.liveAt = at;
    showParts(root, page);
  };
  for (const topic of list.dataset.liveList.split(" ")) {
    let known = Boolean(list.dataset.liveAt); // a page that says when it was made knows what it has missed
    follow(topic, ({ at }) => {
      if (known && !(Date.parse(at) < Number(list.dataset.liveAt ?? 0) - EARLIER)) timer ??= setTimeout(look, TOGETHER);
      if (!known) queueMicrotask(() => { known = true; }); // the state in which the page came
    });
  }
  // What no event tells (a turnout: the hour of each vote would be written) is asked again every so many seconds.
  if (list.dataset.liveEvery) setInterval(() => look().catch(() => {}), 1000 * list.dataset.liveEvery);
}

// `typed`: the form that was just sent, whose own words are not kept.
export function showParts(root, page, { typed = null } = {}) {
  const fresh = page.querySelectorAll(PARTS);
  root.querySelectorAll(PARTS).forEach((part, at) => fresh[at] && replace(part, fresh[at], typed));
}

function replace(part, fresh, typed) {
  const opened = [...part.querySelectorAll("details")].map((each) => each.open);
  fresh.querySelectorAll("details").forEach((each, at) => { each.open = opened[at] ?? each.open; });
  const written = [...part.querySelectorAll("input[id], select[id], textarea[id]")].filter((each) => isChanged(each) && !typed?.contains(each));
  const focused = part.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  part.replaceChildren(...fresh.childNodes);
  for (const each of written) {
    const again = document.getElementById(each.id);
    if (again) Object.assign(again, "checked" in each && /^(radio|checkbox)$/.test(each.type) ? { checked: each.checked } : { value: each.value });
  }
  if (focused) [...part.querySelectorAll("a, button, input, select, textarea, summary")].find((each) => nameOf(each) === focused)?.focus();
}

function isChanged(each) {
  if (each.type === "hidden") return false;
  if (each.options) return [...each.options].some((one) => one.selected !== one.defaultSelected);
  return each.value !== each.defaultValue || each.checked !== each.defaultChecked;
}

// What a reader would call the same thing: the field's id; or where a button or a link leads, and its words.
function nameOf(each) {
  return each.id || `${each.form?.action ?? each.href ?? ""} ${each.textContent}`;
}
