// Reads QR codes through the camera, for every [data-scanner] of a page (templates/macros/scanner.html says how to use it).
// The browser's own BarcodeDetector where there is one, else a kept library, fetched when the camera is opened.

const EVERY = 180; // milliseconds between two looks
const SAME = 2000; // a code is told again only after it has been out of sight for so long
const PATIENCE = 15000; // then a hint how to hold the card
const WIDEST = 800; // pixels of a picture that the library looks at

const WORDS = {
  opening: "Đang mở máy ảnh…",
  looking: "Đưa hình vuông đen trắng trên thẻ vào giữa khung, giữ yên một chút.",
  closer: "Chưa thấy mã. Đưa thẻ vào gần hơn, để thẳng, đủ sáng và giữ yên. Không được thì gõ số in trên thẻ.",
  read: "Đã đọc được mã.",
  stopped: "Đã tắt máy ảnh.",
  zalo: "Đang xem trong Zalo nên không mở được máy ảnh. Chạm dấu ba chấm ở góc trên, chọn mở bằng Chrome (iPhone: Safari). Hoặc gõ số in trên thẻ.",
  insecure: "Máy ảnh chỉ mở được ở địa chỉ an toàn, bắt đầu bằng https. Ở đây xin gõ số in trên thẻ.",
  none: "Máy này không có máy ảnh dùng được. Xin gõ số in trên thẻ.",
  refused: "Trình duyệt chưa được phép dùng máy ảnh. Chạm hình ổ khóa cạnh địa chỉ trang, cho phép Máy ảnh, rồi thử lại. Hoặc gõ số in trên thẻ.",
  busy: "Máy ảnh đang bận ở ứng dụng khác. Xin tắt ứng dụng đó rồi thử lại.",
  broken: "Chưa đọc được mã vì mạng yếu. Xin thử lại, hoặc gõ số in trên thẻ.",
};
const REASONS = { NotAllowedError: "refused", SecurityError: "refused", NotReadableError: "busy", AbortError: "busy" };

// Returns a function that finds the texts of the codes in a video.
async function eyes(decoder) {
  try {
    const known = await BarcodeDetector.getSupportedFormats();
    if (known.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      await detector.detect(document.createElement("canvas").getContext("2d").createImageData(8, 8));
      return async (video) => (await detector.detect(video)).map((code) => code.rawValue);
    }
  } catch { /* none, or one that only pretends (phones without Google's services) */ }

  const { decodeQR } = await import(decoder);
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, WIDEST / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    paper.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return [decodeQR(paper.getImageData(0, 0, canvas.width, canvas.height))];
    } catch {
      return []; // no code in this picture
    }
  };
}

function scanner(box) {
  const part = (name) => box.querySelector(`[data-scanner-${name}]`);
  const [open, view, stop, torch, video] = [part("open"), part("view"), part("stop"), part("torch"), box.querySelector("video")];
  const seen = new Map();
  let stream = null;
  let turn = 0; // each opening has a number: what an earlier one still waits for comes too late

  const say = (word) => { if (part("say").textContent !== WORDS[word]) part("say").textContent = WORDS[word]; };

  function shut(word) {
    turn += 1;
    for (const track of stream?.getTracks() || []) track.stop();
    stream = video.srcObject = null;
    const focused = view.contains(document.activeElement);
    view.hidden = true;
    open.parentElement.hidden = false;
    if (focused) open.focus();
    if (word) say(word);
  }

  async function start() {
    if (!isSecureContext) return say("insecure");
    if (/Zalo/i.test(navigator.userAgent)) return say("zalo");
    if (!navigator.mediaDevices?.getUserMedia) return say("none");
    const mine = ++turn;
    seen.clear();
    say("opening");

    let camera;
    try {
      camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
    } catch (failure) {
      if (mine === turn) shut(REASONS[failure.name] || "none");
      return;
    }
    if (mine !== turn) return camera.getTracks().forEach((track) => track.stop());
    stream = camera;
    show();
    try {
      video.srcObject = stream;
      await video.play();
      const find = await eyes(box.dataset.decoder);
      if (mine === turn) await look(find, mine);
    } catch {
      if (mine === turn) shut("broken");
    }
  }

  function show() {
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", () => stream && shut("busy"));
    torch.hidden = !track.getCapabilities?.().torch;
    torch.setAttribute("aria-pressed", "false");
    view.hidden = false;
    open.parentElement.hidden = true;
    stop.focus();
    say("looking");
  }

  async function look(find, mine) {
    let lastRead = Date.now();
    while (mine === turn) {
      const texts = video.videoWidth ? await find(video) : [];
      if (mine !== turn) return;
      const now = Date.now();
      if (texts.length) lastRead = now;
      if (now - lastRead > PATIENCE) say("closer");
      for (const text of texts) tell(text, now);
      await new Promise((done) => setTimeout(done, EVERY));
    }
  }

  function tell(text, now) {
    const again = now - (seen.get(text) ?? -SAME) < SAME;
    seen.set(text, now);
    if (again) return;
    navigator.vibrate?.(80);
    if ("scannerContinuous" in box.dataset) say("read");
    else shut("read");
    box.dispatchEvent(new CustomEvent("scanned", { bubbles: true, detail: { text } }));
  }

  async function light() {
    const on = torch.getAttribute("aria-pressed") !== "true";
    try {
      await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
      torch.setAttribute("aria-pressed", String(on));
    } catch {
      torch.hidden = true;
    }
  }

  open.addEventListener("click", start);
  stop.addEventListener("click", () => shut("stopped"));
  torch.addEventListener("click", light);
  addEventListener("pagehide", () => stream && shut());
  document.addEventListener("visibilitychange", () => document.hidden && stream && shut("stopped"));
  box.hidden = false;
}

document.querySelectorAll("[data-scanner]").forEach(scanner);
