/* The hall's screen: counts come by themselves, steps change the wall without leaving the full screen, and the keys of a
   remote go on. Everything here is also a plain form: without this the page reloads itself. */
const host = document.querySelector("[data-live-host]");
const here = location.pathname;
let tag = "";
let closing = "";
let clockShift = 0;

const inside = (name) => host.querySelectorAll(`[data-live-${name}]`);

async function look() {
  try {
    const headers = { Accept: "application/json", "If-None-Match": tag };
    const answer = await fetch(host.dataset.state, { cache: "no-store", headers });
    const date = Date.parse(answer.headers.get("Date") || "");
    if (date) clockShift = date + 500 - Date.now();
    if (answer.ok) {
      tag = answer.headers.get("ETag") || "";
      await told(await answer.json());
    }
  } catch { /* the network is away: the wall stays as it is */ }
  setTimeout(look, 1000);
}

async function told(news) {
  if (String(news.ban) !== host.dataset.version) return swap(await fetch(here, { cache: "no-store" }));
  put("phones", news.may);
  put("people", news.nguoi);
  put("answered", news.da_tra_loi);
}

function put(name, number) {
  for (const element of inside(name)) element.textContent = number.toLocaleString("vi-VN");
}

/* The wall keeps its element, so that a full screen stays one; what is folded open stays open. */
async function swap(answer) {
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live-host]");
  if (!fresh) return void location.reload();
  const wall = host.querySelector("[data-live-hall]");
  const freshWall = fresh.querySelector("[data-live-hall]");
  const open = [...host.querySelectorAll("details")].filter((one) => one.open).map(nameOf);
  host.dataset.version = fresh.dataset.version;
  tag = "";
  wall.className = freshWall.className;
  wall.replaceChildren(...freshWall.childNodes);
  wall.nextElementSibling.replaceWith(fresh.lastElementChild);
  for (const one of host.querySelectorAll("details")) if (open.includes(nameOf(one))) one.open = true;
  ready();
  const head = wall.querySelector("[data-live-head]");
  if (head) head.focus({ preventScroll: true });
  scrollTo(0, 0);
}

const nameOf = (details) => details.querySelector("summary").textContent.replace(/[\d()]/g, "").trim();

async function sent(event) {
  const form = event.target.closest("[data-live-form]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  try {
    await swap(await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }));
  } catch { /* tried again by hand; a step counts once however often it is sent */ }
  button.removeAttribute("aria-disabled");
}

function pressed(event) {
  const busy = event.target.closest("input, select, textarea, summary, a, button");
  const goes = ["ArrowRight", "PageDown", " ", "Enter"].includes(event.key);
  if (!goes || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  if (busy && event.key !== "PageDown") return;
  const next = inside("next")[0];
  if (!next) return;
  event.preventDefault();
  next.click();
}

function tick() {
  const clock = inside("due")[0];
  if (!clock) return;
  const left = Math.ceil((Date.parse(clock.dataset.liveDue) - Date.now() - clockShift) / 1000);
  clock.textContent = left > 0 ? `còn ${left} giây` : "hết giờ";
  if (left <= -2 && closing !== host.dataset.version) {
    closing = host.dataset.version;
    const next = inside("next")[0];
    if (next) next.click();
  }
}

function ready() {
  const wall = host.querySelector("[data-live-hall]");
  for (const hint of inside("hint")) hint.hidden = false;
  if (!wall.requestFullscreen) return;
  for (const wide of inside("wide")) {
    wide.hidden = false;
    wide.onclick = () => wall.requestFullscreen().catch(() => {});
  }
}

host.addEventListener("submit", sent);
addEventListener("keydown", pressed);
setInterval(tick, 500);
ready();
look();
