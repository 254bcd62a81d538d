/* What is on a map, by keyboard: one stop of the Tab key, at which the arrow keys go from mark to
   mark. Loaded after Leaflet. */
(() => {
  "use strict";
  const { crackdown } = window;
  const TITLE = "From mark to mark: left and right arrow keys go on, Enter selects, Escape ends";
  const FAR = 10;
  const WAIT_MS = 120;
  const REACH_PX = 5;
  const MOVES = {
    ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, n: 1, p: -1, PageUp: FAR,
    PageDown: -FAR, Home: -Infinity, End: Infinity,
  };

  const ownerOf = (part) => Object.values(part._eventParents || {}).find((one) => one._tooltip);

  const levelOf = (part) => Number(part._map.getPane(part.options.pane).style.zIndex);

  /* Each thing that opens a tooltip under the pointer, once: what lies on top comes first. */
  function stops(map) {
    const found = new Map();
    for (const one of [map, crackdown.right]) {
      if (!one) continue;
      one.eachLayer((part) => {
        if (part.feature && part._path && !found.has(part.feature) && ownerOf(part)) {
          found.set(part.feature, part);
        }
      });
    }
    return [...found.values()].sort((one, other) => levelOf(other) - levelOf(one));
  }

  const spotOf = (part) => (part.getLatLng ? part.getLatLng() : part.getCenter());

  function keyOf(part, map) {
    const { layer, id, tip } = part.feature.properties;
    return [part._map === map, layer, id ?? tip].join("|");
  }

  function tipOf(part) {
    const content = ownerOf(part)._tooltip._content;
    return typeof content === "function" ? content(part) : content;
  }

  /* A tooltip's lines as a sentence that is read aloud. */
  function wordsOf(markup) {
    const template = document.createElement("template");
    template.innerHTML = markup.replaceAll("<br>", "; ");
    return template.content.textContent;
  }

  function haloOf(part) {
    const look = {
      pane: crackdown.paneName("selected"), className: "cd-halo", interactive: false, fill: false,
      weight: 3,
    };
    if (part instanceof L.Polygon) return L.polygon(part.getLatLngs(), look);
    return L.circleMarker(spotOf(part), { ...look, radius: (part.options.radius || 8) + REACH_PX });
  }

  class Steps {
    constructor(map, box) {
      Object.assign(this, { map, box, at: -1, key: null, shown: [], timer: 0 });
      box.addEventListener("keydown", (event) => this.pressed(event));
      box.addEventListener("click", () => this.go(this.at + 1));
      box.addEventListener("focus", () => this.again());
      box.addEventListener("blur", () => this.clear());
      for (const one of [map, crackdown.right]) {
        if (one) one.on("layeradd layerremove", ({ layer }) => this.changed(layer));
      }
      this.tell(0, "");
    }

    clear() {
      for (const part of this.shown) part.remove();
      this.shown = [];
    }

    tell(count, words) {
      const set = (name, value) => this.box.setAttribute(`aria-${name}`, value);
      set("valuemin", 0);
      set("valuemax", count);
      set("valuenow", count ? this.at + 1 : 0);
      const none = count ? `none of ${count.toLocaleString("en-GB")} yet` : "nothing to go to";
      set("valuetext", words ? `${words}; ${this.at + 1} of ${count}` : none);
    }

    /* Where the records are after a redraw: by what they are, or by their number. */
    find() {
      const all = stops(this.map);
      const same = all.findIndex((part) => keyOf(part, this.map) === this.key);
      if (same >= 0) this.at = same;
      return all;
    }

    go(to, { isMoving = true } = {}) {
      const all = this.find();
      this.clear();
      if (!all.length) this.at = -1;
      if (!all.length || to < 0) { this.tell(all.length, ""); return; }
      this.at = Math.min(to, all.length - 1);
      const part = all[this.at];
      const spot = spotOf(part);
      const on = part._map;
      this.key = keyOf(part, this.map);
      if (isMoving && !on.getBounds().pad(-0.12).contains(spot)) on.panTo(spot, { animate: false });
      const markup = tipOf(part);
      const tip = L.tooltip({ className: "cd-tip", direction: "auto", offset: [14, 0] })
        .setLatLng(spot).setContent(markup);
      this.shown = [haloOf(part), tip];
      for (const one of this.shown) one.addTo(on);
      this.tell(all.length, wordsOf(markup));
    }

    /* As a click does, but for the tooltip that it opens beside ours. */
    pick(part) {
      part.fire("click", { latlng: spotOf(part) }, true);
      ownerOf(part).closeTooltip();
    }

    again() {
      this.find();
      this.go(this.at, { isMoving: false });
    }

    changed(layer) {
      if (!layer.feature || document.activeElement !== this.box) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.again(), WAIT_MS);
    }

    pressed(event) {
      const { key } = event;
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (key in MOVES) {
        this.find();
        this.go(Math.max(0, this.at + MOVES[key]));
      } else if (key === "Enter" || key === " ") {
        const part = this.find()[this.at];
        if (part) this.pick(part);
        else this.go(0);
      } else if (key === "Escape") {
        this.at = -1;
        this.key = null;
        this.again();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    }
  }

  function steps(map) {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const bar = L.DomUtil.create("div", "leaflet-bar");
      const box = L.DomUtil.create("div", "cd-steps", bar);
      box.title = TITLE;
      box.tabIndex = 0;
      box.setAttribute("role", "slider");
      box.setAttribute("aria-label", TITLE);
      box.innerHTML = '<svg width="20" height="20" viewBox="0 0 18 18" aria-hidden="true">' +
        '<circle cx="9" cy="9" r="3"/><path d="M4.5 5L1 9L4.5 13M13.5 5L17 9L13.5 13"/></svg>';
      L.DomEvent.disableClickPropagation(bar);
      new Steps(map, box);
      return bar;
    };
    control.addTo(map);
  }

  crackdown.steps = steps;
})();
