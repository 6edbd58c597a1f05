/* Codes of a hub, scanned one after the other: kept here until all pieces of one bundle are there, then the form is sent. */
const form = document.querySelector("[data-hub-codes]");
const say = form.querySelector("[data-hub-codes-say]");
const field = form.querySelector("[name=ma]");
const FRAME = /^TRAM1:([0-9A-F]{12}):(\d{1,2}):(\d{1,2}):[A-Z2-7]+$/;
const pieces = new Map();
let bundle = "";

form.addEventListener("scanned", ({ detail }) => {
  const found = FRAME.exec(detail.text.trim());
  if (!found) {
    say.textContent = "Mã này không phải của trạm lớp học.";
    return;
  }
  const [text, name, number, total] = found;
  if (name !== bundle) {
    bundle = name;
    pieces.clear();
  }
  pieces.set(Number(number), text);
  const missing = [];
  for (let one = 1; one <= Number(total); one += 1) if (!pieces.has(one)) missing.push(one);
  if (missing.length) {
    say.textContent = `Đã có ${pieces.size} trên ${total} mã. Còn mã số ${missing.slice(0, 8).join(", ")}.`;
    return;
  }
  say.textContent = "Đủ mã rồi, đang gửi…";
  field.value = [...pieces.values()].join("\n");
  form.requestSubmit();
});
