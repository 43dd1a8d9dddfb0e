// A scan page and the verdict that stands in its place until the next badge.
import { feel } from "./feedback.js";
import { showVerdict } from "./verdict.js";

const SHORT_CODE = 20; // a longer text comes from a QR

/** What was read, as a fact says it. */
export const readOf = (text, direction) => ({ [text.trim().length > SHORT_CODE ? "token" : "code"]: text.trim(), direction });

/** Somebody without a badge whom the door lets in. */
export const WITHOUT_BADGE = { code: "", direction: "in", let_in: true };

/** `judge(read)` judges one more passage; `rest()` is called whenever the verdict has come or gone. */
export function makeVerdictFrame(root, frame, { judge, rest }) {
  const form = frame.querySelector("[data-door-form]");
  let shown = null;

  function next() {
    shown?.remove();
    shown = null;
    frame.hidden = false;
    form.elements.code.value = "";
    rest();
  }

  function show(result, read, settings) {
    shown?.remove();
    shown = showVerdict(root, result, settings, {
      onNext: next,
      onWasOut: async () => {
        next();
        await judge({ ...read, direction: "out" });
        next();
        await judge({ ...read, direction: "in" });
      },
      onLetIn: () => {
        next();
        return judge({ ...read, direction: "in", let_in: true });
      },
    });
    frame.hidden = true;
    frame.after(shown);
    feel(result.verdict);
    shown.querySelector("[data-door-next]").focus({ preventScroll: true });
  }

  return { next, show, get isShown() { return shown !== null; } };
}
