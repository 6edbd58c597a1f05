// The roll on a phone or laptop: each tap is sent at once under an id of its own, and waits in the service worker's memory
// when there is no network. What waits, or went off after this page was kept, is laid over the list. Nothing here decides
// who was present: the site does, from all the phones.

const form = document.querySelector("[data-roll]");
const list = document.querySelector("[data-roll-list]");
const rows = new Map(); // person's id → { line, box }
const cards = new Map(); // card's code → person's id
const changed = new Map(); // what is to be sent: person's id → { on, means }
const away = new Map(); // what is on its way: person's id → number of forms
const retry = []; // forms that nobody keeps for us, where there is no service worker
const shelf = `diem-danh ${location.pathname}`;
const BREATH = 300; // milliseconds in which further taps go along
const WORDS = { waits: "Chưa gửi", sent: "Đã gửi" };

const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/đ/g, "d").trim();
const saying = document.querySelector("[data-roll-say]");
const say = (text) => { if (saying.textContent !== text) saying.textContent = text; };

let timer = 0;
let first = true;

function mark(id, word) {
  const row = rows.get(id);
  if (!row) return;
  if (word) row.line.dataset.say = WORDS[word];
  else delete row.line.dataset.say;
}

function count() {
  let present = 0;
  for (const { box } of rows.values()) present += box.checked;
  document.querySelector("[data-roll-count]").textContent = present.toLocaleString("vi-VN");
}

function shelved() {
  try {
    return JSON.parse(localStorage.getItem(shelf) || "{}");
  } catch {
    return {};
  }
}

function shelve(done) {
  try {
    localStorage.setItem(shelf, JSON.stringify(done));
  } catch { /* no memory for it: the worker still keeps the forms themselves */ }
}

function change(id, on, means) {
  changed.set(id, { on, means });
  mark(id, "waits");
  clearTimeout(timer);
  timer = setTimeout(sendChanged, BREATH);
}

function sendChanged() {
  for (const means of ["", "the"]) {
    const part = [...changed].filter(([id, one]) => one.means === means && !away.get(id));
    if (!part.length) continue;
    const names = part.map(([id, { on }]) => [on ? "co" : "bo", id]);
    part.forEach(([id]) => changed.delete(id));
    send([...names, ["cach", means]], part);
  }
  count();
}

async function send(fields, part) {
  const work = { ma: crypto.randomUUID ? crypto.randomUUID() : made(), luc: new Date().toISOString(), fields, part };
  const done = shelved();
  for (const [id, { on }] of part) {
    away.set(id, (away.get(id) || 0) + 1);
    done[id] = on;
  }
  shelve(done);
  return post(work);
}

async function post(work) {
  const { ma, luc, fields, part } = work;
  const body = new URLSearchParams(new FormData(form));
  for (const name of ["co", "truoc", "ca_lop"]) body.delete(name);
  for (const [name, value] of [...fields, ["ma", ma], ["luc", luc], ["gui", new Date().toISOString()], ["kich_ban", "1"]]) body.append(name, value);

  let answer = null;
  try {
    answer = await fetch(form.action, { method: "POST", body, keepalive: true });
  } catch { /* no network, and no worker that keeps it */ }
  part.forEach(([id]) => away.set(id, away.get(id) - 1));
  if (!answer || answer.status >= 500) retry.push(work);
  else if (answer.status === 202) part.forEach(([id]) => mark(id, "waits"));
  else if (answer.ok) await heard(answer, part);
  else say("Xã chưa nhận được. Xin tải lại trang rồi đánh dấu lại.");
  if (retry.length) say(`Mất mạng, ${retry.length} lượt chưa gửi. Xin đừng đóng trang này.`);
  if (changed.size) sendChanged();
  return answer;
}

async function heard(answer, part) {
  const { giu = "" } = await answer.clone().json().catch(() => ({}));
  if (giu) say(giu);
  for (const [id] of part) if (!changed.has(id)) mark(id, "sent");
}

function again() {
  const works = retry.splice(0);
  if (works.length) say("");
  for (const work of works) {
    work.part.forEach(([id]) => away.set(id, (away.get(id) || 0) + 1));
    post(work);
  }
}

// Version 4 from random bytes, for pages without https.
function made() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// --- What the phone keeps

