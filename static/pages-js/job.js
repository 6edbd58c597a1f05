// The bar of long work: asks for a few bytes every second, and only what has changed; at the end the page comes anew.

const box = document.querySelector("[data-job]");
const bar = document.querySelector("[data-job-bar]");
const say = document.querySelector("[data-job-say]");
let known = "";
let pause = 1000;

async function look() {
  try {
    const answer = await fetch(box.dataset.job, { headers: known ? { "If-None-Match": known } : {}, cache: "no-store" });
    if (answer.status === 200) {
      known = answer.headers.get("ETag") || "";
      const { state, percent, sentence } = await answer.json();
      bar.value = percent;
      if (say.textContent !== sentence) say.textContent = sentence;
      if (state === "done" || state === "failed") return location.reload();
      pause = 1000;
    } else if (answer.status === 304) {
      pause = Math.min(pause * 1.3, 5000);
    } else if (answer.status === 401 || answer.status === 404 || answer.redirected) {
      return location.reload();
    }
  } catch {
    pause = 5000; // no network: the work goes on without us
  }
  setTimeout(look, pause);
}

if (box) setTimeout(look, pause);
