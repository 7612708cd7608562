// Drive-time areas: bands about an origin, the nearest the darkest, each with its minutes.

const SHADES = [0.34, 0.24, 0.16, 0.09];

export class Reach {
  // `picked(lat, lon)`: the place somebody clicked after `pick`; `stopped()`: nobody will;
  // `fit(bounds)`: show them.
  constructor(map, look, { picked, stopped, fit }) {
    Object.assign(this, { map, look, fit });
    this.shown = null;
    this.layer = L.layerGroup();
    const under = map.createPane("reach");
    under.style.zIndex = 255;
    under.style.pointerEvents = "none";
    this.renderer = L.svg({ pane: "reach", padding: 0.5 });
    this.picking = false;
    map.on("click", ({ latlng }) => {
      if (!this.picking) return;
      this.pick(false);
      picked(latlng.lat, latlng.lng);
    });
    map.getContainer().addEventListener("keydown", (event) => {
      if (!this.picking || event.target !== map.getContainer()) return;
      if (event.key === "Escape") {
        this.pick(false);
        stopped();
      } else if (event.key === "Enter") {
        this.pick(false);
        picked(map.getCenter().lat, map.getCenter().lng);
      }
    });
  }

  pick(on) {
    this.picking = on;
    this.map.getContainer().classList.toggle("picking", on);
    if (on) this.map.getContainer().focus();
  }

  // `shown`: {at: [lat, lon], bands: [{ring: [[lon, lat], …], label, strong}], fit} or null.
  apply(shown) {
    if (shown && shown.pick) {
      this.pick(true);
      return;
    }
    if (shown && shown.pick === false) {
      this.pick(false);
      return;
    }
    this.pick(false);
    this.shown = shown;
    this.draw();
    if (shown && shown.fit) {
      const chosen = shown.bands.find(({ strong }) => strong) || shown.bands[shown.bands.length - 1];
      if (chosen && chosen.ring.length) {
        this.fit(L.latLngBounds(chosen.ring.map(turned)));
      }
    }
  }

  draw() {
    this.layer.clearLayers();
    if (!this.shown) {
      this.layer.remove();
      return;
    }
    this.layer.addTo(this.map);
    let inner = null;
    this.shown.bands.forEach(({ ring, label, strong }, index) => {
      if (!ring.length) return;
      const path = ring.map(turned);
      L.polygon(inner ? [path, inner] : [path], {
        renderer: this.renderer, pane: "reach", interactive: false, color: this.look.accent,
        weight: strong ? 3 : 1.2, opacity: strong ? 1 : 0.6, dashArray: strong ? null : "5 4",
        fillColor: this.look.accent, fillOpacity: SHADES[Math.min(index, SHADES.length - 1)],
      }).addTo(this.layer);
      const north = path.reduce((best, at) => (at[0] > best[0] ? at : best), path[0]);
      const tag = document.createElement("span");
      tag.textContent = label;
      if (strong) tag.className = "strong";
      const icon = L.divIcon({ html: tag, className: "minutes", iconSize: [0, 0] });
      L.marker(north, { icon, interactive: false, keyboard: false }).addTo(this.layer);
      inner = path;
    });
    L.circleMarker(this.shown.at, {
      renderer: this.renderer, pane: "reach", interactive: false, radius: 6, weight: 3,
      color: this.look.accent, fillColor: this.look.panel, fillOpacity: 1,
    }).addTo(this.layer);
  }

  repaint(look) {
    this.look = look;
    this.draw();
  }
}

function turned([lon, lat]) {
  return [lat, lon];
}
