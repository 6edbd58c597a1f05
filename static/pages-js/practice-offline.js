// The practice phone without a network: follows the table of places that was saved with the course. The way so far goes
// into the same hidden fields as ever, and the last tap is sent to the site, now or later, which plays it all again.

const phone = document.querySelector("[data-package]");
const way = document.querySelector("#cham");
let places;
let tokens = [];
let run = way.querySelector("[name=luot]").value;

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f\s.-]/g, "").replace(/đ/gi, "d").toLowerCase();
const first = phone.innerHTML;

function where() {
  const stack = [0];
  let word = {};
  for (const token of tokens) {
    const tap = places[stack.at(-1)].taps[token];
    word = {};
    if (token === "q") stack.pop();
    else if (token === "g") word = { hint: places[stack.at(-1)].hint };
    else if (!tap) throw new Error("not a way");
    else if (tap.said) word = tap;
    else stack.push(tap.to);
  }
  return { place: places[stack.at(-1)], start: stack.length === 1, word };
}

function notice(kind, text) {
  const box = document.createElement("div");
  const words = document.createElement("p");
  box.className = `notice notice-${kind}`;
  box.setAttribute("role", "alert");
  words.textContent = text;
  box.append(words);
  return box;
}

function show(moved = true) {
  const { place, start, word } = where();
  if (start) phone.innerHTML = first;
  else phone.innerHTML = phone.querySelector(".phone-bar").outerHTML + place.html;
  const title = phone.querySelector("h2");
  if (word.said) title.after(notice("info", word.said));
  if (word.hint) title.after(notice("success", `Gợi ý: ${word.hint}`));
  for (const field of document.querySelectorAll("[name=di]")) field.value = tokens.join("-");
  for (const field of document.querySelectorAll("[name=luot]")) field.value = run;
  if (moved) title.focus();
}

function refuse(form, sample) {
  form.querySelector(".error")?.remove();
  const words = notice("warning", `Chưa giống mẫu. Đây là máy tập, xin đừng gõ số thật của mình. Máy không giữ lại gì. Xin gõ mẫu: ${sample}`);
  words.classList.add("error");
  form.prepend(words);
  form.querySelector("[name=chu]").focus();
}

function pressed(event) {
  const form = event.target;
  const token = event.submitter?.name === "bam" ? event.submitter.value : form.querySelector("[name=bam]")?.value;
  if (!token || (form !== way && !phone.contains(form))) return;

  const { place } = where();
  const tap = place.taps[token];
  const text = form.querySelector("[name=chu]");
  if (text && plain(text.value) !== plain(tap.sample || "")) {
    event.preventDefault();
    return refuse(form, tap.sample);
  }
  if (tap && !tap.said && places[tap.to].done) return finish(event, token);
  event.preventDefault();
  tokens.push(token);
  show();
}

// The goal: the same form as ever, but typed text stays here.
function finish(event, token) {
  event.preventDefault();
  const end = document.querySelector("#xong");
  const last = document.createElement("button");
  Object.assign(last, { name: "bam", value: token, hidden: true });
  end.append(last);
  end.requestSubmit(last);
}

async function begin(kept) {
  if (places) return;
  places = [];
  const answer = await fetch(phone.dataset.package).catch(() => null);
  if (!answer?.ok) { places = undefined; return; }
  ({ places } = await answer.json());
  const asked = new URLSearchParams(location.search);
  if (kept) run = asked.get("luot") || crypto.randomUUID(); // a page that was kept is another run each time
  tokens = (asked.get("di") || "").split("-").filter(Boolean);
  try { if (kept || tokens.length) show(tokens.length); } catch (lost) { tokens = []; show(); }
  document.addEventListener("submit", pressed);
}

addEventListener("tren-may", ({ detail }) => (detail.may || !navigator.onLine) && begin(detail.may));
addEventListener("offline", () => begin());
