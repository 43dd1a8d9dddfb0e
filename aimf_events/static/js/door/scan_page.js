// The scan page: whatever reads a badge (camera, hardware scanner, fingers) gives one text; one fact; one verdict.
import { stayAwake } from "./awake.js";
import { startCamera } from "./camera.js";
import { allowSound, feel, feelTrouble } from "./feedback.js";
import { chooseReader } from "./readers.js";
import { makeSender } from "./sender.js";
import { showVerdict } from "./verdict.js";
import { listenToScanner } from "./wedge.js";

const SHORT_CODE = 20; // a longer text comes from a QR
const AGAIN_EVERY = 3000; // ms between two attempts while facts wait

export function startScanPage(root) {
  const frame = root.querySelector("[data-door]");
  if (!frame) return;
  const given = frame.dataset;
  const words = JSON.parse(root.querySelector("[data-door-words]").textContent);
  const form = frame.querySelector("[data-door-form]");
  const state = frame.querySelector("[data-door-state]");
  const count = frame.querySelector("[data-door-count]");
  const settings = { words, zone: given.zone, place: given.place, count, language: document.documentElement.lang };
  const sender = makeSender({ address: given.door, device: given.device, csrf: given.csrf, seq: given.seq, serverNow: given.now });
  let camera = null;
  let shown = null;
  let busy = 0;
  let timer = null;

  const say = (text, kind = "online") => {
    state.textContent = text;
    state.dataset.state = kind;
  };
  const rest = () => (busy || shown ? camera?.rest() : camera?.resume());

  function next() {
    shown?.remove();
    shown = null;
    frame.hidden = false;
    form.elements.code.value = "";
    rest();
  }

  // Works with the network: the camera rests, and what could not be sent is said and tried again.
  async function online(task) {
    busy += 1;
    rest();
    try {
      await task();
    } catch (error) {
      const ours = error.status && error.status < 500;
      say((ours && error.said?.reason) || (error.status === 401 ? words.signedOut : words.offline), "offline");
      feelTrouble();
    } finally {
      busy -= 1;
      rest();
    }
    clearTimeout(timer);
    if (sender.waiting()) timer = setTimeout(again, AGAIN_EVERY);
  }

  const judge = (read) => online(async () => {
    say(words.sending);
    const result = await sender.send(read);
    if (result) tell(result, read);
  });

  // One fact that waited: its verdict. Several: whoever carried them has passed; the supervisor is told how many to see.
  const again = () => online(async () => {
    const told = await sender.again();
    if (told.length === 1) return tell(told[0].result, told[0].read);
    const wrong = told.filter(({ result }) => result.verdict !== "admitted").length;
    if (told.length) say(words.sentLater.replace("{count}", told.length).replace("{wrong}", wrong), wrong ? "late" : "online");
  });

  function tell(result, read) {
    say(words.online);
    if (result.status === "dead") say(result.why === "device revoked" ? words.revoked : words.reasons.unreadable[1], "late");
    else show(result, read);
  }

  function show(result, read) {
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

  const onText = (text) => {
    next();
    judge({ [text.trim().length > SHORT_CODE ? "token" : "code"]: text.trim(), direction: form.elements.direction.value });
  };
  form.addEventListener("submit", (event) => {
    if (!form.elements.code.value.trim()) return;
    event.preventDefault();
    onText(form.elements.code.value);
  });
  frame.querySelector("[data-door-without-badge]").addEventListener("submit", (event) => {
    event.preventDefault();
    next();
    judge({ code: "", direction: "in", let_in: true });
  });
  listenToScanner(document, onText);
  allowSound(document);
  stayAwake();
  window.addEventListener("online", () => sender.waiting() && again());
  window.addEventListener("beforeunload", (event) => sender.waiting() && event.preventDefault());
  if (sender.waiting()) again();
  openCamera(root, frame, words, say, onText).then((opened) => {
    camera = opened;
    rest();
  });
}

async function openCamera(root, frame, words, say, onText) {
  const place = frame.querySelector("[data-door-camera]");
  const sample = root.querySelector("[data-door-sample]");
  const lost = (error) => {
    place.hidden = true;
    const said = { NotAllowedError: words.refusedCamera, NoReader: words.noReader };
    say(said[error?.name] ?? words.noCamera, "late");
    return null;
  };
  if (!navigator.mediaDevices?.getUserMedia) return lost();
  try {
    const { worker, reader, wasm } = frame.dataset;
    const chosen = await chooseReader({ svg: sample.innerHTML, text: sample.dataset.doorSample }, { worker, reader, wasm });
    place.hidden = false;
    frame.dataset.readBy = chosen.name;
    return await startCamera(place.querySelector("video"), chosen, onText, lost);
  } catch (error) {
    return lost(error);
  }
}
