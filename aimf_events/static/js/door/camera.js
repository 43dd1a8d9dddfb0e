// The camera: its picture in the page, given to a reader eight times a second, what is read given to the door. Under a
// verdict it rests, with its stream kept, because some browsers ask for permission again at each opening; when the page
// is out of sight the stream is stopped, and the lamp goes out.
const EVERY = 120; // ms between two pictures
const SAME_FOR = 2500; // ms during which the same code is one presentation
const WIDEST = 720; // pixels of the picture read: a badge held at arm's length is sharp enough
const WANTED = {
  audio: false,
  video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
};

export async function startCamera(video, reader, onText, onLost, onOpen = () => {}) {
  const canvas = document.createElement("canvas");
  const seen = { text: null, at: 0 };
  let stream = null;
  let resting = false;
  let chosen = null;

  async function open() {
    const which = chosen ? { ...WANTED, video: { ...WANTED.video, facingMode: undefined, deviceId: { exact: chosen } } } : WANTED;
    const opened = await navigator.mediaDevices.getUserMedia(which);
    if (stream || document.hidden) return opened.getTracks().forEach((track) => track.stop());
    stream = opened;
    stream.getVideoTracks()[0].addEventListener("ended", onLost);
    video.srcObject = stream;
    await video.play();
    if (resting) rest();
    onOpen(stream);
  }

  function close() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = video.srcObject = null;
  }

  function rest() {
    resting = true;
    video.pause();
    stream?.getVideoTracks().forEach((track) => { track.enabled = false; });
  }

  // The badge just judged is still in the picture: it is given time to leave it.
  function resume() {
    if (!resting) return;
    resting = false;
    seen.at = performance.now();
    stream?.getVideoTracks().forEach((track) => { track.enabled = true; });
    if (stream) video.play().catch(onLost);
  }

  function present(text) {
    const moment = performance.now();
    if (!text || resting || (text === seen.text && moment - seen.at < SAME_FOR)) return;
    Object.assign(seen, { text, at: moment });
    onText(text);
  }

  async function look() {
    if (stream && !resting && video.videoWidth) present(await reader.read(picture(video, canvas)).catch(() => null));
    setTimeout(look, EVERY);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else if (!stream) open().catch(onLost);
  });
  await open();
  look();
  return {
    rest,
    resume,
    // Another camera of the same telephone: some give a blurred wide one first.
    async turnTo(deviceId) {
      chosen = deviceId;
      close();
      await open();
    },
  };
}

function picture(video, canvas) {
  const scale = Math.min(1, WIDEST / Math.min(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}
