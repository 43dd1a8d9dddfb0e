// A card under the keyboard: its link keeps the focus; arrows move it, Shift and an arrow make it longer or shorter.
import { FINE, STEP, kept, keptLength } from "./hours.js";

export function followKeys(root, board, { onStep, onLift, onUndo }) {
  root.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      onUndo();
      return;
    }
    const card = event.target.closest?.("[data-slot]");
    if (!card || event.ctrlKey || event.metaKey || card.classList.contains("is-fixed")) return;
    const before = board.stands(card.dataset.slot);
    if (event.key === "Delete" && before.placed) {
      event.preventDefault();
      onLift(before.id, before);
      return;
    }
    const to = step(before, event, board);
    if (to === null) return;
    event.preventDefault();
    onStep(before.id, before, to);
  });
}

function step(before, { key, shiftKey, altKey }, board) {
  const by = altKey ? FINE : STEP;
  const ways = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };
  const way = ways[key];
  if (way === undefined) return null;
  if (!before.placed) {
    return key === "ArrowRight" || key === "ArrowLeft" ? { ...before, placed: true, room: board.order[0], starts: board.first() } : null;
  }
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  if (sideways && shiftKey) return null;
  if (sideways) {
    const at = board.order.indexOf(before.room) + way;
    return board.order[at] === undefined ? before : { ...before, room: board.order[at] };
  }
  if (shiftKey) return { ...before, minutes: keptLength(before.minutes + way * by) };
  return { ...before, starts: kept(before.starts + way * by) };
}
