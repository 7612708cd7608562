// Tickets on the map: one canvas marker each, grouped where too many lie on one spot. Only cells of
// the screen in which something changed are looked at again, and only those in or near the view
// are drawn.

import { Cells } from "./cells.js";
import { GroupMarker, TicketMarker } from "./shapes.js";

const CROWD = 6; // that many in a cell become a group
const NEVER_FROM = 15; // zoom from which every ticket is shown by itself
const MARGIN = 0.25; // of the frame, around it: how far beyond the view tickets are drawn

export class Tickets {
  // `told(marker, entry)` is called for each new marker, to attach what the pointer does; `entry`
  // is null for a group.
  constructor(map, look, told) {
    this.map = map;
    this.look = look;
    this.told = told;
    this.all = new Map(); // id -> {ticket, marker, place, cell, unit}
    this.places = new Map(); // key -> Set of entries at one place
    this.cells = new Cells();
    this.drawn = new Map(); // key of a cell -> {group, shown: Set of entries}
    this.stale = new Set(); // entries whose markers are not where or as they should be
    this.gone = new Set(); // entries that are no more, with markers that may still be shown
    this.crowded = new Set(); // places at which others stand than before
    this.chosen = new Set();
    this.order = new Map(); // id -> place on the chosen route
    this.renderer = L.canvas({ pane: "tickets", padding: 0.25 });
    this.zoom = map.getZoom();
    map.on("zoomend", () => this.arrange());
    map.on("moveend resize", () => this.draw());
  }

  // `set` holds whole tickets and, of tickets known, what differs. Seen by `show`.
  change({ set, gone }) {
    for (const id of gone) this.drop(id);
    for (const ticket of set) {
      const entry = this.all.get(ticket.id);
      if (entry) this.move(entry, ticket);
      else this.add(ticket);
    }
  }

  // Draws what was changed.
  show() {
    for (const entry of this.gone) this.hide(entry);
    for (const { marker, ticket } of this.stale) {
      if (marker._latlng.lat !== ticket.at[0] || marker._latlng.lng !== ticket.at[1]) {
        marker.setLatLng(ticket.at);
      } else if (marker._map) marker.redraw();
    }
    for (const place of this.crowded) this.spread(place);
    for (const kept of [this.gone, this.stale, this.crowded]) kept.clear();
    this.draw();
  }

  add(ticket) {
    const marker = new TicketMarker(ticket.at, {
      renderer: this.renderer, pane: "tickets", ticket, look: this.look, shift: [0, 0],
      chosen: this.chosen.has(ticket.id), order: this.order.get(ticket.id) || 0,
    });
    const entry = { ticket, marker, place: null, cell: null, unit: null };
    this.all.set(ticket.id, entry);
    this.told(marker, entry);
    this.settle(entry);
  }

  move(entry, changes) {
    Object.assign(entry.ticket, changes);
    this.stale.add(entry);
    if (changes.at) this.settle(entry);
    else this.cells.touched.add(entry.cell);
  }

  drop(id) {
    const entry = this.all.get(id);
    if (!entry) return;
    this.all.delete(id);
    this.stale.delete(entry);
    this.gone.add(entry);
    this.leave(entry);
    this.cells.take(entry);
  }

  // Note where the entry is.
  settle(entry) {
    const { at } = entry.ticket;
    this.leave(entry);
    entry.place = `${at[0].toFixed(5)},${at[1].toFixed(5)}`;
    const others = this.places.get(entry.place);
    if (others) others.add(entry);
    else this.places.set(entry.place, new Set([entry]));
    this.crowded.add(entry.place);
    entry.unit = this.map.project(at, 0);
    this.put(entry);
  }

  leave(entry) {
    const others = this.places.get(entry.place);
    if (!others) return;
    others.delete(entry);
    if (!others.size) this.places.delete(entry.place);
    this.crowded.add(entry.place);
  }

  put(entry) {
    const scale = 2 ** this.zoom;
    this.cells.put(entry, entry.unit.x * scale, entry.unit.y * scale);
  }

  // Tickets of one place stand in a ring around it.
  spread(place) {
    const entries = [...(this.places.get(place) || [])];
    const count = entries.length;
    const ring = count > 1 ? Math.max(8, count * 2.6) : 0;
    entries.forEach(({ marker }, index) => {
      const turn = (2 * Math.PI * index) / count;
      const shift = [ring * Math.sin(turn), -ring * Math.cos(turn)];
      const [right, down] = marker.options.shift;
      if (right === shift[0] && down === shift[1]) return;
      marker.options.shift = shift;
      if (marker._map) marker.redraw();
    });
  }

  // Which tickets are selected, and the order of stops of the chosen route.
  choose(ids, order) {
    const touched = new Set([...this.chosen, ...ids, ...this.order.keys(), ...order.keys()]);
    this.chosen = new Set(ids);
    this.order = order;
    for (const id of touched) {
      const entry = this.all.get(id);
      if (!entry) continue;
      const { options } = entry.marker;
      const [chosen, place] = [this.chosen.has(id), order.get(id) || 0];
      if (options.chosen === chosen && options.order === place) continue;
      Object.assign(options, { chosen, order: place });
      if (entry.marker._map) entry.marker.redraw();
      this.cells.touched.add(entry.cell);
    }
    this.draw();
  }

