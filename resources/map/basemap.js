// The ground under everything when there are no tiles: land, coast, a grid of degrees, and names.
// Every file may be missing; the map works with what is there. No national borders are drawn.

import { Detail } from "./detail.js";
import { FONT } from "./shapes.js";

const NEAR = 8; // zoom from which the finer local coast lies over the world's
const STREAMS = 10; // zoom up to which the world's rivers are drawn
const RIVER = 400; // metres: how wide a river is drawn
const FIRST_SEEN = [3, 5, 9, 11, 13]; // zoom from which places of rank 1, 2, 3, … are named

// A canvas over the map's frame, redrawn when the map comes to rest.
const Overlay = L.Layer.extend({
  initialize(pane, paint) {
    this.pane = pane;
    this.paint = paint;
  },
  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", map.getPane(this.pane));
    map.on("moveend zoomend resize viewreset", this.draw, this);
    this.draw();
  },
  onRemove(map) {
    map.off("moveend zoomend resize viewreset", this.draw, this);
    this.canvas.remove();
  },
  draw() {
    const map = this._map;
    if (!map) return;
    const size = map.getSize();
    const margin = size.multiplyBy(0.25).round();
    const whole = size.add(margin.multiplyBy(2));
    const ratio = window.devicePixelRatio || 1;
    const ctx = this.canvas.getContext("2d");
    this.canvas.width = whole.x * ratio;
    this.canvas.height = whole.y * ratio;
    this.canvas.style.width = `${whole.x}px`;
    this.canvas.style.height = `${whole.y}px`;
    L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint(margin.multiplyBy(-1)));
    ctx.setTransform(ratio, 0, 0, ratio, margin.x * ratio, margin.y * ratio);
    this.paint(ctx, map, L.bounds(margin.multiplyBy(-1), size.add(margin)));
  },
});

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
}

export class Basemap {
  // `files`: addresses of `land`, `local` (a list), `places` and `detail` (a folder), null where
  // not shipped.
  // `areaNames()`: labels of the regions, as [{at, en, zh}].
  constructor(map, look, words, files, areaNames) {
    this.map = map;
    this.look = look;
    this.words = words;
    this.areaNames = areaNames;
    this.land = null;
    this.local = [];
    this.places = [];
    this.sources = new Set();
    this.covered = false;
    this.renderer = L.canvas({ pane: "ground", padding: 0.5 });
    this.detail = new Detail(map, files.detail, {
      read, shape: (data) => this.shape(withSea(data)), changed: () => this.fit(),
    });
    this.grid = new Overlay("grid", (ctx, on, frame) => this.drawGrid(ctx, on, frame)).addTo(map);
    this.names = new Overlay("labels", (ctx, on, frame) => this.drawNames(ctx, on, frame)).addTo(map);
    this.loaded = this.load(files);
    map.on("zoomend", () => this.fit());
  }

  async load(files) {
    const jobs = files.local.map((file) => this.keep(file, (data) => {
      this.local.push(this.shape(withSea(data)));
    }));
    if (files.land) {
      jobs.push(this.keep(files.land, (data) => {
        this.land = this.shape(data);
      }));
    }
    if (files.places) {
      jobs.push(this.keep(files.places, (data) => { this.places.push(...readPlaces(data)); }));
    }
    if (files.detail) {
      jobs.push(this.keep(`${files.detail}/index.json`, (data) => {
        this.places.push(...readPlaces(data));
        return this.detail.start(data);
      }));
    }
    await Promise.all(jobs);
    const bare = !this.land && !this.local.length;
    this.map.getContainer().classList.toggle("bare", bare);
    this.places.sort((one, other) => one.rank - other.rank);
    this.fit();
  }

  async keep(file, use) {
    try {
      const data = await read(file);
      await use(data);
      for (const source of (data.attribution || "").split(", ")) this.sources.add(source);
    } catch (error) {
      console.warn(`A file of the basemap could not be used: ${error.message}`);
    }
  }

  shape(data) {
    return L.geoJSON(data, {
      renderer: this.renderer, pane: "ground", interactive: false,
      style: (feature) => this.style(feature),
    });
  }

  style(feature) {
    if (feature.properties.kind === "sea") {
      return { stroke: false, fillColor: this.look.sea, fillOpacity: 1 };
    }
    const { look } = this;
    switch (feature.properties.kind) {
      case "ground": return { stroke: false, fillColor: look.land, fillOpacity: 1, fillRule: "nonzero" };
      case "lake": return { color: look.shore, weight: 0.8, fillColor: look.sea, fillOpacity: 1 };
      case "coast": return { color: look.shore, weight: 0.8 };
      case "county": return { color: look.shore, weight: 1, dashArray: "4 4" };
      // Drawn for the scale of a country: near by, it would lie beside its bed.
      case "stream": return { color: look.sea, weight: 2, opacity: this.map.getZoom() > STREAMS ? 0 : 1 };
      default:
    }
    if (feature.properties.kind === "river") {
      const metres = 134000 / 2 ** this.map.getZoom(); // of one pixel, about 30 degrees north
      return { color: this.look.sea, weight: Math.min(20, Math.max(2.5, RIVER / metres)) };
    }
    // Parts of the land may overlap: all that any of them covers is land.
    return {
      color: this.look.shore, weight: 0.8, fillColor: this.look.land, fillOpacity: 1,
      fillRule: "nonzero",
    };
  }

