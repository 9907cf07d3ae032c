/* Conditional fields and calculated values. data-shown-when='{"field": "married", "op": "eq", "value": "yes"}' on any
   element; it is hidden and its controls disabled while the rule is false. Rules, as the server evaluates them:
     {"field", "op": eq|ne|in|filled|gt|lt, "value"} · {"field", "op": eq|ne|gt|lt, "other": a field} · {"and": [rule, …]} · {"or": [rule, …]} · {"not": rule}
   A field with several values (checkboxes) equals when any of them does. A hidden field counts as empty. gt and lt
   compare numbers or days.
   <output data-formula='{"sum": ["a", "b"]}' data-name="c"> shows what the formula comes to; rules may name it. Formulas:
     {"sum"|"product": [operand, …]} · {"difference": [a, b]} · {"rows": group} · {"sum_rows": [group, part]} · {"age": day} · {"days_between": [from, until]}
   data-kind="money" or "number", data-unit, data-today (a day) belong to it. The server works both out again.
   Inputs with data-money, data-number, data-day are read as the server reads them. Within data-scope="members-0-" names
   are looked for with that beginning first. <form data-elsewhere='{"name": answer}'> holds answers of other pages. */

const MOST = 10n ** 15n;
const DECIMALS = 6;
const DEEPEST = 5;
const MOST_OPERANDS = 100;
const GIVEN = "\u0000";

/* ---- exact numbers: n / 10^s */
const decimal = (text) => {
  const [whole, part = ""] = text.split(".");
  return { n: BigInt(whole + part), s: part.length };
};
const scaled = (one, s) => one.n * 10n ** BigInt(s - one.s);
const plus = (a, b, sign = 1n) => {
  const s = Math.max(a.s, b.s);
  return { n: scaled(a, s) + sign * scaled(b, s), s };
};
const times = (a, b) => ({ n: a.n * b.n, s: a.s + b.s });
const size = (n) => (n < 0n ? -n : n);

function rounded(one, places) {
  if (one.s <= places) return one;
  const unit = 10n ** BigInt(one.s - places);
  const rest = one.n % unit;
  const up = 2n * size(rest) >= unit ? (one.n < 0n ? -1n : 1n) : 0n;
  return { n: one.n / unit + up, s: places };
}

function written({ n, s }) {
  const digits = size(n).toString().padStart(s + 1, "0");
  const whole = digits.slice(0, digits.length - s);
  const part = digits.slice(digits.length - s).replace(/0+$/, "");
  const text = part ? `${whole}.${part}` : whole;
  const short = part ? String(Number(text)) : text; /* as far as the server keeps it */
  return n < 0n && /[1-9]/.test(short) ? `-${short}` : short;
}

/* ---- what was typed, as the server reads it; what it cannot read stays as it is */
export function canonical(typed, kind = "") {
  const text = typed.normalize("NFC").replace(/\p{C}/gu, " ").replace(/\s+/g, " ").trim();
  if (kind === "number") {
    let bare = text.replace(/ /g, "");
    if (/^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(bare)) bare = bare.replace(/\./g, "");
    bare = bare.replace(/,/g, ".");
    return /^-?\d{1,15}(\.\d{1,6})?$/.test(bare) ? written(decimal(bare)) : text;
  }
  if (kind === "money") {
    let bare = text.replace(/ /g, "").replace(/(vnđ|vnd|đồng|đ)$/i, "");
    if (/^\d{1,3}([.,]\d{3})+$/.test(bare)) bare = bare.replace(/[.,]/g, "");
    return /^\d{1,16}$/.test(bare) && BigInt(bare) <= MOST ? String(BigInt(bare)) : text;
  }
  if (kind === "day") {
    const found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/.exec(text);
    if (!found) return text;
    const [year, month, day] = found[1].length === 4 ? found.slice(1) : found.slice(1).reverse();
    const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    const real = new Date(`${iso}T00:00:00Z`);
    return !Number.isNaN(real.getTime()) && real.toISOString().startsWith(iso) ? iso : text;
  }
  return text;
}

/* the number that was read, null for what is none */
export function numeric(word, kind) {
  if (kind === "money") return /^\d{1,16}$/.test(word) && BigInt(word) <= MOST ? decimal(word) : null;
  return /^-?\d{1,16}(\.\d{1,6})?$/.test(word) && (kind !== "number" || /^-?\d{1,15}(\.|$)/.test(word)) ? decimal(word) : null;
}

