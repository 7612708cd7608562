// The live layer: puts the parts together, applies messages from Qt, reports what the user does.
// The shell has left `window.DISPATCH`: map, areas (the regions' layer), look, words, basemap.

import { Basemap } from "./basemap.js";
import { Carry } from "./carry.js";
import { Engineers } from "./engineers.js";
import { Lasso, boxSelect } from "./gestures.js";
import { Legend } from "./legend.js";
import { Reach } from "./reach.js";
import { RegionEditor } from "./regions.js";
import { Routes } from "./routes.js";
import { Tickets } from "./tickets.js";
import { Tiles, useDatum } from "./tiles.js";

const { map, areas, basemap: files } = window.DISPATCH;
let { look, words } = window.DISPATCH;
let bridge = null;
let selected = { tickets: [], engineer: null };

useDatum(map, window.DISPATCH.tiles);
map.setMinZoom(2).setMaxZoom(19);
L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
map.getContainer().append(tip);

const routes = new Routes(map, look);
const tickets = new Tickets(map, look, attachTicket);
const engineers = new Engineers(map, tickets.renderer, look, words, attachEngineer);
const carry = new Carry(map, {
  target: targetAt,
  place: (id) => tickets.all.get(id)?.ticket.at ?? null,
  mark: (engineer) => engineers.hint(engineer),
  label: (ids) => (ids.length === 1 && tickets.all.get(ids[0])?.ticket.number)
    || words.tickets.replace("{n}", ids.length),
  carry: (ids) => bridge.ticketsCarried(JSON.stringify(ids)),
  hover: (ids, target) => bridge.ticketHovers(JSON.stringify(ids), ...named(target)),
  drop: (ids, target) => bridge.ticketDropped(JSON.stringify(ids), ...named(target)),
});
const basemap = new Basemap(map, look, words, files, areaNames);
const tiles = new Tiles(map, look, words, window.DISPATCH.tiles, (shown) => {
  basemap.cover(shown);
  credit();
});
const legend = new Legend(map, look, words, {
  zoomIn: () => map.zoomIn(1),
  zoomOut: () => map.zoomOut(1),
  zoomAll: () => zoomTo(everything()),
  zoomSelection: () => zoomTo(selection()),
  lasso: () => lasso.arm(!lasso.armed),
});
const lasso = new Lasso(
  map,
  (points, additive) => bridge.boundsSelected(JSON.stringify(tickets.within(points)), additive),
  (armed) => legend.press("lasso", armed),
);

function credit() {
  const ground = tiles.covering ? [] : [...basemap.sources];
  legend.credit([tiles.credit(), ...ground].filter(Boolean));
}

const editor = new RegionEditor(map, areas, look, words, {
  told: (state) => bridge.regionChanged(JSON.stringify(state)),
  saved: (rings) => bridge.regionDrawn(JSON.stringify(rings)),
  cancelled: () => bridge.regionCancelled(),
  fit: (bounds) => zoomTo(bounds, false),
});
const reach = new Reach(map, look, {
  picked: (lat, lon) => bridge.placePicked(lat, lon),
  stopped: () => bridge.pickingStopped(),
  fit: (bounds) => zoomTo(bounds, false),
});
const icons = {
  editRegions: "M4 7l9-3 7 6-3 9-10 1zM4 7h0M20 10h0",
  driveTimes: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5l3 3",
};
const tools = {};
for (const [name, icon] of Object.entries(icons)) {
  tools[name] = legend.button(name, icon, () => bridge.toolWanted(name));
  legend.bar.append(tools[name]);
}

function attachTicket(marker, entry) {
  marker.on("mouseover mousemove", ({ originalEvent }) => showTip(originalEvent, entry));
  marker.on("mouseout", () => { tip.hidden = true; });
  if (!entry) return;
  carry.attach(marker, entry, ({ ticket: { id } }) => (
    selected.tickets.includes(id) ? selected.tickets : [id]));
  marker.on("click", ({ originalEvent: { ctrlKey, metaKey, shiftKey } }) => {
    bridge.ticketClicked(JSON.stringify([entry.ticket.id]), ctrlKey || metaKey || shiftKey);
  });
  marker.on("dblclick", () => bridge.ticketOpened(entry.ticket.id));
}

