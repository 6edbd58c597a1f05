// The code on the wall: another one every minute, fetched as the same page, so that a screen in full stays in full.

const box = document.querySelector("[data-wall]");
const say = document.querySelector("[data-wall-say]");
const said = say.textContent;
const AGAIN = 4000;
const OFTEN = 15000; // how many are there is told more often than the code changes

async function look() {
  let pause = AGAIN;
  try {
    const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
    const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-wall]");
    if (!fresh) throw new Error("signed out");
    box.replaceChildren(...fresh.childNodes);
    pause = Math.min(OFTEN, Number(fresh.dataset.wall) * 1000 + 300);
    say.textContent = said;
  } catch {
    say.textContent = "Mất mạng, mã này có thể đã cũ. Tạm thời xin điểm danh bằng danh sách hoặc quét thẻ.";
  }
  setTimeout(look, pause);
}

const full = document.querySelector("[data-wall-full]");
full.hidden = !document.fullscreenEnabled;
full.addEventListener("click", () => box.requestFullscreen());

setTimeout(look, Math.min(OFTEN, Number(box.dataset.wall) * 1000 + 300));
