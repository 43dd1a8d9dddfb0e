// A hardware scanner is a fast keyboard: digits, then Enter. It may type when no field has the focus, and on AZERTY it
// types the unshifted row; the server maps that back, so the characters are only collected here.
// Scanners send a key every 5 to 50 ms, but some are set slow, and a busy telephone delivers late. That a hand is not taken
// for a scanner is guarded by the length of what is typed outside any field.
const LONGEST_GAP = 500; // ms between two keys of one code
const SHORTEST = 20; // characters
const WRITTEN_IN = "input:not([type=radio], [type=checkbox]), textarea, select";

export function listenToScanner(target, onText) {
  let typed = "";
  let last = 0;
  target.addEventListener("keydown", (event) => {
    if (event.target.matches?.(WRITTEN_IN) || event.ctrlKey || event.metaKey) return;
    // The moment of the key itself: a page busy with a picture of the camera handles keys late, then all at once.
    if (event.timeStamp - last > LONGEST_GAP) typed = "";
    last = event.timeStamp;
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
