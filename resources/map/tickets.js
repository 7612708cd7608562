// Tickets on the map: one canvas marker each, grouped where too many lie on one spot.

import { GroupMarker, TicketMarker } from "./shapes.js";

const CELL = 60; // pixels: tickets in one cell of the screen may become a group
const CROWD = 6; // that many in a cell become one
const NEVER_FROM = 15; // zoom from which every ticket is shown by itself

export class Tickets {
  // `told(marker, ticket)` is called for each new marker, to attach what the pointer does.
  constructor(map, look, told) {
    this.map = map;
    this.look = look;
    this.told = told;
    this.all = new Map(); // id -> {ticket, marker}
    this.groups = [];
    this.chosen = new Set();
    this.order = new Map(); // id -> place on the chosen route
    this.renderer = L.canvas({ pane: "tickets", padding: 0.25 });
    map.on("zoomend", () => this.regroup());
  }

  change({ set, gone }) {
    for (const id of gone) {
      const entry = this.all.get(id);
      if (entry) entry.marker.remove();
      this.all.delete(id);
    }
    for (const ticket of set) {
      const entry = this.all.get(ticket.id);
      if (entry) this.move(entry, ticket);
      else this.add(ticket);
    }
    this.spread();
    this.regroup();
  }

  // Tickets of one place stand in a ring around it.
  spread() {
    const places = new Map();
    for (const { ticket, marker } of this.all.values()) {
      const key = `${ticket.at[0].toFixed(5)},${ticket.at[1].toFixed(5)}`;
      if (!places.has(key)) places.set(key, []);
      places.get(key).push(marker);
    }
    for (const markers of places.values()) {
      const count = markers.length;
      const ring = count > 1 ? Math.max(8, count * 2.6) : 0;
      markers.forEach((marker, index) => {
        const turn = (2 * Math.PI * index) / count;
        const shift = [ring * Math.sin(turn), -ring * Math.cos(turn)];
        const [right, down] = marker.options.shift;
        if (right === shift[0] && down === shift[1]) return;
        marker.options.shift = shift;
        if (marker._map) marker.redraw();
      });
    }
  }

  add(ticket) {
    const marker = new TicketMarker(ticket.at, {
      renderer: this.renderer, pane: "tickets", ticket, look: this.look,
      chosen: this.chosen.has(ticket.id), order: this.order.get(ticket.id) || 0,
    });
    const entry = { ticket, marker };
    this.all.set(ticket.id, entry);
    this.told(marker, entry);
  }

  move(entry, ticket) {
    const [lat, lon] = entry.ticket.at;
    entry.ticket = ticket;
    entry.marker.options.ticket = ticket;
    if (lat !== ticket.at[0] || lon !== ticket.at[1]) entry.marker.setLatLng(ticket.at);
    else entry.marker.redraw();
  }

  // Which tickets are selected, and the order of stops of the chosen route.
  choose(ids, order) {
    const touched = new Set([...this.chosen, ...ids, ...this.order.keys(), ...order.keys()]);
    this.chosen = new Set(ids);
    this.order = order;
    for (const id of touched) {
      const entry = this.all.get(id);
      if (!entry) continue;
      const options = entry.marker.options;
      options.chosen = this.chosen.has(id);
      options.order = order.get(id) || 0;
      entry.marker.redraw();
    }
    this.regroup();
  }

  repaint(look) {
    this.look = look;
    for (const { marker } of this.all.values()) marker.options.look = look;
    for (const group of this.groups) group.options.look = look;
    for (const { marker } of this.all.values()) {
      if (marker._map) marker.redraw();
    }
    for (const group of this.groups) group.redraw();
  }

  regroup() {
    const zoom = this.map.getZoom();
    const cells = new Map();
    for (const entry of this.all.values()) {
      if (zoom >= NEVER_FROM || this.alone(entry.ticket.id)) {
        this.show(entry);
        continue;
      }
      const at = this.map.project(entry.ticket.at, zoom);
      const key = `${Math.floor(at.x / CELL)}:${Math.floor(at.y / CELL)}`;
      const cell = cells.get(key) || { x: 0, y: 0, entries: [] };
      cell.x += at.x;
      cell.y += at.y;
      cell.entries.push(entry);
      cells.set(key, cell);
    }
    for (const group of this.groups) group.remove();
    this.groups = [];
    for (const cell of cells.values()) {
      if (cell.entries.length < CROWD) cell.entries.forEach((entry) => this.show(entry));
      else this.group(cell, zoom);
    }
    for (const id of [...this.order.keys(), ...this.chosen]) {
      const entry = this.all.get(id);
      if (entry) entry.marker.bringToFront();
    }
  }

  alone(id) {
    return this.chosen.has(id) || this.order.has(id);
  }

  show({ marker }) {
    if (!marker._map) marker.addTo(this.map);
  }

  group({ x, y, entries }, zoom) {
    const count = entries.length;
    const states = {};
    for (const { ticket, marker } of entries) {
      states[ticket.sla] = (states[ticket.sla] || 0) + 1;
      if (marker._map) marker.remove();
    }
    const centre = this.map.unproject([x / count, y / count], zoom);
    const marker = new GroupMarker(centre, {
      renderer: this.renderer, pane: "tickets", radius: Math.min(24, 12 + 2 * Math.log2(count)),
      count, states, look: this.look,
    });
    marker.on("click", () => this.map.fitBounds(
      L.latLngBounds(entries.map(({ ticket }) => ticket.at)),
      { padding: [40, 40], maxZoom: NEVER_FROM }));
    marker.entries = entries;
    this.told(marker, null);
    this.groups.push(marker.addTo(this.map));
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
