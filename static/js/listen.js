// Listen to a lesson: a recording if there is one, else the phone's own Vietnamese voice, block by block.
// Pausing a voice means stopping it and starting the same block again: Android cannot do it otherwise.

const box = document.querySelector("[data-listen-box]");
const speech = window.speechSynthesis;
const part = (name) => box.querySelector(`[data-listen${name}]`);

function lessonBlocks() {
  const all = document.querySelectorAll(".screen h2, .screen h3, .screen p, .screen li, .screen figcaption");
  return [...all].filter((block) => !block.closest(".practice") && !block.querySelector("p, li") && block.textContent.trim());
}

function vietnameseVoice() {
  const find = () => speech.getVoices().find((voice) => /^vi/i.test(voice.lang));

  return new Promise((found) => {
    if (!speech) return found();
    if (find()) return found(find());
    speech.onvoiceschanged = () => find() && found(find());
    setTimeout(() => found(find()), 2000);
  });
}

function speaker(voice, onEnd) {
  const blocks = lessonBlocks();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let at = 0;
  let turn = 0;
  let rate = 1;

  function mark(block) {
    for (const old of document.querySelectorAll(".reading")) old.classList.remove("reading");
    if (!block) return;
    block.classList.add("reading");
    block.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }

  function speak() {
    const mine = ++turn;
    speech.cancel();
    if (at >= blocks.length) {
      at = 0;
      mark();
      return onEnd();
    }

    const words = new SpeechSynthesisUtterance(blocks[at].textContent);
    Object.assign(words, { voice, lang: "vi-VN", rate });
    words.onend = () => { if (mine === turn) { at += 1; speak(); } };
    mark(blocks[at]);
    speech.speak(words);
  }

  return {
    play: speak,
    pause() { turn += 1; speech.cancel(); },
    rate(value, playing) { rate = value; if (playing) speak(); },
  };
}

function recording(audio, onEnd) {
  audio.controls = false;
  audio.onended = onEnd;
  return { play: () => audio.play(), pause: () => audio.pause(), rate: (value) => { audio.playbackRate = value; } };
}

async function start() {
  const button = part("");
  const word = button.querySelector("span");
  const first = word.textContent;
  const audio = box.querySelector("audio");
  const voice = audio ? null : await vietnameseVoice();
  let playing = false;

  box.hidden = false;
  if (!audio && !voice) {
    part("-note").textContent = /zalo/i.test(navigator.userAgent)
      ? "Trong Zalo chưa nghe được bài. Chạm dấu ba chấm ở góc trên, chọn mở bằng trình duyệt, rồi nghe."
      : "Máy này chưa có giọng đọc tiếng Việt nên chưa nghe được bài.";
    return;
  }

  function show(now, text) {
    playing = now;
    word.textContent = text;
    button.setAttribute("aria-pressed", String(now));
  }

  const atEnd = () => show(false, first);
  const player = audio ? recording(audio, atEnd) : speaker(voice, atEnd);

  button.hidden = part("-rates").hidden = false;
  button.onclick = () => {
    if (playing) { player.pause(); show(false, "Nghe tiếp"); } else { player.play(); show(true, "Tạm dừng"); }
  };
  part("-rates").onclick = (event) => {
    const chosen = event.target.closest("button");
    if (!chosen) return;
    for (const other of part("-rates").querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === chosen));
    player.rate(Number(chosen.value), playing);
  };
  addEventListener("pagehide", () => playing && player.pause());
}

if (box) start();
