/* Signing with the device on one's own machine. <section data-device="address" data-certificate="SHA-256, hex"
   data-hash="SHA-256, base64"> holds [data-device-said] for words, [data-device-help], the form [data-device-pin] whose
   box has no name (the PIN goes to the program on this machine and nowhere else), a button [data-device-again], and the
   form [data-device-answer] that takes the signature to us. Protocol: docs/operations/ky-so.md. */

const PATIENCE = 20_000;

/* The program on this machine said no, in its own words. */
class Refused {
  constructor(words) {
    this.message = words;
  }
}

const area = document.querySelector("[data-device]");
if (area?.dataset.device) start(area);
else if (area) area.querySelector("[data-device-said]").textContent = inWords("Hệ thống chưa cấu hình chương trình ký. Báo quản trị hệ thống.");

function start(area) {
  const { device, certificate, hash } = area.dataset;
  const said = area.querySelector("[data-device-said]");
  const help = area.querySelector("[data-device-help]");
  const form = area.querySelector("[data-device-pin]");
  const again = area.querySelector("[data-device-again]");
  const answer = area.querySelector("[data-device-answer]");
  const pin = form.querySelector("input");
  const sign = form.querySelector("button");

  again.addEventListener("click", find);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hand();
  });
  find();

  async function call(path, body) {
    const asked = { mode: "cors", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(PATIENCE) };
    if (body) Object.assign(asked, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const reply = await fetch(device + path, asked);
    const told = await reply.json();
    if (!reply.ok) throw new Refused(String(told.error_description || told.error || reply.status));
    return told;
  }

  /* Look for the certificate that is to sign among those in the device. */
  async function find() {
    show(inWords("Đang tìm chương trình ký trên máy của bạn…"), {});
    let held;
    try {
      held = (await call("/chung-thu")).certificates;
    } catch (trouble) {
      if (trouble instanceof Refused) show(trouble.message, { again: true, help: true });
      else show(inWords("Chưa thấy chương trình ký trên máy của bạn."), { again: true, help: true });
      return;
    }
    const mine = Array.isArray(held) && held.find((one) => String(one.fingerprint).toLowerCase() === certificate);
    if (!mine) show(inWords("Thiết bị đang cắm không có chứng thư này. Cắm đúng thiết bị của bạn rồi bấm “Tìm lại”."), { again: true });
    else if (mine.locked) show(inWords("Thiết bị đã bị khóa vì nhập sai mã PIN. Liên hệ cơ quan cấp chứng thư để mở khóa."), { again: true });
    else {
      show(inWords("Đã thấy thiết bị có chứng thư của {name}. Nhập mã PIN để ký.", { name: String(mine.name ?? "") }), { pin: true });
      pin.focus();
    }
  }

  async function hand() {
    const typed = pin.value;
    pin.value = "";
    if (!typed) return;
    sign.disabled = true;
    said.textContent = inWords("Đang ký…");
    try {
      const made = await call("/ky-hash", { certificate, hashes: [hash], pin: typed });
      answer.elements.signature.value = String(made.signatures[0]);
      answer.submit();
    } catch (trouble) {
      sign.disabled = false;
      if (trouble instanceof Refused) show(trouble.message, { pin: true, again: true });
      else show(inWords("Chương trình ký không trả lời; chưa có gì được ký. Hãy thử lại."), { again: true, help: true });
      if (!form.hidden) pin.focus();
    }
  }

  function show(words, shown) {
    said.textContent = words;
    form.hidden = !shown.pin;
    help.hidden = !shown.help;
    again.hidden = !shown.again;
  }
}
