// Two ways to read a QR from a picture: the browser's own detector where it proves that it can, else zxing in a worker.

// Some browsers have a BarcodeDetector that knows no QR, or finds nothing: it must read a symbol whose text we know.
async function nativeReader(sample) {
  if (!("BarcodeDetector" in window)) return null;
  try {
    const formats = await window.BarcodeDetector.getSupportedFormats();
    if (!formats.includes("qr_code")) return null;
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    const [found] = await detector.detect(await drawn(sample.svg));
    if (found?.rawValue !== sample.text) return null;
    return { name: "native", read: async (canvas) => (await detector.detect(canvas))[0]?.rawValue ?? null };
  } catch {
    return null;
  }
}

function drawn(svg) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 450;
      canvas.getContext("2d").drawImage(image, 0, 0, 450, 450);
      resolve(canvas);
    };
    image.onerror = reject;
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  });
}

function workerReader({ worker, reader, wasm }) {
  const address = `${worker}?${new URLSearchParams({ reader, wasm: new URL(wasm, location.href).href })}`;
  const thread = new Worker(address, { type: "module" });
  const waiting = new Map();
  let last = 0;
  return new Promise((resolve, reject) => {
    thread.onerror = reject;
    thread.onmessage = ({ data }) => {
      if (data.ready) {
        resolve({ name: "zxing", read });
      } else {
        waiting.get(data.id)?.(data.text);
        waiting.delete(data.id);
      }
    };
    function read(canvas) {
      const image = canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, canvas.width, canvas.height);
      const id = ++last;
      return new Promise((done) => {
        waiting.set(id, done);
        thread.postMessage({ id, image }, [image.data.buffer]);
      });
    }
  });
}

export async function chooseReader(sample, addresses) {
  return (await nativeReader(sample)) ?? workerReader(addresses);
}