/* ---- rules */
function comparable(word) {
  if (/^\d{4}-\d{2}-\d{2}$/.test(word)) return { day: word };
  return /^-?\d{1,16}(\.\d{1,6})?$/.test(word) ? { number: decimal(word) } : {};
}

function beyond(op, left, right) {
  const [a, b] = [comparable(left), comparable(right)];
  if (a.day && b.day) return op === "gt" ? a.day > b.day : a.day < b.day;
  if (!a.number || !b.number) return false;
  const gap = plus(a.number, b.number, -1n).n;
  return op === "gt" ? gap > 0n : gap < 0n;
}

/* a value as a field would hold it: a ticked box is "yes" */
const word = (value) => (value === true ? "yes" : value === false || value === null || value === undefined ? "" : String(value));

export function holds(rule, read) {
  if (rule === null || typeof rule !== "object") return false;
  if ("and" in rule) return Array.isArray(rule.and) && rule.and.every((part) => holds(part, read));
  if ("or" in rule) return Array.isArray(rule.or) && rule.or.some((part) => holds(part, read));
  if ("not" in rule) return !holds(rule.not, read);
  if (typeof rule.field !== "string") return false;
  const values = read(rule.field).filter((value) => value !== "");
  if ("other" in rule) {
    const others = read(rule.other).filter((value) => value !== "");
    if (!values.length || !others.length) return false;
    const among = others.some((other) => values.includes(other));
    switch (rule.op) {
      case "eq": return among;
      case "ne": return !among;
      case "gt": case "lt": return beyond(rule.op, values[0], others[0]);
      default: return false;
    }
  }
  const wanted = rule.value;
  switch (rule.op) {
    case "filled": return (values.length > 0) === (wanted !== false);
    case "eq": return values.includes(word(wanted)) || (word(wanted) === "" && !values.length);
    case "ne": return !holds({ field: rule.field, op: "eq", value: wanted }, read);
    case "in": return Array.isArray(wanted) && (values.length ? values : [""]).some((value) => wanted.map(word).includes(value));
    case "gt": case "lt": return values.some((value) => beyond(rule.op, value, word(wanted)));
    default: return false;
  }
}

/* ---- formulas. `around` reads: number(key), rows(group) → [(part) => number], day(key), each null for what is missing */
function ofValues(operator, values) {
  const known = values.filter((one) => one !== null);
  if (!known.length || (known.length < values.length && operator !== "sum")) return null;
  return known.reduce((sum, one) => (operator === "product" ? times(sum, one) : plus(sum, one, operator === "difference" ? -1n : 1n)));
}

function days(iso) {
  return Date.parse(`${iso}T00:00:00Z`) / 86400000;
}

function age(born, today) {
  if (!born || !today || born > today) return null;
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0);
  return decimal(String(years));
}

function valueOf(part, around, depth = 0) {
  if (typeof part === "string") return around.number(part);
  if (typeof part === "number") return decimal(String(part));
  if (part === null || typeof part !== "object" || depth >= DEEPEST) return null;
  const [[operator, operands]] = Object.entries(part);
  switch (operator) {
    case "sum": case "product": case "difference":
      return ofValues(operator, operands.slice(0, MOST_OPERANDS).map((one) => valueOf(one, around, depth + 1)));
    case "rows": return decimal(String(around.rows(operands).length));
    case "sum_rows": return ofValues("sum", around.rows(operands[0]).map((row) => row(operands[1])));
    case "age": return age(around.day(operands), around.day("today"));
    case "days_between": {
      const [first, last] = operands.map((one) => around.day(one));
      return first && last ? decimal(String(days(last) - days(first))) : null;
    }
    default: return null;
  }
}

/* what a formula comes to, as the server keeps it: "1234.5"; "" while something is missing */
export function calculated(formula, kind, around) {
  const exact = valueOf(formula, around);
  if (exact === null || size(exact.n) > MOST * 10n ** BigInt(exact.s)) return "";
  return written(rounded(exact, kind === "money" ? 0 : DECIMALS));
}

export function shown(value, kind, unit) {
  if (value === "") return "–";
  const [whole, part] = value.split(".");
  const text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ".") + (part ? `,${part}` : "");
  return kind === "money" ? `${text} đ` : `${text} ${unit}`.trim();
}

