// A card under the hand: carried to another room or hour, or pulled at its lower edge. A finger scrolls; on a phone there is the form.
import { kept, keptLength, snapped } from "./hours.js";

const THRESHOLD = 5;

export function followHand(root, board, { onStart, onPreview, onDrop, onLift, onCancel }) {
  let held = null;

  root.addEventListener("pointerdown", (event) => {
    const card = event.target.closest("[data-slot]");
    if (!card || event.button !== 0 || event.pointerType === "touch" || card.classList.contains("is-fixed")) return;
    held = {
      id: card.dataset.slot,
      card,
      x: event.clientX,
      y: event.clientY,
      before: board.stands(card.dataset.slot),
      pulls: Boolean(event.target.closest(".slot-edge")),
      moved: false,
      pointer: event.pointerId,
    };
  });

  root.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    if (!held.moved) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < THRESHOLD) return;
      start();
    }
    event.preventDefault();
    preview(event);
  });

  root.addEventListener("pointerup", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    const { id, before, moved, to, overList } = end();
    if (!moved) return;
    window.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
    if (overList && before.placed) onLift(id, before);
    else if (to) onDrop(id, before, to);
    else onCancel(id, before);
  });

  root.addEventListener("pointercancel", giveUp);
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape") giveUp();
  });

  function start() {
    held.moved = true;
    const list = board.rooms.get(board.order[0]).querySelector("[data-slots]").getBoundingClientRect();
    held.perMinute = list.height / (board.bounds().last - board.bounds().first);
    held.grip = held.before.placed ? held.y - held.card.getBoundingClientRect().top : 0;
    held.card.classList.add("is-held");
    root.classList.add("is-carrying");
    root.setPointerCapture(held.pointer);
    onStart(held.id);
  }

  function preview(event) {
    const dx = event.clientX - held.x;
    const dy = event.clientY - held.y;
    if (held.pulls) {
      held.to = { ...held.before, minutes: keptLength(snapped(held.before.minutes + dy / held.perMinute)) };
      held.card.style.setProperty("--minutes", held.to.minutes);
    } else {
      held.card.style.transform = `translate(${dx}px, ${dy}px)`;
      held.overList = inside(board.waiting.parentElement, event);
      const room = held.overList ? undefined : board.order.find((each) => across(board.rooms.get(each), event.clientX));
      held.to = room === undefined ? null : { ...held.before, placed: true, room, starts: hourAt(room, event) };
    }
    onPreview(held.id, held.to);
  }

  function hourAt(room, event) {
    const top = board.rooms.get(room).querySelector("[data-slots]").getBoundingClientRect().top;
    return kept(snapped(board.first() + (event.clientY - held.grip - top) / held.perMinute));
  }

  function end() {
    const done = held;
    held = null;
    if (done.moved) {
      done.card.style.transform = "";
      done.card.classList.remove("is-held");
      root.classList.remove("is-carrying");
    }
    return done;
  }

  function giveUp() {
    if (!held) return;
    const { id, before, moved } = end();
    if (moved) onCancel(id, before);
  }

  return { isHolding: () => Boolean(held?.moved) };
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

function across(element, x) {
  const box = element.getBoundingClientRect();
  return x >= box.left && x < box.right;
}

function inside(element, { clientX, clientY }) {
  const box = element.getBoundingClientRect();
  return clientX >= box.left && clientX < box.right && clientY >= box.top && clientY < box.bottom;
}
