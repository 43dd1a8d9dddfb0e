// The room in which one takes part (Janus, videoroom): who speaks is seen and heard at once, and a press lets the reader speak.
// One connection receives all who speak, another sends; who listens only sends nothing.
import { Gateway } from "./gateway.js";

export async function play(frame, { address, credential, name, room, told }) {
  const gateway = new Gateway(address, () => told("lost"));
  try {
    await gateway.open();
    const mine = await gateway.attach();
    const meeting = new Meeting(frame, gateway, { mine, room, told });
    mine.heard = (data) => meeting.hear(data);
    const joined = await mine.say({ request: "join", ptype: "publisher", room, id: name, token: credential });
    meeting.privateId = joined.data.private_id;
    told("plays");
    await meeting.watch(joined.data.publishers);
    return { end: () => meeting.end(), speak: () => {}, talk: (wanted) => meeting.talk(wanted) };
  } catch (error) {
    gateway.close();
    throw error;
  }
}

class Meeting {
  constructor(frame, gateway, { mine, room, told }) {
    Object.assign(this, { frame, gateway, mine, room, told });
    this.privateId = null;
    this.theirs = null; // the handle that receives
    this.receiving = null;
    this.sending = null;
    this.feeds = new Map(); // mid → feed
    this.turn = Promise.resolve(); // one change of the connection at a time
  }

  hear({ data }) {
    if (data.publishers) this.watch(data.publishers);
    if (data.leaving === "ok") this.told("lost"); // we were put out
    for (const gone of [data.unpublished, data.leaving]) if (gone && gone !== "ok") this.drop(gone);
  }

  watch(publishers) {
    const streams = publishers.map(({ id }) => ({ feed: id }));
    if (!streams.length) return this.turn;
    return this.next(async () => {
      if (this.theirs) return this.answer(await this.theirs.say({ request: "subscribe", streams }));
      this.theirs = await this.gateway.attach();
      this.theirs.heard = (told) => told.jsep && this.next(() => this.answer(told));
      return this.answer(await this.theirs.say({ request: "join", ptype: "subscriber", room: this.room, private_id: this.privateId, streams }));
    });
  }

  next(change) {
    this.turn = this.turn.then(change).catch(() => this.told("lost"));
    return this.turn;
  }

  async answer({ data, jsep }) {
    for (const stream of data.streams ?? []) if (stream.feed_id) this.feeds.set(stream.mid, stream.feed_id);
    if (!jsep) return;
    if (!this.receiving) {
      this.receiving = new RTCPeerConnection();
      this.receiving.addEventListener("track", ({ track, transceiver }) => this.show(this.feeds.get(transceiver.mid), track));
      this.receiving.addEventListener("connectionstatechange", () => this.receiving.connectionState === "failed" && this.told("lost"));
    }
    await this.receiving.setRemoteDescription(jsep);
    await this.receiving.setLocalDescription(await this.receiving.createAnswer());
    await gathered(this.receiving);
    await this.theirs.say({ request: "start" }, described(this.receiving));
  }

  show(feed, track) {
    const known = [...this.frame.children].find((each) => each.dataset.feed === feed);
    const place = known ?? this.frame.appendChild(Object.assign(document.createElement("video"), { autoplay: true, playsInline: true }));
    place.dataset.feed = feed;
    place.srcObject ??= new MediaStream();
    place.srcObject.addTrack(track);
    place.play().catch(() => {});
  }

  drop(feed) {
    for (const place of [...this.frame.children]) if (place.dataset.feed === feed) place.remove();
  }

  // Speaks (the browser asks for the microphone and the camera; without a camera, the voice alone), or stops.
  async talk(wanted) {
    if (!wanted) return this.silence();
    const media = await microphone();
    this.sending = new RTCPeerConnection();
    for (const track of media.getTracks()) this.sending.addTransceiver(track, { direction: "sendonly", streams: [media] });
    await this.sending.setLocalDescription(await this.sending.createOffer());
    await gathered(this.sending);
    const { jsep } = await this.mine.say({ request: "publish" }, described(this.sending));
    await this.sending.setRemoteDescription(jsep);
    const own = this.frame.appendChild(Object.assign(document.createElement("video"), { autoplay: true, playsInline: true, muted: true, srcObject: media }));
    own.dataset.feed = "own";
    return media.getVideoTracks().length > 0;
  }

  async silence() {
    this.drop("own");
    await this.mine.say({ request: "unpublish" });
    this.sending?.getSenders().forEach(({ track }) => track?.stop());
    this.sending?.close();
    this.sending = null;
  }

  end() {
    this.sending?.getSenders().forEach(({ track }) => track?.stop());
    this.sending?.close();
    this.receiving?.close();
    this.frame.replaceChildren();
    this.gateway.close();
  }
}

async function microphone() {
  const heard = { echoCancellation: true, noiseSuppression: true };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: heard, video: { width: 640, height: 360 } });
  } catch (error) {
    if (error.name === "NotAllowedError") throw error;
    return navigator.mediaDevices.getUserMedia({ audio: heard });
  }
}

// Every candidate at once: the server is at a public address, and nothing is gained by sending them one by one.
function gathered(connection) {
  if (connection.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((done) => {
    connection.addEventListener("icegatheringstatechange", () => connection.iceGatheringState === "complete" && done());
    setTimeout(done, 2_000);
  });
}

function described(connection) {
  const { type, sdp } = connection.localDescription;
  return { type, sdp };
}
