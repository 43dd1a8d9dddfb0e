// Reads QR codes off the page's thread. Started with the addresses of the reader and of its WebAssembly, both our own.
const given = new URL(self.location.href).searchParams;
const reader = await import(given.get("reader"));
reader.prepareZXingModule({ overrides: { locateFile: () => given.get("wasm") } });
const options = { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true };

self.addEventListener("message", async ({ data: { id, image } }) => {
  try {
    const [found] = await reader.readBarcodes(image, options);
    self.postMessage({ id, text: found?.text ?? null });
  } catch {
    self.postMessage({ id, text: null });
  }
});
self.postMessage({ ready: true });
