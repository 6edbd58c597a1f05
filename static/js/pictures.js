// Where data is dear a picture is a link to itself ([data-picture]); a tap puts the picture in its place.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-picture]");
  if (!link || event.ctrlKey || event.metaKey) return;
  const { width, height, alt } = link.dataset;
  const picture = new Image(width, height);

  event.preventDefault();
  picture.alt = alt;
  picture.className = link.dataset.class || "";
  picture.onerror = () => picture.replaceWith(link); // no network now: it can be tapped again
  picture.src = link.href;
  link.replaceWith(picture);
});