  // The world below; from near by the local files, each with its own sea, upon it.
  fit() {
    if (this.land) this.land.addTo(this.map);
    const near = this.map.getZoom() >= NEAR;
    for (const part of this.detail.layers()) {
      if (part._map) part.setStyle((feature) => this.style(feature));
    }
    for (const part of this.local) {
      if (near) part.addTo(this.map).setStyle((feature) => this.style(feature)).bringToFront();
      else part.remove();
    }
    this.names.draw();
  }

  repaint(look) {
    this.look = look;
    for (const part of [this.land, ...this.detail.layers(), ...this.local]) {
      if (part) part.setStyle((feature) => this.style(feature));
    }
    this.redraw();
  }

  say(words) {
    this.words = words;
    this.names.draw();
  }

  // Tiles that lie over the ground bring names of their own.
  cover(covered) {
    if (covered === this.covered) return;
    this.covered = covered;
    this.names.draw();
  }

  redraw() {
    this.grid.draw();
    this.names.draw();
  }

  drawGrid(ctx, map, frame) {
    const step = gridStep(map);
    const view = L.latLngBounds(
      map.containerPointToLatLng(frame.getBottomLeft()), map.containerPointToLatLng(frame.getTopRight()));
    ctx.strokeStyle = this.look.grid;
    ctx.fillStyle = this.look.muted;
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = 1;
    ctx.font = `10px ${FONT}`;
    const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    for (let lon = Math.ceil(view.getWest() / step) * step; lon <= view.getEast(); lon += step) {
      const x = Math.round(map.latLngToContainerPoint([view.getCenter().lat, lon]).x) + 0.5;
      line(ctx, x, frame.min.y, x, frame.max.y);
      ctx.fillText(degrees(lon, digits, "E", "W"), x + 3, 12);
    }
    const south = Math.max(-85, view.getSouth());
    for (let lat = Math.ceil(south / step) * step; lat <= Math.min(85, view.getNorth()); lat += step) {
      const y = Math.round(map.latLngToContainerPoint([lat, view.getCenter().lng]).y) + 0.5;
      line(ctx, frame.min.x, y, frame.max.x, y);
      const label = degrees(lat, digits, "N", "S");
      ctx.fillText(label, map.getSize().x - ctx.measureText(label).width - 4, y - 3);
    }
  }

  // Names in order of rank, each only where it touches no other.
  drawNames(ctx, map, frame) {
    const zoom = map.getZoom();
    const taken = [];
    const said = new Set();
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    for (const name of [...this.regionNames(zoom), ...(this.covered ? [] : this.allPlaces())]) {
      if (zoom < name.from) continue;
      const words = this.words.chinese ? name.zh || name.en : name.en || name.zh;
      const at = map.latLngToContainerPoint(name.at);
      if (!words || said.has(words) || !frame.contains(at)) continue;
      ctx.font = `${name.weight} ${name.size}px ${FONT}`;
      const half = ctx.measureText(words).width / 2 + 3;
      const box = L.bounds([at.x - half, at.y - name.size * 0.7], [at.x + half, at.y + name.size * 0.7]);
      if (taken.some((other) => other.intersects(box))) continue;
      taken.push(box);
      said.add(words);
      ctx.globalAlpha = 0.85;
      ctx.lineWidth = 3;
      ctx.strokeStyle = this.look.halo;
      ctx.strokeText(words, at.x, at.y);
      ctx.globalAlpha = 1;
      ctx.fillStyle = name.region ? this.look.region : this.look.place;
      ctx.fillText(words, at.x, at.y);
    }
  }

  // Largest first; a place of both lists is said once.
  allPlaces() {
    return [...this.places, ...this.detail.names()];
  }

  regionNames(zoom) {
    const size = zoom >= 12 ? 15 : zoom >= 10 ? 13 : 12;
    return this.areaNames().map((area) => ({ ...area, from: 8, size, weight: 600, region: true }));
  }
}

// A local file answers for all its box: what is not land there is sea.
function withSea(data) {
  const [west, south, east, north] = data.bbox;
  const box = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  const sea = {
    type: "Feature", properties: { kind: "sea" }, geometry: { type: "Polygon", coordinates: [box] },
  };
  return { ...data, features: [sea, ...data.features] };
}

// Places as shipped: {name_en, name_zh, lat, lon, rank}; rank 1 is seen from afar.
function readPlaces({ places }) {
  return places
    .map(({ name_en: en, name_zh: zh, lat, lon, rank }) => ({
      at: [lat, lon], en, zh, rank, from: FIRST_SEEN[Math.min(rank, FIRST_SEEN.length) - 1],
      size: rank > 2 ? 11 : 12, weight: rank > 1 ? 400 : 600,
    }))
    .sort((one, other) => one.rank - other.rank);
}

function line(ctx, x1, y1, x2, y2) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

// A round number of degrees that lies about 150 pixels apart.
function gridStep(map) {
  const wanted = (150 * 360) / (256 * 2 ** map.getZoom());
  const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30];
  return steps.find((step) => step >= wanted) || 30;
}

function degrees(value, digits, plus, minus) {
  const sign = value < -1e-9 ? minus : value > 1e-9 ? plus : "";
  return `${Math.abs(value).toFixed(digits)}°${sign}`;
}
