// The scan page: whatever reads a badge (camera, hardware scanner, fingers) gives one text; one fact; one verdict.
import { startCamera } from "./camera.js";
import { allowSound, feel } from "./feedback.js";
import { chooseReader } from "./readers.js";
import { makeSender } from "./sender.js";
import { showVerdict } from "./verdict.js";
import { listenToScanner } from "./wedge.js";

const SHORT_CODE = 20; // a longer text comes from a QR

export function startScanPage(root) {
  const frame = root.querySelector("[data-door]");
  if (!frame) return;
  const given = frame.dataset;
  const words = JSON.parse(root.querySelector("[data-door-words]").textContent);
  const form = frame.querySelector("[data-door-form]");
  const state = frame.querySelector("[data-door-state]");
  const count = frame.querySelector("[data-door-count]");
  const settings = { words, zone: given.zone, place: given.place, language: document.documentElement.lang };
  const sender = makeSender({ address: given.door, device: given.device, csrf: given.csrf, seq: given.seq, serverNow: given.now });
  let shown = null;
  let busy = false;

  const say = (text, kind = "online") => {
    state.textContent = text;
    state.dataset.state = kind;
  };
  const direction = () => form.elements.direction.value;

  function next() {
    shown?.remove();
    shown = null;
    frame.hidden = false;
    form.elements.code.value = "";
  }

  async function judge(read) {
    if (busy) return;
    busy = true;
    say(words.sending);
    try {
      const result = await sender.send(read);
      say(words.online);
      if (result.status === "dead") say(result.why === "device revoked" ? words.revoked : words.reasons.unreadable[1], "late");
      else show(result, read);
    } catch (error) {
      say(error.said?.reason ?? (error.status === 401 ? words.signedOut : words.offline), "offline");
      navigator.vibrate?.([60, 60, 60, 60, 60]);
    } finally {
      busy = false;
    }
  }

  function show(result, read) {
    shown?.remove();
    shown = showVerdict(root, result, { ...settings, count: count?.textContent ?? "" }, {
      onNext: next,
      onWasOut: async () => {
        next();
        await judge({ ...read, direction: "out" });
        next();
        await judge({ ...read, direction: "in" });
      },
    });
    frame.hidden = true;
    frame.after(shown);
    feel(result.verdict);
    shown.querySelector("[data-door-next]").focus({ preventScroll: true });
  }

  const onText = (text) => {
    next();
    judge({ [text.trim().length > SHORT_CODE ? "token" : "code"]: text.trim(), direction: direction() });
  };
  form.addEventListener("submit", (event) => {
    if (!form.elements.code.value.trim()) return;
    event.preventDefault();
    onText(form.elements.code.value);
  });
  listenToScanner(document, onText);
  allowSound(document);
  window.addEventListener("online", () => sender.waiting() && sender.again().then(() => say(words.online), () => {}));
  openCamera(root, frame, words, say, onText, () => busy);
}

async function openCamera(root, frame, words, say, onText, isPaused) {
  const place = frame.querySelector("[data-door-camera]");
  const { worker, reader, wasm } = frame.dataset;
  if (!navigator.mediaDevices?.getUserMedia) return say(words.noCamera, "late");
  const sample = root.querySelector("[data-door-sample]");
  try {
    const chosen = await chooseReader({ svg: sample.innerHTML, text: sample.dataset.doorSample }, { worker, reader, wasm });
    place.hidden = false;
    frame.dataset.readBy = chosen.name;
    await startCamera(place.querySelector("video"), chosen, onText, isPaused);
  } catch (error) {
    place.hidden = true;
    say(error.name === "NotAllowedError" ? words.refusedCamera : words.noCamera, "late");
  }
}
