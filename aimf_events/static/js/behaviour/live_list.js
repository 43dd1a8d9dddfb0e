// A list that follows a topic: when the topic says something new, the page is asked for again and the list alone is replaced,
// with the other parts that say so. What the reader has opened stays open; a search that is being typed stays as it is.
import { follow } from "../door/live.js";

const PARTS = "[data-live-list], [data-live-part]";

export function followList(root) {
  const list = root.querySelector("[data-live-list]");
  if (!list) return;
  let known = false;
  follow(list.dataset.liveList, async () => {
    if (!known) {
      known = true; // the state in which the page came
      return;
    }
    const answer = await fetch(root.location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll(PARTS);
    root.querySelectorAll(PARTS).forEach((part, at) => fresh[at] && replace(part, fresh[at]));
  });
}

function replace(part, fresh) {
  const opened = [...part.querySelectorAll("details")].map((each) => each.open);
  fresh.querySelectorAll("details").forEach((each, at) => { each.open = opened[at] ?? each.open; });
  part.replaceChildren(...fresh.childNodes);
}
