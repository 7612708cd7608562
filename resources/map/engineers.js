// Engineers as icons, and their routes as lines from home through the stops and home again.

import { engineerIcon } from "./shapes.js";

const APART = 24; // pixels between the icons of engineers who are at one place
const MANY = 25; // more engineers than that are drawn as dots ...
const FAR = 11.5; // ... below this zoom

export class Engineers {
  constructor(map, words, told) {
    this.map = map;
    this.words = words;
    this.told = told;
    this.all = new Map(); // id -> {engineer, marker}
    this.chosen = null;
    this.far = false;
    map.on("zoomend", () => this.size());
  }

  change({ set, gone }) {
    for (const id of gone) {
      const entry = this.all.get(id);
      if (entry) entry.marker.remove();
      this.all.delete(id);
    }
    for (const engineer of set) {
      const entry = this.all.get(engineer.id) || this.add(engineer);
      entry.engineer = engineer;
      entry.marker.setLatLng(engineer.at);
      this.dress(entry);
    }
    this.spread();
    this.size();
  }

  // Seen from afar many engineers are dots, or they would hide the city.
  size() {
    this.far = this.all.size > MANY && this.map.getZoom() < FAR;
    this.map.getContainer().classList.toggle("far", this.far);
  }

  add(engineer) {
    const marker = L.marker(engineer.at, { icon: engineerIcon(), alt: "", riseOnHover: true });
    const entry = { engineer, marker };
    this.all.set(engineer.id, entry);
    marker.addTo(this.map);
    this.told(marker, entry);
    return entry;
  }

  dress({ engineer, marker }) {
    const element = marker.getElement();
    const tag = element.firstChild;
    tag.firstChild.textContent = engineer.initials;
    tag.dataset.state = engineer.state;
    element.setAttribute("aria-label", this.describe(engineer));
  }

  describe(engineer) {
    const visits = this.words.visits.replace("{n}", engineer.visits);
    return `${engineer.name} · ${this.words.states[engineer.state]} · ${visits}`;
  }

  // Icons of engineers at one place stand side by side.
  spread() {
    const places = new Map();
    for (const entry of this.all.values()) {
      const key = entry.engineer.at.map((degrees) => degrees.toFixed(4)).join();
      places.set(key, [...(places.get(key) || []), entry]);
    }
    for (const entries of places.values()) {
      entries.forEach(({ marker }, index) => {
        const shift = Math.round((index - (entries.length - 1) / 2) * APART);
        marker.getElement().style.setProperty("--shift", `${shift}px`);
        marker.shift = shift;
      });
    }
  }

  choose(id) {
    for (const [key, { marker }] of this.all) {
      const element = marker.getElement();
      element.classList.toggle("chosen", key === id);
      marker.setZIndexOffset(key === id ? 10000 : 0);
    }
    this.chosen = id;
  }

  say(words) {
    this.words = words;
    for (const entry of this.all.values()) this.dress(entry);
  }

  // The engineer whose icon lies within `reach` pixels of a point of the map's frame, or null.
  near(point, reach) {
    let best = null;
    let least = reach;
    for (const { engineer, marker } of this.all.values()) {
      const at = this.map.latLngToContainerPoint(engineer.at)
        .add(this.far && engineer.id !== this.chosen ? [0, 0] : [marker.shift || 0, -18]);
      const away = at.distanceTo(point);
      if (away < least) [best, least] = [engineer.id, away];
    }
    return best;
  }

  hint(id) {
    for (const [key, { marker }] of this.all) {
      marker.getElement().classList.toggle("target", key === id);
    }
  }
}

export class Routes {
  constructor(map, look) {
    this.map = map;
    this.look = look;
    this.all = new Map(); // shift id -> {route, line}
    this.chosen = null;
    this.renderer = L.canvas({ pane: "routes", padding: 0.25 });
    this.home = L.circleMarker([0, 0], {
      renderer: this.renderer, pane: "routes", interactive: false, radius: 5, weight: 3,
      fillOpacity: 1,
    });
  }

  change({ set, gone }) {
    for (const id of gone) this.drop(id);
    for (const route of set) {
      this.drop(route.id);
      const path = [route.home, ...route.stops.map(([, lat, lon]) => [lat, lon]), route.home];
      const line = L.polyline(path, {
        renderer: this.renderer, pane: "routes", interactive: false, ...this.style(route),
      });
      this.all.set(route.id, { route, line: line.addTo(this.map) });
      if (route.engineer === this.chosen) line.bringToFront();
    }
  }

  drop(id) {
    const entry = this.all.get(id);
    if (entry) entry.line.remove();
    this.all.delete(id);
  }

  style(route) {
    if (route.engineer === this.chosen) {
      return { color: this.look.accent, weight: 3.5, opacity: 0.95, dashArray: null };
    }
    const faint = this.chosen === null ? 0.5 : 0.25;
    return { color: this.look.travel, weight: 1.5, opacity: faint, dashArray: null };
  }

  choose(engineer) {
    this.chosen = engineer;
    this.restyle();
  }

  repaint(look) {
    this.look = look;
    this.restyle();
  }

  restyle() {
    for (const { route, line } of this.all.values()) {
      line.setStyle(this.style(route));
      if (route.engineer === this.chosen) line.bringToFront();
    }
    this.markHome();
  }

  // Where the chosen route begins and ends.
  markHome() {
    const entry = [...this.all.values()].find(({ route }) => route.engineer === this.chosen);
    if (!entry) {
      this.home.remove();
      return;
    }
    this.home.setStyle({ color: this.look.accent, fillColor: this.look.panel });
    this.home.setLatLng(entry.route.home).addTo(this.map).bringToFront();
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

  // The engineer whose route passes within `reach` pixels of a point, or null.
  near(point, reach) {
    let best = null;
    let least = reach;
    for (const { route, line } of this.all.values()) {
      const path = line.getLatLngs().map((at) => this.map.latLngToContainerPoint(at));
      for (let leg = 1; leg < path.length; leg += 1) {
        const away = L.LineUtil.pointToSegmentDistance(point, path[leg - 1], path[leg]);
        if (away < least) [best, least] = [route.engineer, away];
      }
    }
    return best;
  }

  bounds(engineer) {
    const bounds = L.latLngBounds([]);
    for (const { route, line } of this.all.values()) {
      if (route.engineer === engineer) bounds.extend(line.getBounds());
    }
    return bounds;
  }
}
