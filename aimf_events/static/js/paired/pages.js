// The few pages around the scanner: not paired, the number, the doors, what went wrong. Built from the words of the page.

const WITHOUT = new Set(["start", "over", "unable"]); // nothing is paired: another way leads to a door

function made(kind, text, className = "") {
  const element = document.createElement(kind);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

export function makePages(root, frame, words) {
  const place = frame.querySelector("[data-scanner-page]");
  const scan = frame.querySelector("[data-scanner-scan]");
  const heading = frame.querySelector(".door-place");
  const ending = document.title.slice(heading.textContent.length);

  function open(title, ...content) {
    heading.textContent = title;
    document.title = title + ending;
    scan.hidden = true;
    place.hidden = false;
    place.replaceChildren(...content);
  }

  // A page with one button; returns once it was pressed.
  function ask(name, ...content) {
    const button = made("button", "", "button button--primary");
    button.type = "button";
    button.append(made("span", words[`${name}Button`]));
    open(words[name], made("p", words[`${name}Advice`], "lead"), ...content, button);
    return new Promise((pressed) => button.addEventListener("click", pressed, { once: true }));
  }

  // Whoever has an account holds a door without being paired.
  function account() {
    const link = made("a", "", "button button--quiet");
    link.href = frame.dataset.doors;
    link.append(made("span", words.account));
    return link;
  }

  return {
    say: (name) => open(words[name], made("p", words[`${name}Advice`], "lead"), ...(WITHOUT.has(name) ? [account()] : [])),
    otherTab: () => ask("otherTab"),
    /** Facts that nobody took, for whoever supervises to see before they are gone. */
    leftovers(facts) {
      const list = made("ul", "", "scanner-leftovers");
      list.append(...facts.map(({ token, code, seq, ...rest }) => made("li", `${seq} · ${rest.device_time} · ${rest.direction} · ${token ?? code} · ${rest.door}`)));
      return ask("leftovers", list);
    },
    number(text) {
      const number = made("p", text, "pairing-number");
      number.setAttribute("role", "status");
      open(words.compare, number, made("p", words.compareAdvice, "lead"));
    },
    doors({ checkpoints, device }, onChoice) {
      if (!checkpoints.length) return open(words.doors, made("p", words.noDoor, "lead"));
      const list = made("ul", "", "scanner-doors");
      for (const door of checkpoints) {
        const button = made("button", "", "button button--quiet");
        button.type = "button";
        button.append(made("span", door.is_open ? door.name : `${door.name} (${words.closed})`));
        button.addEventListener("click", () => onChoice(door));
        const item = document.createElement("li");
        item.append(button);
        list.append(item);
      }
      open(words.doors, made("p", device.label, "lead"), list);
    },
    scan(title) {
      heading.textContent = title;
      document.title = title + ending;
      place.hidden = true;
      scan.hidden = false;
    },
  };
}
