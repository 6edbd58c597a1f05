// A photograph of a sheet is made small on the phone before it is sent: 1600 pixels, JPEG, a few hundred kilobytes. What
// cannot be read here goes as it is, and the site says what is wrong with it.

const form = document.querySelector("[data-photo]");
const field = form.querySelector("input[type=file]");
const say = form.querySelector("[data-photo-say]");
const LARGEST = 1600;
const MOST = 3500000; // bytes that the site takes, with some room

async function small(file) {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, LARGEST / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
}

async function shrink() {
  const [file] = field.files;
  if (!file) return;
  say.textContent = "Đang thu nhỏ ảnh…";
  try {
    const blob = await small(file);
    const box = new DataTransfer();
    box.items.add(new File([blob], "to-diem-danh.jpg", { type: "image/jpeg" }));
    field.files = box.files;
    say.textContent = `Ảnh còn ${Math.round(blob.size / 1024)} KB, bấm Lưu ảnh.`;
  } catch {
    const heavy = file.size > MOST;
    if (heavy) field.value = "";
    say.textContent = heavy ? "Tệp này quá lớn và máy không thu nhỏ được. Xin chụp lại bằng máy ảnh của điện thoại." : "";
  }
}

field.addEventListener("change", shrink);
