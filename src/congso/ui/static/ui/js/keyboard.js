/* Keys for officers: j/k move over the rows of the first [data-rows], Enter opens the row's first link, x marks it,
   / goes to the search, g home, ? shows the keys; [data-key="d"] on a link or button is pressed by its letter.
   Never while typing, never with a modifier, switched off by localStorage "congso.keys" = "off". */

const typing = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable], dialog[open]");

function rows() {
  return [...(document.querySelector("[data-rows]")?.querySelectorAll(":scope > *") ?? [])];
}

function move(step) {
  const list = rows();
  if (!list.length) return;
  const now = list.findIndex((row) => row.hasAttribute("data-current"));
  const next = Math.min(Math.max(now + step, 0), list.length - 1);
  list[now]?.removeAttribute("data-current");
  list[next].setAttribute("data-current", "");
  list[next].querySelector("a, button, input")?.focus({ preventScroll: true });
  list[next].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (localStorage.getItem("congso.keys") === "off") return;
  const current = document.querySelector("[data-rows] > [data-current]");
  const does = {
    j: () => move(1),
    k: () => move(-1),
    x: () => current?.querySelector('input[type="checkbox"]')?.click(),
    "/": () => document.querySelector(".desk__top .search input, .search input")?.focus(),
    g: () => document.querySelector(".rail .brand")?.click(),
    "?": () => document.getElementById("keys")?.showModal(),
  }[event.key];
  if (does) {
    event.preventDefault();
    does();
    return;
  }
  if (/^[a-z0-9]$/.test(event.key)) {
    const target = document.querySelector(`[data-key="${event.key}"]`);
    if (target) { event.preventDefault(); target.click(); }
  }
});
