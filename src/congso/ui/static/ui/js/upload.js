/* Uploads at once, with progress. <div class="filepick" data-upload="/address/"> holds a file input; each chosen or dropped
   file is posted by itself under the input's name, with the hidden inputs by which the list names what is kept already. The server answers 2xx with the markup of the whole list
   (rows of ui/components/file_row.html), or 4xx with {"title": "…"} or plain words. A lost connection is tried again
   by a button; the file stays chosen. Without script the input goes with its form. */

const MEGA = 1024 * 1024;

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

  function send(file) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.className = "filelist__name";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `Đang tải lên ${file.name}`);
    const note = document.createElement("span");
    note.className = "filelist__note";
    row.append(document.createElement("span"), name, bar, note);
    list.append(row);
    if (limit && file.size > limit) {
      fail(row, bar, note, `Tệp lớn hơn ${Math.floor(limit / MEGA)} MB nên không gửi được.`);
      return;
    }
    attempt(file, row, bar, note);
  }

  function attempt(file, row, bar, note) {
    for (const button of row.querySelectorAll("button")) button.remove();
    const body = new FormData();
    body.append(input.name, file);
    for (const named of list.querySelectorAll('input[type="hidden"]')) body.append(named.name, named.value);
    const request = new XMLHttpRequest();
    request.open("POST", area.dataset.upload);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("X-Requested-With", "upload");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.floor((event.loaded / event.total) * 100);
      bar.value = percent;
      note.textContent = percent < 100 ? `Đang tải lên ${percent}%` : "Đang kiểm tra tệp…";
    });
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) {
        const kept = [...list.querySelectorAll("[data-failed]")];
        list.innerHTML = request.responseText;
        list.append(...kept);
        list.dispatchEvent(new Event("ui:uploaded", { bubbles: true }));
      } else fail(row, bar, note, wordsOf(request));
    });
    request.addEventListener("error", () => {
      fail(row, bar, note, "Mất kết nối khi đang tải lên.");
      const again = document.createElement("button");
      again.type = "button";
      again.className = "button button--quiet";
      again.textContent = "Thử lại";
      again.addEventListener("click", () => {
        delete row.dataset.failed;
        bar.hidden = false;
        attempt(file, row, bar, note);
      });
      row.insertBefore(again, bar);
    });
    request.send(body);
  }

  function fail(row, bar, note, words) {
    row.dataset.failed = "";
    bar.hidden = true;
    note.textContent = words;
    note.classList.add("late");
    const away = document.createElement("button");
    away.type = "button";
    away.className = "button button--quiet";
    away.textContent = "Bỏ";
    away.setAttribute("aria-label", `Bỏ ${row.querySelector(".filelist__name").textContent}`);
    away.addEventListener("click", () => {
      row.remove();
      input.focus();
    });
    row.append(away);
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
    return request.status === 413 ? "Tệp quá lớn." : "Chưa tải lên được. Hãy thử lại.";
  }
}

function all(root) {
  for (const area of root.querySelectorAll("[data-upload]")) start(area);
}
document.addEventListener("ui:added", (event) => all(event.detail));
all(document);
