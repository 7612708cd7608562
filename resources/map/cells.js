// Which tickets lie in which cell of the screen, kept as they come, move and go.

const SIZE = 60; // pixels

export class Cells {
  constructor() {
    this.all = new Map(); // key -> Set of entries
    this.touched = new Set(); // keys of cells that are no longer as they were last drawn
  }

  clear() {
    for (const key of this.all.keys()) this.touched.add(key);
    this.all.clear();
  }

  // The entry lies at a point of the world, in pixels of the zoom shown.
  put(entry, x, y) {
    const key = name(Math.floor(x / SIZE), Math.floor(y / SIZE));
    if (entry.cell !== key) {
      this.take(entry);
      const cell = this.all.get(key);
      if (cell) cell.add(entry);
      else this.all.set(key, new Set([entry]));
      entry.cell = key;
    }
    this.touched.add(key);
  }

  take(entry) {
    const cell = this.all.get(entry.cell);
    if (cell?.delete(entry)) {
      this.touched.add(entry.cell);
      if (!cell.size) this.all.delete(entry.cell);
    }
    entry.cell = null;
  }

  // Keys of the cells with entries that a box of the world touches.
  within({ min, max }) {
    const found = new Set();
    for (let x = Math.floor(min.x / SIZE); x <= max.x / SIZE; x += 1) {
      for (let y = Math.floor(min.y / SIZE); y <= max.y / SIZE; y += 1) {
        const key = name(x, y);
        if (this.all.has(key)) found.add(key);
      }
    }
    return found;
  }
}

function name(x, y) {
  return `${x}:${y}`;
}
