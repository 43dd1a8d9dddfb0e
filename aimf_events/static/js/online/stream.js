// Plays an HLS stream: by hls.js where the browser has media source extensions, by the browser itself on iPhones.
import Hls from "hls.js";

const CALM = { enableWorker: false, liveDurationInfinity: true, backBufferLength: 30, renderTextTracksNatively: true };

export async function play(media, { address, language, told }) {
  media.addEventListener("playing", () => told("plays"));
  if (!Hls.isSupported()) return playNatively(media, address, told);
  const hls = new Hls({ ...CALM, audioPreference: { lang: language }, xhrSetup: (request) => { request.withCredentials = false; } });
  hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, () => {
    const languages = hls.audioTracks.filter((track) => track.lang).map((track) => ({ code: code(track), name: named(code(track), track.name) }));
    const found = hls.audioTracks.find((track) => code(track) === language);
    if (found) hls.audioTrack = found.id;
    told("languages", { languages, chosen: found ? language : code(hls.audioTracks[Math.max(hls.audioTrack, 0)] ?? {}) });
  });
  hls.on(Hls.Events.FRAG_BUFFERED, () => told("speed", hls.bandwidthEstimate));
  hls.on(Hls.Events.ERROR, (_event, { fatal }) => fatal && told("lost"));
  hls.loadSource(address);
  hls.attachMedia(media);
  media.play().catch(() => {}); // where the browser wants a press of its own, its controls are there
  return {
    speak: (wanted) => {
      const track = hls.audioTracks.find((each) => code(each) === wanted);
      if (track) hls.audioTrack = track.id;
    },
    end: () => hls.destroy(),
  };
}

function playNatively(media, address, told) {
  media.src = address;
  media.addEventListener("error", () => told("lost"));
  media.play().catch(() => {});
  return {
    speak: (wanted) => {
      for (const track of media.audioTracks ?? []) track.enabled = code({ lang: track.language }) === wanted;
    },
    end: () => {
      media.removeAttribute("src");
      media.load();
    },
  };
}

// « fre », « fra », « fr-FR » are French: players write languages in three ways.
function code({ lang = "" }) {
  try {
    return new Intl.Locale(lang).language;
  } catch {
    return lang;
  }
}

// Streams name their tracks for technicians; people read the language's own name.
function named(language, otherwise) {
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type: "language" }).of(language) ?? otherwise;
  } catch {
    return otherwise;
  }
}
