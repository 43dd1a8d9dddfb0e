// The strip above the camera: how old the list is, whether the line answers, how many facts wait.
import { ASK_AFTER, WARN_AFTER } from "./judge.js";

export function makeStrip(frame, words, { list, courier }) {
  const state = frame.querySelector("[data-door-state]");
  const count = frame.querySelector("[data-door-count]");
  let alone = false;
  let note = "";
  let ended = false;

  function age() {
    const old = list.age();
    if (old >= ASK_AFTER) return words.ageHours;
    return old >= WARN_AFTER ? words.age.replace("{minutes}", Math.floor(old / 60_000)) : words.ageNow;
  }

  async function draw() {
    if (ended) return;
    const { waiting, unusable } = await courier.counts();
    if (ended) return;
    const said = [alone ? words.alone : words.online, age(), note, unusable && words.kept.replace("{count}", unusable)];
    state.textContent = said.filter(Boolean).join(" · ");
    state.dataset.state = alone || list.age() >= WARN_AFTER || unusable ? "late" : "online";
    count.textContent = waiting ? words.waiting.replace("{count}", waiting) : "";
  }

  return {
    draw,
    line(isAlone) {
      alone = isAlone;
      return draw();
    },
    say(text) {
      note = text;
      return draw();
    },
    end() {
      ended = true;
      state.textContent = count.textContent = "";
    },
  };
}