  repaint(look) {
    this.look = look;
    for (const { marker } of this.all.values()) this.dress(marker);
    for (const { group } of this.drawn.values()) if (group) this.dress(group);
  }

  dress(marker) {
    marker.options.look = this.look;
    if (marker._map) marker.redraw();
  }

  // The zoom has changed: other tickets share a cell.
  arrange() {
    if (this.zoom === this.map.getZoom()) return;
    for (const key of [...this.drawn.keys()]) this.clear(key);
    this.zoom = this.map.getZoom();
    this.cells.clear();
    for (const entry of this.all.values()) {
      entry.cell = null;
      this.put(entry);
    }
    this.draw();
  }

  // Draws what came into view or was changed in it; what left it is taken away.
  draw() {
    const size = this.map.getSize();
    const frame = this.map.getPixelBounds();
    const margin = size.multiplyBy(MARGIN);
    const near = this.cells.within(L.bounds(frame.min.subtract(margin), frame.max.add(margin)));
    for (const key of [...this.drawn.keys()]) if (!near.has(key)) this.clear(key);
    const changed = [...near].filter((key) => !this.drawn.has(key) || this.cells.touched.has(key));
    this.cells.touched.clear();
    if (!changed.length) return;
    for (const key of changed) this.strip(key);
    for (const key of changed) this.drawCell(key);
    this.raise();
  }

  // What is selected, or on the chosen route, lies over the rest.
  raise() {
    for (const id of [...this.order.keys(), ...this.chosen]) {
      const entry = this.all.get(id);
      if (entry?.marker._map) entry.marker.bringToFront();
    }
  }

  // Takes away what has left the cell, before any other cell shows it.
  strip(key) {
    for (const entry of this.drawn.get(key)?.shown || []) if (entry.cell !== key) this.hide(entry);
  }

  drawCell(key) {
    const { group, shown: before } = this.drawn.get(key) || { group: null, shown: [] };
    const entries = [...this.cells.all.get(key)];
    const joined = entries.filter(({ ticket }) => !this.alone(ticket.id));
    const grouped = this.zoom < NEVER_FROM && joined.length >= CROWD;
    const shown = new Set(grouped ? entries.filter(({ ticket }) => this.alone(ticket.id)) : entries);
    for (const entry of before) if (entry.cell === key && !shown.has(entry)) this.hide(entry);
    for (const { marker } of shown) if (!marker._map) marker.addTo(this.map);
    if (group && !grouped) group.remove();
    this.drawn.set(key, { group: grouped ? this.group(group, joined) : null, shown });
  }

  clear(key) {
    const { group, shown } = this.drawn.get(key);
    if (group) group.remove();
    for (const entry of shown) this.hide(entry);
    this.drawn.delete(key);
  }

  alone(id) {
    return this.chosen.has(id) || this.order.has(id);
  }

  hide({ marker }) {
    if (marker._map) marker.remove();
  }

  // The marker of a group of tickets, a new one or the given one made to fit.
  group(given, entries) {
    const count = entries.length;
    const states = {};
    let [x, y] = [0, 0];
    for (const { ticket, unit } of entries) {
      states[ticket.sla] = (states[ticket.sla] || 0) + 1;
      x += unit.x;
      y += unit.y;
    }
    const centre = this.map.unproject([x / count, y / count], 0);
    const radius = Math.min(24, 12 + 2 * Math.log2(count));
    if (given) {
      Object.assign(given, { entries });
      Object.assign(given.options, { count, states });
      given.setRadius(radius);
      return given.setLatLng(centre);
    }
    const marker = new GroupMarker(centre, {
      renderer: this.renderer, pane: "tickets", radius, count, states, look: this.look,
    });
    marker.entries = entries;
    marker.on("click", () => this.map.fitBounds(
      L.latLngBounds(marker.entries.map(({ ticket }) => ticket.at)),
      { padding: [40, 40], maxZoom: NEVER_FROM }));
    this.told(marker, null);
    return marker.addTo(this.map);
  }

  // Which tickets lie within a line drawn in the map's frame, ids.
  within(points) {
    const found = [];
    for (const { ticket, marker } of this.all.values()) {
      const at = this.map.latLngToContainerPoint(ticket.at).add(marker.options.shift);
      if (encloses(points, at)) found.push(ticket.id);
    }
    return found;
  }

  inside(bounds) {
    const found = [];
    for (const { ticket } of this.all.values()) if (bounds.contains(ticket.at)) found.push(ticket.id);
    return found;
  }
}

// Whether a point lies within a closed line, by the even-odd rule.
function encloses(points, { x, y }) {
  let within = false;
  points.forEach((to, index) => {
    const from = points.at(index - 1);
    if (from.y > y === to.y > y) return;
    if (x < from.x + ((to.x - from.x) * (y - from.y)) / (to.y - from.y)) within = !within;
  });
  return within;
}