function waiting() {
  return new Promise((done) => {
    const asked = indexedDB.open("tren-may");
    asked.onupgradeneeded = () => asked.transaction.abort(); // never make what the worker is to make
    asked.onerror = () => done([]);
    asked.onsuccess = () => {
      const base = asked.result;
      try {
        const all = base.transaction("viec").objectStore("viec").getAll();
        all.onsuccess = () => { base.close(); done(all.result); };
      } catch {
        base.close();
        done([]);
      }
    };
  });
}

function lay(id, on) {
  const row = rows.get(id);
  if (row && !changed.has(id) && !away.get(id)) row.box.checked = on;
}

async function hear({ detail }) {
  const works = (await waiting()).filter((work) => work.url === new URL(form.action).pathname && work.ai === form.elements.nguoi?.value);
  works.sort((one, other) => (one.luc < other.luc ? -1 : 1));
  const wait = new Map();
  for (const { fields } of works) for (const [name, id] of fields) if (name === "co" || name === "bo") wait.set(id, name === "co");

  if (first && !detail.may) shelve(Object.fromEntries(wait));
  if (first && detail.may) for (const [id, on] of Object.entries(shelved())) lay(id, on);
  first = false;
  for (const [id, on] of wait) {
    lay(id, on);
    mark(id, "waits");
  }
  for (const [id, { line }] of rows) if (line.dataset.say === WORDS.waits && !wait.has(id) && !changed.has(id) && !away.get(id)) mark(id, "sent");
  say(works.length ? `${works.length} lượt chưa gửi, đang nằm trên máy này. Có mạng sẽ tự gửi.` : detail.gui && !retry.length ? "Đã gửi hết." : "");
  count();
}

// --- Cards, search, the whole class

async function scanned({ detail }) {
  const code = (detail.text.replace(/[\s.-]/g, "").match(/\d{9}(?!\d)/) || [])[0];
  if (!code) return say("Mã này không phải Thẻ học.");
  const id = cards.get(code);
  if (id) {
    const { line, box } = rows.get(id);
    say(`Có mặt: ${nameOf(line)}`);
    if (box.checked) return undefined;
    box.checked = true;
    count();
    return change(id, true, "the");
  }
  const shown = code.replace(/(\d{3})(?=\d)/g, "$1 ");
  const answer = await send([["the", code], ["cach", "the"]], []);
  if (!answer || answer.status === 202) return say(`Thẻ ${shown} không có trong danh sách, đã giữ trên máy, chờ gửi.`);
  const { ten = [], khong_ro: unknown = [], giu = "" } = answer.ok ? await answer.json() : {};
  return say(giu || (unknown.length ? `Không ai có thẻ ${shown}. Xin xem lại thẻ.` : `Có mặt: ${ten.join(", ")} (ngoài danh sách)`));
}

const nameOf = (line) => line.querySelector("label").firstChild.textContent + line.querySelector("b").textContent;

function search({ target }) {
  const words = fold(target.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { line } of rows.values()) {
    const fits = words.every((word) => line.dataset.tim.includes(word));
    if (line.hidden === fits) line.hidden = !fits;
    found += fits;
  }
  document.querySelector("[data-roll-none]").hidden = found > 0;
}

function all(event) {
  event.preventDefault();
  if (!event.submitter?.matches("[data-roll-all]") || !confirm(form.dataset.all)) return;
  for (const [id, { line, box }] of rows) {
    if (line.hidden || box.checked) continue;
    box.checked = true;
    change(id, true, "");
  }
  count();
}

function start() {
  for (const line of list?.children || []) {
    const box = line.firstElementChild;
    rows.set(box.value, { line, box });
    cards.set(line.dataset.the, box.value);
  }
  document.addEventListener("scanned", scanned);
  addEventListener("tren-may", hear);
  for (const end of ["pagehide", "visibilitychange"]) addEventListener(end, () => changed.size && sendChanged(), true);
  setInterval(again, 5000);
  if (!list) return;

  const field = document.querySelector("[data-roll-search]");
  field.hidden = false;
  field.addEventListener("input", search);
  document.querySelector("[data-roll-save]").hidden = true;
  list.addEventListener("change", ({ target }) => { count(); change(target.value, target.checked, ""); });
  form.addEventListener("submit", all);
  count();
}

start();
