// The page "Trên máy này": what waits, what needs a look, which courses are saved. Everything comes from the service worker.

const $ = (mark) => document.querySelector(`[data-${mark}]`);
const order = (lam, more) => navigator.serviceWorker?.controller?.postMessage({ lam, ...more });
const asked = new URLSearchParams(location.search);
const clock = (moment) => new Date(moment).toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit" });

function element(name, text, more = {}) {
  return Object.assign(document.createElement(name), { textContent: text }, more);
}

function button(value, text, data, quiet) {
  const made = element("button", text, { type: "button", value, className: `button button-${quiet ? "quiet" : "secondary"}` });
  Object.assign(made.dataset, data);
  return made;
}

function workRow({ ma, viec, luc, xem, tu }) {
  const row = element("li", "", { className: "save" });
  row.append(element("h3", viec), element("p", `Làm lúc ${clock(luc)}. ${xem ? `Cần xem lại: ${xem}` : "Đang chờ gửi."}`));
  const actions = element("p", "", { className: "actions" });
  if (xem) actions.append(button("lai", "Gửi", { ma }), button("bo", "Bỏ việc này", { ma }, true));
  if (tu) actions.append(element("a", "Mở lại trang ấy", { href: tu, className: "button button-quiet" }));
  row.append(actions);
  return row;
}

function courseRow([slug, { ten, byte, bai }]) {
  const row = element("li", "", { className: "save" });
  const title = element("h3", "");
  title.append(element("a", ten, { href: `/khoa-hoc/${slug}/` }));
  const lessons = element("ul", "");
  for (const [path, name] of bai || []) {
    const item = element("li", "");
    item.append(element("a", name, { href: path }));
    lessons.append(item);
  }
  row.append(title, element("p", `${Math.round(byte / 1024)} KB trên máy`), lessons, button("xoa", "Xóa khóa này khỏi máy", { khoa: slug }, true));
  return row;
}

// What was just done without a network: praise, and the next lesson if it lies on this phone.
function sayJustDone(khoa) {
  const done = asked.get("xong");
  const lines = [];
  if (asked.has("day")) lines.push("Máy đã đầy hoặc không cho lưu, và đang mất mạng, nên việc vừa rồi chưa giữ được. Xin bấm nút Quay lại: những gì đã điền vẫn còn. Xóa bớt ảnh hoặc khóa đã tải rồi làm lại.");
  if (asked.has("can")) lines.push("Đang mất mạng mà việc vừa rồi cần có mạng. Xin bấm nút Quay lại, khi có mạng thì làm lại.");
  if (asked.has("thoat")) lines.push("Đã thoát trên máy này.");
  if (done) lines.push("Đã lưu trên máy. Khi có mạng sẽ tự gửi về xã.");
  const box = $("just");
  if (!lines.length || box.childElementCount) return;

  const notice = element("div", "", { className: `notice notice-${asked.has("day") || asked.has("can") ? "danger" : "success"}` });
  const inner = element("div", "");
  inner.append(...lines.map((text) => element("p", text)));
  const lesson = done?.match(/^(\/khoa-hoc\/([^/]+)\/[^/]+)\/da-hoc-xong$/);
  if (lesson) {
    const { bai = [] } = khoa[lesson[2]] || {};
    const next = bai[bai.findIndex(([path]) => path === lesson[1]) + 1];
    const actions = element("p", "", { className: "actions" });
    actions.append(next && bai.some(([path]) => path === lesson[1])
      ? element("a", `Học tiếp: ${next[1]}`, { href: next[0], className: "button" })
      : element("a", "Về trang khóa học", { href: `/khoa-hoc/${lesson[2]}/`, className: "button" }));
    inner.append(actions);
  }
  notice.append(inner);
  box.append(notice);
}

function show({ viec = [], khac = 0, khoa = {}, hong }) {
  const works = $("works");
  works.hidden = !viec.length;
  works.querySelector("ul").replaceChildren(...viec.map(workRow));
  $("others").hidden = !khac;
  $("others").querySelector("p").textContent = `Có ${khac} việc của người khác đang chờ trên máy này. Khi người ấy vào lại và có mạng thì tự gửi. Nội dung không hiện ra ở đây.`;
  const rows = Object.entries(khoa).map(courseRow);
  if (rows.length) $("courses").replaceChildren(...rows);
  else $("courses").replaceChildren(element("li", "Chưa có khóa nào. Mở một khóa học rồi bấm “Tải khóa học về máy”."));
  if (hong) $("state").textContent = "Máy này không cho lưu bài (có thể đang ở chế độ riêng tư, hoặc bộ nhớ đã đầy). Việc làm khi mất mạng sẽ không giữ được.";
  sayJustDone(khoa);
}

const SURE = { bo: "Bỏ hẳn việc này? Xã sẽ không nhận được.", boKhac: "Xóa hẳn việc của người khác trên máy này? Không lấy lại được.", xoa: "Xóa khóa này khỏi máy? Kết quả đã học vẫn còn." };

document.querySelector("main").addEventListener("click", ({ target }) => {
  const pressed = target.closest("button[value]");
  if (pressed && (!SURE[pressed.value] || confirm(SURE[pressed.value]))) order(pressed.value, { ...pressed.dataset });
});
addEventListener("tren-may", ({ detail }) => show(detail));
