// The lines of the routes: from home through the stops and home again.

const REACH = 10; // pixels around a leg that mean it
const PREFERRED = 5; // that much nearer seems the chosen route

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
      const path = [route.home, ...route.stops.map(([, lat, lon]) => [lat, lon]), route.home];
      const known = this.all.get(route.id);
      if (known && known.route.engineer === route.engineer) {
        known.route = route;
        known.line.setLatLngs(path);
        continue;
      }
      this.drop(route.id);
      const line = L.polyline(path, {
        renderer: this.renderer, pane: "routes", interactive: false, ...this.style(route),
      });
      this.all.set(route.id, { route, line: line.addTo(this.map) });
      if (route.engineer === this.chosen) line.bringToFront();
    }
    this.markHome();
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
    if (engineer === this.chosen) return;
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

  // The leg that passes by a point, of those that no carried ticket is an end of, or null:
  // {engineer, shift, after, ends}, `after` being the ticket it comes from or 0.
  near(point, carried) {
    let best = null;
    let least = REACH;
    for (const { route, line } of this.all.values()) {
      const places = line.getLatLngs();
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
    for (const { route, line } of this.all.values()) {
      if (route.engineer === engineer) bounds.extend(line.getBounds());
    }
    return bounds;
  }
}
