// The scan page: whatever reads a badge (camera, hardware scanner, fingers) gives one text; one fact; one verdict.
import { stayAwake } from "./awake.js";
import { openCamera } from "./camera_place.js";
import { allowSound, feelTrouble } from "./feedback.js";
import { makeSender } from "./sender.js";
import { WITHOUT_BADGE, makeVerdictFrame, readOf } from "./verdict_frame.js";
import { listenToScanner } from "./wedge.js";

const AGAIN_EVERY = 3000; // ms between two attempts while facts wait

export function startScanPage(root) {
  const frame = root.querySelector("[data-door]");
  if (!frame) return;
  const given = frame.dataset;
  const words = JSON.parse(root.querySelector("[data-door-words]").textContent);
  const form = frame.querySelector("[data-door-form]");
  const state = frame.querySelector("[data-door-state]");
  const count = frame.querySelector("[data-door-count]");
  const settings = { words, zone: given.zone, place: given.place, count, way: given.way, language: document.documentElement.lang };
  const sender = makeSender({ address: given.door, device: given.device, csrf: given.csrf, seq: given.seq, serverNow: given.now });
  let camera = null;
  let busy = 0;
  let timer = null;

  const say = (text, kind = "online") => {
    state.textContent = text;
    state.dataset.state = kind;
  };
  const verdict = makeVerdictFrame(root, frame, { judge: (read) => judge(read), rest: () => rest() });
  const rest = () => (busy || verdict.isShown ? camera?.rest() : camera?.resume());

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
    if (result.status === "quarantined") say(words.revoked, "late");
    else if (result.status === "dead") say(words.reasons.unreadable[1], "late");
    else verdict.show(result, read, settings);
  }

  const onText = (text) => {
    verdict.next();
    judge(readOf(text, form.elements.direction.value));
  };
  form.addEventListener("submit", (event) => {
    if (!form.elements.code.value.trim()) return;
    event.preventDefault();
    onText(form.elements.code.value);
  });
  frame.querySelector("[data-door-without-badge]").addEventListener("submit", (event) => {
    event.preventDefault();
    verdict.next();
    judge(WITHOUT_BADGE);
  });
  listenToScanner(document, onText);
  allowSound(document);
  stayAwake();
  window.addEventListener("online", () => sender.waiting() && again());
  window.addEventListener("beforeunload", (event) => sender.waiting() && event.preventDefault());
  if (sender.waiting()) again();
  const { worker, reader, wasm } = given;
  openCamera(root, frame, { worker, reader, wasm }, words, { say: (text) => say(text, "late"), onText }).then((opened) => {
    camera = opened;
    rest();
  });
}
