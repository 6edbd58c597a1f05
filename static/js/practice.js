// Practice questions answer by CSS alone; this tells screen readers what appeared.
// An explanation that stands beside the options (.practice > .practice-explain) is shown here too.

const practices = document.querySelectorAll(".practice");

if (practices.length) {
  const voice = document.createElement("p");
  voice.className = "unseen";
  voice.setAttribute("role", "status");
  document.body.append(voice);

  for (const practice of practices) {
    practice.addEventListener("change", (event) => {
      let next = event.target.nextElementSibling;
      while (next && !next.classList.contains("practice-feedback")) next = next.nextElementSibling;

      const explain = practice.querySelector(":scope > .practice-explain");
      practice.classList.add("is-answered");
      voice.textContent = [next, explain].filter(Boolean).map((part) => part.innerText.trim()).join(" ");
    });
  }
}
