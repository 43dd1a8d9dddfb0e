// The cards on the page: where each stands, drawn by the CSSOM (the Content-Security-Policy allows no style in the page).
import { hoursText, lanesOf } from "./hours.js";

export function makeBoard(root, { words, language }) {
  const rooms = new Map([...root.querySelectorAll("[data-room]")].map((room) => [room.dataset.room, room]));
  const order = [...rooms.keys()];
  const waiting = root.querySelector("[data-waiting]");
  const none = root.querySelector("[data-none]");
  const cards = new Map([...root.querySelectorAll("[data-slot]")].map((card) => [card.dataset.slot, card]));
  let first = Number(root.dataset.first);
  let last = Number(root.dataset.last);

  /** A session that was not on the page: added by somebody else, or moved to this day. */
  function add({ id, title, kind, note, form, fixed, starts, minutes, revision }) {
    const card = root.querySelector("[data-card]").content.firstElementChild.cloneNode(true);
    card.classList.add(`slot--${kind}`);
    card.classList.toggle("is-fixed", fixed);
    Object.assign(card.dataset, { slot: id, starts, minutes, revision });
    card.querySelector(".slot-title").href = form;
    cards.set(id, card);
    tell({ id, title, note });
    waiting.append(card);
    return card;
  }

  /** What is said of a session, as it is now. */
  function tell({ id, title, note }) {
    cards.get(id).querySelector(".slot-title").textContent = title;
    cards.get(id).querySelector("[data-note]").textContent = note;
  }

  function remove(id) {
    const card = cards.get(id);
    const room = card.closest("[data-room]");
    card.remove();
    cards.delete(id);
    none.hidden = waiting.children.length > 0;
    if (room) draw(room);
  }

  const stands = (id) => {
    const card = cards.get(id);
    const room = card.closest("[data-room]");
    return {
      id,
      placed: Boolean(room),
      room: room ? room.dataset.room : "",
      starts: Number(card.dataset.starts),
      minutes: Number(card.dataset.minutes),
      revision: Number(card.dataset.revision),
    };
  };

  function draw(room) {
    const held = [...room.querySelector("[data-slots]").children];
    const lanes = lanesOf(held.map((card) => ({ starts: Number(card.dataset.starts), minutes: Number(card.dataset.minutes) })));
    held.forEach((card, at) => {
      card.style.setProperty("--starts", Number(card.dataset.starts) - first);
      card.style.setProperty("--minutes", Math.min(Number(card.dataset.minutes), last - Number(card.dataset.starts)));
      card.style.setProperty("--lane", lanes[at].lane);
      card.style.setProperty("--lanes", lanes[at].lanes);
    });
    const nothing = room.querySelector(".builder-none");
    if (nothing) nothing.hidden = held.length > 0;
  }

  function put(id, to) {
    const card = cards.get(id);
    const from = card.closest("[data-room]");
    card.dataset.starts = to.starts;
    card.dataset.minutes = to.minutes;
    if (to.revision) card.dataset.revision = to.revision;
    const hours = card.querySelector("[data-hours]");
    hours.textContent = to.placed ? hoursText(to.starts, to.minutes, language) : words.minutes.replace("#num", to.minutes);
    const target = to.placed ? rooms.get(to.room).querySelector("[data-slots]") : waiting;
    if (card.parentElement !== target) {
      const focused = card.contains(document.activeElement) ? document.activeElement : null;
      target.append(card);
      focused?.focus({ preventScroll: true });
    }
    none.hidden = waiting.children.length > 0;
    if (from) draw(from);
    if (to.placed) draw(rooms.get(to.room));
  }

  function mark(id, conflict) {
    const card = cards.get(id);
    card.classList.toggle("slot--no", conflict === "no");
    card.classList.toggle("slot--warn", conflict === "warn");
    card.querySelector("[data-mark]").hidden = !conflict;
  }

  function stretch(state) {
    first = Math.min(first, state.first);
    last = Math.max(last, state.last);
    root.style.setProperty("--length", last - first);
    const list = root.querySelector("[data-hour-list]");
    list.replaceChildren(...Array.from({ length: (last - first) / 60 }, (_, at) => {
      const item = document.createElement("li");
      item.textContent = hoursText(first + at * 60, 0, language).split(" – ")[0];
      return item;
    }));
    rooms.forEach(draw);
  }

  return {
    rooms,
    order,
    cards,
    waiting,
    stands,
    add,
    tell,
    remove,
    put,
    mark,
    stretch,
    first: () => first,
    bounds: () => ({ first, last }),
    title: (id) => cards.get(id).querySelector(".slot-title").textContent,
    roomName: (room) => rooms.get(room).querySelector("[data-name]").textContent,
  };
}
