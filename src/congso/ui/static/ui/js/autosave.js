/* Autosave. <form data-autosave="/address/" data-autosave-key="dossier-id"> posts its changed fields one second after the
   last change, says when that was, keeps them in localStorage while the network is away, and tries again until the
   server has them. A field with data-no-autosave, a password or a file is never sent.
   The server answers 2xx, or 409/422 with {"title": "…"}; anything else is tried again.
   `.saved` inside the form shows the state. What the server has confirmed is not kept on the machine. */

const PAUSE = 1000;

function start(form) {
  if (form.dataset.autosaveOn) return;
  form.dataset.autosaveOn = "yes";
  const address = form.dataset.autosave;
  const store = `congso.autosave.${form.dataset.autosaveKey || address}`;
  const sign = form.querySelector(".saved") ?? addSign(form);
  const waiting = new Map();
  let timer = 0;
  let sending = false;
  let wait = 2000;

  const skipped = (field) => !field.name || field.type === "password" || field.type === "file"
    || field.name === "csrfmiddlewaretoken" || field.closest("[data-no-autosave]");

  function valuesOf(name) {
    return new FormData(form).getAll(name).filter((value) => typeof value === "string");
  }

  function remember() {
    try {
      if (waiting.size) localStorage.setItem(store, JSON.stringify([...waiting]));
      else localStorage.removeItem(store);
    } catch { /* a full or forbidden store: the server copy remains */ }
  }

  async function send() {
    clearTimeout(timer);
    if (sending || !waiting.size) return;
    sending = true;
    const batch = new Map(waiting);
    const body = new FormData();
    for (const [name, values] of batch) {
      body.append("_changed", name);
      for (const value of values) body.append(name, value);
    }
    const token = form.elements.csrfmiddlewaretoken?.value ?? document.querySelector('meta[name="csrf-token"]')?.content;
    show("sending", "Đang lưu…");
    try {
      const answer = await fetch(address, {
        method: "POST", body, credentials: "same-origin", redirect: "error",
        headers: { "X-CSRFToken": token ?? "", "X-Requested-With": "autosave", Accept: "application/json" },
      });
      if (answer.ok || answer.status === 409 || answer.status === 422) {
        for (const [name, values] of batch) if (waiting.get(name) === values) waiting.delete(name);
        remember();
        wait = 2000;
        if (answer.ok) show("saved", `Đã lưu lúc ${clock()}`);
        else show("refused", (await answer.json().catch(() => ({}))).title ?? "Chưa lưu được thay đổi này.");
      } else throw new Error(String(answer.status));
    } catch {
      show("offline", "Mất kết nối. Nội dung được giữ trên máy này và sẽ tự lưu khi có mạng.");
      timer = setTimeout(send, wait);
      wait = Math.min(wait * 2, 60000);
    }
    sending = false;
    if (waiting.size && sign.dataset.state !== "offline") timer = setTimeout(send, PAUSE);
  }

  function show(state, words) {
    sign.dataset.state = state;
    sign.textContent = words;
  }

  function clock() {
    return new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  }

  function changed(event) {
    const field = event.target;
    if (skipped(field)) return;
    waiting.set(field.name, valuesOf(field.name));
    remember();
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  }

  function restore() {
    let kept = [];
    try { kept = JSON.parse(localStorage.getItem(store) ?? "[]"); } catch { /* unreadable: nothing to restore */ }
    for (const [name, values] of kept) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
        else if (values.length) field.value = values[0];
      }
      waiting.set(name, values);
    }
    if (kept.length) {
      show("offline", "Đang lưu lại nội dung đã giữ trên máy này…");
      form.dispatchEvent(new Event("ui:restored", { bubbles: true }));
      send();
    }
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    /* the copy is thrown away by page.js once any page of ours has come back: then the server has the form itself */
    try { if (waiting.size) localStorage.setItem(`${store}.sent`, "yes"); } catch { /* as above */ }
  });
  window.addEventListener("online", send);
  window.addEventListener("pagehide", () => { if (waiting.size) remember(); });
  restore();
}

function addSign(form) {
  const sign = document.createElement("p");
  sign.className = "saved";
  sign.setAttribute("role", "status");
  form.append(sign);
  return sign;
}

function all(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) start(form);
}
document.addEventListener("ui:added", (event) => all(event.detail));
all(document);
