// A quiz form: counts answers, saves drafts, counts down, and is sent only once.

const form = document.querySelector("form[data-quiz]");
const part = (name) => document.querySelector(`[data-quiz-${name}]`);
const PAUSE = 15000;

function say(name, text, aloud) {
  const place = part(name);
  if (!place || place.textContent === text) return;
  place.setAttribute("aria-live", aloud ? "polite" : "off");
  place.textContent = text;
}

function isAnswered(question) {
  const fields = [...question.querySelectorAll("input, select, textarea")].filter((field) => field.type !== "hidden");
  const ticks = fields.filter((field) => /radio|checkbox/.test(field.type));
  const words = fields.filter((field) => !ticks.includes(field));
  return (!ticks.length || ticks.some((field) => field.checked)) && words.every((field) => field.value.trim());
}

function count() {
  const questions = [...form.querySelectorAll("[data-question]")];
  say("count", `Đã trả lời ${questions.filter(isAnswered).length}/${questions.length}`);
}

// A draft that could not be sent stays on this phone, under the attempt's own unguessable address.
const local = {
  keep(url) { try { localStorage.setItem(url, JSON.stringify([...new FormData(form)])); } catch (refused) { /* the page itself still has it */ } },
  drop(url) { try { localStorage.removeItem(url); } catch (refused) { /* nothing was kept */ } },
  bringBack(url) {
    let kept = [];
    try { kept = JSON.parse(localStorage.getItem(url)) || []; } catch (refused) { return; }
    const ticks = [...form.querySelectorAll("input:is([type=radio], [type=checkbox])")];
    if (kept.length) for (const tick of ticks) tick.checked = kept.some(([name, value]) => tick.name === name && tick.value === value);
    for (const [name, value] of kept) {
      const field = form.elements[name];
      if (field?.matches?.("select, input:not([type=hidden], [type=radio], [type=checkbox])")) field.value = value;
    }
  },
};

function keepDrafts(url) {
  let changed = false;
  let busy = false;
  let last = 0;
  let timer;

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(2000, last + PAUSE - Date.now()));
  }

  async function save() {
    if (!changed || busy || form.dataset.sent || form.dataset.late) return;
    changed = false;
    busy = true;
    last = Date.now();
    try {
      const answer = await fetch(url, { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" });
      if (answer.status === 409) { // the time is up: nothing more will be kept
        form.dataset.late = "1";
        return say("saved", "Đã hết giờ, phần này không lưu được nữa", true);
      }
      if (answer.status !== 204) throw new Error(answer.status || 1); // 200 would be a stranger's
      local.drop(url);
      const clock = new Date().toTimeString().slice(0, 5);
      say("saved", `Đã lưu lúc ${clock}`);
    } catch (failure) {
      changed = true;
      local.keep(url);
      say("saved", failure.message > 0 ? "Chưa lưu được, sẽ tự thử lại" : "Đang mất mạng, bài nằm trên máy này", true);
    }
    busy = false;
    if (changed) plan();
  }

  const touched = () => { changed = true; if (!busy) plan(); };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  addEventListener("online", save);
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => document.hidden && save());
}

// data-now is the server's clock when the page was made: phones are often minutes wrong.
function countDown({ due, now }) {
  const ahead = now ? Date.parse(now) - Date.now() : 0;
  let before = Infinity;

  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((Date.parse(due) - Date.now() - ahead) / 1000));
    say("left", left > 60 ? `Còn ${Math.ceil(left / 60)} phút` : `Còn ${left} giây`);
    for (const minutes of [5, 1]) {
      if (left <= minutes * 60 && before > minutes * 60 && before < Infinity) say("say", `Còn ${minutes} phút để làm bài`, true);
    }
    if (!left) {
      say("left", "Đã hết giờ");
      say("say", "Đã hết giờ. Hãy nộp bài, phần đã làm vẫn được tính.", true);
      clearInterval(timer);
    }
    before = left;
  }, 1000);
}

function sendOnce(event) {
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  if (navigator.serviceWorker?.controller && navigator.onLine) local.drop(form.dataset.draftUrl);
  for (const button of form.querySelectorAll("[type=submit]")) {
    button.setAttribute("aria-disabled", "true");
    button.dataset.label = button.textContent;
    button.textContent = "Đang nộp bài…";
  }
}

function allowAgain(event) {
  if (!event.persisted || !form.dataset.sent) return;
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[data-label]")) {
    button.removeAttribute("aria-disabled");
    button.textContent = button.dataset.label;
  }
}

if (form) {
  form.addEventListener("input", count);
  form.addEventListener("change", count);
  form.addEventListener("submit", sendOnce);
  addEventListener("pageshow", allowAgain);
  count();
  if (form.dataset.draftUrl) {
    local.bringBack(form.dataset.draftUrl);
    keepDrafts(form.dataset.draftUrl);
    count();
  }
  if (form.dataset.due) countDown(form.dataset);
}
