// Work that the page shows under way is asked for again every two seconds, and the page says when it is done.
// Without scripts the page reloads itself (see the noscript of these pages).
const EVERY = 2000; // ms

export function followWork(root) {
  if (!root.querySelector("[data-under-way]")) return;
  const timer = setInterval(async () => {
    const fresh = await fetchPage(root.location.href);
    if (!fresh) return;
    if (fresh.querySelector("[data-under-way]")) {
      moveOn(root, fresh);
    } else {
      clearInterval(timer);
      root.title = fresh.title;
      root.querySelector("main").replaceChildren(...fresh.querySelector("main").childNodes);
    }
  }, EVERY);
}

async function fetchPage(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null; // the network comes back
  }
}

// Only the words and the bar change, so that a screen reader says the new words and nothing else.
function moveOn(root, fresh) {
  root.querySelector("[data-under-way] [role=status]").textContent = fresh.querySelector("[data-under-way] [role=status]").textContent;
  root.querySelector("[data-under-way] progress").value = fresh.querySelector("[data-under-way] progress").value;
}
