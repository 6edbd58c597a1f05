// An editor reads a lesson aloud, screen by screen: record, listen, keep or drop. Without this file a form takes a file.

const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const kind = window.MediaRecorder && navigator.mediaDevices && KINDS.find((one) => MediaRecorder.isTypeSupported(one));
const note = document.querySelector("[data-recorder-note]");
let running; // one screen is recorded at a time

const shows = (size) => `${Math.max(1, Math.round(size / 1024))} KB`;

function recorder(form) {
  const part = (name) => form.querySelector(`[data-recorder-${name}]`);
  const [start, keep, drop, say, file] = ["start", "keep", "drop", "say", "file"].map(part);
  const word = start.querySelector("span");
  const first = word.textContent;
  const audio = form.querySelector("audio");
  const most = Number(form.dataset.mostSeconds);
  let pieces = [];
  let began = 0;
  let blob;
  let seconds = 0;

  file.hidden = keep.hidden = true;
  start.hidden = false;

  async function begin() {
    let microphone;
    try {
      microphone = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
    } catch (refused) {
      say.textContent = "Chưa dùng được micrô. Hãy cho trang này dùng micrô rồi bấm lại.";
      return;
    }
    if (running) running.stop();
    clear();

    const machine = new MediaRecorder(microphone, { mimeType: kind, audioBitsPerSecond: 24000 });
    const size = () => pieces.reduce((sum, piece) => sum + piece.size, 0);
    machine.ondataavailable = ({ data }) => {
      pieces.push(data);
      seconds = Math.round((performance.now() - began) / 1000);
      if (machine.state !== "recording") return;
      say.textContent = `Đang thu: ${seconds} giây, ${shows(size())}`;
      if (seconds >= most - 1 || size() > form.dataset.mostBytes * 0.98) machine.stop();
    };
    machine.onstop = () => {
      running = undefined;
      for (const track of microphone.getTracks()) track.stop();
      blob = new Blob(pieces, { type: kind });
      audio.src = URL.createObjectURL(blob);
      audio.hidden = keep.hidden = drop.hidden = false;
      start.hidden = true;
      say.textContent = `Thu được ${seconds} giây, ${shows(blob.size)}. Nghe lại rồi giữ hoặc bỏ.`;
      keep.focus();
    };
    running = machine;
    began = performance.now();
    machine.start(1000);
    say.setAttribute("aria-live", "off"); // the counting seconds are not read out one by one
    say.textContent = "Đang thu: 0 giây";
    word.textContent = "Dừng thu";
  }

  function clear() {
    if (audio.src) URL.revokeObjectURL(audio.src);
    audio.removeAttribute("src");
    pieces = [];
    blob = undefined;
    seconds = 0;
    audio.hidden = keep.hidden = drop.hidden = true;
    start.hidden = false;
    word.textContent = first;
    say.setAttribute("aria-live", "polite");
    say.textContent = "";
  }

  async function send(event) {
    event.preventDefault();
    if (!blob || keep.disabled) return;
    const data = new FormData(form);
    data.set("sound", blob, "ban-thu");
    data.set("seconds", seconds);
    keep.disabled = true;
    say.textContent = "Đang gửi…";
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, redirect: "manual" });
      if (answer.type === "opaqueredirect") return location.reload();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const told = page.querySelector("[data-refused]") || page.querySelector("main p");
      say.textContent = told ? told.textContent : "Chưa giữ được. Hãy bấm lại.";
    } catch (offline) {
      say.textContent = "Chưa gửi được, máy đang mất mạng. Bản thu vẫn còn đây, hãy bấm lại.";
    }
    keep.disabled = false;
  }

  start.addEventListener("click", () => (running && word.textContent !== first ? running.stop() : begin()));
  drop.addEventListener("click", () => { clear(); start.focus(); });
  form.addEventListener("submit", send);
  addEventListener("beforeunload", (event) => { if (blob && !keep.disabled) event.preventDefault(); });
}

if (kind) {
  note.hidden = true;
  for (const form of document.querySelectorAll("form[data-recorder]")) recorder(form);
} else if (!window.isSecureContext) {
  note.textContent = "Muốn thu âm ngay trên trang, phải mở trang bằng địa chỉ bắt đầu với https. Vẫn có thể chọn tệp đã thu sẵn.";
}
