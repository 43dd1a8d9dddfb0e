// A desk that prints. Its page may take the next badge by itself; the badge's page opens the browser's print dialogue by itself
// (none with --kiosk-printing), once for each time that the desk took it. Without scripts one presses, and prints from the browser.
const KEY = "kiosk-auto";
const EVERY = 1500; // ms

export function runKiosk(root, window) {
  const form = root.querySelector("form[data-kiosk]");
  if (form) takeByItself(root, form, window);
  const sheet = root.querySelector("[data-sheet]");
  if (sheet) printByItself(root, sheet, window);
}

function takeByItself(root, form, window) {
  const box = form.querySelector("[data-kiosk-auto]");
  box.closest("[hidden]").hidden = false;
  box.checked = window.localStorage.getItem(KEY) === "yes";
  box.addEventListener("change", () => window.localStorage.setItem(KEY, box.checked ? "yes" : "no"));
  setInterval(() => {
    const waiting = Number(root.querySelector("[data-due]")?.dataset.due ?? 0);
    if (box.checked && waiting > 0 && !form.dataset.sent) form.requestSubmit();
  }, EVERY);
}

async function printByItself(root, sheet, window) {
  const taken = `sheet ${sheet.dataset.sheet}`;
  if (window.sessionStorage.getItem(taken)) return; // the page was shown again: once is enough
  await Promise.all([...sheet.querySelectorAll("img")].map((image) => image.decode().catch(() => null)));
  window.sessionStorage.setItem(taken, "yes");
  const done = root.querySelector("form[data-sheet-done]");
  if (window.localStorage.getItem(KEY) === "yes") window.addEventListener("afterprint", () => done.requestSubmit(), { once: true });
  window.print();
}
