// The scan frame of a paired device: camera, hardware scanner and fingers give one text; one fact; one verdict.
import { openCamera } from "../door/camera_place.js";
import { lampOf, nextCamera } from "../door/camera_tools.js";
import { feelTrouble } from "../door/feedback.js";
import { WITHOUT_BADGE, makeVerdictFrame, readOf } from "../door/verdict_frame.js";
import { listenToScanner } from "../door/wedge.js";
import { NoLongerHeard } from "./line.js";

export function makeScanFrame(root, frame, words, { passes, strip, isTaken, onTrouble, onChange }) {
  const form = frame.querySelector("[data-door-form]");
  const settings = { words, zone: frame.dataset.zone, language: document.documentElement.lang };
  let door = null;
  let camera = null;
  let busy = false;

  const verdict = makeVerdictFrame(root, frame, { judge: (read) => judge(read), rest: () => rest() });
  const rest = () => (busy || verdict.isShown || !door ? camera?.rest() : camera?.resume());

  async function judge(read) {
    if (busy || !door) return;
    busy = true;
    rest();
    try {
      const result = await passes(door, read);
      await strip.line(result.alone);
      verdict.show(result, read, { ...settings, place: door.name, way: door.way, count: result.alone ? mark(words.alone) : null });
    } catch (error) {
      if (error instanceof NoLongerHeard) return onTrouble(error);
      console.warn(error); // the storage is full, or was taken away: a passage that is not kept is not answered for
      feelTrouble();
      await strip.say(words.notKept);
    } finally {
      busy = false;
      rest();
    }
  }

  async function onText(text) {
    if (!door || busy) return;
    verdict.next();
    const read = readOf(text, form.elements.direction.value);
    busy = true;
    const taken = await isTaken(read).catch(() => false); // an emergency badge at a desk: it is given, not judged
    busy = false;
    if (taken) form.elements.code.value = "";
    else await judge(read);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.elements.code.value.trim()) onText(form.elements.code.value);
  });
  frame.querySelector("[data-scanner-without]").addEventListener("click", () => {
    verdict.next();
    judge(WITHOUT_BADGE);
  });
  frame.querySelector("[data-scanner-change]").addEventListener("click", () => {
    door = null;
    rest();
    onChange();
  });
  listenToScanner(document, onText);

  return {
    read: onText,
    async hold(chosen) {
      door = chosen;
      offerWays(form, door.way ?? "both");
      rest();
      const { readerWorker: worker, reader, wasm } = frame.dataset;
      const told = { say: strip.say, onText, onStream: (stream) => offerTools(frame, words, stream, () => camera) };
      camera ??= await openCamera(root, frame, { worker, reader, wasm }, words, told);
      rest();
    },
    close() {
      door = null;
      verdict.next();
    },
  };
}

// A door that notes one way asks nothing about it.
function offerWays(form, way) {
  form.querySelector("fieldset").hidden = way !== "both";
  form.elements.direction.value = way === "out" ? "out" : "in";
}

function mark(text) {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}

// The lamp and the other camera are offered where the telephone has them.
async function offerTools(frame, words, stream, cameraOf) {
  const [lampButton, turnButton] = ["lamp", "turn"].map((name) => frame.querySelector(`[data-scanner-${name}]`));
  const lamp = lampOf(stream);
  lampButton.hidden = !lamp;
  lampButton.firstElementChild.textContent = words.lampOff;
  lampButton.onclick = async () => {
    lampButton.firstElementChild.textContent = (await lamp()) ? words.lampOn : words.lampOff;
  };
  const other = await nextCamera(stream);
  turnButton.hidden = !other;
  turnButton.onclick = () => cameraOf()?.turnTo(other);
}
