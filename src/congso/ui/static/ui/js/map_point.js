/* Where one stands. <div data-locate> holds an input, a button (hidden without script) and a [role=status]; the button asks the
   browser for the position and writes "latitude, longitude" into the input. The words are data-waiting, data-done (with {m},
   metres), data-denied and data-failed of the status. The page must be let to ask (Permissions-Policy: geolocation). */

const PATIENCE = 20000;

function start(area) {
  if (area.dataset.locateOn || !navigator.geolocation) return;
  area.dataset.locateOn = "yes";
  const input = area.querySelector("input");
  const button = area.querySelector("button");
  const status = area.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    status.textContent = status.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        input.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        status.textContent = status.dataset.done.replace("{m}", String(Math.ceil(coords.accuracy)));
      },
      (trouble) => {
        button.disabled = false;
        status.textContent = trouble.code === trouble.PERMISSION_DENIED ? status.dataset.denied : status.dataset.failed;
      },
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 },
    );
  });
}

function all(root) {
  for (const area of root.querySelectorAll("[data-locate]")) start(area);
}
document.addEventListener("ui:added", () => all(document));
all(document);
