// Larger text in one tap, without leaving the page. The server keeps the choice in its cookie;
// without this file the same form works by an ordinary POST.

const form = document.querySelector("form.text-size");

function choose(button) {
  const data = new FormData(form);
  data.set(button.name, button.value);

  document.documentElement.dataset.text = button.value;
  for (const other of form.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }

  // The redirect is not followed: it would load the whole page again for nothing.
  fetch(form.action, { method: "POST", body: data, redirect: "manual", keepalive: true }).catch(() => {});
}

if (form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    choose(button);
  });
}