function attachEngineer(marker, pick) {
  marker.on("click", (event) => bridge.engineerClicked(pick(event).engineer.id));
  marker.on("mouseover mousemove", (event) => {
    place(event.originalEvent, [engineers.describe(pick(event).engineer)]);
  });
  marker.on("mouseout", () => { tip.hidden = true; });
}

function showTip(event, entry) {
  if (!entry) {
    place(event, [words.group]);
    return;
  }
  const { ticket } = entry;
  place(event, [
    `${ticket.number} · ${words.priority[ticket.priority]}`,
    ticket.title,
    `${words.status[ticket.status]} · ${words.sla[ticket.sla]}`,
    visitOf(ticket.engineer, ticket.when),
    ...(ticket.move ? [words.was.replace("{visit}", visitOf(ticket.from, ticket.was))] : []),
  ]);
}

function visitOf(id, when) {
  const whose = engineers.all.get(id);
  return whose ? `${whose.engineer.name} · ${when}` : words.unassigned;
}

function place(event, lines) {
  tip.replaceChildren(...lines.map((words_) => {
    const line = document.createElement("div");
    line.textContent = words_;
    return line;
  }));
  tip.hidden = false;
  const frame = map.getContainer().getBoundingClientRect();
  const x = Math.min(event.clientX - frame.left + 14, frame.width - tip.offsetWidth - 6);
  const below = event.clientY - frame.top + 16;
  const y = below + tip.offsetHeight > frame.height ? below - tip.offsetHeight - 28 : below;
  tip.style.transform = `translate(${Math.max(4, x)}px, ${Math.max(4, y)}px)`;
}

// The engineer whose icon is there, else the leg of a route: see `Carry`.
function targetAt(point, carried) {
  const engineer = engineers.near(point);
  return engineer === null
    ? routes.near(point, carried)
    : { engineer, shift: 0, after: 0, ends: null };
}

function named(target) {
  return target ? [target.engineer, target.shift, target.after] : [0, 0, 0];
}

function areaNames() {
  return areas.getLayers().map((layer) => {
    const { en, zh, centre } = layer.feature.properties;
    return { en, zh, at: centre || layer.getBounds().getCenter() };
  });
}

function areaStyle() {
  return { color: look.region, weight: 1.2, opacity: 0.75, fillColor: look.region, fillOpacity: 0.06 };
}

function everything() {
  const bounds = L.latLngBounds([...tickets.all.values()].map(({ ticket }) => ticket.at));
  for (const { engineer } of engineers.all.values()) bounds.extend(engineer.at);
  return bounds;
}

function selection() {
  const bounds = L.latLngBounds([]);
  for (const id of selected.tickets) {
    const entry = tickets.all.get(id);
    if (entry) bounds.extend(entry.ticket.at);
  }
  const engineer = engineers.all.get(selected.engineer);
  if (engineer) bounds.extend(engineer.engineer.at).extend(routes.bounds(selected.engineer));
  return bounds;
}

// What was fitted stays fitted while the panel changes its size, until somebody moves the map.
let fitted = null;

function zoomTo(bounds, animate) {
  if (!bounds.isValid()) return;
  fitted = bounds;
  map.fitBounds(bounds, {
    paddingTopLeft: [20, 36], paddingBottomRight: [44, 24], maxZoom: 15, animate,
  });
}

// The route shown in order: the selected engineer's, else that of the one selected ticket.
function follow() {
  const sole = selected.tickets.length === 1 ? tickets.all.get(selected.tickets[0]) : null;
  const engineer = selected.engineer ?? sole?.ticket.engineer ?? null;
  const left = sole?.ticket.move ? sole.ticket.from : null;
  routes.choose(engineer, left);
  engineers.choose(engineer);
  tickets.choose(selected.tickets, routes.order());
}

