// The scan frame of a paired device: camera, hardware scanner and fingers give one text; one fact; one verdict.
import { startCamera } from "../door/camera.js";
import { lampOf, nextCamera } from "../door/camera_tools.js";
import { feel, feelTrouble } from "../door/feedback.js";
import { chooseReader } from "../door/readers.js";
import { showVerdict } from "../door/verdict.js";
import { listenToScanner } from "../door/wedge.js";
import { NoLongerHeard } from "./line.js";

const SHORT_CODE = 20; // a longer text comes from a QR

export function makeScanFrame(root, frame, words, { passes, strip, onTrouble, onChange }) {
  const form = frame.querySelector("[data-door-form]");
  const settings = { words, zone: frame.dataset.zone, language: document.documentElement.lang };
  let door = null;
  let camera = null;
  let shown = null;
  let busy = false;

  const rest = () => (busy || shown || !door ? camera?.rest() : camera?.resume());

  function next() {
    shown?.remove();
    shown = null;
    frame.hidden = false;
    form.elements.code.value = "";
    rest();
  }

  async function judge(read) {
    if (busy || !door) return;
    busy = true;
    rest();
    try {
      const result = await passes(door, read);
      await strip.line(result.alone);
      show(result, read);
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

  function show(result, read) {
    shown?.remove();
    shown = showVerdict(root, result, { ...settings, place: door.name, count: result.alone ? mark(words.alone) : null }, {
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

  function onText(text) {
    if (!door || busy) return;
    next();
    judge({ [text.trim().length > SHORT_CODE ? "token" : "code"]: text.trim(), direction: form.elements.direction.value });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.elements.code.value.trim()) onText(form.elements.code.value);
  });
  frame.querySelector("[data-scanner-without]").addEventListener("click", () => {
    next();
    judge({ code: "", direction: "in", let_in: true });
  });
  frame.querySelector("[data-scanner-change]").addEventListener("click", () => {
    door = null;
    rest();
    onChange();
  });
  listenToScanner(document, onText);

  return {
    async hold(chosen) {
      door = chosen;
      rest();
      camera ??= await openCamera(root, frame, words, strip, onText);
      rest();
    },
    close() {
      door = null;
      next();
    },
  };
}

function mark(text) {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}

async function openCamera(root, frame, words, strip, onText) {
  const place = frame.querySelector("[data-door-camera]");
  const sample = root.querySelector("[data-door-sample]");
  const lost = (error) => {
    place.hidden = true;
    const said = { NotAllowedError: words.refusedCamera, NoReader: words.noReader };
    strip.say(said[error?.name] ?? words.noCamera);
    return null;
  };
  if (!navigator.mediaDevices?.getUserMedia) return lost();
  try {
    const { readerWorker: worker, reader, wasm } = frame.dataset;
    const chosen = await chooseReader({ svg: sample.innerHTML, text: sample.dataset.doorSample }, { worker, reader, wasm });
    place.hidden = false;
    const camera = await startCamera(place.querySelector("video"), chosen, onText, lost, (stream) => offerTools(frame, words, stream, () => camera));
    return camera;
  } catch (error) {
    return lost(error);
  }
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
