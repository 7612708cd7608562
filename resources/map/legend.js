// The buttons and the legend: what shapes, colours and icons mean, in the language of the console.

import { drawGroup, drawTicket } from "./shapes.js";

const BUTTONS = [
  ["zoomIn", "M12 5v14M5 12h14"],
  ["zoomOut", "M5 12h14"],
  ["zoomAll", "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"],
  ["zoomSelection", "M12 3v4M12 17v4M3 12h4M17 12h4M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8"],
  ["lasso", "M8 15.5C5 14.6 3 12.7 3 10.3 3 6.8 7 4 12 4s9 2.8 9 6.3-4 6.2-9 6.2c-.8 0-1.6-.1-2.3-.2M8 15.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4M9 19c0 1.5-.8 2.5-2.5 3"],
];

export class Legend {
  // `actions`: what each button does, by its name.
  constructor(map, look, words, actions) {
    this.look = look;
    this.words = words;
    this.reviewing = false;
    this.buttons = new Map();
    this.bar = element("div", "tools");
    for (const [name, path] of BUTTONS) this.bar.append(this.button(name, path, actions[name]));
    this.details = document.createElement("details");
    this.details.className = "legend";
    this.sources = element("div", "sources");
    map.getContainer().append(this.bar, this.details, this.sources);
    for (const part of [this.bar, this.details]) {
      L.DomEvent.disableClickPropagation(part);
      L.DomEvent.disableScrollPropagation(part);
    }
    this.write();
  }

  button(name, path, action) {
    const button = element("button", "");
    button.type = "button";
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("viewBox", "0 0 24 24");
    picture.setAttribute("aria-hidden", "true");
    const stroke = document.createElementNS("http://www.w3.org/2000/svg", "path");
    stroke.setAttribute("d", path);
    picture.append(stroke);
    button.append(picture);
    button.addEventListener("click", action);
    this.buttons.set(name, button);
    return button;
  }

  press(name, pressed) {
    this.buttons.get(name).setAttribute("aria-pressed", pressed);
  }

  credit(sources) {
    this.sources.textContent = sources.join(" · ");
  }

  // Whether a proposal is shown, which has marks of its own.
  review(shown) {
    if (shown === this.reviewing) return;
    this.reviewing = shown;
    this.write();
  }

  toggle() {
    this.details.open = !this.details.open;
  }

  say(words) {
    this.words = words;
    this.write();
  }

  repaint(look) {
    this.look = look;
    this.write();
  }

  write() {
    const { words, look } = this;
    for (const [name, button] of this.buttons) {
      button.title = words[name];
      button.setAttribute("aria-label", words[name]);
    }
    const title = element("summary", "", words.legend);
    const rows = element("div", "rows");
    for (const priority of ["1", "2", "3", "4"]) {
      rows.append(row(sample({ priority, sla: "ok", engineer: null }, look), words.priority[priority]));
    }
    for (const sla of ["ok", "at_risk", "breached"]) {
      rows.append(row(sample({ priority: "4", sla, engineer: null }, look), words.sla[sla]));
    }
    rows.append(row(sample({ priority: "3", sla: "ok", engineer: null }, look), words.unassigned));
    rows.append(row(sample({ priority: "3", sla: "ok", engineer: 1 }, look), words.assigned));
    rows.append(row(groupSample(look), words.group));
    for (const state of ["home", "free", "en_route", "on_site"]) {
      const tag = element("span", "engineer small");
      tag.dataset.state = state;
      tag.append(element("span", "", " "));
      rows.append(row(tag, words.states[state]));
    }
    if (this.reviewing) {
      const moved = { priority: "3", sla: "ok", engineer: 1, move: "reassign" };
      rows.append(row(sample(moved, look), words.moved), row(lineSample(look), words.former));
    }
    this.details.replaceChildren(title, rows);
  }
}

function element(kind, className, words = "") {
  const made = document.createElement(kind);
  if (className) made.className = className;
  if (words) made.textContent = words;
  return made;
}

function row(picture, words) {
  const line = element("div", "row");
  const cell = element("span", "cell");
  cell.append(picture);
  line.append(cell, element("span", "", words));
  return line;
}

function canvas(size) {
  const made = document.createElement("canvas");
  const ratio = window.devicePixelRatio || 1;
  made.width = size * ratio;
  made.height = size * ratio;
  made.style.width = `${size}px`;
  made.style.height = `${size}px`;
  const ctx = made.getContext("2d");
  ctx.scale(ratio, ratio);
  return [made, ctx];
}

function sample(ticket, look) {
  const [made, ctx] = canvas(22);
  drawTicket(ctx, 11, 11, { ticket, look, chosen: false, order: 0 });
  return made;
}

function groupSample(look) {
  const [made, ctx] = canvas(26);
  drawGroup(ctx, 13, 13, 11, { count: 9, states: { ok: 6, at_risk: 2, breached: 1 }, look });
  return made;
}

function lineSample(look) {
  const [made, ctx] = canvas(26);
  ctx.setLineDash([3, 6]);
  ctx.lineCap = "round";
  ctx.lineWidth = 2.5;
  ctx.strokeStyle = look.muted;
  ctx.beginPath();
  ctx.moveTo(2, 13);
  ctx.lineTo(24, 13);
  ctx.stroke();
  return made;
}
