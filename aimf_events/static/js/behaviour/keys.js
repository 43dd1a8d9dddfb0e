// One key for each act of the desk, outside fields: what bears data-key is pressed at that key. A hardware scanner types digits
// only, so letters are never its; what it types outside a field goes to the one field. The reader may turn the keys off.
import { listenToScanner } from "../door/wedge.js";

const KEPT = "keys-off";
const WRITTEN_IN = "input:not([type=radio], [type=checkbox]), textarea, select";

export function listenToKeys(root) {
  const frame = root.querySelector("[data-keys]");
  if (!frame) return;
  const knob = frame.querySelector("[data-keys-switch]");
  let on = localStorage.getItem(KEPT) === null;
  const show = () => {
    knob.setAttribute("aria-pressed", String(on));
    for (const bearer of root.querySelectorAll("[data-key]")) {
      bearer.querySelector(".key").hidden = !on;
      if (on) bearer.setAttribute("aria-keyshortcuts", bearer.dataset.key);
      else bearer.removeAttribute("aria-keyshortcuts");
    }
  };
  frame.hidden = false;
  knob.addEventListener("click", () => {
    on = !on;
    if (on) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "1");
    show();
  });
  root.addEventListener("keydown", (event) => {
    if (!on || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.(WRITTEN_IN)) return;
    const field = event.key === "/" && root.querySelector("[data-find-field]");
    const bearer = [...root.querySelectorAll("[data-key]")].find(({ dataset }) => dataset.key === event.key.toLowerCase());
    if (!field && !bearer) return;
    event.preventDefault();
    if (field) field.select();
    else bearer.click();
  });
  show();
}

export function scanIntoField(root) {
  const field = root.querySelector("[data-find-field]");
  if (!field) return;
  listenToScanner(root, (text) => {
    field.value = text;
    field.form.requestSubmit();
  });
}
