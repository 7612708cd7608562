// Drawing regions: corners to drag, faint points between them that become corners, new rings.
// The page holds the drawing; what is drawn goes to Qt as numbers when Qt asks for it (`save`).

const SNAP = 8; // pixels within which a corner takes the place of a neighbour's
const ROOM = 16; // pixels between the corners that are shown
const STEP = 2; // pixels that an arrow key moves a corner; with Shift ten times as many
const MOST_STEPS = 100;
const KEYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

function pane(map, name, height) {
  const made = map.getPane(name) || map.createPane(name);
  made.style.zIndex = height;
  return made;
}

export class RegionEditor {
  // `told(state)`: the drawing has changed; `saved(rings)`: it, as rings of [lon, lat];
  // `cancelled()`: Escape; `fit(bounds)`: have the map show them.
  constructor(map, areas, look, words, { told, saved, cancelled, fit }) {
    Object.assign(this, { map, areas, look, words, told, saved, cancelled, fit });
    this.rings = []; // of [lat, lon], open
    this.drawing = null; // the ring being drawn
    this.past = [];
    this.id = null;
    this.on = false;
    pane(map, "drawing", 620);
    pane(map, "corners", 640);
    this.renderer = L.svg({ pane: "drawing" });
    this.shape = L.polygon([], this.inPane({ weight: 2.5 }));
    this.thread = L.polyline([], this.inPane({ weight: 2, dashArray: "6 5" }));
    this.fault = L.layerGroup();
    this.corners = L.layerGroup();
    this.cross = document.createElement("div");
    this.cross.className = "crosshair";
    map.on("click", ({ latlng, originalEvent }) => this.click(latlng, originalEvent));
    map.on("dblclick", ({ originalEvent: { shiftKey, altKey } }) => {
      if (this.drawing && !shiftKey && !altKey) this.close();
    });
    map.on("mousemove", ({ latlng }) => this.lead(latlng));
    map.on("moveend zoomend", () => this.on && this.showCorners());
    map.getContainer().addEventListener("keydown", (event) => this.key(event), true);
  }

  inPane(options) {
    return { renderer: this.renderer, pane: "drawing", interactive: false, ...options };
  }

  apply(message) {
    if (message === null) this.stop();
    else if ("edit" in message) this.start(message.edit);
    else if (message.ring) this.draw();
    else if (message.back) this.back();
    else if (message.save) this.saved(this.rings.map((ring) => ring.map(([lat, lon]) => [lon, lat])));
  }

  start(id) {
    this.stop();
    this.on = true;
    this.id = id;
    this.rings = [];
    const layer = this.areas.getLayers().find(({ feature }) => feature.properties.id === id);
    if (layer) {
      this.rings = layer.feature.geometry.coordinates.map((ring) => opened(ring)
        .map(([lon, lat]) => [lat, lon]));
    }
    this.past = [];
    for (const part of [this.shape, this.thread, this.fault, this.corners]) part.addTo(this.map);
    this.map.getContainer().classList.add("editing");
    this.map.doubleClickZoom.disable();
    if (layer && this.rings.length) this.fit(layer.getBounds());
    if (!this.rings.length) this.draw();
    else this.show();
    this.map.getContainer().focus();
  }

  stop() {
    this.on = false;
    this.drawing = null;
    for (const part of [this.shape, this.thread, this.fault, this.corners]) part.remove();
    this.cross.remove();
    this.map.getContainer().classList.remove("editing", "drawing");
    this.map.doubleClickZoom.enable();
  }

  // A further ring: a part of its own, or inside another one a hole.
  draw() {
    this.drawing = [];
    this.map.getContainer().classList.add("drawing");
    this.map.getContainer().append(this.cross);
    this.show();
    this.map.getContainer().focus();
  }

  close() {
    const ring = this.drawing;
    if (!ring || new Set(ring.map(String)).size < 3) return;
    this.keep();
    this.rings.push(ring);
    this.endRing();
  }

  endRing() {
    this.drawing = null;
    this.thread.setLatLngs([]);
    this.cross.remove();
    this.map.getContainer().classList.remove("drawing");
    this.show();
  }

  keep() {
    this.past = [...this.past.slice(1 - MOST_STEPS), this.rings.map((ring) => [...ring])];
  }

  back() {
    if (this.drawing && this.drawing.length) this.drawing.pop();
    else if (this.drawing && this.rings.length) {
      this.endRing();
      return;
    } else if (this.past.length) this.rings = this.past.pop();
    if (!this.rings.length && !this.drawing) this.draw();
    this.show();
  }

