/* Drawing an outline on the map, by mouse, touch or keyboard. Loaded after Leaflet. */
(() => {
  "use strict";
  const { kinds, paneName } = window.crackdown;
  const DECIMALS = 6;
  const FEWEST = 3;
  const STEPS = "Click, or move the map and press Space, for each corner. " +
    "Enter ends the outline, Backspace takes a corner back, Escape gives up.";

  const Tool = L.Layer.extend({
    initialize(spec) { this.spec = spec; },

    onAdd(map) {
      this.control = L.control({ position: "topleft" });
      this.control.onAdd = () => {
        const bar = L.DomUtil.create("div", "leaflet-bar cd-outline");
        this.button = L.DomUtil.create("button", "cd-whole", bar);
        this.button.type = "button";
        this.button.title = this.spec.label;
        this.button.setAttribute("aria-label", this.spec.label);
        this.button.setAttribute("aria-pressed", "false");
        this.button.textContent = "\u2B20";
        L.DomEvent.disableClickPropagation(bar);
        this.button.addEventListener("click", () => (this.corners ? this.stop() : this.start()));
        return bar;
      };
      this.control.addTo(map);
    },

    onRemove() {
      this.stop();
      this.control.remove();
    },

    start() {
      const map = this._map;
      this.corners = [];
      this.shape = L.polygon([], { ...this.spec.style, pane: paneName("selected"), interactive: false });
      this.shape.addTo(map);
      this.told = L.DomUtil.create("div", "cd-drawing-told", map.getContainer());
      this.told.setAttribute("role", "status");
      this.cross = L.DomUtil.create("div", "cd-drawing-cross", map.getContainer());
      this.tell();
      this.button.setAttribute("aria-pressed", "true");
      L.DomUtil.addClass(map.getContainer(), "cd-drawing");
      map.doubleClickZoom.disable();
      this.onClick = (event) => this.add(event.latlng);
      this.onDouble = () => this.finish();
      this.onKey = (event) => this.key(event);
      map.on("click", this.onClick);
      map.on("dblclick", this.onDouble);
      map.getContainer().addEventListener("keydown", this.onKey);
      map.getContainer().focus();
    },

    stop() {
      if (!this.corners) return;
      const map = this._map || this.control._map;
      this.corners = null;
      this.shape.remove();
      this.told.remove();
      this.cross.remove();
      this.button.setAttribute("aria-pressed", "false");
      L.DomUtil.removeClass(map.getContainer(), "cd-drawing");
      map.doubleClickZoom.enable();
      map.off("click", this.onClick);
      map.off("dblclick", this.onDouble);
      map.getContainer().removeEventListener("keydown", this.onKey);
    },

    tell() {
      const count = this.corners.length;
      this.told.textContent = `${count} corner${count === 1 ? "" : "s"}. ${STEPS}`;
    },

    add(at) {
      const last = this.corners[this.corners.length - 1];
      if (last && last.equals(at)) return;  // the second click of a double click
      this.corners.push(at);
      this.shape.setLatLngs(this.corners);
      this.tell();
    },

    key(event) {
      if (event.target !== this._map.getContainer()) return;
      const act = {
        " ": () => this.add(this._map.getCenter()),
        Enter: () => this.finish(),
        Backspace: () => {
          this.corners.pop();
          this.shape.setLatLngs(this.corners);
          this.tell();
        },
        Escape: () => { this.stop(); this.button.focus(); },
      }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    },

    finish() {
      if (this.corners.length < FEWEST) return;
      const map = this._map;
      const id = this.corners
        .map((at) => `${at.lng.toFixed(DECIMALS)} ${at.lat.toFixed(DECIMALS)}`).join(",");
      const layer = L.polygon(this.corners);
      layer.feature = { type: "Feature", properties: { layer: "drawn", id } };
      this.stop();
      // What the component listens for, as if Leaflet.draw had drawn it.
      map.fire("draw:created", { layer, layerType: "polygon" });
    },
  });

  kinds.outline = (group, spec) => group.addLayer(new Tool(spec));
})();
