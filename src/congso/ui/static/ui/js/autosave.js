/* Autosave. <form data-autosave="/address/" data-autosave-key="dossier-id"> posts its changed fields one second after the
   last change, says when that was, keeps them in localStorage while the network is away, and tries again until the
   server has them. A field with data-no-autosave, a password or a file is never sent.
   A field named `revision` goes along, and takes the revision of the answer {"revision": 7}: who saves over somebody
   else's newer content is told so (409 with {"title": "…"}), and what was typed stays on this machine.
   The server answers 2xx, or 409/422 with {"title": "…"}; a session that has ended is said; anything else is tried again.
   Without a line the form is not sent but kept, and sent when the line is back.
   Sending the form waits for a save on its way, so that the form is sent with the revision it is based on.
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
  let submitter = null;

  const skipped = (field) => !field.name || field.type === "password" || field.type === "file"
    || ["csrfmiddlewaretoken", "revision"].includes(field.name) || field.closest("[data-no-autosave]");

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
    if (form.elements.revision) body.append("revision", form.elements.revision.value);
    const token = form.elements.csrfmiddlewaretoken?.value ?? document.querySelector('meta[name="csrf-token"]')?.content;
    show("sending", inWords("Đang lưu…"));
    try {
      const answer = await fetch(address, {
        method: "POST", body, credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout?.(15000),
        headers: { "X-CSRFToken": token ?? "", "X-Requested-With": "autosave", Accept: "application/json" },
      });
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        show("ended", inWords("Phiên đăng nhập đã hết. Nội dung được giữ trên máy này; đăng nhập lại rồi mở lại trang này để điền tiếp."));
      } else if (answer.status === 409) {
        show("refused", (await answer.json().catch(() => ({}))).title ?? inWords("Chưa lưu được thay đổi này."));
      } else if (answer.ok || answer.status === 422) {
        for (const [name, values] of batch) if (waiting.get(name) === values) waiting.delete(name);
        remember();
        wait = 2000;
        const said = await answer.json().catch(() => ({}));
        if (form.elements.revision && said.revision) form.elements.revision.value = said.revision;
        if (answer.ok) show("saved", inWords("Đã lưu lúc {time}", { time: clock() }));
        else show("refused", said.title ?? inWords("Chưa lưu được thay đổi này."));
      } else throw new Error(String(answer.status));
    } catch {
      show("offline", inWords("Mất kết nối. Nội dung được giữ trên máy này và sẽ tự lưu khi có mạng."));
      timer = setTimeout(send, wait);
      wait = Math.min(wait * 2, 60000);
    }
    sending = false;
    if (submitter !== null) {
      clearTimeout(timer);
      const button = submitter;
      submitter = null;
      form.requestSubmit(button || undefined);
      return;
    }
    if (waiting.size && sign.dataset.state === "saved") timer = setTimeout(send, PAUSE);
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
      show("offline", inWords("Đang lưu lại nội dung đã giữ trên máy này…"));
      form.dispatchEvent(new Event("ui:restored", { bubbles: true }));
      send();
    }
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (sending) {
      event.preventDefault();
      submitter = event.submitter ?? false;
      return;
    }
    /* without a line the browser would leave for a page of its own: stay, keep all, and go on when the line is back */
    if (navigator.onLine === false) {
      event.preventDefault();
      const button = event.submitter;
      for (const field of form.elements) if (!skipped(field)) waiting.set(field.name, valuesOf(field.name));
      remember();
      show("offline", inWords("Mất kết nối. Nội dung được giữ trên máy này; trang sẽ tự gửi tiếp khi có mạng."));
      window.addEventListener("online", () => form.requestSubmit(button?.isConnected ? button : undefined), { once: true });
      return;
    }
    /* the copy is thrown away by page.js once another page of ours has come: then the server has the form itself */
    try { if (waiting.size) localStorage.setItem(`${store}.sent`, location.pathname); } catch { /* as above */ }
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
