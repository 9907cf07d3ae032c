/* Signing with a finger, a pen or a mouse. <div data-signature> holds [data-pad] (hidden without script) with a <canvas>, a
   button [data-clear] and a [data-signed] with data-done; an input [data-drawn] keeps the lines as "x,y x,y;x,y …" in whole
   numbers on a field of 600 × 200, as the server checks them; an input [data-typed] is for a name instead. Whichever of the
   two was done last stays. A drawing that came with the page stands in [data-kept], which the canvas replaces. */

const WIDTH = 600;
const HEIGHT = 200;
const MOST_STROKES = 60;
const MOST_POINTS = 1900;
const NEAR = 3;

function start(area) {
  if (area.dataset.signatureOn) return;
  area.dataset.signatureOn = "yes";
  const pad = area.querySelector("[data-pad]");
  const canvas = pad.querySelector("canvas");
  const drawn = area.querySelector("[data-drawn]");
  const typed = area.querySelector("[data-typed]");
  const state = pad.querySelector("[data-signed]");
  const pen = canvas.getContext("2d");
  const isRequired = typed.required;
  let strokes = [];
  let current = null;

  pad.hidden = false;
  area.querySelector("[data-kept]")?.remove();
  read();

  function read() {
    const lines = /^\d{1,3},\d{1,3}([ ;]\d{1,3},\d{1,3})*$/.test(drawn.value) ? drawn.value.split(";") : [];
    strokes = lines.map((line) => line.split(" ").map((point) => point.split(",").map(Number)));
    paint();
  }

  function paint() {
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    for (const line of strokes) {
      pen.beginPath();
      pen.moveTo(...line[0]);
      for (const point of line.slice(1)) pen.lineTo(...point);
      if (line.length === 1) pen.lineTo(line[0][0] + 1, line[0][1]);
      pen.stroke();
    }
    state.textContent = strokes.length ? state.dataset.done : "";
    typed.required = isRequired && !strokes.length;
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    const within = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
    return [within(((event.clientX - box.left) / box.width) * WIDTH, WIDTH), within(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT)];
  }

  function keep(input, value) {
    if (input.value === value) return;
    input.value = value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function finish() {
    if (!current) return;
    current = null;
    if (strokes.length === 1 && strokes[0].length === 1) strokes = []; /* a tap is no signature */
    keep(drawn, strokes.map((line) => line.map((point) => point.join(",")).join(" ")).join(";"));
    keep(typed, "");
    paint();
  }

  canvas.addEventListener("pointerdown", (event) => {
    const points = strokes.reduce((sum, line) => sum + line.length, 0);
    if (!event.isPrimary || event.button > 0 || strokes.length >= MOST_STROKES || points >= MOST_POINTS) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    current = [place(event)];
    strokes.push(current);
    paint();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current || !event.isPrimary) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const [x, y] = place(one);
      const [lastX, lastY] = current.at(-1);
      if (Math.hypot(x - lastX, y - lastY) >= NEAR && strokes.reduce((sum, line) => sum + line.length, 0) < MOST_POINTS) current.push([x, y]);
    }
    paint();
  });
  for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(kind, finish);

  pad.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    keep(drawn, "");
    paint();
  });
  typed.addEventListener("input", () => {
    if (!typed.value.trim() || !strokes.length) return;
    strokes = [];
    keep(drawn, "");
    paint();
  });
  area.closest("form")?.addEventListener("ui:restored", read);
}

function all(root) {
  for (const area of root.querySelectorAll("[data-signature]")) start(area);
}
document.addEventListener("ui:added", () => all(document));
all(document);
