/* Areas by month: their colours change in the browser, by a slider and a play button.
   Loaded after Leaflet. */
(() => {
  "use strict";
  const { kinds, paneName } = window.crackdown;
  const STEP_MS = 700;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let shown = null; // every redraw makes a new player; it stays where the user has left it

  function unpack(text, Type) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return new Type(bytes.buffer);
  }

  const Player = L.Layer.extend({
    initialize(spec, show) {
      this.spec = spec;
      this.show = show;
      this.last = spec.months.length - 1;
    },
    onAdd(map) {
      this.control = L.control({ position: "bottomright" });
      this.control.onAdd = () => this._box();
      this.control.addTo(map);
      this._label = () => this._words();
      calm.addEventListener("change", this._label);
    },
    onRemove() {
      this.pause();
      calm.removeEventListener("change", this._label);
      this.control.remove();
    },
    _box() {
      const box = L.DomUtil.create("div", "cd-player leaflet-control");
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "Month shown");
      const top = L.DomUtil.create("div", "cd-player-top", box);
      this.button = L.DomUtil.create("button", "", top);
      this.button.type = "button";
      this.text = L.DomUtil.create("output", "", top);
      const track = L.DomUtil.create("div", "cd-player-track", box);
      this.input = L.DomUtil.create("input", "", track);
      Object.assign(this.input, { type: "range", min: 0, max: this.last, step: 1 });
      this.input.setAttribute("aria-label", "Month shown");
      const { mark, note } = this.spec;
      if (mark !== null && this.last) {
        const tick = L.DomUtil.create("span", "cd-player-mark", track);
        tick.style.left = `calc(8px + (100% - 16px) * ${mark / this.last})`;
      }
      if (note) L.DomUtil.create("div", "cd-player-note", box).textContent = note;
      this.input.addEventListener("input", () => { this.pause(); this.go(Number(this.input.value)); });
      this.button.addEventListener("click", () => this._pressed());
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      const kept = this.spec.months.indexOf(shown);
      this.go(kept >= 0 ? kept : this.spec.first);
      this._words();
      return box;
    },
    _words() {
      this.button.textContent = calm.matches ? "Next" : this.timer ? "Pause" : "Play";
    },
    go(at) {
      this.at = at;
      shown = this.spec.months[at];
      this.input.value = at;
      this.text.textContent = shown;
      this.input.setAttribute("aria-valuetext", shown);
      this.show(at);
    },
    step() {
      if (this.at >= this.last) { this.pause(); return; }
      this.go(this.at + 1);
    },
    pause() {
      clearInterval(this.timer);
      this.timer = null;
      this._words();
    },
    /* Who asked for less motion gets one month for each press. */
    _pressed() {
      if (this.timer) { this.pause(); return; }
      if (this.at >= this.last) this.go(0);
      else this.step();
      if (calm.matches) return;
      this.timer = setInterval(() => this.step(), STEP_MS);
      this._words();
    },
  });

  kinds.areaMonths = (group, spec) => {
    window.crackdown.definePatterns(spec.patterns);
    const count = spec.months.length;
    const classes = unpack(spec.classes, Uint8Array);
    const values = unpack(spec.values, Int32Array);
    const percents = unpack(spec.percents, Int16Array);
    let at = 0;
    const cell = (feature) => feature.properties.row * count + at;
    const fill = (feature) => ({
      stroke: true, weight: 1, color: spec.outline, fillOpacity: 1,
      fillColor: spec.colours[classes[cell(feature)]],
    });
    const tip = (part) => {
      const here = cell(part.feature);
      const lines = [part.feature.properties.tip, spec.months[at]];
      if (values[here] < 0) lines.push("no count");
      else lines.push(`<span class="cd-field">${spec.label}:</span> ${values[here].toLocaleString("en-GB")}`);
      if (percents[here] !== 32767) {
        const sign = percents[here] < 0 ? "\u2212" : "+";
        lines.push(`<span class="cd-field">${spec.against}:</span> ${sign}${Math.abs(percents[here])}%`);
      }
      return lines.join("<br>");
    };
    const areas = L.geoJSON(spec.data, { pane: paneName("areas"), style: fill });
    areas.bindTooltip(tip, {
      sticky: true, className: "cd-tip cd-tip-areas", direction: "top", offset: [0, -8],
    });
    const borders = L.geoJSON(spec.data, {
      pane: paneName("outlines"), interactive: false,
      filter: (feature) => Boolean(spec.borders[feature.properties.role]),
      style: (feature) => ({ ...spec.borders[feature.properties.role], fill: false }),
    });
    group.addLayer(areas);
    group.addLayer(borders);
    group.addLayer(new Player(spec, (month) => { at = month; areas.setStyle(fill); }));
  };
})();
