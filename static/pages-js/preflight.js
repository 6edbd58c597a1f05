// Is this device ready for a hall without a network? Asks the service worker's memory, the clock and the battery, and says
// in one line whether anything is missing.

const head = document.querySelector("[data-preflight]");
const found = {};
const OPENED = Date.now();
const CLOCK = 120000; // milliseconds of difference that do no harm
const LOW = 0.5;

function put(box, good, text, word) {
  const title = box.querySelector("[data-ask-title]");
  title.textContent = `${good ? "✓" : "✗"} ${title.dataset.askTitle}: ${word || (good ? "xong" : "còn thiếu")}`;
  if (text) box.querySelector("[data-ask-say]").textContent = text;
  found[box.dataset.ask + (box.dataset.slug || "")] = good;
  const missing = Object.values(found).filter((one) => !one).length;
  const site = [...document.querySelectorAll("[data-site] h2")].filter((line) => line.textContent.includes("còn thiếu")).length;
  const all = missing + site;
  head.firstElementChild.textContent = all ? `Còn ${all} mục cần làm trước khi đi.` : "✓ Sẵn sàng. Mất mạng vẫn điểm danh và dạy được.";
}

const box = (name) => document.querySelector(`[data-ask="${name}"]`);

async function roll() {
  const names = await caches.keys().catch(() => []);
  for (const name of names.filter((one) => one.startsWith("giu-"))) {
    const kept = await (await caches.open(name)).match(new URL(head.dataset.roll, location.href).href, { ignoreVary: true });
    if (kept) {
      const at = new Date(Number(kept.headers.get("x-luc")));
      return put(box("danh-sach"), true, `Đã giữ trên máy lúc ${at.toLocaleString("vi-VN")}.`);
    }
  }
  return put(box("danh-sach"), false);
}

function hear({ detail }) {
  for (const one of document.querySelectorAll("[data-ask=khoa]")) {
    const kept = detail.khoa?.[one.dataset.slug];
    put(one, Boolean(kept), kept && "Đã tải về máy này.");
  }
  put(box("cho"), !detail.cho && !detail.xem, detail.cho || detail.xem ? `${detail.cho} việc chờ gửi, ${detail.xem} việc cần xem lại.` : "Không còn việc nào chờ.", detail.cho || detail.xem ? "chưa gửi hết" : "đã gửi hết");
  put(box("gui"), true, detail.gui ? new Date(detail.gui).toLocaleString("vi-VN") : "Máy này chưa phải gửi muộn việc nào.", "biết");
  roll();
}

async function clock() {
  const answer = await fetch(location.pathname.replace(/san-sang$/, "diem-danh"), { method: "HEAD", cache: "no-store" }).catch(() => null);
  const theirs = Date.parse(answer?.headers.get("Date") || "") || (Date.parse(head.dataset.now) + Date.now() - OPENED);
  const apart = Math.abs(Date.now() - theirs);
  const minutes = Math.round(apart / 60000);
  put(box("gio"), apart < CLOCK, apart < CLOCK ? "Đúng giờ." : `Lệch ${minutes} phút so với xã. Bật giờ tự động trong Cài đặt. Điểm danh vẫn được tính đúng.`, apart < CLOCK ? "đúng" : "lệch");
}

async function battery() {
  if (!navigator.getBattery) return;
  const { level, charging } = await navigator.getBattery();
  const percent = Math.round(level * 100);
  put(box("pin"), charging || level >= LOW, `Còn ${percent}%${charging ? ", đang sạc" : ""}.`, charging || level >= LOW ? "đủ" : "yếu");
}

addEventListener("tren-may", hear);
if (window.caches) roll();
clock();
battery();
