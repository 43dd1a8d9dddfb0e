// The camera's place on a scan page: a reader that read the sample first, then the stream; or the words for why there is none.
import { startCamera } from "./camera.js";
import { chooseReader } from "./readers.js";

/**
 * `files`: addresses of {worker, reader, wasm}; `say(text)` tells what went wrong; `onText(text)` gets what was read;
 * `onStream(stream)`, if given, is told of each stream. Gives the camera, or null.
 */
export async function openCamera(root, frame, files, words, { say, onText, onStream }) {
  const place = frame.querySelector("[data-door-camera]");
  const sample = root.querySelector("[data-door-sample]");
  const lost = (error) => {
    place.hidden = true;
    const said = { NotAllowedError: words.refusedCamera, NoReader: words.noReader };
    say(said[error?.name] ?? words.noCamera);
    return null;
  };
  if (!navigator.mediaDevices?.getUserMedia) return lost();
  try {
    const chosen = await chooseReader({ svg: sample.innerHTML, text: sample.dataset.doorSample }, files);
    place.hidden = false;
    frame.dataset.readBy = chosen.name;
    return await startCamera(place.querySelector("video"), chosen, onText, lost, onStream);
  } catch (error) {
    return lost(error);
  }
}
