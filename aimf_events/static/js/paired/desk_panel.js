// At a desk: a person is found by name and shown as a badge would be; the list is opened, and locked by whoever leaves.

import { hourOf, nameOf } from "../door/verdict.js";
import { findPeople } from "./people_search.js";

const MOST = 8;

export function makeDeskPanel(frame, words, { desk, list, onPerson, onBinding }) {
  const panel = frame.querySelector("[data-desk]");
  const [open, closed, form, said, results, why, until] = ["open", "closed", "form", "said", "results", "why", "until"].map((name) => panel.querySelector(`[data-desk-${name}]`));
  const field = form.elements.who;
  const language = document.documentElement.lang;

  const blankForm = panel.querySelector("[data-blank-form]");
  let blank = null; // the code of an emergency badge that waits to be given

  function drawBlank(code) {
    blank = code;
    panel.querySelector("[data-blank-said]").textContent = "";
    blankForm.hidden = blank === null;
    blankForm.reset();
    field.value = "";
    find();
    if (blank !== null) (desk.isOpen ? field : blankForm.elements.name).focus();
  }

  async function give(whom, name) {
    const given = blank;
    const isLost = blankForm.elements.is_lost.checked;
    drawBlank(null);
    await onBinding({ token: given, is_lost: isLost, ...whom });
    panel.querySelector("[data-blank-said]").textContent = words.blankGiven.replace("{name}", name);
  }

  function draw(state) {
    const isOpen = desk.isOpen;
    open.hidden = !isOpen;
    closed.hidden = isOpen;
    if (isOpen) until.textContent = words.deskUntil.replace("{hour}", hourOf(new Date(desk.until).toISOString(), frame.dataset.zone, language));
    else {
      field.value = "";
      const told = { closed: words.deskClosed, alone: words.deskAlone }[state] ?? words.deskLocked;
      if (state || !why.textContent) why.textContent = told;
    }
    find();
  }

  function find() {
    const { found, count } = desk.isOpen ? findPeople(desk.people, field.value, MOST) : { found: [], count: 0 };
    results.replaceChildren(...found.map(row));
    if (!field.value.trim()) said.textContent = "";
    else if (!count) said.textContent = words.deskNobody;
    else said.textContent = (count > MOST ? words.deskMore : words.deskFound).replace("{count}", Math.min(count, MOST));
  }

  function row(person) {
    const bearer = list.bearer(person.record);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet desk-person";
    const name = text("strong", bearer ? nameOf(bearer, words) : person.code);
    const detail = [bearer?.delegation, bearer?.category.label[language] ?? bearer?.category.label.fr, words.deskStates[["issued", "collected", "revoked"].indexOf(person.state)]];
    button.append(name, text("small", detail.filter(Boolean).join(" · ")));
    button.addEventListener("click", () => {
      if (blank !== null) return give({ badge: person.number }, name.textContent);
      field.value = "";
      find();
      onPerson(person.code); // as if the short code of the badge had been typed
    });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  field.addEventListener("input", find);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find();
    results.querySelector("button")?.focus();
  });
  blankForm.addEventListener("submit", (event) => {
    event.preventDefault();
    const [name, delegation] = ["name", "delegation"].map((each) => blankForm.elements[each].value.trim());
    if (name) give({ name, delegation }, name);
    else blankForm.elements.name.focus();
  });
  panel.querySelector("[data-blank-cancel]").addEventListener("click", () => drawBlank(null));
  panel.querySelector("[data-desk-lock]").addEventListener("click", () => desk.lock());
  panel.querySelector("[data-desk-unlock]").addEventListener("click", () => desk.unlock().catch(() => draw("alone")));
  setInterval(() => !open.hidden && !desk.isOpen && draw("closed"), 1000 * 10); // the shift is over: nothing stays on the screen

  return { draw, give: drawBlank, show: (isDesk) => { panel.hidden = !isDesk; } };
}

function text(kind, content) {
  const made = document.createElement(kind);
  const words = document.createElement("bdi");
  words.textContent = content;
  made.append(words);
  return made;
}