/* ---- the answers of a form as they stand */
export function answersOf(form) {
  const sent = new FormData(form);
  const named = (name) => form.querySelector(`[name="${CSS.escape(name)}"]`);
  const outputs = new Map([...form.querySelectorAll("output[data-formula]")].map((one) => [one.dataset.name, one]));
  const elsewhere = JSON.parse(form.dataset.elsewhere || "{}");
  const kindOf = (name) => {
    const data = named(name)?.dataset ?? {};
    return "money" in data ? "money" : "number" in data ? "number" : "day" in data ? "day" : "";
  };
  const given = (name) => sent.getAll(name).map((value) => (typeof value === "string" ? canonical(value, kindOf(name)) : value.name));
  const isHere = (name) => outputs.has(name) || named(name) !== null;
  const partsOf = (name) => form.querySelectorAll(`[name^="${CSS.escape(`${name}-`)}"]`);
  const scopedName = (scope, name) => (scope && (isHere(scope + name) || partsOf(scope + name).length) ? scope + name : name);

  function read(name) {
    const output = outputs.get(name);
    if (output) return output.closest("[data-shown-when][hidden]") ? [] : [worth(output)].filter((value) => value !== "");
    if (named(name)) return given(name);
    const parts = partsOf(name);
    if (parts.length) return [...parts].some((part) => given(part.name).some((value) => value !== "")) ? [GIVEN] : [];
    return [elsewhere[name] ?? []].flat().map((value) => (typeof value === "object" ? GIVEN : word(value)));
  }

  function worth(output) {
    const scope = output.closest("[data-scope]")?.dataset.scope ?? "";
    return calculated(JSON.parse(output.dataset.formula), output.dataset.kind, {
      number: (key) => number(scopedName(scope, key)),
      day: (key) => (key === "today" ? output.dataset.today : read(scopedName(scope, key)).find((value) => /^\d{4}-\d{2}-\d{2}$/.test(value))) ?? null,
      rows,
    });
  }

  function number(name) {
    const [value = ""] = read(name);
    return named(name) && !kindOf(name) ? null : numeric(value, kindOf(name));
  }

  function rows(group) {
    const inputs = partsOf(group);
    if (!inputs.length) return (elsewhere[group] ?? []).map((row) => (part) => (typeof row[part] === "number" ? decimal(String(row[part])) : null));
    const filled = new Set();
    for (const name of new Set([...inputs].map((one) => one.name))) {
      const place = /^(\d+)-/.exec(name.slice(group.length + 1));
      if (place && given(name).some((value) => value !== "")) filled.add(place[1]);
    }
    return [...filled].map((place) => (part) => number(`${group}-${place}-${part}`));
  }

  return { read, worth, scoped: (scope) => (name) => read(scopedName(scope, name)) };
}

function evaluate(form) {
  /* twice over all: a field hidden by the first pass empties those that hang on it; answers are read anew only then */
  let answers = answersOf(form);
  for (let pass = 0; pass < 2; pass += 1) {
    for (const part of form.querySelectorAll("[data-shown-when]")) {
      let rule;
      try { rule = JSON.parse(part.dataset.shownWhen); } catch { continue; }
      const isShown = holds(rule, answers.scoped(part.closest("[data-scope]")?.dataset.scope ?? ""));
      let turned = part.hidden === isShown;
      part.hidden = !isShown;
      for (const control of part.querySelectorAll("input, select, textarea, button")) {
        if (!isShown && !control.disabled) { control.disabled = turned = true; control.dataset.hiddenByRule = ""; }
        else if (isShown && "hiddenByRule" in control.dataset && !control.closest("[data-shown-when][hidden]")) {
          control.disabled = false;
          delete control.dataset.hiddenByRule;
          turned = true;
        }
      }
      if (turned) answers = answersOf(form);
    }
  }
  const { worth } = answers;
  for (const output of form.querySelectorAll("output[data-formula]")) {
    const words = shown(worth(output), output.dataset.kind, output.dataset.unit ?? "");
    if (output.textContent !== words) output.textContent = words;
  }
}

function all(root) {
  for (const form of root.querySelectorAll("form")) {
    if (!form.querySelector("[data-shown-when], [data-formula]")) continue;
    if (!form.dataset.conditionsOn) {
      form.dataset.conditionsOn = "yes";
      for (const kind of ["input", "change", "ui:restored"]) form.addEventListener(kind, () => evaluate(form));
    }
    evaluate(form);
  }
}
document.addEventListener("ui:added", () => all(document));
all(document);