  click(latlng, event) {
    if (!this.on || !this.drawing || event.shiftKey) return;
    this.addCorner(latlng);
  }

  addCorner(latlng) {
    const at = this.snapped(latlng);
    const first = this.drawing[0];
    const last = this.drawing[this.drawing.length - 1];
    if (this.drawing.length > 2 && this.near(first, at)) {
      this.close();
      return;
    }
    if (last && String(last) === String(at)) return;
    this.drawing.push(at);
    this.show();
  }

  near(corner, at) {
    const [one, two] = [corner, at].map((each) => this.map.latLngToContainerPoint(each));
    return one.distanceTo(two) <= SNAP;
  }

  lead(latlng) {
    if (!this.drawing || !this.drawing.length) return;
    this.thread.setLatLngs([...this.drawing, this.snapped(latlng)]);
  }

  // The place, or that of a neighbour's corner beside it, so that borders meet.
  snapped(latlng) {
    const at = this.map.latLngToContainerPoint(latlng);
    const view = this.map.getBounds();
    let best = [round(latlng.lat), round(latlng.lng)];
    let least = SNAP;
    for (const layer of this.areas.getLayers()) {
      if (layer.feature.properties.id === this.id || !view.intersects(layer.getBounds())) continue;
      for (const ring of layer.feature.geometry.coordinates) {
        for (const [lon, lat] of ring) {
          if (!view.contains([lat, lon])) continue;
          const away = this.map.latLngToContainerPoint([lat, lon]).distanceTo(at);
          if (away < least) [best, least] = [[lat, lon], away];
        }
      }
    }
    return best;
  }

  key(event) {
    if (!this.on) return;
    const deeds = {
      Enter: () => this.drawing && this.close(),
      " ": () => this.drawing && this.addCorner(this.map.getCenter()),
      Backspace: () => this.back(),
      Escape: () => (this.drawing && this.rings.length ? this.endRing() : this.cancelled()),
    };
    if (event.target !== this.map.getContainer() && event.key !== "Escape") return;
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  }

  show() {
    const colour = this.look.accent;
    this.shape.setStyle({ color: colour, fillColor: colour, fillOpacity: 0.14 });
    this.thread.setStyle({ color: colour });
    this.shape.setLatLngs(this.rings);
    this.thread.setLatLngs(this.drawing || []);
    this.showFaults();
    this.showCorners();
    const corners = this.rings.reduce((sum, ring) => sum + ring.length, 0);
    this.told({
      corners: corners + (this.drawing ? this.drawing.length : 0), rings: this.rings.length,
      drawing: Boolean(this.drawing), crossing: Boolean(this.crossings.length),
      steps: this.past.length + (this.drawing ? this.drawing.length : 0),
    });
  }

  showFaults() {
    this.crossings = crossings(this.drawing ? [...this.rings, this.drawing] : this.rings, this.drawing);
    this.fault.clearLayers();
    for (const at of this.crossings.slice(0, 50)) {
      L.circleMarker(at, this.inPane({
        radius: 9, weight: 3, color: this.look.sla.breached, fill: false,
      })).addTo(this.fault);
    }
  }

  // Corners to take hold of; where they stand too close only some, until one zooms in.
  showCorners() {
    const held = document.activeElement && document.activeElement.dataset.corner;
    this.corners.clearLayers();
    const view = this.map.getBounds().pad(0.05);
    const all = this.drawing ? [...this.rings, this.drawing] : this.rings;
    all.forEach((ring, number) => {
      const open = ring === this.drawing;
      let last = null;
      ring.forEach((corner, index) => {
        const at = this.map.latLngToContainerPoint(corner);
        const shown = !last || last.distanceTo(at) >= ROOM || open;
        if (shown && view.contains(corner)) this.corner(ring, number, index, open, held);
        const next = ring[(index + 1) % ring.length];
        const to = this.map.latLngToContainerPoint(next);
        if (!open && at.distanceTo(to) >= 2 * ROOM) this.between(ring, index, corner, next, view);
        if (shown) last = at;
      });
    });
  }

