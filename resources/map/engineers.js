// Engineers: icons, of many only those in view, and from afar dots, or they would hide the city.

import { Drawing, EngineerMarker, engineerIcon, stampDot } from "./shapes.js";

const REACH = 26; // pixels around an icon that mean the engineer
const APART = 24; // pixels between the icons of engineers who are at one place
const MANY = 25; // more engineers than that are drawn as dots ...
const FAR = 11.5; // ... below this zoom, ...
const CROWD = 80; // ... or while more than that are in view
const MARGIN = 0.25; // of the frame, around it: how far beyond the view icons are kept

export class Engineers {
  // `renderer` is the canvas the dots share with the tickets.
  // `told(marker, pick)` attaches what the pointer does; `pick(event)` is the entry it means.
  constructor(map, renderer, look, words, told) {
    Object.assign(this, { map, words, told });
    this.all = new Map(); // id -> {engineer, marker, place, shift}
    this.places = new Map(); // key -> Set of entries at one place
    this.chosen = null;
    this.hinted = null;
    this.far = false;
    this.look = look;
    this.dots = new Drawing([0, 0], {
      renderer, pane: "tickets",
      draw: (ctx, bounds) => this.drawDots(ctx, bounds),
      hit: (point) => this.seenAsDots().some(({ at }) => point.distanceTo(at) <= 8),
    });
    told(this.dots, ({ layerPoint }) => this.dotAt(layerPoint));
    map.on("moveend zoomend resize", () => this.show());
  }

  change({ set, gone }) {
    const crowded = new Set();
    for (const id of gone) this.drop(id, crowded);
    for (const engineer of set) {
      const entry = this.all.get(engineer.id) || this.add(engineer);
      entry.engineer = engineer;
      entry.marker.setLatLng(engineer.at);
      this.settle(entry, crowded);
      if (entry.marker._map) this.dress(entry);
    }
    for (const place of crowded) this.spread(place);
    this.show();
  }

  add(engineer) {
    const marker = new EngineerMarker(engineer.at, {
      icon: engineerIcon(), alt: "", riseOnHover: true,
    });
    const entry = { engineer, marker, place: null, shift: 0 };
    this.all.set(engineer.id, entry);
    this.told(marker, () => entry);
    return entry;
  }

  drop(id, crowded) {
    const entry = this.all.get(id);
    if (!entry) return;
    this.leave(entry, crowded);
    entry.marker.remove();
    this.all.delete(id);
  }

  settle(entry, crowded) {
    const place = entry.engineer.at.map((degrees) => degrees.toFixed(4)).join();
    if (place === entry.place) return;
    this.leave(entry, crowded);
    entry.place = place;
    if (!this.places.has(place)) this.places.set(place, new Set());
    this.places.get(place).add(entry);
    crowded.add(place);
  }

  leave(entry, crowded) {
    const others = this.places.get(entry.place);
    if (!others) return;
    others.delete(entry);
    if (!others.size) this.places.delete(entry.place);
    crowded.add(entry.place);
  }

  // Icons of engineers at one place stand side by side.
  spread(place) {
    const entries = [...(this.places.get(place) || [])];
    entries.forEach((entry, index) => {
      entry.shift = Math.round((index - (entries.length - 1) / 2) * APART);
      if (entry.marker._map) this.dress(entry);
    });
  }

  // As icons or as dots, by what the view is.
  show() {
    const many = this.all.size > MANY;
    const frame = this.map.getBounds();
    const view = frame.pad(MARGIN);
    this.far = many && (this.map.getZoom() < FAR || this.within(frame) > CROWD);
    for (const entry of this.all.values()) {
      const near = !this.far && (!many || view.contains(entry.engineer.at));
      const wanted = near || this.standsOut(entry);
      if (wanted === Boolean(entry.marker._map)) continue;
      if (wanted) this.dress(entry, entry.marker.addTo(this.map));
      else entry.marker.remove();
    }
    if (!this.far) this.dots.remove();
    else if (this.dots._map) this.dots.redraw();
    else this.dots.addTo(this.map);
    this.raise();
  }

  // Dots lie over the tickets.
  raise() {
    if (this.dots._map) this.dots.bringToFront();
  }

  within(bounds) {
    let count = 0;
    for (const { engineer } of this.all.values()) if (bounds.contains(engineer.at)) count += 1;
    return count;
  }

  standsOut({ engineer: { id } }) {
    return id === this.chosen || id === this.hinted;
  }

  dress(entry) {
    const { engineer, marker, shift } = entry;
    const element = marker.getElement();
    const tag = element.firstChild;
    tag.firstChild.textContent = engineer.initials;
    tag.dataset.state = engineer.state;
    element.setAttribute("aria-label", this.describe(engineer));
    element.style.setProperty("--shift", `${shift}px`);
    element.classList.toggle("chosen", engineer.id === this.chosen);
    element.classList.toggle("target", engineer.id === this.hinted);
  }

  describe(engineer) {
    const visits = this.words.visits.replace("{n}", engineer.visits);
    return `${engineer.name} · ${this.words.states[engineer.state]} · ${visits}`;
  }

  choose(id) {
    if (id === this.chosen) return;
    const before = this.chosen;
    this.chosen = id;
    this.show();
    for (const key of [before, id]) {
      const entry = this.all.get(key);
      if (!entry?.marker._map) continue;
      this.dress(entry);
      entry.marker.setZIndexOffset(key === id ? 10000 : 0);
    }
  }

  // Who is under what is carried over the map.
  hint(id) {
    if (id === this.hinted) return;
    const before = this.hinted;
    this.hinted = id;
    this.show();
    for (const key of [before, id]) {
      const entry = this.all.get(key);
      if (entry?.marker._map) this.dress(entry);
    }
  }

  say(words) {
    this.words = words;
    for (const entry of this.all.values()) if (entry.marker._map) this.dress(entry);
  }

  repaint(look) {
    this.look = look;
    if (this.dots._map) this.dots.redraw();
  }

  seenAsDots() {
    const found = [];
    for (const entry of this.all.values()) {
      if (entry.marker._map) continue;
      const { at, state } = entry.engineer;
      found.push({ at: this.map.latLngToLayerPoint(at), state, entry });
    }
    return found;
  }

  drawDots(ctx, { min, max }) {
    const view = L.bounds(min.subtract([9, 9]), max.add([9, 9]));
    for (const { at, state } of this.seenAsDots()) {
      if (view.contains(at)) stampDot(ctx, at.x, at.y, state, this.look);
    }
  }

  dotAt(point) {
    const [nearest] = this.seenAsDots().sort(
      (one, other) => one.at.distanceTo(point) - other.at.distanceTo(point));
    return nearest?.entry ?? null;
  }

  // The engineer whose icon or dot lies about a point of the map's frame, or null.
  near(point) {
    let best = null;
    let least = this.far ? REACH / 2 : REACH;
    for (const { engineer, marker, shift } of this.all.values()) {
      const at = this.map.latLngToContainerPoint(engineer.at);
      const away = Math.min(
        marker._map ? at.add([shift, -18]).distanceTo(point) : Infinity,
        this.far ? at.distanceTo(point) : Infinity,
      );
      if (away < least) [best, least] = [engineer.id, away];
    }
    return best;
  }
}
