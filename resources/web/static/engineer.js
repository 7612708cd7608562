// What the engineer's pages do more where scripts run: signing with a finger, and forms that are not
// sent into the void or twice. Without any of it the pages work all the same.
"use strict";

const FIELD = { width: 900, height: 300 };
const LONGEST = 8000;

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
    }
  });
  // Whoever comes back to the page may send it again.
  window.addEventListener("pageshow", () => (sent = false));
}

document.querySelectorAll(".signing").forEach(signing);
document.querySelectorAll("form[method=post]").forEach(careful);
window.addEventListener("online", () => {
  const told = document.getElementById("offline");
  if (told) told.hidden = true;
});
