// A card that is scanned on the form of a house visit goes into the field for card numbers.

const field = document.getElementById("the");

document.addEventListener("scanned", ({ detail }) => {
  const code = (detail.text.replace(/[\s.-]/g, "").match(/\d{9}(?!\d)/) || [])[0];
  const say = document.querySelector("[data-scanner-say]");
  if (!code) say.textContent = "Mã này không phải Thẻ học.";
  else if (field.value.replace(/\D/g, "").includes(code)) say.textContent = "Thẻ này đã ghi rồi.";
  else {
    field.value += `${field.value.trim() ? ", " : ""}${code.replace(/(\d{3})(?=\d)/g, "$1 ")}`;
    say.textContent = `Đã ghi thẻ ${code.slice(-3)}. Quét tiếp thẻ khác, hoặc bấm Dừng.`;
  }
});
