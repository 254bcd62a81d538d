/* The layers of Crackdown's maps that are made of single features. Loaded after Leaflet. */
(() => {
  "use strict";
  const { kinds, paneName } = window.crackdown;
  const SVG = "http://www.w3.org/2000/svg";

  // Leaflet makes each mark with a tooltip a stop of the Tab key: hundreds on the way to the buttons.
  // One button goes from mark to mark instead.
  L.Layer.include({ _addFocusListenersOnLayer() {} });

  const withTips = (layer, pane) => layer.bindTooltip((part) => part.feature.properties.tip, {
    sticky: true, className: `cd-tip cd-tip-${pane}`, direction: "top", offset: [0, -8],
  });

  /* Patterns stand in the document once and are referred to by every map layer. */
  function definePatterns(patterns) {
    let defs = document.getElementById("crackdown-patterns");
    if (!defs) {
      const svg = document.createElementNS(SVG, "svg");
      svg.setAttribute("width", 0);
      svg.setAttribute("height", 0);
      svg.style.position = "absolute";
      defs = document.createElementNS(SVG, "defs");
      defs.id = "crackdown-patterns";
      svg.appendChild(defs);
      document.body.appendChild(svg);
    }
    for (const { id, colour, ground, width, gap, angle = 45, crossed = false } of patterns) {
      if (document.getElementById(id)) continue;
      const pattern = document.createElementNS(SVG, "pattern");
      pattern.id = id;
      pattern.setAttribute("patternUnits", "userSpaceOnUse");
      pattern.setAttribute("width", gap);
      pattern.setAttribute("height", gap);
      pattern.setAttribute("patternTransform", `rotate(${angle})`);
      const rect = (fill, across, down = gap) => {
        const part = document.createElementNS(SVG, "rect");
        part.setAttribute("width", across);
        part.setAttribute("height", down);
        part.setAttribute("fill", fill);
        pattern.appendChild(part);
      };
      rect(ground, gap);
      rect(colour, width);
      if (crossed) rect(colour, gap, width);
      defs.appendChild(pattern);
    }
    window.crackdown.paintPatterns();
  }

  /* Numbers at the northern ends of shapes: shapes too small to see are still found. Where numbers
     would cover each other, the later one moves aside, and where there is no room it is a dot until
     the map is closer. */
  const ASIDE = [[0, 0], [0, 1.25], [1.15, 0.6], [-1.15, 0.6], [1.15, -0.4], [-1.15, -0.4]];

  function addBadges(group, layer) {
    const badges = [];
    layer.eachLayer((part) => {
      const text = part.feature.properties.badge;
      if (text === undefined) return;
      const html = document.createElement("span");
      html.textContent = text;
      const bounds = part.getBounds();
      const at = L.latLng(bounds.getNorth(), bounds.getCenter().lng);
      group.addLayer(L.marker(at, {
        pane: paneName("badges"), interactive: false, keyboard: false,
        icon: L.divIcon({ className: "cd-badge", html, iconSize: [0, 0] }),
      }));
      badges.push({ at, html, width: 14 + 8 * text.length, height: 20 });
    });
    if (!badges.length) return;
    let map = null;
    const arrange = () => {
      const placed = [];
      for (const { at, html, width, height } of badges) {
        const { x, y } = map.latLngToContainerPoint(at);
        const box = ([dx, dy]) => [x + dx * width, y + (dy - 0.6) * height, width, height];
        const isFree = ([left, top, wide, high]) => placed.every((other) =>
          Math.abs(left - other[0]) >= (wide + other[2]) / 2 + 1 ||
          Math.abs(top - other[1]) >= (high + other[3]) / 2 + 1);
        const aside = ASIDE.find((way) => isFree(box(way)));
        html.classList.toggle("cd-badge-dot", !aside);
        const [dx, dy] = aside || [0, 0];
        html.style.marginLeft = `${dx * width}px`;
        html.style.marginTop = `${dy * height}px`;
        if (aside) placed.push(box(aside));
      }
    };
    group.on("add", () => {
      map = group._map;
      map.on("zoomend resize", arrange);
      arrange();
    });
    group.on("remove", () => map && map.off("zoomend resize", arrange));
  }

  window.crackdown.definePatterns = definePatterns;

  kinds.shapes = (group, spec) => {
    definePatterns(spec.patterns || []);
    for (const pass of spec.passes) {
      const layer = L.geoJSON(spec.data, {
        pane: paneName(pass.pane), interactive: pass.interactive,
        filter: (feature) => pass.styles[feature.properties.style] !== null,
        style: (feature) => pass.styles[feature.properties.style],
      });
      if (pass.interactive) withTips(layer, pass.pane);
      group.addLayer(layer);
      if (pass.interactive) addBadges(group, layer);
    }
  };

  /* The same picture with another palette: that stands behind the signature and the header. */
  const PALETTE_AT = 33;
  function repainted({ png, dark }) {
    const [picture, palette] = [png, dark].map(atob);
    const rest = PALETTE_AT + palette.length;
    return btoa(picture.slice(0, PALETTE_AT) + palette + picture.slice(rest));
  }

  kinds.picture = (group, spec) => {
    const { isDark, onTheme } = window.crackdown;
    const address = () =>
      `data:image/png;base64,${isDark() && spec.dark ? repainted(spec) : spec.png}`;
    const picture = L.imageOverlay(address(), spec.bounds, {
      pane: paneName("areas"), interactive: false, opacity: spec.opacity, alt: "",
    });
    onTheme(() => { if (picture._map) picture.setUrl(address()); });
    group.addLayer(picture);
  };

  /* A mark keeps its size on the screen. Its outline is given at unit size; none means a circle. */
  const Mark = L.CircleMarker.extend({
    _updatePath() {
      const { x, y } = this._point;
      const { radius: r, outline, cross, core } = this.options;
      const circle = (size) => `M${x - size},${y}a${size},${size} 0 1,1 ${2 * size},0` +
        `a${size},${size} 0 1,1 ${-2 * size},0Z`;
      const line = (points) =>
        `M${points.map(([dx, dy]) => `${x + dx * r},${y + dy * r}`).join("L")}`;
      let path = outline ? `${line(outline)}Z` : circle(r);
      if (cross) path += line([[-1.5, -1.5], [1.5, 1.5]]) + line([[-1.5, 1.5], [1.5, -1.5]]);
      if (core) path += circle(r * 0.2);
      this._renderer._setPath(this, path);
    },
  });

  kinds.marks = (group, spec) => {
    const options = { pane: paneName("marks"), bubblingMouseEvents: false, fillRule: "nonzero" };
    group.addLayer(withTips(L.geoJSON(spec.data, {
      pointToLayer: (feature, at) =>
        new Mark(at, { ...options, ...spec.styles[feature.properties.style] }),
    }), "marks"));
  };

  /* Both parts of an arrow are worked out on the screen, so that the head keeps its size. */
  const Arrow = L.Polyline.extend({
    options: { noClip: true, smoothFactor: 0 },
    _updatePath() {
      const [from, to] = this._rings[0];
      const across = to.subtract(from);
      const length = Math.hypot(across.x, across.y) || 1;
      const bend = L.point(-across.y, across.x).multiplyBy(0.18);
      const middle = from.add(to).divideBy(2).add(bend);
      const into = to.subtract(middle);
      const unit = into.divideBy(Math.hypot(into.x, into.y) || 1);
      const head = Math.min(11 + this.options.width * 1.4, length / 2);
      const neck = to.subtract(unit.multiplyBy(head));
      const side = L.point(-unit.y, unit.x).multiplyBy(head * 0.55);
      const text = (point) => `${point.x},${point.y}`;
      const left = neck.add(side);
      const right = neck.subtract(side);
      this._renderer._setPath(this, this.options.part === "head"
        ? `M${text(to)}L${text(left)}L${text(right)}Z`
        : `M${text(from)}Q${text(middle)} ${text(neck)}`);
    },
  });

  kinds.arrows = (group, spec) => {
    const layer = L.featureGroup();
    for (const feature of spec.data.features) {
      const ends = feature.geometry.coordinates.map(([x, y]) => [y, x]);
      const { width, colour, dash } = feature.properties;
      const common = { pane: paneName("arrows"), bubblingMouseEvents: false, width };
      const parts = [
        new Arrow(ends, { ...common, color: "#FFFFFF", weight: width + 3, opacity: 0.8, fill: false }),
        new Arrow(ends, { ...common, color: colour, weight: width, fill: false, lineCap: "butt",
          dashArray: dash }),
        new Arrow(ends, { ...common, part: "head", stroke: true, color: "#FFFFFF", weight: 1,
          fill: true, fillColor: colour, fillOpacity: 1 }),
      ];
      for (const part of parts) {
        part.feature = feature;
        layer.addLayer(part);
      }
    }
    group.addLayer(withTips(layer, "arrows"));
  };

  /* The map moves to a selection once, when it is new, and only as far as needed. */
  let shown = null;
  let standing = 0;
  kinds.selected = (group, spec) => {
    const options = { interactive: false, pane: paneName("selected") };
    const [casing, ring] = [spec.casing, spec.ring].map((style) => L.geoJSON(spec.data, {
      ...options,
      style: () => style,
      pointToLayer: (_, at) => L.circleMarker(at, { ...options, radius: spec.radius }),
    }));
    ring.on("add", () => {
      standing += 1;
      if (shown === spec.id) return;
      shown = spec.id;
      if (window.crackdown.isRestored()) return;
      const map = ring._map;
      const bounds = ring.getBounds();
      const zoom = Math.max(map.getZoom(), spec.zoom || 0);
      if (zoom > map.getZoom()) map.setView(bounds.getCenter(), zoom);
      else if (!map.getBounds().pad(-0.05).contains(bounds)) map.panTo(bounds.getCenter());
    });
    ring.on("remove", () => {
      standing -= 1;
      setTimeout(() => { if (!standing) shown = null; }, 0);
    });
    group.addLayer(casing);
    group.addLayer(ring);
  };

  // Every redraw makes a new legend; it stays as the user has left it.
  let legendOpen = null;
  const Legend = L.Layer.extend({
    initialize(spec) { this.spec = spec; },
    onAdd(map) {
      this.control = L.control({ position: "bottomright" });
      this.control.onAdd = () => {
        const box = L.DomUtil.create("details", "cd-legend leaflet-control");
        box.open = legendOpen ?? map.getContainer().clientWidth > 520;
        box.addEventListener("toggle", () => { legendOpen = box.open; });
        box.innerHTML = this.spec.html;
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      };
      this.control.addTo(map);
    },
    onRemove() { this.control.remove(); },
  });

  kinds.legend = (group, spec) => group.addLayer(new Legend(spec));
})();
