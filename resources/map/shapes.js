// What tickets look like: markers that draw themselves on Leaflet's canvas.
// Priority is the colour; the SLA state is the shape, so that it is told without colour too:
// circle = in time, triangle = at risk, square = breached. Filled = unassigned, hollow = assigned.

const TURN = 2 * Math.PI;

function outline(ctx, sla, x, y, r) {
  ctx.beginPath();
  if (sla === "at_risk") {
    const side = r * 1.25;
    ctx.moveTo(x, y - side);
    ctx.lineTo(x + side * 0.95, y + side * 0.75);
    ctx.lineTo(x - side * 0.95, y + side * 0.75);
    ctx.closePath();
  } else if (sla === "breached") {
    ctx.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  } else {
    ctx.arc(x, y, r, 0, TURN);
  }
}

// Around a ticket that the proposal gives to somebody else, or to nobody.
function ring(ctx, x, y, r, look) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, TURN);
  ctx.setLineDash([3, 2.5]);
  ctx.lineWidth = 1.75;
  ctx.strokeStyle = look.accent;
  ctx.stroke();
  ctx.setLineDash([]);
}

function text(ctx, words, x, y, size, colour) {
  ctx.font = `600 ${size}px ${FONT}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = colour;
  ctx.fillText(words, x, y + 0.5);
}

export const FONT = '"Inter", "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", ' +
  '"Noto Sans CJK SC", sans-serif';

// Draws one ticket. `order` (1, 2, …) is its place on the chosen route, or 0.
export function drawTicket(ctx, x, y, { ticket, look, chosen, order }) {
  const colour = look.priority[ticket.priority];
  const open = ticket.engineer === null;
  const r = order ? 10 : open ? 7 : 6;
  ctx.save();
  ctx.lineJoin = "round";
  if (chosen) {
    ctx.beginPath();
    ctx.arc(x, y, r + 6, 0, TURN);
    ctx.globalAlpha = 0.28;
    ctx.fillStyle = look.accent;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.lineWidth = 2.5;
    ctx.strokeStyle = look.accent;
    ctx.stroke();
  }
  if (ticket.move && ticket.move !== "retime") ring(ctx, x, y, r + 4.5, look);
  outline(ctx, ticket.sla, x, y, r);
  ctx.lineWidth = open ? 4 : 5.5;
  ctx.strokeStyle = look.halo;
  ctx.stroke();
  ctx.fillStyle = open || order ? colour : look.panel;
  ctx.fill();
  ctx.lineWidth = open || order ? 1 : 2.5;
  ctx.strokeStyle = colour;
  ctx.stroke();
  if (order) {
    const low = ticket.sla === "at_risk" ? 1.5 : 0;
    text(ctx, String(order), x, y + low, order > 9 ? 10 : 11, look.panel);
  }
  ctx.restore();
}

// What looks alike is drawn once and copied from then on.
const STAMP = 44; // pixels
const stamps = new Map();

function stamp(ctx, x, y, name, draw) {
  const ratio = window.devicePixelRatio || 1;
  const key = `${ratio} ${name}`;
  let picture = stamps.get(key);
  if (!picture) {
    picture = new OffscreenCanvas(STAMP * ratio, STAMP * ratio);
    const own = picture.getContext("2d");
    own.scale(ratio, ratio);
    draw(own, STAMP / 2, STAMP / 2);
    stamps.set(key, picture);
  }
  ctx.drawImage(picture, Math.round(x) - STAMP / 2, Math.round(y) - STAMP / 2, STAMP, STAMP);
}

function stampTicket(ctx, x, y, options) {
  const { ticket: { priority, sla, engineer, move }, look, chosen, order } = options;
  const name = `${look.name} ${priority} ${sla} ${engineer === null} ${move} ${chosen} ${order}`;
  stamp(ctx, x, y, name, (...at) => drawTicket(...at, options));
}

export function stampDot(ctx, x, y, state, look) {
  stamp(ctx, x, y, `${look.name} ${state}`, (...at) => drawDot(...at, state, look));
}

// Draws a group of tickets: how many, and around it the share of each SLA state.
export function drawGroup(ctx, x, y, r, { count, states, look }) {
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, r + 1.5, 0, TURN);
  ctx.fillStyle = look.panel;
  ctx.fill();
  let from = -TURN / 4;
  for (const state of ["breached", "at_risk", "ok", "none"]) {
    const to = from + (TURN * (states[state] || 0)) / count;
    if (to > from) {
      ctx.beginPath();
      ctx.arc(x, y, r - 1.5, from, to);
      ctx.lineWidth = state === "breached" ? 5 : state === "at_risk" ? 4 : 2;
      ctx.strokeStyle = look.sla[state];
      ctx.stroke();
    }
    from = to;
  }
  text(ctx, String(count), x, y, count > 999 ? 10 : 12, look.text);
  ctx.restore();
}

// Draws an engineer seen from afar: a diamond, filled while he is on the way or at work.
function drawDot(ctx, x, y, state, look) {
  const reach = state === "home" ? 5.5 : 7.5;
  const colour = { home: look.muted, free: look.free, en_route: look.enRoute, on_site: look.onSite };
  ctx.beginPath();
  ctx.moveTo(x, y - reach);
  ctx.lineTo(x + reach, y);
  ctx.lineTo(x, y + reach);
  ctx.lineTo(x - reach, y);
  ctx.closePath();
  ctx.fillStyle = state === "en_route" || state === "on_site" ? colour[state] : look.panel;
  ctx.lineJoin = "round";
  ctx.lineWidth = 5;
  ctx.strokeStyle = look.halo;
  ctx.stroke();
  ctx.fill();
  ctx.lineWidth = state === "home" ? 1.5 : 2;
  ctx.strokeStyle = colour[state];
  ctx.stroke();
}

const SelfDrawn = L.CircleMarker.extend({
  _updateBounds() {
    const [right, down] = this.options.shift || [0, 0];
    const reach = this._radius + 12 + Math.max(Math.abs(right), Math.abs(down));
    this._pxBounds = new L.Bounds(
      this._point.subtract([reach, reach]), this._point.add([reach, reach]));
  },
  _updatePath() {
    const renderer = this._renderer;
    if (renderer._drawing && !this._empty()) this.draw(renderer._ctx, this._point);
  },
});

// `shift` moves a ticket aside, in pixels, where several share one place.
export const TicketMarker = SelfDrawn.extend({
  options: { radius: 8, weight: 0, bubblingMouseEvents: false, shift: [0, 0] },
  draw(ctx, at) {
    const [right, down] = this.options.shift;
    stampTicket(ctx, at.x + right, at.y + down, this.options);
  },
  _containsPoint(point) {
    const reach = this.options.order ? 11 : 9;
    return point.distanceTo(this._point.add(this.options.shift)) <= reach;
  },
});

export const GroupMarker = SelfDrawn.extend({
  options: { weight: 0, bubblingMouseEvents: false },
  draw(ctx, at) {
    drawGroup(ctx, at.x, at.y, this._radius, this.options);
  },
});

// One layer that draws many things: `draw(ctx, bounds)` in pixels of the map's layers, and for the
// pointer `hit(point)`.
export const Drawing = L.CircleMarker.extend({
  options: { weight: 0, bubblingMouseEvents: false },
  _updateBounds() {
    const far = 1e6;
    this._pxBounds = new L.Bounds([-far, -far], [far, far]);
  },
  _updatePath() {
    const renderer = this._renderer;
    if (renderer._drawing) this.options.draw(renderer._ctx, renderer._bounds);
  },
  _containsPoint(point) {
    return this.options.hit(point);
  },
});

// The icon of an engineer: initials in a tag whose point stands on the place.
export function engineerIcon() {
  const tag = document.createElement("div");
  tag.className = "engineer";
  const letters = document.createElement("span");
  tag.append(letters);
  return L.divIcon({ html: tag, className: "engineer-at", iconSize: [0, 0] });
}

// Placed in the plane: hundreds of layers of their own would be slow to put together.
export const EngineerMarker = L.Marker.extend({
  _setPos(at) {
    this._icon._leaflet_pos = at;
    this._icon.style.transform = `translate(${at.x}px, ${at.y}px)`;
    this._zIndex = at.y + this.options.zIndexOffset;
    this._resetZIndex();
  },
});