function applyRegions({ set, gone }) {
  const replaced = new Set([...gone, ...set.map((feature) => feature.properties.id)]);
  for (const layer of areas.getLayers()) {
    if (replaced.has(layer.feature.properties.id)) areas.removeLayer(layer);
  }
  areas.addData({ type: "FeatureCollection", features: set });
  areas.setStyle(areaStyle());
  basemap.redraw();
}

function applyLook(next) {
  look = next;
  const root = document.documentElement;
  root.dataset.theme = look.name;
  for (const [name, colour] of Object.entries(look)) {
    if (typeof colour === "string") root.style.setProperty(`--${name}`, colour);
  }
  for (const part of [tickets, engineers, routes, basemap, tiles, legend, editor, reach]) {
    part.repaint(look);
  }
  areas.setStyle(areaStyle());
}

function applyWords(next) {
  words = next;
  document.documentElement.lang = words.chinese ? "zh" : "en";
  document.title = words.map;
  map.getContainer().setAttribute("aria-label", words.map);
  for (const part of [engineers, basemap, tiles, legend, editor]) part.say(words);
}

// Answers once the basemap is there and two frames with all messages so far have been painted.
function reportDrawn(asked) {
  basemap.loaded.then(() => requestAnimationFrame(() => requestAnimationFrame(() => {
    bridge.drawn(asked);
  })));
}

// What has many parts comes in as many messages: nothing is drawn before the last of them, for
// each frame drawn in between holds up the window as well.
const held = [];

function apply(message) {
  if (message.may) {
    carry.allowed = message.may.carry;
    tools.editRegions.style.display = message.may.regions ? "" : "none";
  }
  if (message.regions) applyRegions(message.regions);
  if (message.look) applyLook(message.look);
  if (message.words) applyWords(message.words);
  if (message.routes) held.push(() => routes.change(message.routes));
  if (message.former) {
    held.push(() => {
      routes.changeFormer(message.former);
      legend.review(routes.former.size > 0);
    });
  }
  if (message.engineers) held.push(() => engineers.change(message.engineers));
  if (message.tickets) tickets.change(message.tickets);
  if (message.selected) selected = message.selected;
  if (message.selected || message.settled) {
    for (const deed of held.splice(0)) deed();
    tickets.show();
    follow();
    engineers.raise();
  }
  if (message.fit) zoomTo(L.latLngBounds(message.fit), false);
  if (message.zoom) zoomTo(selection(), true);
  if (message.hover) carry.over(message.hover.tickets, L.point(message.hover.at));
  if (message.hover === null) carry.leave();
  if (message.drop) carry.drop(message.drop.tickets, L.point(message.drop.at));
  if (message.price) carry.price(message.price);
  if (message.select) {
    bridge.boundsSelected(JSON.stringify(tickets.inside(map.getBounds())), false);
  }
  if (message.drawing || message.reach) lasso.arm(false);
  if ("drawing" in message) editor.apply(message.drawing);
  if ("reach" in message) reach.apply(message.reach);
  if (message.lasso) lasso.arm(true);
  if (message.legend) legend.toggle();
  if (message.ask) reportDrawn(message.ask);
}

boxSelect(map, (corners, additive) => {
  bridge.boundsSelected(JSON.stringify(tickets.within(corners)), additive);
});
for (const touch of ["mousedown", "wheel", "keydown"]) {
  map.getContainer().addEventListener(touch, () => { fitted = null; }, { capture: true, passive: true });
}
new ResizeObserver(() => {
  map.invalidateSize({ pan: false });
  if (fitted) zoomTo(fitted, false);
}).observe(map.getContainer());
applyLook(look);
applyWords(words);
basemap.loaded.then(credit);
tiles.show();

new QWebChannel(qt.webChannelTransport, (channel) => {
  bridge = channel.objects.bridge;
  bridge.apply.connect((text) => apply(JSON.parse(text)));
  bridge.ready();
});
