// Where a signed-in reader stopped: sent once, when the lesson is left.
const place = document.querySelector("form[data-place]");
if (place) {
  let screen = 1;
  const screens = [...document.querySelectorAll(".screen")];
  const eye = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) if (isIntersecting) screen = screens.indexOf(target) + 1;
  }, { rootMargin: "-50% 0px" });
  screens.forEach((each) => eye.observe(each));
  addEventListener("visibilitychange", function leave() {
    if (document.visibilityState !== "hidden" || screen < 2) return;
    removeEventListener("visibilitychange", leave);
    place.elements.man_hinh.value = screen;
    fetch(place.action, { method: "POST", body: new URLSearchParams(new FormData(place)), keepalive: true, redirect: "manual" });
  });
}
