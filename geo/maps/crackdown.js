/* The frame of Crackdown's maps: errors, panes, the base map, and what redraws a layer.
   Loaded before Leaflet, so that a Leaflet that does not load is reported and not just absent. */
(() => {
  "use strict";

  const PANES = {
    base: 390, areas: 400, outlines: 405, dots: 410, hotspots: 420,
    arrows: 430, labels: 440, marks: 450, badges: 455, selected: 460,
  };
  const paneName = (name) => `crackdown-${name}`;
  const kinds = {};
  const reported = new Set();

  function report(what) {
    if (reported.has(what)) return;
    reported.add(what);
    console.error(`Crackdown map: ${what}`);
    let box = document.getElementById("crackdown-error");
    if (!box) {
      box = document.createElement("div");
      box.id = "crackdown-error";
      box.setAttribute("role", "alert");
      box.style.cssText =
        "position:absolute;top:8px;left:56px;right:8px;z-index:2000;padding:8px 12px;" +
        "background:#fbfaf7;border:1px solid #b26a00;border-radius:6px;" +
        "font:14px/1.4 system-ui,sans-serif;color:#1f2933;max-height:40%;overflow:auto";
      box.textContent = "Part of this map could not be drawn. Reload the page; " +
        "if it stays, report these words:";
      document.body.appendChild(box);
      // Until a map stands, the frame that Streamlit gives us has no height.
      if (!window.map && window.Streamlit) window.Streamlit.setFrameHeight(200);
    }
    const line = document.createElement("div");
    line.textContent = what;
    box.appendChild(line);
  }

  window.addEventListener("error", (event) => {
    const source = event.target && (event.target.src || event.target.href);
    report(source ? `${source} did not load` : event.message || "a script failed");
  }, true);
  window.addEventListener("unhandledrejection", (event) => {
    const reason = event.reason || {};
    const source = reason.target && reason.target.src;
    report(source ? `${source} did not load` : String(reason.message || reason));
  });

  const middle = (bounds) =>
    [(bounds[0][0] + bounds[1][0]) / 2, (bounds[0][1] + bounds[1][1]) / 2];

  function fit(map, bounds, isPair) {
    map.fitBounds(bounds, { padding: [8, 8], animate: false });
    if (isPair) return;
    // Where the map is wider than the areas need, leave the room to the legend at the right.
    const used = map.project([0, bounds[1][1]]).x - map.project([0, bounds[0][1]]).x;
    const spare = (map.getSize().x - used) / 2 - 8;
    if (spare > 0) map.panBy([Math.min(spare, 130), 0], { animate: false });
  }

  /* A map in a hidden tab has no size, and fitting it there would give zoom 0. */
  function fitWhenSeen(map, bounds, isPair) {
    let fitted = false;
    const look = () => {
      const { clientWidth, clientHeight } = map.getContainer();
      if (!clientWidth || !clientHeight) return;
      map.invalidateSize({ animate: false, pan: fitted });
      if (fitted) return;
      fitted = true;
      fit(map, bounds, isPair);
      map.setMinZoom(Math.min(map.getZoom() - 1, 9));
    };
    look();
    new ResizeObserver(look).observe(map.getContainer());
  }

  function wholeButton(map, bounds, isPair) {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const bar = L.DomUtil.create("div", "leaflet-bar");
      const button = L.DomUtil.create("button", "cd-whole", bar);
      button.type = "button";
      button.title = "Show all areas";
      button.setAttribute("aria-label", "Show all areas");
      button.textContent = "\u2922";
      L.DomEvent.disableClickPropagation(bar);
      button.addEventListener("click", () => fit(map, bounds, isPair));
      return bar;
    };
    control.addTo(map);
  }

  /* Names are shown where they fit inside their area; larger areas are served first. */
  function label(map, labels) {
    const marks = labels.map((item) => ({
      ...item,
      marker: L.marker(item.at, {
        pane: paneName("labels"), interactive: false, keyboard: false,
        icon: L.divIcon({ className: "cd-label", iconSize: null, html: `<span>${item.text}</span>` }),
      }).addTo(map),
    }));
    const place = () => {
      const taken = [];
      const perDegree = map.project([marks[0].at[0], 1]).subtract(map.project([marks[0].at[0], 0])).x;
      for (const mark of marks) {
        const span = mark.marker.getElement().firstChild;
        const half = [span.offsetWidth / 2, span.offsetHeight / 2];
        const point = map.project(mark.at);
        const box = [point.x - half[0], point.y - half[1], point.x + half[0], point.y + half[1]];
        const fits = span.offsetWidth <= mark.width * perDegree * 1.15;
        const free = taken.every((other) =>
          box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
        const shown = fits && free;
        if (shown) taken.push(box);
        span.style.visibility = shown ? "visible" : "hidden";
      }
    };
    if (marks.length) {
      map.on("zoomend moveend", place);
      place();
    }
  }

  function makePanes(map) {
    for (const [name, level] of Object.entries(PANES)) {
      map.createPane(paneName(name)).style.zIndex = level;
    }
    map.getPane(paneName("labels")).style.pointerEvents = "none";
    return map;
  }

  const makeMap = (id) => makePanes(L.map(id, { attributionControl: false, zoomSnap: 0.25 }));

  function furnish(map, spec) {
    map.setMaxZoom(spec.maxZoom);
    map.getContainer().setAttribute("aria-label", spec.title);
    L.control.attribution({ prefix: false }).addAttribution(spec.attribution).addTo(map);
    L.control.scale({ imperial: false, maxWidth: 140, position: "topright" }).addTo(map);
    L.geoJSON(spec.areas, { pane: paneName("base"), interactive: false, style: spec.style }).addTo(map);
    label(map, spec.labels);
  }

  function ground(map, spec) {
    const isPair = Boolean(spec.pair);
    map.setView(middle(spec.bounds), 10, { animate: false });
    if (isPair) window.crackdown.pair(map, spec);
    fitWhenSeen(map, spec.bounds, isPair);
    wholeButton(map, spec.bounds, isPair);
    furnish(map, spec);
  }

  /* One layer's failure is reported and leaves the others standing. */
  function draw(group, spec) {
    // The component keeps every group it has ever drawn: let go of those that are off the map.
    if (window.feature_group) {
      window.feature_group = window.feature_group.filter((old) => old._map);
    }
    try {
      kinds[spec.kind](group, spec);
    } catch (error) {
      report(`${spec.title}: ${error.message}`);
    }
  }

  window.crackdown = { map: makeMap, makePanes, furnish, ground, draw, kinds, paneName, report };
})();
