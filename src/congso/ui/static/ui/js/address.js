/* Province → commune. <select data-address="commune-id" data-address-url="/don-vi/?tinh="> filters the select with that id:
   by its optgroups (label = text of the chosen province) or by fetching JSON [{"code", "name"}] from the address + code.
   Without script the whole list (or the server's next step) is used. */

function start(province) {
  if (province.dataset.addressOn) return;
  province.dataset.addressOn = "yes";
  const commune = document.getElementById(province.dataset.address);
  if (!commune) return;
  const whole = [...commune.children].map((child) => child.cloneNode(true));
  const known = new Map();

  async function fill(keep) {
    const code = province.value;
    const chosen = keep ? commune.value : "";
    const first = new Option(inWords("Chọn xã, phường"), "");
    if (!province.dataset.addressUrl) {
      const name = province.selectedOptions[0]?.text;
      const group = whole.find((child) => child.label === name);
      commune.replaceChildren(first, ...(group ? [...group.cloneNode(true).children] : []));
    } else {
      if (!code) { commune.replaceChildren(first); return; }
      commune.setAttribute("aria-busy", "true");
      try {
        if (!known.has(code)) {
          const answer = await fetch(province.dataset.addressUrl + encodeURIComponent(code), { headers: { Accept: "application/json" } });
          if (!answer.ok) throw new Error(String(answer.status));
          known.set(code, await answer.json());
        }
        if (province.value === code) {
          commune.replaceChildren(first, ...known.get(code).map(choice));
        }
      } catch { commune.replaceChildren(...whole.map((child) => child.cloneNode(true))); }
      commune.removeAttribute("aria-busy");
    }
    commune.value = chosen;
    if (commune.selectedIndex < 0) commune.selectedIndex = 0;
  }
  province.addEventListener("change", () => fill(false));
  if (province.value) fill(true);
}

/* a name of a place is Vietnamese, whatever the language of the page */
function choice(unit) {
  const made = new Option(unit.name, unit.code);
  made.lang = "vi";
  return made;
}

function all(root) {
  for (const select of root.querySelectorAll("select[data-address]")) start(select);
}
document.addEventListener("ui:added", (event) => all(event.detail));
all(document);
