/* Cutting and turning a picture that was just taken, before anybody looks at it. Within <div class="filepick" data-crop="{…}"
   data-upload="…"> each picture of this visit gets a button; it opens a box in which the four edges are moved (by finger,
   mouse, or the arrow keys on each corner) and the picture is turned. What is kept is sent as a new file; the first one is taken
   off the list once the new one has arrived, so that a cut line loses nothing. Words: data-crop (JSON). */

const LONGEST = 3600;
const LEAST = 0.1;
const STEP = 0.02;
const CORNERS = ["nw", "ne", "sw", "se"];
const kept = new WeakMap();

document.addEventListener("ui:uploaded", (event) => {
  const list = event.target;
  const area = list.closest("[data-crop]");
  if (!area) return;
  const pictures = kept.get(list) ?? new Map();
  kept.set(list, pictures);
  const { file, send } = event.detail ?? {};
  if (file?.type.startsWith("image/")) pictures.set(file.name, { file, send });
  for (const row of list.children) offer(area, row, pictures.get(nameOf(row)));
});

function nameOf(row) {
  return row.querySelector(".filelist__name a")?.textContent.trim() ?? "";
}

function offer(area, row, picture) {
  if (!picture || row.querySelector("[data-cuts]")) return;
  const words = JSON.parse(area.dataset.crop);
  const button = make("button", { type: "button", className: "button button--quiet" }, words.open);
  button.dataset.cuts = "";
  button.setAttribute("aria-label", `${words.open}: ${picture.file.name}`);
  button.addEventListener("click", () => open(area, row, picture, words, button));
  const acts = make("span", { className: "filelist__acts" });
  acts.append(button);
  row.append(acts);
}

