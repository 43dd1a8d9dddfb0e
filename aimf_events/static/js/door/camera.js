// The camera: its picture in the page, its middle given to a reader eight times a second, what is read given to the door.
const EVERY = 120; // ms between two pictures
const SAME_FOR = 2500; // ms during which the same code is one presentation
const WIDEST = 720; // pixels of the picture read: a badge held at arm's length is sharp enough

export async function startCamera(video, reader, onText, isPaused) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  video.srcObject = stream;
  await video.play();
  const canvas = document.createElement("canvas");
  const seen = { text: null, at: 0 };
  const look = async () => {
    if (!isPaused() && video.videoWidth && !document.hidden) {
      const text = await reader.read(picture(video, canvas)).catch(() => null);
      if (text && !(text === seen.text && performance.now() - seen.at < SAME_FOR)) onText(text);
      if (text) Object.assign(seen, { text, at: performance.now() });
    }
    setTimeout(look, EVERY);
  };
  look();
  return stream;
}

function picture(video, canvas) {
  const scale = Math.min(1, WIDEST / Math.min(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}
