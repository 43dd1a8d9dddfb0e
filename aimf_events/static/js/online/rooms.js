// The page of a session follows where everyone is: when the operator switches or says something, the page is asked for again
// and what changed is replaced. Whoever was listening goes on listening in the new room without a press.
import { follow } from "../door/live.js";
import { Player } from "./player.js";

const SPREAD = 800; // ms: a thousand pages told at once do not ask at once

export function followRooms(root, view) {
  const online = root.querySelector("[data-online]");
  if (!online) return;
  const csrf = () => root.querySelector("[name=csrf_token]").value;
  const part = () => root.querySelector("[data-online-part]");
  const place = () => root.querySelector("[data-player]");
  let current = start(place(), csrf);
  let asking = null;

  const showAgain = async () => {
    asking = null;
    const again = new URL(view.location.href);
    again.searchParams.set("part", "1");
    const answer = await fetch(again).catch(() => null);
    if (!answer?.ok) {
      asking = setTimeout(showAgain, 2_000 + Math.random() * SPREAD);
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [newPart, newPlace] = [fresh.querySelector("[data-online-part]"), fresh.querySelector("[data-player]")];
    if (!newPart || !newPlace) return;
    part().replaceWith(newPart);
    root.querySelector("[data-online-others]").replaceWith(fresh.querySelector("[data-online-others]"));
    if (newPlace.dataset.player === place().dataset.player && newPlace.childElementCount === place().childElementCount) return;
    const wasWanted = current?.isWanted;
    current?.leave();
    place().replaceWith(newPlace);
    current = start(newPlace, csrf);
    if (wasWanted) current?.begin();
  };

  follow(online.dataset.online, ({ data }) => {
    const isKnown = data.mark === part().dataset.onlinePart;
    if (asking) clearTimeout(asking);
    asking = isKnown ? null : setTimeout(showAgain, Math.random() * SPREAD);
  }, { whileHidden: true });
}

function start(place, csrf) {
  const box = place.querySelector("[data-player-kind]");
  return box ? new Player(box, { csrf, room: place.dataset.player }) : null;
}
