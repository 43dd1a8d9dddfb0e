// Two ways to read a QR from a picture: the browser's own detector, else zxing in a worker. Either must first prove that
// it can: it reads a symbol whose text we know. Some detectors know no QR; a worker may lack its WebAssembly.
const SIDE = 450; // pixels of the symbol drawn for the proof
const PATIENCE = 20000; // ms for the worker's first answer, over a slow network

export async function chooseReader(sample, addresses) {
  const symbol = await drawn(sample.svg);
  for (const make of [nativeReader, () => workerReader(addresses)]) {
    const reader = await make().catch(() => null);
    if (reader && (await reader.read(symbol).catch(() => null)) === sample.text) return reader;
    reader?.stop?.();
  }
  throw Object.assign(new Error("no reader reads the sample"), { name: "NoReader" });
}

async function nativeReader() {
  if (!("BarcodeDetector" in window)) return null;
  if (!(await window.BarcodeDetector.getSupportedFormats()).includes("qr_code")) return null;
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  return { name: "native", read: async (canvas) => (await detector.detect(canvas))[0]?.rawValue ?? null };
}

// A drawing without a size of its own is not drawn by every browser.
function drawn(svg) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = SIDE;
      canvas.getContext("2d").drawImage(image, 0, 0, SIDE, SIDE);
      resolve(canvas);
    };
    image.onerror = () => reject(new Error("the sample cannot be drawn"));
    image.src = `data:image/svg+xml,${encodeURIComponent(svg.trim().replace("<svg ", `<svg width="${SIDE}" height="${SIDE}" `))}`;
  });
}

function workerReader({ worker, reader, wasm }) {
  const address = `${worker}?${new URLSearchParams({ reader, wasm: new URL(wasm, location.href).href })}`;
  const thread = new Worker(address, { type: "module" });
  const waiting = new Map();
  let last = 0;

  function read(canvas) {
    const image = canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, canvas.width, canvas.height);
    const id = ++last;
    return new Promise((done) => {
      waiting.set(id, done);
      thread.postMessage({ id, image }, [image.data.buffer]);
    });
  }

  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("the reader does not start")), PATIENCE);
    thread.onerror = reject;
    thread.onmessage = ({ data }) => {
      if (data.ready) resolve({ name: "zxing", read, stop: () => thread.terminate() });
      waiting.get(data.id)?.(data.text);
      waiting.delete(data.id);
    };
  });
}
