/* Nothing typed is lost between two pages of applying. What a form was sent with stays on this machine until a later
   page of ours has come, which means that the server has it: a session that ended, a lost line, a closed tab in between
   find it again (ui/js/autosave.js puts it back). Runs before the other modules, so it is no module.
   data-forget on our own tag: "*" for every key, or the one key whose content the server has just shown again. */
(() => {
  const PREFIX = "congso.autosave.";
  const SENT = "congso.sent";
  const forget = document.currentScript?.dataset.forget ?? "";
  try {
    const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
    /* only another page than the one that was sent proves that it arrived */
    if (sent && sent.page !== location.pathname) {
      localStorage.removeItem(PREFIX + sent.key);
      sessionStorage.removeItem(SENT);
    }
    if (forget === "*") {
      for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
    } else if (forget) localStorage.removeItem(PREFIX + forget);
  } catch { /* no store here: the saved draft remains */ }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const key = form.dataset?.autosaveKey;
    if (!key || event.defaultPrevented) return;
    const values = new Map();
    for (const [name, value] of new FormData(form)) {
      const field = form.elements[name];
      if (typeof value !== "string" || ["csrfmiddlewaretoken", "revision", "ve", "action"].includes(name)) continue;
      if (field instanceof Element && field.closest("[data-no-autosave]")) continue;
      values.set(name, [...(values.get(name) ?? []), value]);
    }
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify([...values]));
      sessionStorage.setItem(SENT, JSON.stringify({ key, page: location.pathname }));
    } catch { /* full or forbidden */ }
  });
})();
