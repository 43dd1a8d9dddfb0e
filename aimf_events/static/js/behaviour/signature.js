// A signature drawn with a finger, a pen or a mouse: strokes of whole points go into the form; nothing else leaves the page.
const LEAST = 6; // of a thousand: a point nearer than that to the last one says nothing

export function drawSignature(root) {
  const form = root.querySelector("[data-signature]");
  if (!form) return;
  const pad = form.querySelector("[data-signature-pad]");
  const canvas = pad.querySelector("canvas");
  const pen = canvas.getContext("2d");
  let strokes = [];
  let drawing = null;
  pad.hidden = false;
  Object.assign(pen, { lineWidth: 7, lineCap: "round", lineJoin: "round", strokeStyle: getComputedStyle(canvas).color });

  const pointOf = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (part, most) => Math.min(most, Math.max(0, Math.round(part * most)));
    return [within((event.clientX - box.left) / box.width, 1000), within((event.clientY - box.top) / box.height, 400)];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = [pointOf(event)];
    strokes.push(drawing);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const [x, y] = pointOf(event);
    const [fromX, fromY] = drawing.at(-1);
    if (Math.hypot(x - fromX, y - fromY) < LEAST) return;
    drawing.push([x, y]);
    pen.beginPath();
    pen.moveTo(fromX, fromY);
    pen.lineTo(x, y);
    pen.stroke();
    form.elements.strokes.value = JSON.stringify(strokes.filter((stroke) => stroke.length > 1));
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { drawing = null; });
  pad.querySelector("[data-signature-clear]").addEventListener("click", () => {
    strokes = [];
    pen.clearRect(0, 0, canvas.width, canvas.height);
    form.elements.strokes.value = "";
  });
}