  corner(ring, number, index, open, held) {
    const marker = this.handle(ring[index], open && index === 0 ? "corner first" : "corner");
    const name = `${number}/${index}`;
    const element = marker.getElement();
    element.dataset.corner = name;
    element.setAttribute("aria-label", `${this.words.corner} ${index + 1}`);
    if (open) {
      marker.on("click", () => { if (index === 0) this.close(); });
      return;
    }
    marker.on("dragstart", () => this.keep());
    marker.on("drag", ({ latlng }) => {
      ring[index] = [round(latlng.lat), round(latlng.lng)];
      this.shape.setLatLngs(this.rings);
    });
    marker.on("dragend", () => {
      ring[index] = this.snapped(L.latLng(ring[index]));
      this.show();
    });
    marker.on("contextmenu", () => this.drop(ring, index));
    element.addEventListener("keydown", (event) => this.cornerKey(event, ring, index));
    if (name === held) element.focus({ preventScroll: true });
  }

  cornerKey(event, ring, index) {
    const way = KEYS[event.key];
    if (way) {
      const by = event.shiftKey ? 10 * STEP : STEP;
      const at = this.map.latLngToContainerPoint(ring[index]).add([way[0] * by, way[1] * by]);
      const to = this.map.containerPointToLatLng(at);
      this.keep();
      ring[index] = [round(to.lat), round(to.lng)];
      this.show();
    } else if (event.key === "Delete" || event.key === "Backspace") this.drop(ring, index);
    else if (event.key === "Insert" || event.key === "+") {
      const next = ring[(index + 1) % ring.length];
      this.insert(ring, index, [(ring[index][0] + next[0]) / 2, (ring[index][1] + next[1]) / 2]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  between(ring, index, corner, next, view) {
    const [one, two] = [corner, next].map((each) => this.map.project(each));
    const middle = this.map.unproject(one.add(two).divideBy(2));
    if (!view.contains(middle)) return;
    const marker = this.handle(middle, "corner between", false);
    marker.on("dragstart", () => {
      this.keep();
      ring.splice(index + 1, 0, [middle.lat, middle.lng]);
    });
    marker.on("drag", ({ latlng }) => {
      ring[index + 1] = [round(latlng.lat), round(latlng.lng)];
      this.shape.setLatLngs(this.rings);
    });
    marker.on("dragend", () => {
      ring[index + 1] = this.snapped(L.latLng(ring[index + 1]));
      this.show();
    });
    marker.on("click", () => this.insert(ring, index, [middle.lat, middle.lng]));
  }

  insert(ring, index, [lat, lon]) {
    this.keep();
    ring.splice(index + 1, 0, [round(lat), round(lon)]);
    this.show();
  }

  // A ring of fewer than three corners is none.
  drop(ring, index) {
    this.keep();
    ring.splice(index, 1);
    this.rings = this.rings.filter((each) => each.length > 2);
    if (!this.rings.length) this.draw();
    else this.show();
  }

  handle(at, className, keyboard = true) {
    const icon = L.divIcon({ className, iconSize: [14, 14] });
    const draggable = !this.drawing;
    return L.marker(at, {
      icon, draggable, keyboard, pane: "corners", bubblingMouseEvents: false, autoPanOnFocus: false,
    })
      .addTo(this.corners);
  }

  repaint(look) {
    this.look = look;
    if (this.on) this.show();
  }

  say(words) {
    this.words = words;
    if (this.on) this.showCorners();
  }
}

function opened(ring) {
  const last = ring.length - 1;
  return last > 0 && String(ring[0]) === String(ring[last]) ? ring.slice(0, -1) : ring;
}

function round(degrees) {
  return Math.round(degrees * 1e6) / 1e6;
}

// Where borders cross, as [lat, lon]; `open` is the ring that has no last side yet.
export function crossings(rings, open) {
  const edges = [];
  for (const ring of rings) {
    const sides = ring === open ? ring.length - 1 : ring.length;
    for (let side = 0; side < sides; side += 1) {
      const [a, b] = [ring[side], ring[(side + 1) % ring.length]];
      edges.push([a, b, Math.min(a[1], b[1]), Math.max(a[1], b[1])]);
    }
  }
  edges.sort((one, other) => one[2] - other[2]);
  const found = [];
  let running = [];
  for (const edge of edges) {
    running = running.filter((other) => other[3] >= edge[2]);
    for (const other of running) {
      const at = crossing(edge, other);
      if (at) found.push(at);
    }
    running.push(edge);
  }
  return found;
}

function crossing([a, b], [c, d]) {
  const left = side(c, d, a);
  const right = side(c, d, b);
  if (left * right >= 0 || side(a, b, c) * side(a, b, d) >= 0) return null;
  const share = left / (left - right);
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

function side(start, end, point) {
  return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0]);
}
