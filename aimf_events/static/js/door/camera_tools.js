// What a camera can do besides seeing: light the badge, or give way to another camera of the same telephone.

/** The lamp of a stream: `null` where it has none, else a function that switches it and says whether it is lit. */
export function lampOf(stream) {
  const [track] = stream.getVideoTracks();
  if (!track?.getCapabilities?.().torch) return null;
  let lit = false;
  return async () => {
    await track.applyConstraints({ advanced: [{ torch: !lit }] });
    lit = !lit;
    return lit;
  };
}

/** The camera after the one in use, or null where there is only one. */
export async function nextCamera(stream) {
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput");
  if (cameras.length < 2) return null;
  const here = cameras.findIndex(({ deviceId }) => deviceId === stream.getVideoTracks()[0]?.getSettings().deviceId);
  return cameras[(here + 1) % cameras.length].deviceId;
}
