// The page "Quét Thẻ học": the QR symbol of a learning card leads to the sign-in of this site, whatever site printed it.

const box = document.querySelector("[data-own-card]");

box.addEventListener("scanned", (event) => {
  const code = /(?:^|\/the\/)(\d{9})$/.exec(event.detail.text.trim());
  if (!code) {
    box.querySelector("[data-scanner-say]").textContent = "Đây không phải mã của Thẻ học. Xin đưa Thẻ học vào trước máy ảnh.";
    return;
  }
  const next = box.dataset.ownCardNext;
  location.assign(box.dataset.ownCard.replace("000000000", code[1]) + (next ? `?next=${encodeURIComponent(next)}` : ""));
});
