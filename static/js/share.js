// [data-share]: hand the address to Zalo, Messenger … or copy it. [data-print]: print this page.
// Both are `hidden` in the markup, since neither can work without a script.

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (refused) {
    // Browsers inside other apps often refuse the clipboard; the old way still works there.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

async function share(button) {
  const { shareUrl, shareTitle, shareText } = button.dataset;
  const url = new URL(shareUrl || location.pathname, location.href).href;
  const note = document.getElementById(button.getAttribute("aria-describedby"));

  if (navigator.share) {
    try {
      return await navigator.share({ url, title: shareTitle || document.title, text: shareText || "" });
    } catch (stopped) {
      if (stopped.name === "AbortError") return;
    }
  }

  const said = (await copy(url)) ? "Đã chép đường dẫn. Mở Zalo, giữ ngón tay ở ô tin nhắn rồi chọn Dán." : `Đường dẫn: ${url}`;
  if (note) note.textContent = said;
  button.focus();
}

for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = false;
  button.addEventListener("click", () => share(button));
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
