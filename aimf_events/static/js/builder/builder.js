// The builder: each move is shown at once, sent to the server, which judges; what it refuses goes back to where it was.
import { makeBoard } from "./board.js";
import { followHand } from "./hand.js";
import { hoursText, wallClock } from "./hours.js";
import { followKeys } from "./keys.js";
import { makeLine } from "./line.js";

const PATIENCE = 400; // milliseconds after the last key, before the move is sent
const EVERY = 10000; // milliseconds between two looks at what others did
const STEPS_BACK = 50;

export function build(root, { wide, every = EVERY }) {
  if (!wide.matches) return;
  const language = document.documentElement.lang;
  const words = JSON.parse(root.dataset.words);
  const board = makeBoard(root, { words, language });
  const line = makeLine(root.dataset);
  const said = root.querySelector("[data-said]");
  const undo = root.querySelector("[data-undo]");
  const done = [];
  const going = new Map(); // cards whose move is not sent, or not answered, yet
  let queue = Promise.resolve();

  root.classList.add("is-grid");
  root.querySelector("[data-tools]").hidden = false;
  for (const card of board.cards.values()) prepare(card);
  board.stretch(board.bounds());

  const say = (text) => { said.textContent = text; };
  const phrase = (key, id, to) => words[key]
    .replace("#title", board.title(id))
    .replace("#room", to ? board.roomName(to.room) : "")
    .replace("#hours", to ? hoursText(to.starts, to.minutes, language) : "");

  const hand = followHand(root, board, {
    onStart: () => closeChoice(),
    onPreview: (id, to) => {
      const hours = board.cards.get(id).querySelector("[data-hours]");
      if (to) hours.textContent = hoursText(to.starts, to.minutes, language);
    },
    onDrop: (id, before, to) => move(id, before, to),
    onLift: (id, before) => move(id, before, { ...before, placed: false }),
    onCancel: (id, before) => board.put(id, before),
  });
  followKeys(root, board, {
    onStep: (id, before, to) => move(id, before, to, PATIENCE),
    onLift: (id, before) => move(id, before, { ...before, placed: false }),
    onUndo: stepBack,
  });
  undo.addEventListener("click", stepBack);

  function prepare(card) {
    const edge = document.createElement("span");
    edge.className = "slot-edge";
    card.append(edge);
    card.querySelector(".slot-title").setAttribute("aria-describedby", "builder-help");
  }

  // Several keys in a row are one move: the first place is the one to go back to.
  function move(id, before, to, wait = 0, { isUndo = false } = {}) {
    const waiting = going.get(id);
    clearTimeout(waiting?.timer);
    const origin = waiting && !waiting.sent ? waiting.origin : before;
    board.put(id, { ...to, revision: before.revision });
    say(to.placed ? phrase("moved", id, to) : phrase("lifted", id));
    const mine = { origin, to, sent: false, isUndo };
    mine.timer = setTimeout(() => {
      mine.sent = true;
      queue = queue.then(() => send(id, mine));
    }, wait);
    going.set(id, mine);
  }

  async function send(id, mine) {
    const { origin, to } = mine;
    const { revision } = board.stands(id);
    const answer = to.placed
      ? await line.place(id, { day: root.dataset.day, starts: wallClock(to.starts), minutes: to.minutes, room: to.room, revision })
      : await line.lift(id, revision);
    if (going.get(id) === mine) going.delete(id);
    if (answer.ok) {
      if (!mine.isUndo) remember({ id, before: origin });
      take(answer.data);
      tell(id, to, answer.data);
    } else if (answer.data?.error === "changed_meanwhile") {
      take(answer.data.state);
      choose(id, to, answer.data.reason);
    } else {
      if (!going.has(id)) board.put(id, { ...origin, revision });
      refuse(id, to, answer);
    }
  }

  function tell(id, to, state) {
    const found = state.sessions.find((each) => each.id === id);
    const where = to.placed ? phrase("moved", id, to) : phrase("lifted", id);
    say([where, ...(found?.said.length ? found.said : [words.fine])].join(" "));
  }

  function refuse(id, to, { data }) {
    if (!data) return say(words.failed);
    const link = document.createElement("a");
    const asked = new URLSearchParams({ day: root.dataset.day, starts: wallClock(to.starts), minutes: to.minutes, room: to.room });
    link.href = `${root.dataset.form.replace("SESSION", id)}?${asked}`;
    link.textContent = board.title(id);
    said.replaceChildren(`${phrase("refused", id)} ${data.reason} `, link);
    return undefined;
  }

  // What the server says is true; cards under way keep what the editor is doing with them.
  function take(state) {
    const news = [];
    for (const each of state.sessions) {
      if (board.cards.has(each.id)) {
        board.tell(each);
      } else {
        prepare(board.add(each));
        news.push(phrase("added", each.id));
      }
      if (!going.has(each.id)) board.put(each.id, each);
      else board.cards.get(each.id).dataset.revision = each.revision;
      board.mark(each.id, each.conflict);
    }
    const there = new Set(state.sessions.map(({ id }) => id));
    for (const id of [...board.cards.keys()].filter((each) => !there.has(each) && !going.has(each))) {
      news.push(phrase("gone", id));
      board.remove(id);
    }
    board.stretch(state);
    root.querySelector("[data-conflicts]").innerHTML = state.conflicts;
    return news;
  }

  const choice = root.querySelector("[data-choice]");
  let mineThen = null;
  function choose(id, to, reason) {
    mineThen = { id, to };
    choice.querySelector("[data-choice-text]").textContent = `${board.title(id)} : ${reason}`;
    choice.hidden = false;
    choice.focus();
  }
  function closeChoice() {
    choice.hidden = true;
    mineThen = null;
  }
  choice.querySelector("[data-keep-theirs]").addEventListener("click", () => {
    const { id } = mineThen;
    closeChoice();
    board.cards.get(id).querySelector(".slot-title").focus();
  });
  choice.querySelector("[data-put-mine]").addEventListener("click", () => {
    const { id, to } = mineThen;
    closeChoice();
    move(id, board.stands(id), to);
    board.cards.get(id).querySelector(".slot-title").focus();
  });

  function remember(step) {
    done.push(step);
    if (done.length > STEPS_BACK) done.shift();
    undo.disabled = false;
  }
  function stepBack() {
    const step = done.pop();
    undo.disabled = done.length === 0;
    if (!step) return;
    move(step.id, board.stands(step.id), step.before, 0, { isUndo: true });
  }

  async function look() {
    if (!document.hidden && !hand.isHolding() && going.size === 0 && choice.hidden) {
      const state = await line.changes();
      if (state && !hand.isHolding() && going.size === 0) {
        const others = state.sessions.filter(({ id, revision }) => board.cards.has(id) && board.stands(id).revision !== revision);
        const news = [...take(state), ...others.map(({ id }) => phrase("other", id))];
        if (news.length) say(news.join(" "));
      }
    }
    setTimeout(look, every);
  }
  setTimeout(look, every);
}
