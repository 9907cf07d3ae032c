/* The officers' workspace: details open beside the list on wide screens only; small helps at the counter.
   Everything works without this file. */

const wide = window.matchMedia("(min-width: 64rem)");

/* On a phone a dossier is a page of its own: keep htmx from swapping it in below the list. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-pane]");
  if (link && !wide.matches) event.stopPropagation();
}, true);

document.addEventListener("htmx:afterRequest", (event) => {
  const link = event.detail.elt?.closest?.("a[data-pane]");
  if (!link) return;
  for (const other of document.querySelectorAll("a[data-pane][aria-current]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  for (const row of document.querySelectorAll("[data-rows] > [data-current]")) row.removeAttribute("data-current");
  link.closest("li")?.setAttribute("data-current", "");
  const detail = document.getElementById("chi-tiet");
  if (detail) detail.scrollTop = 0;
});

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches?.("[data-check-all]")) {
    for (const one of box.closest("form").querySelectorAll(".queue__pick input")) one.checked = box.checked;
  }
  if (box.matches?.("[data-submit]")) box.form.requestSubmit();
  if (box.matches?.("[data-refresh]")) box.form.querySelector('[value="cap-nhat"]')?.click();
});

/* A scanner types the card and presses Enter: that fills the person in, it does not receive. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("[data-lookup]")) return;
  event.preventDefault();
  if (event.target.value.trim()) event.target.form.querySelector('[value="tra-cuu"]')?.click();
});

/* The usual number of copies with one key: arrow up in an empty field. */
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-usual]") || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const now = Number.parseInt(field.value, 10) || 0;
  if (!now && event.key === "ArrowUp") field.value = field.dataset.usual;
  else field.value = String(Math.max(0, now + (event.key === "ArrowUp" ? 1 : -1)) || "");
});

/* Everything the list asks for lies on the desk: fill in the usual numbers. */
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-all-usual]");
  if (!button) return;
  for (const field of button.form.querySelectorAll("[data-wanted]")) field.value ||= field.dataset.usual;
});

/* What an act answers stands at the top of the dossier; what is wrong with a form, where the form is. */
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.requestConfig?.verb !== "post" || event.detail.target?.id !== "ho-so") return;
  requestAnimationFrame(() => {
    const dossier = document.getElementById("ho-so");
    const wrong = dossier?.querySelector("[data-error-summary]");
    if (wrong) wrong.focus();
    else dossier?.scrollIntoView({ block: "start" });
  });
});
