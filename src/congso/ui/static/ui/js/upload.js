/* Uploads at once, with progress. <div class="filepick" data-upload="/address/"> holds a file input; each chosen or dropped
   file is posted by itself under the input's name, with the hidden inputs by which the list names what is kept already. The server answers 2xx with the markup of the whole list
   (rows of ui/components/file_row.html), or 4xx with {"title": "…"} or plain words.
   With data-pieces="/address/" a large file goes in pieces: POST {name, size} there answers {"address", "ticket"}; each piece is
   posted to that address with X-Offset; GET there says how much has arrived. The whole file is then named to data-upload by its
   ticket (`arrived`). A lost connection waits for the next one and goes on where it stopped; after a reload, choosing the
   same file again does, too: its address is kept on this machine until the file is handed over.
   A smaller file is sent again as a whole. Without script the input goes with its form. */

const MEGA = 1024 * 1024;
const PIECE = MEGA / 2;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30000;

class Refused extends Error {}

function start(area) {
  if (area.dataset.uploadOn) return;
  area.dataset.uploadOn = "yes";
  const input = area.querySelector('input[type="file"]');
  const list = area.querySelector("[data-files]");
  const limit = Number(area.dataset.maxBytes || 0);

  input.addEventListener("change", () => {
    for (const file of input.files) send(file);
    input.value = "";
    input.required = false;
  });
  area.addEventListener("dragover", (event) => { event.preventDefault(); area.dataset.over = ""; });
  area.addEventListener("dragleave", () => delete area.dataset.over);
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    delete area.dataset.over;
    for (const file of event.dataTransfer.files) send(file);
  });

  function send(file, arrived) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.className = "filelist__name";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", inWords("Đang tải lên {name}", { name: file.name }));
    const note = document.createElement("span");
    note.className = "filelist__note";
    row.append(document.createElement("span"), name, bar, note);
    list.append(row);
    if (limit && file.size > limit) {
      fail(row, bar, note, inWords("Tệp lớn hơn {size} MB nên không gửi được.", { size: Math.floor(limit / MEGA) }));
      return;
    }
    attempt(file, row, bar, note, arrived);
  }

  function attempt(file, row, bar, note, arrived, wait = FIRST_WAIT) {
    row.querySelector(".filelist__acts")?.remove();
    delete row.dataset.failed;
    note.classList.remove("late");
    bar.hidden = false;
    const way = area.dataset.pieces && file.size > PIECE ? inPieces : whole;
    way(file, bar, note).then(
      (rows) => {
        const kept = [...list.querySelectorAll("[data-failed]")];
        list.innerHTML = rows;
        list.append(...kept);
        list.dispatchEvent(new CustomEvent("ui:uploaded", { bubbles: true, detail: { file, send } }));
        arrived?.();
      },
      (trouble) => {
        if (trouble instanceof Refused) fail(row, bar, note, trouble.message);
        else goOn(file, row, bar, note, arrived, wait);
      },
    );
  }

  /* the line was cut: wait for the next one, sooner when the browser knows of it */
  function goOn(file, row, bar, note, arrived, wait) {
    const percent = Math.floor(bar.value);
    const done = bar.value > 0 && bar.value < 100;
    const words = done
      ? inWords("Mất kết nối khi đang tải lên. Đã gửi {percent}%. Tự tải tiếp khi có mạng.", { percent })
      : inWords("Mất kết nối khi đang tải lên. Tự tải tiếp khi có mạng.");
    fail(row, bar, note, words);
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button button--quiet";
    again.textContent = inWords("Thử lại");
    let timer = 0;
    let resumed = false;
    const resume = () => {
      if (resumed) return; // the timer and a finger at the same moment send it once
      resumed = true;
      clearTimeout(timer);
      window.removeEventListener("online", resume);
      if (row.isConnected) attempt(file, row, bar, note, arrived, Math.min(wait * 2, LONGEST_WAIT));
    };
    again.addEventListener("click", resume);
    window.addEventListener("online", resume);
    timer = setTimeout(resume, wait);
    row.querySelector(".filelist__acts").prepend(again);
  }

  function whole(file, bar, note) {
    const body = new FormData();
    body.append(input.name, file);
    return post(body, bar, note);
  }

  async function inPieces(file, bar, note) {
    const key = `congso.upload.${area.dataset.upload}.${file.name}.${file.size}.${file.lastModified}`;
    let place = await begun(key) ?? await begin(file, key);
    while (place.arrived < file.size) {
      tell(bar, note, (place.arrived / file.size) * 100);
      const answer = await fetch(place.address, {
        method: "POST", body: file.slice(place.arrived, place.arrived + PIECE), credentials: "same-origin", redirect: "manual",
        headers: { "X-CSRFToken": token(), "X-Offset": String(place.arrived), "Content-Type": "application/octet-stream" },
        signal: AbortSignal.timeout?.(60000),
      });
      if (answer.status === 404) { forget(key); place = await begin(file, key); continue; }
      const said = answer.ok || answer.status === 409 ? await answer.json() : await refusedBy(answer, key);
      place = { ...place, arrived: said.arrived };
    }
    const body = new FormData();
    body.append("arrived", place.ticket);
    try {
      const rows = await post(body, bar, note);
      forget(key);
      return rows;
    } catch (trouble) {
      if (trouble instanceof Refused) forget(key);
      throw trouble;
    }
  }

  async function begun(key) {
    let place = null;
    try { place = JSON.parse(localStorage.getItem(key)); } catch { /* a forbidden store: begin anew */ }
    if (!place) return null;
    const answer = await fetch(place.address, { credentials: "same-origin", redirect: "manual" });
    if (answer.ok) return { ...place, arrived: (await answer.json()).arrived };
    if (answer.status >= 500) throw new Error(String(answer.status));
    forget(key);
    return null;
  }

  async function begin(file, key) {
    const body = new FormData();
    body.append("name", file.name);
    body.append("size", String(file.size));
    const answer = await fetch(area.dataset.pieces, {
      method: "POST", body, credentials: "same-origin", redirect: "manual", headers: { "X-CSRFToken": token() },
      signal: AbortSignal.timeout?.(30000),
    });
    const place = answer.ok ? await answer.json() : await refusedBy(answer, key);
    try { localStorage.setItem(key, JSON.stringify(place)); } catch { /* a full or forbidden store: resumes on this page only */ }
    return place;
  }

  async function refusedBy(answer, key) {
    if (answer.status >= 500) throw new Error(String(answer.status));
    forget(key);
    if (answer.type === "opaqueredirect" || answer.status === 403) throw new Refused(inWords("Phiên đăng nhập đã hết. Hãy đăng nhập lại rồi chọn lại tệp."));
    const said = await answer.json().catch(() => ({}));
    throw new Refused(said.title ?? inWords("Chưa tải lên được. Hãy thử lại."));
  }

  function forget(key) {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  }

  function post(body, bar, note) {
    for (const named of list.querySelectorAll('input[type="hidden"]')) body.append(named.name, named.value);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", area.dataset.upload);
      request.setRequestHeader("X-CSRFToken", token());
      request.setRequestHeader("X-Requested-With", "upload");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable && !body.has("arrived")) tell(bar, note, (event.loaded / event.total) * 100);
      });
      request.upload.addEventListener("loadend", () => tell(bar, note, 100));
      request.addEventListener("load", () => {
        if (request.status >= 200 && request.status < 300) resolve(request.responseText);
        else if ([502, 503, 504].includes(request.status)) reject(new Error(String(request.status)));
        else reject(new Refused(wordsOf(request)));
      });
      request.addEventListener("error", () => reject(new Error("line")));
      request.send(body);
    });
  }

  function tell(bar, note, percent) {
    bar.value = percent;
    note.textContent = percent < 100 ? inWords("Đang tải lên {percent}%", { percent: Math.floor(percent) }) : inWords("Đang kiểm tra tệp…");
  }

  function fail(row, bar, note, words) {
    row.dataset.failed = "";
    bar.hidden = true;
    note.textContent = words;
    note.classList.add("late");
    const away = document.createElement("button");
    away.type = "button";
    away.className = "button button--quiet";
    away.textContent = inWords("Bỏ");
    away.setAttribute("aria-label", inWords("Bỏ {name}", { name: row.querySelector(".filelist__name").textContent }));
    away.addEventListener("click", () => {
      row.remove();
      input.focus();
    });
    const acts = document.createElement("span");
    acts.className = "filelist__acts";
    acts.append(away);
    row.append(acts);
  }

  function token() {
    return area.closest("form")?.elements.csrfmiddlewaretoken?.value
      ?? document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  }
}

function wordsOf(request) {
  try {
    const problem = JSON.parse(request.responseText);
    return [problem.title, problem.detail].filter(Boolean).join(" ");
  } catch {
    return request.status === 413 ? inWords("Tệp quá lớn.") : inWords("Chưa tải lên được. Hãy thử lại.");
  }
}

function all(root) {
  for (const area of root.querySelectorAll("[data-upload]")) start(area);
}
document.addEventListener("ui:added", (event) => all(event.detail));
all(document);
