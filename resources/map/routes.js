// The routes, from home through the stops and home again: all of them drawn in a few strokes.

import { Drawing } from "./shapes.js";

const REACH = 10; // pixels around a leg that mean it
const PREFERRED = 5; // that much nearer seems the chosen route
const MANY = 60; // more routes than that are drawn as hairlines, in a third of the time

export class Routes {
  constructor(map, look) {
    this.map = map;
    this.look = look;
    this.all = new Map(); // shift id -> {route, places, units}; units: where at zoom 0
    this.former = new Map(); // the same of routes that a proposal leads elsewhere, as they are
    this.chosen = null;
    this.left = null; // the engineer whom the proposal takes the selected ticket from
    this.layer = new Drawing([0, 0], {
      renderer: L.canvas({ pane: "routes", padding: 0.25 }), pane: "routes", interactive: false,
      draw: (ctx) => this.draw(ctx),
    }).addTo(map);
  }

  change({ set, gone }) {
    for (const id of gone) this.all.delete(id);
    for (const route of set) {
      const stops = route.stops.map(([, lat, lon]) => [lat, lon]);
      this.all.set(route.id, this.entry(route, [route.home, ...stops, route.home]));
    }
    this.layer.redraw();
  }

  changeFormer({ set, gone }) {
    for (const id of gone) this.former.delete(id);
    for (const route of set) this.former.set(route.id, this.entry(route, route.path));
    this.layer.redraw();
  }

  entry(route, path) {
    const places = path.map((at) => L.latLng(at));
    return { route, places, units: places.map((at) => this.map.project(at, 0)) };
  }

  choose(engineer, left) {
    if (engineer === this.chosen && left === this.left) return;
    Object.assign(this, { chosen: engineer, left });
    this.layer.redraw();
  }

  repaint(look) {
    this.look = look;
    this.layer.redraw();
  }

  draw(ctx) {
    const { look } = this;
    const some = this.chosen !== null;
    const [own, others] = split(this.all, ({ engineer }) => engineer === this.chosen);
    const [meant, rest] = split(
      this.former, ({ engineer }) => engineer === this.chosen || engineer === this.left);
    ctx.save();
    const width = others.length > MANY ? 1 : 1.5;
    this.stroke(ctx, others, look.travel, width, some ? 0.25 : 0.5);
    ctx.lineJoin = "round";
    ctx.lineCap = "round";
    ctx.setLineDash([3, 6]);
    if (!some) this.stroke(ctx, rest, look.muted, 1.5, 0.5);
    this.stroke(ctx, meant, look.muted, 2.5, 0.95);
    ctx.setLineDash([]);
    this.stroke(ctx, own, look.accent, 3.5, 0.95);
    if (own.length) this.markHome(ctx, own[0].units[0]);
    ctx.restore();
  }

  stroke(ctx, entries, colour, width, opacity) {
    if (!entries.length) return;
    const place = this.placing();
    ctx.beginPath();
    for (const { units } of entries) {
      units.forEach((unit, index) => {
        const [x, y] = place(unit);
        if (index) ctx.lineTo(x, y);
        else ctx.moveTo(x, y);
      });
    }
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.globalAlpha = opacity;
    ctx.stroke();
    ctx.globalAlpha = 1;
  }

  // Where the chosen route begins and ends.
  markHome(ctx, unit) {
    const [x, y] = this.placing()(unit);
    ctx.beginPath();
    ctx.arc(x, y, 5, 0, 2 * Math.PI);
    ctx.fillStyle = this.look.panel;
    ctx.fill();
    ctx.lineWidth = 3;
    ctx.strokeStyle = this.look.accent;
    ctx.stroke();
  }

  // From a point at zoom 0 to pixels of the map's layers.
  placing() {
    const scale = 2 ** this.map.getZoom();
    const origin = this.map.getPixelOrigin();
    return ({ x, y }) => [x * scale - origin.x, y * scale - origin.y];
  }

  // Ticket id -> 1, 2, … along the chosen engineer's routes, each day from 1.
  order() {
    const found = new Map();
    for (const { route } of this.all.values()) {
      if (route.engineer !== this.chosen) continue;
      route.stops.forEach(([ticket], index) => found.set(ticket, index + 1));
    }
    return found;
  }

  // The leg that passes by a point, of those that no carried ticket is an end of, or null:
  // {engineer, shift, after, ends}, `after` being the ticket it comes from or 0.
  near(point, carried) {
    let best = null;
    let least = REACH;
    for (const { route, places } of this.all.values()) {
      const path = places.map((at) => this.map.latLngToContainerPoint(at));
      const tickets = [0, ...route.stops.map(([ticket]) => ticket), 0];
      const favour = route.engineer === this.chosen ? PREFERRED : 0;
      for (let leg = 1; leg < path.length; leg += 1) {
        if (carried.includes(tickets[leg - 1]) || carried.includes(tickets[leg])) continue;
        const away = L.LineUtil.pointToSegmentDistance(point, path[leg - 1], path[leg]);
        if (away >= REACH || away - favour >= least) continue;
        least = away - favour;
        best = {
          engineer: route.engineer, shift: route.id, after: tickets[leg - 1],
          ends: [places[leg - 1], places[leg]],
        };
      }
    }
    return best;
  }

  bounds(engineer) {
    const bounds = L.latLngBounds([]);
    for (const { route, places } of this.all.values()) {
      if (route.engineer === engineer) for (const at of places) bounds.extend(at);
    }
    return bounds;
  }
}

function split(entries, fits) {
  const parts = [[], []];
  for (const entry of entries.values()) parts[fits(entry.route) ? 0 : 1].push(entry);
  return parts;
}
