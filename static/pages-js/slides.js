// Slides without waiting: all of them are in the page, this turns them over. Without it, the links do the same slowly.

const deck = document.querySelector("[data-deck]");
if (deck) {
  const find = (name) => deck.querySelector(`[data-${name}]`);
  const slides = [...deck.querySelectorAll(".slide")];
  const following = [...deck.querySelectorAll("[data-following]")];
  const back = find("back"), next = find("next"), twin = find("twin");
  const other = "BroadcastChannel" in window ? new BroadcastChannel(location.pathname) : null;
  let at = Number(deck.dataset.at);

  const address = (link, number) => {
    const url = new URL(link, location.href);
    url.searchParams.set("trang", number);
    return url.pathname + url.search;
  };

  const show = (number, told) => {
    at = Math.min(Math.max(number, 1), slides.length);
    slides.forEach((slide, place) => { slide.hidden = place + 1 !== at; });
    following.forEach((words, place) => { words.hidden = place + 1 !== at; });
    find("count").textContent = `${at}/${slides.length}`;
    back.href = address(back.href, Math.max(at - 1, 1));
    next.href = address(next.href, Math.min(at + 1, slides.length));
    back.hidden = at === 1;
    next.hidden = at === slides.length;
    twin.href = address(twin.href, at);
    deck.classList.remove("deck-black");
    history.replaceState(null, "", address(location.href, at));
    window.scrollTo(0, 0);
    if (!told && other) other.postMessage(at);
  };

  const black = () => deck.classList.toggle("deck-black");
  const full = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  const leave = () => { location.href = deck.dataset.exit; };

  const keys = {
    ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, Enter: 1,
    ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const pressed = event.target.closest && event.target.closest("a, button");
    const reading = event.target.closest && event.target.closest(".deck-aside");
    if (pressed && (event.key === "Enter" || event.key === " ")) return;
    if (reading && ["ArrowDown", "ArrowUp", " "].includes(event.key)) return;
    const deeds = { Home: () => show(1), End: () => show(slides.length), Escape: leave, b: black, B: black, ".": black, f: full, F: full };
    const step = keys[event.key];
    if (!step && !deeds[event.key]) return;
    event.preventDefault();
    if (step) show(at + step);
    else deeds[event.key]();
  });

  deck.addEventListener("click", (event) => {
    const link = event.target.closest("a, button");
    if (link === back || link === next) {
      event.preventDefault();
      show(at + (link === next ? 1 : -1));
    } else if (!link && event.target.closest(".stage") && !String(getSelection())) {
      show(at + (event.clientX < innerWidth / 4 ? -1 : 1));
    } else if (deck.classList.contains("deck-black")) {
      black();
    }
  });

  find("black").hidden = false;
  find("black").addEventListener("click", black);
  if (document.fullscreenEnabled) {
    find("full").hidden = false;
    find("full").addEventListener("click", full);
  }
  if (other) other.addEventListener("message", (event) => show(Number(event.data) || 1, true));

  let asleep = 0;
  const wake = () => {
    deck.classList.add("awake");
    clearTimeout(asleep);
    asleep = setTimeout(() => deck.classList.remove("awake"), 3000);
  };
  ["mousemove", "touchstart"].forEach((name) => document.addEventListener(name, wake, { passive: true }));

  deck.querySelectorAll("img").forEach((picture) => { picture.loading = "eager"; });
  deck.dataset.ready = "";
  show(at, true);
}
