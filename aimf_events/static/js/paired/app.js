// The paired device from its opening: pair, or take up what was kept; choose a door; scan, with or without the network.
import { stayAwake } from "../door/awake.js";
import { allowSound } from "../door/feedback.js";
import { maybePairAgain } from "./again.js";
import { BINDINGS, makeCourier } from "./courier.js";
import { makeDeskList } from "./desk_list.js";
import { makeDeskPanel } from "./desk_panel.js";
import { makeDoorJudge } from "./door_judge.js";
import { sayFarewell } from "./farewell.js";
import { NoLongerHeard, NotKnown, makeLine } from "./line.js";
import { makeList } from "./list.js";
import { makePages } from "./pages.js";
import { pair } from "./pairing.js";
import { makeRoom } from "./room.js";
import { makeScanFrame } from "./scan_frame.js";
import { openStore } from "./store.js";
import { makeStrip } from "./strip.js";
import { scanAlone } from "./tabs.js";

const LIST_EVERY = 60_000; // ms
const SEND_EVERY = 3000; // ms between two attempts while facts wait

export async function startScanner(root) {
  const frame = root.querySelector("[data-scanner]");
  if (!frame) return;
  const words = JSON.parse(root.querySelector("[data-door-words]").textContent);
  const pages = makePages(root, frame, words);
  if (!window.isSecureContext || !("indexedDB" in window) || !crypto.subtle) return pages.say("unable");
  const engines = { fallback: () => import(frame.dataset.ed25519) };
  const store = await openStore(frame.dataset.scanner);
  const secret = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  window.addEventListener("hashchange", () => location.reload()); // another link, opened where the page already was
  await scanAlone(`aimf-door ${frame.dataset.scanner}`, { offer: pages.otherTab, onLost: () => location.reload() });
  let kept = await store.get("device");
  if (secret && (!kept || (await maybePairAgain(store, kept, engines)))) {
    try {
      kept = await pair(secret, { api: frame.dataset.api, engines, onNumber: pages.number });
    } catch {
      return pages.say("over");
    }
    await store.startAnew({ device: kept, offset: kept.offset });
    navigator.storage?.persist?.();
  }
  if (!kept) return pages.say("start");
  keepPage(frame.dataset.worker);
  return work(root, frame, words, pages, store, kept, engines);
}

async function work(root, frame, words, pages, store, kept, engines) {
  const clock = { offset: (await store.get("offset")) ?? 0 };
  const onOffset = (offset) => store.put({ offset });
  const line = makeLine({ identity: kept.identity, device: kept.device, clock, onOffset, engines });
  const list = makeList({ store, line, clock, engines, words });
  const courier = makeCourier({ store, line, clock, list, onChange: () => strip.draw() });
  const strip = makeStrip(frame, words, { list, courier });
  const room = makeRoom({ store, list });
  const desk = makeDeskList({ store, line, clock, onChange: (why) => panel.draw(why) });
  const passes = makeDoorJudge({ store, list, courier, clock, room, desk });
  const scanFrame = makeScanFrame(root, frame, words, { passes, strip, isTaken, onTrouble, onChange: chooseDoor });
  const panel = makeDeskPanel(frame, words, { desk, list, onPerson: (code) => scanFrame.read(code), onBinding: bind });
  const isDesk = () => list.held?.head.device?.role === "desk";
  let over = false;

  // An emergency badge that stands for nobody yet, read at a desk: whoever is there says for whom.
  async function isTaken({ token }) {
    if (!isDesk() || token === undefined) return false;
    const seen = await list.read(token);
    if (seen.trouble || seen.claims.category !== list.held.head.blanks?.number || (await list.record(seen.token))) return false;
    panel.give(token);
    return true;
  }

  async function bind(said) {
    courier.judged(await courier.keep(BINDINGS, said));
    await strip.draw();
    send();
  }

  async function onTrouble(error) {
    if (over) return;
    if (error instanceof NotKnown) {
      await strip.line(false);
      return strip.say(words.notKnown);
    }
    if (!(error instanceof NoLongerHeard)) return strip.line(true);
    over = true;
    desk.forget();
    scanFrame.close();
    strip.end();
    await sayFarewell({ store, courier, pages });
  }

  async function send() {
    try {
      const told = await courier.drain();
      if (!told.length) return;
      const wrong = told.filter(({ result, fact }) => fact.shown?.verdict_shown === "admitted" && result.verdict !== "admitted").length;
      await strip.line(false);
      await strip.say((wrong ? words.sentToReview : words.sent).replace("{count}", told.length).replace("{wrong}", wrong));
    } catch (error) {
      await onTrouble(error);
    }
  }

  async function refresh() {
    try {
      const mark = await room.mark();
      await list.refresh();
      room.recount(mark);
      await strip.line(false);
      panel.show(isDesk());
      if (isDesk()) await desk.refresh();
    } catch (error) {
      panel.draw("alone");
      await onTrouble(error);
    }
  }

  function chooseDoor() {
    pages.doors(list.held.head, async (door) => {
      await store.put({ door: door.id });
      hold(door);
    });
  }

  function hold(door) {
    pages.scan(door.name);
    scanFrame.hold(door);
  }

  async function every(pause, task) {
    await new Promise((done) => setTimeout(done, pause));
    if (over) return;
    try {
      await task();
    } finally {
      every(pause, task); // a task that failed, the storage being taken away, is tried again
    }
  }

  allowSound(root);
  stayAwake();
  await list.load();
  if (!list.held) pages.say("loading");
  for (let first = true; !list.held && !over; first = false) {
    if (!first) await new Promise((done) => setTimeout(done, SEND_EVERY));
    await refresh();
  }
  if (over) return;
  room.recount(await room.mark());
  panel.show(isDesk());
  const door = list.door(await store.get("door"));
  if (door) hold(door);
  else chooseDoor();
  strip.draw();
  window.addEventListener("online", () => send().then(refresh));
  window.addEventListener("offline", () => strip.line(true));
  every(LIST_EVERY, refresh);
  every(SEND_EVERY, async () => (await courier.counts()).waiting && send());
  send().then(refresh);
}

async function keepPage(worker) {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(worker);
  } catch (error) {
    console.warn(error); // without it the page needs the network to be opened, and works without it once it is open
  }
}
