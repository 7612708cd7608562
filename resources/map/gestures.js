// What the pointer does beyond Leaflet: drag tickets onto an engineer, box-select with Shift.

const SLIP = 5; // pixels the pointer may move before a press becomes a drag
export const REACH_ICON = 26;
export const REACH_ROUTE = 10;

function offset(map, event) {
  const frame = map.getContainer().getBoundingClientRect();
  return L.point(event.clientX - frame.left, event.clientY - frame.top);
}

// Watches the pointer from a press to its release, wherever it goes.
function follow(moved, released) {
  const up = (event) => {
    document.removeEventListener("mousemove", moved);
    document.removeEventListener("mouseup", up);
    released(event);
  };
  document.addEventListener("mousemove", moved);
  document.addEventListener("mouseup", up);
}

export class TicketDrag {
  // `tickets(entry)`: ids that go along when this one is dragged; `target(point)`: the engineer
  // there or null; `hint(engineer)`: mark him; `drop(ids, engineer)`: do it. `carry(ids)`: they are
  // in the air now, none: no longer.
  constructor(map, { tickets, target, hint, drop, carry, label }) {
    Object.assign(this, { map, tickets, target, hint, drop, carry, label });
    this.justDragged = false;
  }

  attach(marker, entry) {
    marker.on("mousedown", ({ originalEvent }) => {
      if (originalEvent.button === 0 && !originalEvent.shiftKey) this.press(originalEvent, entry);
    });
  }

  press(down, entry) {
    const map = this.map;
    const from = offset(map, down);
    const ids = this.tickets(entry);
    let ghost = null;
    this.justDragged = false;
    map.dragging.disable();
    follow(
      (event) => {
        const at = offset(map, event);
        if (!ghost && at.distanceTo(from) < SLIP) return;
        if (!ghost) {
          ghost = this.ghost(ids);
          this.carry(ids);
        }
        ghost.style.transform = `translate(${at.x + 12}px, ${at.y + 8}px)`;
        const engineer = this.target(at);
        ghost.classList.toggle("possible", engineer !== null);
        this.hint(engineer);
      },
      (event) => {
        map.dragging.enable();
        if (!ghost) return;
        ghost.remove();
        this.hint(null);
        this.carry([]);
        this.justDragged = true;
        const engineer = this.target(offset(map, event));
        if (engineer !== null) this.drop(ids, engineer);
      },
    );
  }

  ghost(ids) {
    const ghost = document.createElement("div");
    ghost.className = "ghost";
    ghost.textContent = this.label(ids);
    this.map.getContainer().append(ghost);
    return ghost;
  }
}

// Shift and drag: `chosen(bounds, additive)` with what the box holds.
export function boxSelect(map, chosen) {
  const container = map.getContainer();
  container.addEventListener("mousedown", (down) => {
    if (down.button !== 0 || !down.shiftKey) return;
    down.stopPropagation();
    down.preventDefault();
    const from = offset(map, down);
    const box = document.createElement("div");
    box.className = "box";
    let drawn = null;
    follow(
      (event) => {
        drawn = L.bounds(from, offset(map, event));
        if (drawn.getSize().x + drawn.getSize().y < SLIP) return;
        container.append(box);
        L.DomUtil.setPosition(box, drawn.min);
        box.style.width = `${drawn.getSize().x}px`;
        box.style.height = `${drawn.getSize().y}px`;
      },
      (event) => {
        if (!box.isConnected) return;
        box.remove();
        const bounds = L.latLngBounds(
          map.containerPointToLatLng(drawn.min), map.containerPointToLatLng(drawn.max));
        chosen(bounds, event.ctrlKey || event.metaKey);
      },
    );
  }, true);
}
