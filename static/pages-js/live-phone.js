/* The phone in a live quiz. The server draws every screen; this asks whether there is a new one, and sees to it that a tap
   arrives: it is kept and sent again until the server has it. Without this the page reloads itself and forms are sent. */
const screen = document.querySelector("[data-live]");
const net = document.querySelector("[data-live-net]");
const here = location.pathname.replace(/\/$/, "");
const BOX = `do-vui:${here}`;
const WAIT = 8000;
let tag = screen.dataset.tag;
let pause = Number(screen.dataset.again) * 1000;
let timer = 0;
let failures = 0;
let asking = false;
let sending = false;
let tap = keptTap();
let clockShift = 0;
let lost = false;
let asked = question();

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function keptTap() {
  try { return JSON.parse(sessionStorage.getItem(BOX)); } catch { return null; }
}

function keepTap(value) {
  tap = value;
  try {
    if (value) sessionStorage.setItem(BOX, JSON.stringify(value));
    else sessionStorage.removeItem(BOX);
  } catch { /* some browsers inside other apps keep nothing: the tap still waits on this page */ }
}

function within(promise, stop) {
  const limit = setTimeout(() => stop.abort(), WAIT);
  return promise.finally(() => clearTimeout(limit));
}

function ask(address, options = {}) {
  const stop = new AbortController();
  const headers = { Accept: "application/json", ...options.headers };
  return within(fetch(address, { cache: "no-store", credentials: "same-origin", ...options, headers, signal: stop.signal }), stop);
}

function question() {
  const form = screen.querySelector("[data-live-answer]");
  return form && form.cau.value;
}

function say(words) {
  net.textContent = words;
  net.hidden = !words;
}

function tell(words) {
  const line = screen.querySelector("[data-live-said]");
  if (line) line.textContent = words;
}

function show(html) {
  const held = screen.contains(document.activeElement);
  screen.innerHTML = html;
  const now = question();
  if (now && now !== asked) {  // words about an earlier question have been read by now
    asked = now;
    say("");
  }
  const head = screen.querySelector("[data-live-head]");
  if (head && (held || document.activeElement === document.body)) head.focus({ preventScroll: true });
  scrollTo(0, 0);
  marks();
  tick();
}

/* What is still on its way is shown as chosen, whatever the server knows. */
function marks() {
  const form = screen.querySelector("[data-live-answer]");
  if (!form || !tap || form.cau.value !== tap.cau) return;
  press(form, tap.chon);
  tell("Đang gửi…");
}

function press(form, letter) {
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === letter));
}

function next(after = pause) {
  clearTimeout(timer);
  if (document.visibilityState === "visible") timer = setTimeout(look, after * (0.9 + 0.2 * Math.random()));
}

async function look() {
  if (asking) return;
  asking = true;
  try {
    const answer = await ask(screen.dataset.state, { headers: { "If-None-Match": `"${tag}"` } });
    if (answer.status === 403 || answer.status === 404) return void location.reload();
    if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
    await read(answer);
    failures = 0;
    if (lost) say("");
    lost = false;
  } catch {
    failures += 1;
    if (failures > 1) {
      lost = true;
      say("Mạng đang chập chờn, máy tự nối lại. Bác cứ giữ trang này.");
    }
  } finally {
    asking = false;
  }
  next(failures ? Math.min(1000 * 2 ** failures, 8000) : pause);
}

async function read(answer) {
  pause = Number(answer.headers.get("X-Come-Again") || 2) * 1000;
  const date = Date.parse(answer.headers.get("Date") || "");
  if (date) clockShift = date + 500 - Date.now();
  if (answer.status === 304) return;
  const body = await answer.json();
  tag = answer.headers.get("ETag").replace(/^W\//, "").replace(/"/g, "");
  show(body.man);
}

async function send() {
  if (sending || !tap) return;
  sending = true;
  const sent = tap;
  let again = 0;
  try {
    const answer = await ask(`${here}/tra-loi`, { method: "POST", body: new URLSearchParams(sent) });
    if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
    arrived(sent, answer, await answer.json().catch(() => ({})));
  } catch {
    tell("Chưa gửi được, máy sẽ tự gửi lại khi có mạng.");
    sent.lan = (sent.lan || 0) + 1;
    again = Math.min(700 * 2 ** sent.lan, 6000);
  } finally {
    sending = false;
  }
  if (tap) setTimeout(send, again);
}

function arrived(sent, answer, body) {
  if (tap !== sent) return;
  keepTap(null);
  const form = screen.querySelector("[data-live-answer]");
  if (form && form.cau.value === sent.cau) {
    if (!answer.ok) press(form, "");
    tell(answer.ok ? `Đã nhận câu ${sent.chon.toUpperCase()}. Đổi ý thì chạm câu khác.` : body.sentence || "");
  }
  if (!answer.ok) {
    lost = false;
    say(body.sentence || "");
  }
  if (others) others.postMessage("tap");
  if (!answer.ok) { tag = ""; next(1500); }
}

function tapped(event) {
  const form = event.target.closest("[data-live-answer]");
  if (!form) return;
  event.preventDefault();
  const letter = (event.submitter || document.activeElement).value;
  if (!letter) return;
  press(form, letter);
  tell("Đang gửi…");
  keepTap({ ma: newId(), cau: form.cau.value, chon: letter });
  send();
}

function tick() {
  const clock = screen.querySelector("[data-live-due]");
  if (!clock) return;
  const left = Math.max(0, Math.ceil((Date.parse(clock.dataset.liveDue) - Date.now() - clockShift) / 1000));
  clock.textContent = left ? `còn ${left} giây` : "hết giờ";
}

function wake() {
  if (document.visibilityState !== "visible") return clearTimeout(timer);
  failures = 0;
  look();
  send();
}

/* Two tabs of one phone: a tap in one shows in the other. */
const others = "BroadcastChannel" in window ? new BroadcastChannel(BOX) : null;
if (others) others.onmessage = () => { tag = ""; look(); };

screen.addEventListener("submit", tapped);
document.addEventListener("visibilitychange", wake);
addEventListener("online", wake);
addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
setInterval(tick, 1000);
marks();
tick();
send();
next();
