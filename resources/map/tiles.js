// Tiles of a server or a file upon the bundled ground. Where none come the ground shows, and a
// notice says so. Maps in a shifted datum are met by the projection: everything drawn, and every
// place read off the screen, goes through it, while coordinates stay WGS-84.

import {
  baiduMetres, fromBaiduMetres, fromBd09, fromGcj02, toBd09, toGcj02,
} from "./datum.js";

const PATIENCE = 8000; // milliseconds without a single tile, after which the ground is enough
const AGAIN = 30000; // milliseconds after which a server that failed is asked once more
const NONE = { url: "", datum: "wgs84", attribution: "", problem: "" };
const PAINTER = new URL("./vendor/protomaps/protomaps-leaflet.js", import.meta.url);

function projection(to, from, plane) {
  return {
    bounds: plane.bounds,
    project({ lat, lng }) {
      const [x, y] = to([lng, lat]);
      return plane.project(L.latLng(y, x));
    },
    unproject(point) {
      const { lat, lng } = plane.unproject(point);
      const [x, y] = from([lng, lat]);
      return L.latLng(y, x);
    },
  };
}

// Baidu's plane: one of its metres is a pixel at zoom 18, both counted from where 0°, 0° lies.
const baiduPlane = {
  bounds: L.bounds([-20037725, -12474104], [20037725, 12474104]),
  project: ({ lat, lng }) => L.point(baiduMetres([lng, lat])),
  unproject: ({ x, y }) => {
    const [lng, lat] = fromBaiduMetres([x, y]);
    return L.latLng(lat, lng);
  },
};
const baiduPixel = 1 / 2 ** 26;

function crs(datum) {
  const mercator = L.Projection.SphericalMercator;
  if (datum === "gcj02") {
    return L.extend({}, L.CRS.EPSG3857, { projection: projection(toGcj02, fromGcj02, mercator) });
  }
  if (datum === "bd09") {
    return L.extend({}, L.CRS.EPSG3857, { projection: projection(toBd09, fromBd09, mercator) });
  }
  if (datum === "bd09mc") {
    return L.extend({}, L.CRS.Earth, {
      projection: projection(toBd09, fromBd09, baiduPlane),
      transformation: L.transformation(baiduPixel, 0, -baiduPixel, 0),
    });
  }
  return L.CRS.EPSG3857;
}

// Have the map draw everything where the tiles of this layer show it. Before anything is drawn.
export function useDatum(map, layer) {
  if (!layer || layer.datum === "wgs84") return;
  map.options.crs = crs(layer.datum);
  map.setView(map.getCenter(), map.getZoom(), { reset: true, animate: false });
}

// Baidu counts rows northwards from the equator.
const BaiduTiles = L.TileLayer.extend({
  getTileUrl({ x, y, z }) {
    return L.TileLayer.prototype.getTileUrl.call(this, { x, y: -1 - y, z });
  },
});

function painter() {
  if (window.protomapsL) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = PAINTER;
    script.onload = resolve;
    script.onerror = () => reject(new Error("the painter of vector tiles is missing"));
    document.head.append(script);
  });
}

export class Tiles {
  // `layer`: as `tile_layer.py` tells it, or null. `changed(shown)`: tiles cover the ground, or not.
  constructor(map, look, words, layer, changed) {
    Object.assign(this, { map, look, words, changed });
    this.told = layer || NONE;
    this.covering = false;
    this.failing = false;
    this.layer = null;
    this.came = 0;
    this.notice = document.createElement("div");
    this.notice.className = "notice";
    this.notice.setAttribute("role", "status");
    this.notice.hidden = true;
    map.getContainer().append(this.notice);
    map.on("zoomend", () => this.judge());
  }

  async show() {
    if (this.told.vector) await this.paint();
    else if (this.told.url) this.fetch();
    this.judge();
  }

  options() {
    const { min_zoom: minZoom, max_zoom: deepest } = this.told;
    return { minZoom, maxNativeZoom: deepest, maxZoom: 19 };
  }

  fetch() {
    const Kind = this.told.datum === "bd09mc" ? BaiduTiles : L.TileLayer;
    this.layer = new Kind(this.told.url, this.options());
    this.layer.on("loading", () => {
      this.came = 0;
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.conclude(), PATIENCE);
    });
    this.layer.on("tileload", () => {
      this.came += 1;
      if (this.failing || !this.covering) this.fail(false);
    });
    this.layer.on("load", () => this.conclude());
    this.layer.addTo(this.map);
  }

  // All of the view is there, or has failed, or takes too long: a single tile is a map.
  conclude() {
    clearTimeout(this.waiting);
    this.fail(this.came === 0 && this.inRange());
  }

  fail(failing) {
    clearTimeout(this.again);
    this.failing = failing;
    if (failing) this.again = setTimeout(() => this.layer.redraw(), AGAIN);
    this.judge();
  }

  async paint() {
    try {
      await painter();
    } catch (error) {
      console.error(error.message);
      this.failing = true;
      return;
    }
    if (this.layer) this.layer.remove();
    const { min_zoom: minZoom, max_zoom: maxDataZoom, url } = this.told;
    this.layer = window.protomapsL.leafletLayer({
      url, minZoom, maxZoom: 19, maxDataZoom, attribution: "", noWrap: false,
      flavor: this.look.name === "dark" ? "dark" : "light",
      lang: this.words.chinese ? "zh-Hans" : "en",
    });
    this.layer.addTo(this.map);
    this.came = 1;
  }

  inRange() {
    return this.map.getZoom() >= (this.told.min_zoom || 0);
  }

  judge() {
    const { told, words } = this;
    const covering = Boolean(this.layer) && this.came > 0 && !this.failing && this.inRange();
    const said = told.problem || (this.failing ? words.noTiles[told.file ? "file" : "server"] : "");
    this.notice.textContent = said;
    this.notice.hidden = !said;
    if (covering === this.covering) return;
    this.covering = covering;
    this.changed(covering);
  }

  credit() {
    return this.layer ? this.told.attribution : "";
  }

  repaint(look) {
    const other = look.name !== this.look.name;
    this.look = look;
    if (other && this.told.vector && this.layer) this.paint();
  }

  say(words) {
    const other = words.chinese !== this.words.chinese;
    this.words = words;
    if (other && this.told.vector && this.layer) this.paint();
    this.judge();
  }
}
