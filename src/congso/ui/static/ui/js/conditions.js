/* Conditional fields. data-shown-when='{"field": "married", "op": "eq", "value": "yes"}' on any element; it is hidden and
   its controls disabled while the rule is false. Rules, as the server evaluates them:
     {"field", "op": eq|ne|in|filled|gt|lt, "value"} · {"field", "op": eq|ne|gt|lt, "other": a field} · {"and": [rule, …]} · {"or": [rule, …]} · {"not": rule}
   A field with several values (checkboxes) equals when any of them does. A hidden field counts as empty.
   gt and lt compare numbers (dots are grouping) or days (dd/mm/yyyy). */

function comparable(text) {
  const day = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (day) return Number(day[3]) * 10000 + Number(day[2]) * 100 + Number(day[1]);
  const plain = text.replace(/[.\s]/g, "").replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

/* a value as a field would hold it: a ticked box is "yes" */
const word = (value) => (value === true ? "yes" : value === false || value === null ? "" : String(value));

export function holds(rule, read) {
  if (rule.and) return rule.and.every((part) => holds(part, read));
  if (rule.or) return rule.or.some((part) => holds(part, read));
  if (rule.not) return !holds(rule.not, read);
  const values = read(rule.field).filter((value) => value !== "");
  if ("other" in rule) {
    const others = read(rule.other).filter((value) => value !== "");
    if (!values.length || !others.length) return false;
    const among = others.some((other) => values.includes(other));
    switch (rule.op) {
      case "eq": return among;
      case "ne": return !among;
      case "gt": return comparable(values[0]) > comparable(others[0]);
      case "lt": return comparable(values[0]) < comparable(others[0]);
      default: return false;
    }
  }
  const wanted = rule.value;
  switch (rule.op) {
    case "filled": return (values.length > 0) === (wanted ?? true);
    case "eq": return values.includes(word(wanted)) || (word(wanted) === "" && !values.length);
    case "ne": return !holds({ field: rule.field, op: "eq", value: wanted }, read);
    case "in": return (values.length ? values : [""]).some((value) => wanted.map(word).includes(value));
    case "gt": return values.some((value) => comparable(value) > comparable(String(wanted)));
    case "lt": return values.some((value) => comparable(value) < comparable(String(wanted)));
    default: return true;
  }
}

function evaluate(form) {
  const read = (name) => new FormData(form).getAll(name).map((value) => (typeof value === "string" ? value : value.name));
  /* twice over all: a field hidden by the first pass empties those that hang on it */
  for (let pass = 0; pass < 2; pass += 1) {
    for (const part of form.querySelectorAll("[data-shown-when]")) {
      let rule;
      try { rule = JSON.parse(part.dataset.shownWhen); } catch { continue; }
      const shown = holds(rule, read);
      part.hidden = !shown;
      for (const control of part.querySelectorAll("input, select, textarea, button")) {
        if (!shown && !control.disabled) { control.disabled = true; control.dataset.hiddenByRule = ""; }
        else if (shown && "hiddenByRule" in control.dataset && !control.closest("[data-shown-when][hidden]")) {
          control.disabled = false;
          delete control.dataset.hiddenByRule;
        }
      }
    }
  }
}

function all(root) {
  for (const form of root.querySelectorAll("form")) {
    if (!form.querySelector("[data-shown-when]")) continue;
    if (!form.dataset.conditionsOn) {
      form.dataset.conditionsOn = "yes";
      for (const kind of ["input", "change", "ui:restored"]) form.addEventListener(kind, () => evaluate(form));
    }
    evaluate(form);
  }
}
document.addEventListener("ui:added", () => all(document));
all(document);
