// Tickets carried over the map, dragged from a marker or in from another panel: what is under the
// pointer stands out, lines show where they would go, and a card what that would cost.

import { SLIP, follow, offset, sketch, stroke, swallowClick } from "./gestures.js";

const SIGNS = { pending: "", fine: "✓", costly: "▲", refused: "✕" };

export class Carry {
  // `target(point, ids)`: {engineer, shift, after, ends} there, or null: `ends` are the ends of a leg,
  // none for an engineer. `place(id)`: where a ticket or null. `mark(engineer)`: make him stand out.
  // `label(ids)`: what is carried. `hover(ids, target | null)`, `drop(ids, target)`: tell the console;
  // so does `carry(ids)` of what was picked up here, none once it is let go.
  constructor(map, deeds) {
    Object.assign(this, { map, deeds, ids: null, target: null, card: null, lines: null, allowed: true });
  }

  // Has a press on the ticket's marker begin a drag; `ids()` are what goes along.
  attach(marker, entry, ids) {
    marker.on("mousedown", ({ originalEvent: down }) => {
      if (!this.allowed || down.button !== 0 || down.shiftKey || down.altKey) return;
      this.press(down, ids(entry), entry.ticket.id);
    });
  }

  press(down, ids, pressed) {
    const from = offset(this.map, down);
    const first = [pressed, ...ids.filter((id) => id !== pressed)];
    const { dragging } = this.map;
    dragging.disable();
    follow(
      (event) => {
        const at = offset(this.map, event);
        if (!this.ids && at.distanceTo(from) < SLIP) return;
        if (!this.ids) this.deeds.carry(first);
        this.over(first, at);
      },
      (event) => {
        dragging.enable();
        if (!this.ids) return;
        swallowClick();
        this.deeds.carry([]);
        this.drop(first, offset(this.map, event));
      },
      () => {
        dragging.enable();
        if (this.ids) this.deeds.carry([]);
        this.leave();
      },
    );
  }

  over(ids, point) {
    this.begin(ids);
    const target = this.deeds.target(point, ids);
    if (!same(target, this.target)) {
      this.target = target;
      this.deeds.mark(target && !target.ends ? target.engineer : null);
      this.say({ title: this.deeds.label(ids), lines: [], judgement: "pending" });
      this.deeds.hover(ids, target);
    }
    this.draw(point);
    this.put(point);
  }

  drop(ids, point) {
    this.over(ids, point);
    const { target } = this;
    this.leave();
    if (target) this.deeds.drop(ids, target);
  }

  leave() {
    if (!this.ids) return;
    this.card.remove();
    this.lines.remove();
    this.deeds.mark(null);
    this.deeds.hover(this.ids, null);
    Object.assign(this, { ids: null, target: null, card: null, lines: null });
  }

  // What the console says of the target: {title, lines, judgement}.
  price(words) {
    if (!this.target) return;
    this.say(words);
    this.put(this.at);
  }

  begin(ids) {
    if (this.ids) return;
    this.ids = ids;
    this.lines = sketch("strings", this.map);
    this.leg = stroke(this.lines, "polyline", "leg");
    this.string = stroke(this.lines, "polyline", "string");
    this.card = document.createElement("div");
    this.card.className = "card";
    this.map.getContainer().append(this.card);
    this.say({ title: this.deeds.label(ids), lines: [], judgement: "pending" });
  }

  say({ title, lines, judgement }) {
    this.card.dataset.judgement = judgement;
    this.card.classList.toggle("possible", this.target !== null);
    const texts = [`${SIGNS[judgement]} ${title}`.trim(), ...lines];
    this.card.replaceChildren(...texts.map((text) => {
      const line = document.createElement("div");
      line.textContent = text;
      return line;
    }));
    this.lines.dataset.judgement = judgement;
  }

  // From the ticket to the pointer; over a leg, the way round by the ticket.
  draw(point) {
    const { target } = this;
    const where = this.deeds.place(this.ids[0]);
    const ends = target?.ends?.map((end) => this.map.latLngToContainerPoint(end));
    const home = where && this.map.latLngToContainerPoint(where);
    const way = ends ? [ends[0], home ?? point, ends[1]] : home ? [home, point] : [];
    this.string.setAttribute("points", way.map(({ x, y }) => `${x},${y}`).join(" "));
    this.leg.setAttribute("points", (ends ?? []).map(({ x, y }) => `${x},${y}`).join(" "));
  }

  // Beside the pointer, never outside the frame nor under the pointer.
  put(point) {
    this.at = point;
    const frame = this.map.getSize();
    const { offsetWidth: width, offsetHeight: height } = this.card;
    const x = point.x + 16 + width > frame.x ? point.x - width - 14 : point.x + 16;
    const y = point.y + 14 + height > frame.y ? point.y - height - 10 : point.y + 14;
    this.card.style.transform = `translate(${Math.max(4, x)}px, ${Math.max(4, y)}px)`;
  }
}

function same(one, other) {
  if (!one || !other) return one === other;
  return one.engineer === other.engineer && one.shift === other.shift && one.after === other.after;
}
