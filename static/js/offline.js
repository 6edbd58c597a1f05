// Learning without a network: starts the service worker, says on every page what lies on the phone and what waits to be
// sent, and saves whole courses. Where a browser cannot do it, the line says so and what to do instead.

const line = document.querySelector("[data-net]");
const saver = document.querySelector("[data-save-course]");
const worker = navigator.serviceWorker;
const inChat = /zalo|fban|fbav|instagram/i.test(navigator.userAgent);
const look = document.documentElement.dataset;
let state = {};
let renewed = false;
let freshened = false;

const kilobytes = (bytes) => `${Math.max(1, Math.round(bytes / 1024))} KB`;
const order = (lam, more) => worker.controller?.postMessage({ lam, ...more });

function say(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}

function showLine() {
  const parts = [];
  if (state.hong) parts.push("Máy này không cho lưu bài");
  const slug = location.pathname.split("/")[2];
  if (!navigator.onLine || state.may) parts.push(state.ten ? `Đang mất mạng, ${state.ten} vẫn học được` : "Đang mất mạng, vẫn học được");
  if (state.khoa?.[slug]) parts.push("Đã lưu trên máy");
  if (state.cho) parts.push(`${state.cho} việc chờ gửi`);
  if (state.xem) parts.push(`${state.xem} việc cần xem lại`);
  if (!state.cho && state.gui) parts.push("Đã gửi");
  if (inChat) parts.push("Mở bằng Chrome để học khi mất mạng");
  say(line, parts.join(" · ") || "Học được cả khi mất mạng");
}

function showCourses() {
  for (const card of document.querySelectorAll("[data-course]")) {
    const mark = card.querySelector("[data-saved]");
    if (mark) mark.hidden = !state.khoa?.[card.dataset.course];
  }
  if (!saver) return;

  const { saveCourse: slug, edition } = saver.dataset;
  const kept = state.khoa?.[slug];
  const [take, remove] = saver.querySelectorAll("button");
  saver.hidden = false;
  take.hidden = Boolean(kept);
  remove.hidden = !kept;
  if (kept) say(saver.querySelector("[role=status]"), `Đã có trên máy (${kilobytes(kept.byte)}). Mất mạng vẫn mở được mọi bài.`);
  if (!kept || kept.ban === edition || !navigator.onLine || renewed) return;
  renewed = true; // once: what fails is not tried for ever
  order("luu", { khoa: slug });
}

function hear({ data }) {
  if (data.khoa?.trim) return showSaving(data);
  state = data;
  if (state.may) wakeUp();
  showLine();
  showCourses();
  dispatchEvent(new CustomEvent("tren-may", { detail: state }));
}

// A page that was kept: it looks as is wished now, and what is filled in on it is new work.
function wakeUp() {
  if (state.hien) {
    for (const name in look) if (!(name in state.hien)) delete look[name];
    Object.assign(look, state.hien);
  }
  if (!freshened) for (const field of document.getElementsByName("ma")) field.value = crypto.randomUUID();
  freshened = true;
}

function showSaving({ xong, tong, loi }) {
  const place = saver?.querySelector("[role=status]");
  if (loi) return say(place, loi === "day" ? "Máy đã đầy, chưa lưu được. Xóa bớt ảnh hoặc khóa khác rồi thử lại." : "Mạng bị ngắt nên chưa lưu xong. Khi có mạng xin bấm lại.");
  if (tong) say(place, `Đang tải về máy: ${xong}/${tong}`);
}

function askBeforeLeaving(event) {
  if (!state.cho || !event.target.matches("[data-leave]")) return;
  const words = `Còn ${state.cho} việc chưa gửi về xã. Thoát ra thì các việc ấy vẫn nằm trên máy này và được gửi khi vào lại. Vẫn thoát?`;
  if (!confirm(words)) event.preventDefault();
}

async function start() {
  if (!worker || !isSecureContext) return say(line, "Mở bằng Chrome để học khi mất mạng");
  worker.addEventListener("message", hear);
  addEventListener("submit", askBeforeLeaving);
  for (const change of ["online", "offline"]) addEventListener(change, () => { showLine(); order("gui"); });
  if (saver) saver.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) order(button.value, { khoa: saver.dataset.saveCourse });
  });

  const hello = () => order("chao", {
    ten: document.querySelector(".who-name")?.textContent.replace("Đang học:", "").trim() || "",
    hien: { ...look },
  });
  new MutationObserver(() => order("hien", { hien: { ...look } })).observe(document.documentElement, { attributes: true });
  worker.addEventListener("controllerchange", hello);
  hello();
  try {
    const { installing } = await worker.register("/sw.js");
    installing?.addEventListener("statechange", () => {
      if (installing.state === "redundant" && !worker.controller) say(line, "Máy này không cho lưu bài");
    });
  } catch (refused) {
    say(line, "Máy này chưa cho lưu bài. Mở bằng Chrome để học khi mất mạng");
  }
}

if (document.readyState === "complete") start();
else addEventListener("load", start);
