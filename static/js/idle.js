// A shared device asks "Ai đang học?" when nobody has touched it for a while (all tabs count), but never in the middle
// of an attempt, a run, a live quiz, or while something stands typed.

const box = document.querySelector("[data-idle]");
const BUSY = "[data-quiz], [data-live], [data-no-idle], .phone";
const WARNED = 30;

if (box) {
  const stay = box.querySelector("[data-idle-stay]");
  let shelf = window;
  try { shelf = localStorage; } catch { /* forbidden: this tab alone knows */ }

  const touched = () => {
    try { shelf.cham = Date.now(); } catch { shelf = { cham: Date.now() }; } // full, or none
  };
  const some = (what, is) => [...document.querySelectorAll(what)].some(is);
  const busy = () => document.querySelector(BUSY) || !navigator.onLine || window.speechSynthesis?.speaking
    || some("audio, video", (sound) => !sound.paused)
    || some("main input, main textarea", (field) => !/hidden|radio|checkbox/.test(field.type) && field.value !== field.defaultValue);

  const shut = () => {
    if (!box.hidden) box.close?.();
    box.hidden = true;
  };

  const look = () => {
    if (document.hidden) return;
    if (busy() || shelf.cham > Date.now()) touched(); // or the clock was put back
    const rest = Math.ceil(box.dataset.idle - (Date.now() - shelf.cham) / 1000);
    if (rest > 0) return shut();
    if (rest <= -WARNED) return box.querySelector("form").submit();
    box.querySelector("[data-idle-left]").textContent = WARNED + rest;
    if (!box.hidden) return;
    box.hidden = false;
    box.showModal?.();
    stay.focus();
  };

  const goOn = () => { touched(); shut(); };
  box.addEventListener("cancel", goOn);
  stay.addEventListener("click", goOn);
  for (const kind of ["pointerdown", "keydown", "wheel", "touchmove", "input"]) {
    addEventListener(kind, () => box.hidden && touched(), { passive: true });
  }
  document.addEventListener("visibilitychange", look);
  touched();
  setInterval(look, 1000);
}
