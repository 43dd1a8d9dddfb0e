// A list that follows a topic: when the topic says something new, the page is asked for again and the list alone is replaced.
import { follow } from "../door/live.js";

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
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live-list]");
    if (fresh) root.querySelector("[data-live-list]").replaceChildren(...fresh.childNodes);
  });
}
