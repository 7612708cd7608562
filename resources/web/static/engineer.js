// What the engineer's pages do more where scripts run: signing with a finger, photos made small enough
// for a slow line, and forms that are not sent into the void or twice. Without any of it the pages work
// all the same.
"use strict";

const FIELD = { width: 900, height: 300 };
const LONGEST = 8000;
const PHOTO = { bytes: 1500000, side: 2400, quality: 0.85 };

function signing(box) {
  const kept = box.querySelector("input[name=drawing]");
  const canvas = document.createElement("canvas");
  canvas.width = FIELD.width;
  canvas.height = FIELD.height;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", box.dataset.name);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "second";
  again.textContent = box.dataset.clear;
  kept.after(canvas, again);
  const pen = canvas.getContext("2d");
  pen.lineWidth = 5;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#000";
  let strokes = read(kept.value);
  let drawing = false;

  function paint() {
    pen.clearRect(0, 0, FIELD.width, FIELD.height);
    for (const stroke of strokes) {
      pen.beginPath();
      stroke.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.lineTo(...stroke[stroke.length - 1]);
      pen.stroke();
    }
  }

  function point(event) {
    const frame = canvas.getBoundingClientRect();
    const within = (value, most) => Math.min(Math.max(Math.round(value), 0), most);
    return [
      within(((event.clientX - frame.left) / frame.width) * FIELD.width, FIELD.width),
      within(((event.clientY - frame.top) / frame.height) * FIELD.height, FIELD.height),
    ];
  }

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    strokes.push([point(event)]);
    drawing = true;
    paint();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const stroke = strokes[strokes.length - 1];
    const [x, y] = point(event);
    const [lastX, lastY] = stroke[stroke.length - 1];
    if (Math.hypot(x - lastX, y - lastY) < 6) return;
    stroke.push([x, y]);
    paint();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      drawing = false;
      kept.value = write(strokes);
    });
  }
  again.addEventListener("click", () => {
    strokes = [];
    kept.value = "";
    paint();
  });
  paint();
}

function read(words) {
  if (!words) return [];
  return words.split(";").map((one) => one.split(" ").map((pair) => pair.split(",").map(Number)));
}

// Every second point goes until it is short enough; of very many short strokes the last ones.
function write(strokes) {
  const words = strokes.map((one) => one.map((pair) => pair.join(",")).join(" ")).join(";");
  if (words.length <= LONGEST) return words;
  if (strokes.every((one) => one.length < 3)) return write(strokes.slice(0, -1));
  return write(strokes.map((one) => one.filter((_, at) => at % 2 === 0 || at === one.length - 1)));
}

async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= PHOTO.bytes) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, PHOTO.side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", PHOTO.quality));
    if (!made || made.size >= file.size) return file;
    return new File([made], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}

// While photos are being made smaller their form cannot be sent.
function photos(input) {
  const button = input.form.querySelector("button:not([type=button])");
  input.addEventListener("change", async () => {
    button.disabled = true;
    try {
      const chosen = new DataTransfer();
      for (const file of input.files) chosen.items.add(await smaller(file));
      input.files = chosen.files;
    } finally {
      button.disabled = false;
    }
  });
}

function careful(form) {
  const told = document.getElementById("offline");
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (told && navigator.onLine === false) {
      event.preventDefault();
      told.hidden = false;
      told.scrollIntoView();
    } else if (sent) {
      event.preventDefault();
    } else {
      sent = true;
      // Where nothing came of it, it may be sent again: what had arrived is not done twice.
      setTimeout(() => (sent = false), 5000);
    }
  });
  // Whoever comes back to the page may send it again.
  window.addEventListener("pageshow", () => (sent = false));
}

document.querySelectorAll(".signing").forEach(signing);
document.querySelectorAll("input[type=file]").forEach(photos);
document.querySelectorAll("form[method=post]").forEach(careful);
window.addEventListener("online", () => {
  const told = document.getElementById("offline");
  if (told) told.hidden = true;
});