async function open(area, row, { file, send }, words, button) {
  let image;
  try {
    image = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    button.replaceWith(make("span", { className: "filelist__note late" }, words.failed));
    return;
  }
  const box = make("dialog", { className: "dialog crop" });
  box.setAttribute("aria-label", `${words.open}: ${file.name}`);
  const inside = make("div", { className: "dialog__box" });
  const stage = make("div", { className: "crop__stage" });
  const canvas = make("canvas");
  const frame = make("div", { className: "crop__frame" });
  const said = make("p", { className: "small muted" });
  said.setAttribute("role", "status");
  const acts = make("div", { className: "button-row" });
  let turns = 0;
  let cut = { left: 0, top: 0, right: 1, bottom: 1 };

  const corners = CORNERS.map((where) => {
    const corner = make("button", { type: "button", className: "crop__corner" });
    corner.dataset.corner = where;
    corner.setAttribute("aria-label", words.corners[where]);
    corner.addEventListener("pointerdown", (event) => drag(event, where));
    corner.addEventListener("keydown", (event) => nudge(event, where));
    frame.append(corner);
    return corner;
  });
  const left = press("button--secondary", words.left, () => turn(-1));
  const right = press("button--secondary", words.right, () => turn(1));
  const use = press("", words.use, take);
  acts.append(use, left, right, press("button--quiet", words.cancel, () => box.close()));
  stage.append(canvas, frame);
  inside.append(make("h2", {}, words.title), make("p", { className: "small" }, words.help), stage, said, acts);
  box.append(inside);
  document.body.append(box);
  box.addEventListener("close", () => {
    image.close();
    box.remove();
    (button.isConnected ? button : area.querySelector('input[type="file"]')).focus();
  });
  paint();
  box.showModal();
  corners[0].focus();

  function press(kind, text, does) {
    const one = make("button", { type: "button", className: `button ${kind}`.trim() });
    one.append(make("span", {}, text));
    one.addEventListener("click", does);
    return one;
  }

  /* the whole picture, turned, on a canvas as large as needed */
  function drawn(target, longest) {
    const across = turns % 2 !== 0;
    const scale = Math.min(1, longest / Math.max(image.width, image.height));
    const width = Math.round((across ? image.height : image.width) * scale);
    const height = Math.round((across ? image.width : image.height) * scale);
    target.width = width;
    target.height = height;
    const pen = target.getContext("2d");
    pen.translate(width / 2, height / 2);
    pen.rotate((turns * Math.PI) / 2);
    pen.drawImage(image, (-image.width * scale) / 2, (-image.height * scale) / 2, image.width * scale, image.height * scale);
    return target;
  }

  function paint() {
    drawn(canvas, 1200);
    frame.style.left = `${cut.left * 100}%`;
    frame.style.top = `${cut.top * 100}%`;
    frame.style.right = `${(1 - cut.right) * 100}%`;
    frame.style.bottom = `${(1 - cut.bottom) * 100}%`;
    const share = (from, to) => Math.round((to - from) * 100);
    said.textContent = words.keeps.replace("{across}", share(cut.left, cut.right)).replace("{down}", share(cut.top, cut.bottom));
  }

  function move(where, x, y) {
    const within = (value, low, high) => Math.min(Math.max(value, low), high);
    if (where.includes("w")) cut.left = within(x, 0, cut.right - LEAST);
    else cut.right = within(x, cut.left + LEAST, 1);
    if (where.includes("n")) cut.top = within(y, 0, cut.bottom - LEAST);
    else cut.bottom = within(y, cut.top + LEAST, 1);
    paint();
  }

  function drag(event, where) {
    event.preventDefault();
    const corner = event.currentTarget;
    corner.setPointerCapture(event.pointerId);
    const follow = (moved) => {
      const place = canvas.getBoundingClientRect();
      move(where, (moved.clientX - place.left) / place.width, (moved.clientY - place.top) / place.height);
    };
    const end = () => corner.removeEventListener("pointermove", follow);
    corner.addEventListener("pointermove", follow);
    corner.addEventListener("pointerup", end, { once: true });
    corner.addEventListener("pointercancel", end, { once: true });
  }

  function nudge(event, where) {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!by) return;
    event.preventDefault();
    move(where, (where.includes("w") ? cut.left : cut.right) + by[0], (where.includes("n") ? cut.top : cut.bottom) + by[1]);
  }

  function turn(way) {
    turns = (turns + way + 4) % 4;
    const { left: l, top: t, right: r, bottom: b } = cut;
    cut = way > 0 ? { left: 1 - b, top: l, right: 1 - t, bottom: r } : { left: t, top: 1 - r, right: b, bottom: 1 - l };
    paint();
  }

  function take() {
    const whole = drawn(document.createElement("canvas"), LONGEST);
    const out = document.createElement("canvas");
    out.width = Math.max(1, Math.round((cut.right - cut.left) * whole.width));
    out.height = Math.max(1, Math.round((cut.bottom - cut.top) * whole.height));
    out.getContext("2d").drawImage(whole, -cut.left * whole.width, -cut.top * whole.height);
    out.toBlob((bytes) => {
      box.close();
      if (!bytes) return;
      const name = `${file.name.replace(/\.[^.]*$/, "")}-${words.suffix}.jpg`;
      send(new File([bytes], name, { type: "image/jpeg", lastModified: Date.now() }), () => takeOff(area, file.name));
    }, "image/jpeg", 0.92);
  }
}

/* the new one has arrived: take the first one off the draft, as its button does */
async function takeOff(area, name) {
  const row = [...area.querySelectorAll("[data-files] > li")].find((one) => nameOf(one) === name);
  const away = row?.querySelector("button[formaction]")?.formAction;
  if (!away) return;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", area.closest("form").elements.csrfmiddlewaretoken.value);
  const answer = await fetch(away, { method: "POST", body, credentials: "same-origin", redirect: "manual" });
  if (answer.ok || answer.type === "opaqueredirect") row.remove();
}

function make(kind, { className = "", type = "" } = {}, text = "") {
  const made = document.createElement(kind);
  if (className) made.className = className;
  if (type) made.type = type;
  if (text) made.textContent = text;
  return made;
}
