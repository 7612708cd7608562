// Engineers as icons.

import { engineerIcon } from "./shapes.js";

const REACH = 26; // pixels around an icon that mean the engineer
const APART = 24; // pixels between the icons of engineers who are at one place
const MANY = 25; // more engineers than that are drawn as dots ...
const FAR = 11.5; // ... below this zoom

export class Engineers {
  constructor(map, words, told) {
    this.map = map;
    this.words = words;
    this.told = told;
    this.all = new Map(); // id -> {engineer, marker}
    this.chosen = null;
    this.far = false;
    map.on("zoomend", () => this.size());
  }

  change({ set, gone }) {
    for (const id of gone) {
      const entry = this.all.get(id);
      if (entry) entry.marker.remove();
      this.all.delete(id);
    }
    for (const engineer of set) {
      const entry = this.all.get(engineer.id) || this.add(engineer);
      entry.engineer = engineer;
      entry.marker.setLatLng(engineer.at);
      this.dress(entry);
    }
    this.spread();
    this.size();
  }

  // Seen from afar many engineers are dots, or they would hide the city.
  size() {
    this.far = this.all.size > MANY && this.map.getZoom() < FAR;
    this.map.getContainer().classList.toggle("far", this.far);
  }

  add(engineer) {
    const marker = L.marker(engineer.at, { icon: engineerIcon(), alt: "", riseOnHover: true });
    const entry = { engineer, marker };
    this.all.set(engineer.id, entry);
    marker.addTo(this.map);
    this.told(marker, entry);
    return entry;
  }

  dress({ engineer, marker }) {
    const element = marker.getElement();
    const tag = element.firstChild;
    tag.firstChild.textContent = engineer.initials;
    tag.dataset.state = engineer.state;
    element.setAttribute("aria-label", this.describe(engineer));
  }

  describe(engineer) {
    const visits = this.words.visits.replace("{n}", engineer.visits);
    return `${engineer.name} · ${this.words.states[engineer.state]} · ${visits}`;
  }

  // Icons of engineers at one place stand side by side.
  spread() {
    const places = new Map();
    for (const entry of this.all.values()) {
      const key = entry.engineer.at.map((degrees) => degrees.toFixed(4)).join();
      places.set(key, [...(places.get(key) || []), entry]);
    }
    for (const entries of places.values()) {
      entries.forEach(({ marker }, index) => {
        const shift = Math.round((index - (entries.length - 1) / 2) * APART);
        marker.getElement().style.setProperty("--shift", `${shift}px`);
        marker.shift = shift;
      });
    }
  }

  choose(id) {
    for (const [key, { marker }] of this.all) {
      const element = marker.getElement();
      element.classList.toggle("chosen", key === id);
      marker.setZIndexOffset(key === id ? 10000 : 0);
    }
    this.chosen = id;
  }

  say(words) {
    this.words = words;
    for (const entry of this.all.values()) this.dress(entry);
  }

  // The engineer whose icon lies about a point of the map's frame, or null.
  near(point) {
    let best = null;
    let least = this.far ? REACH / 2 : REACH;
    for (const { engineer, marker } of this.all.values()) {
      const at = this.map.latLngToContainerPoint(engineer.at)
        .add(this.far && engineer.id !== this.chosen ? [0, 0] : [marker.shift || 0, -18]);
      const away = at.distanceTo(point);
      if (away < least) [best, least] = [engineer.id, away];
    }
    return best;
  }

  hint(id) {
    for (const [key, { marker }] of this.all) {
      marker.getElement().classList.toggle("target", key === id);
    }
  }
}
