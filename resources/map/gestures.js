// What the pointer does beyond Leaflet: following a press, and selecting with a box or a lasso.

export const SLIP = 5; // pixels the pointer may move before a press becomes more than a click

export function offset(map, event) {
  const frame = map.getContainer().getBoundingClientRect();
  return L.point(event.clientX - frame.left, event.clientY - frame.top);
}

// Watches the pointer from a press to its release, wherever it goes. Escape ends it before.
export function follow(moved, released, cancelled) {
  const end = () => {
    document.removeEventListener("pointermove", moved);
    document.removeEventListener("mouseup", up);
    document.removeEventListener("keydown", key, true);
  };
  const up = (event) => {
    if (event.button !== 0) return;
    end();
    released(event);
  };
  const key = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    end();
    cancelled();
    document.addEventListener("mouseup", swallowClick, { once: true });
  };
  document.addEventListener("pointermove", moved);
  document.addEventListener("mouseup", up);
  document.addEventListener("keydown", key, true);
}

// The click that the browser makes of a press and its release is none after a drag.
export function swallowClick() {
  const swallow = (event) => event.stopPropagation();
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 0);
}

// Takes a press on the map itself, before Leaflet hears of it, if `wanted(event)`: one at a time, and
// none while presses mean corners of a region or a place.
function takePress(map, wanted, begin) {
  const container = map.getContainer();
  container.addEventListener("mousedown", (down) => {
    if (down.button !== 0 || down.defaultPrevented || !wanted(down)) return;
    if (container.matches(".editing, .picking") || down.target.closest(".tools, .legend")) return;
    down.stopPropagation();
    down.preventDefault();
    if (map.dragging.enabled()) {
      // Leaflet does not hear of this press: it must forget that the map was moved before.
      map.dragging.disable();
      map.dragging.enable();
    }
    container.focus({ preventScroll: true });
    begin(down);
  }, true);
}

// Shift and drag: `chosen(points, additive)` with the box's corners in pixels of the map's frame.
export function boxSelect(map, chosen) {
  takePress(map, (down) => down.shiftKey, (down) => {
    const from = offset(map, down);
    const box = document.createElement("div");
    box.className = "box";
    let drawn = null;
    follow(
      (event) => {
        drawn = L.bounds(from, offset(map, event));
        if (drawn.getSize().x + drawn.getSize().y < SLIP) return;
        map.getContainer().append(box);
        L.DomUtil.setPosition(box, drawn.min);
        box.style.width = `${drawn.getSize().x}px`;
        box.style.height = `${drawn.getSize().y}px`;
      },
      (event) => {
        if (!box.isConnected) return;
        swallowClick();
        box.remove();
        const { min, max } = drawn;
        const corners = [min, L.point(max.x, min.y), max, L.point(min.x, max.y)];
        chosen(corners, event.ctrlKey || event.metaKey);
      },
      () => box.remove(),
    );
  });
}

// Alt and drag, or a drag once armed, draws around what is to be selected:
// `chosen(points, additive)` with the line in pixels of the map's frame.
export class Lasso {
  // `told(armed)`: whether the next drag is a lasso.
  constructor(map, chosen, told) {
    Object.assign(this, { map, chosen, told, armed: false });
    takePress(map, (down) => this.armed || (down.altKey && !down.shiftKey), (down) => this.draw(down));
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.arm(false);
    });
  }

  arm(armed) {
    this.armed = armed;
    this.map.getContainer().classList.toggle("lassoing", armed);
    this.told(armed);
  }

  draw(down) {
    const points = [offset(this.map, down)];
    const picture = sketch("lasso", this.map);
    const line = stroke(picture, "polygon", "");
    const done = () => {
      picture.remove();
      this.arm(false);
    };
    follow(
      (event) => {
        // A busy page hears of several moves at once, and a corner may be among them.
        for (const move of event.getCoalescedEvents()) {
          const at = offset(this.map, move);
          if (at.distanceTo(points.at(-1)) >= 2) points.push(at);
        }
        line.setAttribute("points", points.map(({ x, y }) => `${x},${y}`).join(" "));
      },
      (event) => {
        swallowClick();
        done();
        const size = L.bounds(points).getSize();
        if (size.x + size.y < SLIP) return;
        this.chosen(points, event.ctrlKey || event.metaKey);
      },
      done,
    );
  }
}

// A picture over the map's frame, and a line of it.
export function sketch(name, map) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("class", `sketch ${name}`);
  picture.setAttribute("aria-hidden", "true");
  map.getContainer().append(picture);
  return picture;
}

export function stroke(picture, kind, name) {
  const line = document.createElementNS("http://www.w3.org/2000/svg", kind);
  line.setAttribute("class", name);
  picture.append(line);
  return line;
}
