// The ground from near by: cells of five degrees, fetched as they come into view. What a cell holds
// is told in `installer/data/detail.py`. `index`: the list of cells and the largest places.

const CELL = 5;
const NEAR = 7; // zoom from which cells are shown
const KEPT = 24; // cells that stay when out of view
const UNIT = 10000;

function points(steps, [west, south]) {
  const found = [];
  let x = 0;
  let y = 0;
  for (let index = 0; index < steps.length; index += 2) {
    x += steps[index];
    y += steps[index + 1];
    found.push([west + x / UNIT, south + y / UNIT]);
  }
  return found;
}

function features(cell, corner) {
  const feature = (kind, type, coordinates) => ({
    type: "Feature", properties: { kind }, geometry: { type, coordinates },
  });
  const shapes = (list = []) => list.map((rings) => rings.map((ring) => points(ring, corner)));
  const lines = (list = []) => list.map((line) => points(line, corner));
  return [
    feature("ground", "MultiPolygon", shapes(cell.land)),
    feature("county", "MultiLineString", lines(cell.lines)),
    feature("stream", "MultiLineString", lines(cell.rivers)),
    feature("lake", "MultiPolygon", shapes(cell.lakes)),
    feature("coast", "MultiLineString", lines(cell.coast)),
  ].filter(({ geometry }) => geometry.coordinates.length);
}

export class Detail {
  // `folder`: where the cells lie; `read(address)`: their JSON; `shape(data)`: as a layer;
  // `changed()`: cells came or went.
  constructor(map, folder, { read, shape, changed }) {
    Object.assign(this, { map, folder, read, shape, changed });
    this.known = new Set();
    this.cells = new Map(); // name -> {layer, names}, least recently seen first
    this.loading = Promise.resolve();
  }

  start({ cells }) {
    this.known = new Set(cells);
    this.map.on("moveend", () => { this.loading = this.fit(); });
    this.loading = this.fit();
    return this.loading;
  }

  inView() {
    if (this.map.getZoom() < NEAR) return [];
    const bounds = this.map.getBounds();
    const found = [];
    const first = (degrees) => Math.floor(degrees / CELL) * CELL;
    for (let west = first(bounds.getWest()); west <= bounds.getEast(); west += CELL) {
      for (let south = first(bounds.getSouth()); south <= bounds.getNorth(); south += CELL) {
        const name = `${west}_${south}`;
        if (this.known.has(name)) found.push(name);
      }
    }
    return found;
  }

  async fit() {
    const wanted = this.inView();
    await Promise.all(wanted.filter((name) => !this.cells.has(name)).map((name) => this.load(name)));
    if (wanted.join() !== this.inView().join()) return;
    for (const name of wanted) {
      const cell = this.cells.get(name);
      if (!cell) continue;
      this.cells.delete(name);
      this.cells.set(name, cell);
      if (!cell.layer._map) cell.layer.addTo(this.map);
    }
    for (const [name, cell] of this.cells) {
      if (!wanted.includes(name)) cell.layer.remove();
      if (this.cells.size > KEPT && !wanted.includes(name)) this.cells.delete(name);
    }
    this.changed();
  }

  async load(name) {
    const corner = name.split("_").map(Number);
    try {
      const cell = await this.read(`${this.folder}/${name}.json`);
      const [west, south] = corner;
      const layer = this.shape({
        type: "FeatureCollection", bbox: [west, south, west + CELL, south + CELL],
        features: features(cell, corner),
      });
      const names = (cell.names || []).map(([x, y, from, en, zh]) => ({
        at: [south + y / UNIT, west + x / UNIT], en, zh, from,
        size: from > 9 ? 11 : 12, weight: from > 8 ? 400 : 600,
      }));
      this.cells.set(name, { layer, names });
    } catch (error) {
      this.known.delete(name);
      console.warn(`A cell of the basemap could not be used: ${error.message}`);
    }
  }

  *layers() {
    for (const { layer } of this.cells.values()) yield layer;
  }

  names() {
    return this.inView().flatMap((name) => this.cells.get(name)?.names || []);
  }
}
