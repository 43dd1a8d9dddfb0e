// What is felt and heard without looking: one short for yes, two for look, one long and low for no.
const PATTERNS = {
  admitted: { buzz: [80], notes: [[880, 0.12]] },
  look: { buzz: [80, 80, 80], notes: [[587, 0.12], [587, 0.12]] },
  refused: { buzz: [400], notes: [[196, 0.45]] },
};
let sound = null;

// Browsers let a page sound only after a gesture: the first touch opens it.
export function allowSound(root) {
  root.addEventListener("pointerdown", () => {
    sound ??= "AudioContext" in window ? new AudioContext() : null;
    sound?.resume();
  });
}

// Before the first touch a browser refuses to vibrate, and complains of being asked.
function vibrate(pattern) {
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(pattern);
}

export function feelTrouble() {
  vibrate([60, 60, 60, 60, 60]);
}

export function feel(kind) {
  const { buzz, notes } = PATTERNS[kind];
  vibrate(buzz);
  if (sound?.state !== "running") return;
  let at = sound.currentTime;
  for (const [pitch, length] of notes) {
    const tone = new OscillatorNode(sound, { frequency: pitch });
    const volume = new GainNode(sound, { gain: 0.2 });
    tone.connect(volume).connect(sound.destination);
    tone.start(at);
    tone.stop(at + length);
    at += length + 0.08;
  }
}
