/* What every page gets: busy buttons, menus that close, boxes that open over the page, htmx with our token and our words.
   Every part is optional: without script the page still reads and submits. Other modules load only where needed. */

const html = document.documentElement;
html.classList.add("has-js");

/* ---- words in the language of the page: `{name}` is filled in. Pages in English bring theirs along (ui/parts/scripts.html) */
const english = JSON.parse(document.querySelector('meta[name="ui-words"]')?.content ?? "{}");
globalThis.inWords = (words, values = {}) => (english[words] ?? words).replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);

/* ---- modules, by need: <meta name="ui-module" data-needs="selector" content="address"> */
const loaded = new Set();
function loadNeeded(root) {
  for (const meta of document.querySelectorAll('meta[name="ui-module"]')) {
    const selector = meta.dataset.needs;
    if (!root.matches?.(selector) && !root.querySelector(selector)) continue;
    if (loaded.has(meta.content)) document.dispatchEvent(new CustomEvent("ui:added", { detail: root }));
    else {
      loaded.add(meta.content);
      import(meta.content);
    }
  }
}

/* ---- a form that is on its way cannot be sent again; the server keeps its own idempotency key */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.target || form.hasAttribute("data-repeatable")) return;
  if (form.dataset.sent && form.method !== "get") {
    event.preventDefault();
    return;
  }
  if (form.method === "get") return;
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (button?.matches(".button")) {
    button.dataset.busy = "";
    const words = button.querySelector("span");
    if (button.dataset.busyText && words) {
      button.dataset.calmText = words.textContent;
      words.textContent = button.dataset.busyText;
    }
  }
});
function calm(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[data-busy]")) {
    delete button.dataset.busy;
    const words = button.querySelector("span");
    if (button.dataset.calmText && words) words.textContent = button.dataset.calmText;
  }
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) calm(form);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.target.closest?.("form")?.querySelector("button[type=submit].button");
  if (button && event.detail.requestConfig?.verb !== "get") button.dataset.busy = "";
});

/* ---- what autosave kept for a form that has since arrived: a sign-in page, a "no" or the form's
   own page means that it may not have. data-autosave-forget names what the page itself shows again. */
try {
  const taken = !document.querySelector(".gate, [data-not-taken]");
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith("congso.autosave.") && key.endsWith(".sent"))) {
    if (taken && localStorage.getItem(name) !== location.pathname) localStorage.removeItem(name.slice(0, -".sent".length));
    localStorage.removeItem(name);
  }
  for (const shown of document.querySelectorAll("[data-autosave-forget]")) localStorage.removeItem(`congso.autosave.${shown.dataset.autosaveForget}`);
} catch { /* a forbidden store keeps nothing either */ }

/* ---- menus close when one looks elsewhere */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* ---- boxes: an unfolded <details data-dialog> becomes a modal <dialog> */
document.addEventListener("click", (event) => {
  const summary = event.target.closest("details[data-dialog] > summary");
  if (!summary) return;
  event.preventDefault();
  const details = summary.parentElement;
  const box = details.querySelector(".dialog__box");
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", `${box.id}-title`);
  box.removeAttribute("role");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button--quiet";
  close.textContent = inWords("Đóng");
  close.addEventListener("click", () => dialog.close());
  const row = box.querySelector(":scope > .button-row, form > .button-row") ?? box;
  row.append(close);
  details.after(dialog);
  dialog.append(box);
  dialog.addEventListener("close", () => {
    close.remove();
    details.append(box);
    dialog.remove();
    summary.focus();
  });
  dialog.showModal();
});

/* ---- money is grouped by dots as one types; days get their slashes */
document.addEventListener("input", (event) => {
  const input = event.target;
  if (input.matches?.("[data-money]")) {
    const digits = input.value.replace(/\D/g, "").slice(0, 15);
    input.value = digits.replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  } else if (input.matches?.("[data-day]") && event.inputType === "insertText") {
    const digits = input.value.replace(/\D/g, "");
    if (/^\d{2}$/.test(input.value)) input.value = `${digits}/`;
    else if (/^\d{2}\/\d{2}$/.test(input.value)) input.value = `${digits.slice(0, 2)}/${digits.slice(2)}/`;
    else if (/^\d{8}$/.test(input.value)) {
      input.value = `${digits.slice(0, 2)}/${digits.slice(2, 4)}/${digits.slice(4)}`;
    }
  }
});

/* ---- folded sections are there to keep a telephone's page short; a desk has the room */
if (matchMedia("(min-width: 64rem)").matches) {
  for (const fold of document.querySelectorAll("details[data-open-wide]")) fold.open = true;
}

/* ---- errors get the attention first */
document.querySelector("[data-error-summary]")?.focus();

/* ---- "select all" of a table */
document.addEventListener("change", (event) => {
  const all = event.target.closest?.("[data-select-all]");
  if (!all) return;
  for (const box of all.closest("table").querySelectorAll('tbody input[type="checkbox"]')) {
    box.checked = all.checked;
  }
});

/* ---- print buttons */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

/* ---- htmx: our token, our words */
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:afterSettle", (event) => loadNeeded(event.target));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) calm(form);
});
function say(words) {
  const area = document.getElementById("messages");
  if (!area) return;
  const box = document.createElement("div");
  box.className = "alert alert--danger";
  box.setAttribute("role", "alert");
  const body = document.createElement("p");
  body.className = "alert__body";
  body.textContent = words;
  box.append(document.createElement("span"), body);
  area.replaceChildren(box);
  area.scrollIntoView({ block: "nearest" });
}
document.addEventListener("htmx:sendError", () => {
  say(inWords("Mất kết nối mạng: thao tác vừa rồi chưa được gửi. Hãy kiểm tra mạng rồi thử lại."));
});
document.addEventListener("htmx:responseError", () => {
  say(inWords("Hệ thống gặp sự cố: thao tác vừa rồi chưa hoàn thành. Hãy thử lại sau ít phút."));
});

loadNeeded(document);
