// A hardware scanner is a fast keyboard: digits, then Enter. It may type when no field has the focus, and on AZERTY it
// types the unshifted row; the server maps that back, so the characters are only collected here.
const FASTEST_HAND = 60; // ms between keys: nobody types faster
const SHORTEST = 20; // characters
const WRITTEN_IN = "input:not([type=radio], [type=checkbox]), textarea, select";

export function listenToScanner(target, onText, now = () => performance.now()) {
  let typed = "";
  let last = 0;
  target.addEventListener("keydown", (event) => {
    if (event.target.matches?.(WRITTEN_IN) || event.ctrlKey || event.metaKey) return;
    const moment = now();
    if (moment - last > FASTEST_HAND) typed = "";
    last = moment;
    if (event.key === "Enter" && typed.length >= SHORTEST) {
      event.preventDefault();
      event.stopImmediatePropagation();
      onText(typed);
      typed = "";
    } else if (event.key.length === 1) {
      typed += event.key;
    }
  });
}
