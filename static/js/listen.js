// Hear a lesson by sentences, recorded or in the phone's voice, and any question. Android cannot pause a voice: it stops, then repeats.

const box = document.querySelector("[data-listen-box]");
const speech = window.speechSynthesis;
const SILENT = /zalo/i.test(navigator.userAgent)
  ? "Trong Zalo chưa nghe được. Chạm dấu ba chấm ở góc trên, chọn mở bằng Chrome hoặc Safari."
  : "Máy này chưa có giọng đọc tiếng Việt nên chưa nghe được.";
const BROKEN = "Chưa đọc được. Xin bấm nghe lại.";
let turn = 0; // what began under an earlier number is over
let hush = () => {};
let tongue;

function kept(name, ...value) {
  try {
    return value.length ? localStorage.setItem(name, value) : localStorage.getItem(name);
  } catch (blocked) {
    return "";
  }
}

const voice = new Promise((found) => {
  const find = () => {
    const all = speech.getVoices().filter((one) => /^vi/i.test(one.lang));
    return all.find((one) => one.localService) || all[0];
  };
  if (!speech || find()) return found(speech && find());
  speech.onvoiceschanged = () => find() && found(find());
  setTimeout(() => found(find()), 2000);
}).then((found) => { tongue = found; });

function sentences(block) {
  const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = "";
  while (walk.nextNode()) {
    nodes.push([walk.currentNode, text.length]);
    text += walk.currentNode.data;
  }
  const place = (at) => {
    const [node, from] = nodes.filter((one) => one[1] <= at).pop();
    return [node, at - from];
  };
  return [...text.matchAll(/\S[^]*?(?:[.!?…]+[”"’)]*(?=\s)|$)/g)].map(({ 0: text, index }) => {
    const range = new Range();
    range.setStart(...place(index));
    range.setEnd(...place(index + text.length));
    return { text, block, range };
  });
}

function mark(item) {
  const marks = window.Highlight && CSS.highlights;
  for (const old of document.querySelectorAll(".reading")) old.classList.remove("reading");
  if (marks) marks.delete("reading");
  if (!item) return;
  if (marks && item.range) marks.set("reading", new Highlight(item.range));
  else item.block.classList.add("reading");
  const calm = document.documentElement.dataset.motion || matchMedia("(prefers-reduced-motion: reduce)").matches;
  item.block.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

// Reads `items` from `self.at`; tells after every change, with a sentence when something went wrong.
function reader(items, tell) {
  const self = { at: 0, rate: 1 };
  const audio = () => items[self.at] && items[self.at].audio;

  self.go = () => {
    hush();
    const mine = ++turn;
    const item = items[self.at];
    const still = (then) => () => mine === turn && then();
    const onend = still(() => { self.at += 1; self.go(); });
    const onerror = still(() => { hush(); tell(BROKEN); });
    hush = self.stop;
    if (!item) {
      self.at = 0;
      return hush();
    }

    self.playing = true;
    mark(item);
    tell();
    if (item.audio) {
      const instead = still(() => { items.splice(self.at, 1, ...item.instead); item.instead[0] ? self.go() : onerror(); });
      Object.assign(item.audio, { playbackRate: self.rate, onended: onend, onerror: instead });
      item.audio.play().catch(instead);
    } else {
      speech.speak(Object.assign(new SpeechSynthesisUtterance(item.text), { voice: tongue, lang: "vi-VN", rate: self.rate, onend, onerror }));
    }
  };
  self.stop = () => {
    turn += 1;
    hush = () => {};
    self.playing = false;
    if (speech) speech.cancel();
    if (audio()) audio().pause();
    mark();
    tell();
  };
  self.step = (by) => {
    const sound = by && audio();
    const on = self.playing;
    if (sound && (by > 0 || sound.currentTime > 2)) return void (sound.currentTime += by * 7); // seconds, about a sentence
    self.stop();
    self.at = by && Math.min(Math.max(0, self.at + by), items.length - 1);
    if (audio()) audio().currentTime = 0;
    if (on) self.go();
    else tell(mark(items[self.at]));
  };
  self.time = () => (audio() ? audio().currentTime : 0);
  return self;
}

async function lesson() {
  const part = (name) => box.querySelector(`[data-listen${name}]`);
  const [button, note, steps, rates] = ["", "-note", "-steps", "-rates"].map(part);
  const word = button.querySelector("span");
  const first = word.textContent;
  const name = `nghe:${location.pathname}`;
  const whole = box.querySelector("audio");
  await voice;
  const items = whole ? [{ audio: whole, block: box, instead: [] }] : [];

  for (const screen of document.querySelectorAll(".screen")) {
    const audio = screen.querySelector("audio");
    const blocks = [...screen.querySelectorAll("h2, h3, p, li, figcaption")].filter((block) => tongue && !block.closest(".practice, [data-recording]") && !block.querySelector("p, li"));
    const instead = blocks.flatMap(sentences);
    if (whole) items[0].instead.push(...instead);
    else items.push(...(audio ? [{ audio, block: screen.querySelector("h2"), instead }] : instead));
  }

  box.hidden = false;
  if (!items[0]) return note.textContent = SILENT;
  for (const audio of document.querySelectorAll(".listen audio, [data-recording]")) audio.hidden = true;

  const player = reader(items, (fault) => {
    note.textContent = fault || "";
    word.textContent = player.playing ? "Tạm dừng" : player.at || player.time() ? "Nghe tiếp" : first;
    button.setAttribute("aria-pressed", !!player.playing);
    kept(name, player.at, player.time());
    if (player.playing || player.at) steps.hidden = false;
  });
  const rate = (value) => {
    player.rate = +value || 1;
    for (const one of rates.children) one.setAttribute("aria-pressed", one.value === value);
    kept("nghe", value);
  };
  const [at, seconds] = (kept(name) || "0,0").split(",");
  if (items[at]) {
    player.at = +at;
    if (items[at].audio) items[at].audio.currentTime = +seconds;
  }
  rate(kept("nghe") || "1");
  player.stop();

  button.hidden = rates.hidden = false;
  button.onclick = () => (player.playing ? hush() : player.go());
  steps.onclick = ({ target }) => target.value && player.step(+target.value);
  rates.onclick = ({ target }) => {
    if (!target.value) return;
    rate(target.value);
    if (player.playing) player.go();
  };
}

function hearable(legend) {
  const button = document.createElement("button");
  const note = document.createElement("p");
  let letter = 65;
  const rows = [...legend.parentElement.querySelectorAll("label")].map((block) => {
    const { type, options } = block.control || {};
    const text = block.textContent.trim();
    if (/radio|checkbox/.test(type)) return { block, text: `Đáp án ${String.fromCharCode(letter++)}: ${text}` };
    return { block, text: [text, ...(options || [])].map((one) => one.text || one).join(". ") };
  });
  const player = reader([{ block: legend, text: legend.textContent }, ...rows], (fault) => {
    button.textContent = player.playing ? "Thôi nghe" : "Nghe câu hỏi";
    note.textContent = fault;
  });

  button.type = "button";
  button.className = "button button-quiet no-print";
  button.textContent = "Nghe câu hỏi";
  note.setAttribute("role", "status");
  button.onclick = async () => {
    button.after(note);
    if (player.playing) return hush();
    await voice;
    if (!tongue) return note.textContent = SILENT;
    player.at = 0;
    player.go();
  };
  legend.after(button);
}

if (box) lesson();
document.querySelectorAll(".practice > legend, .question > legend").forEach(hearable);
addEventListener("pagehide", () => hush());
