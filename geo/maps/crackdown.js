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

  function button(map, { name, title, text, act }) {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const bar = L.DomUtil.create("div", "leaflet-bar");
      const made = L.DomUtil.create("button", name, bar);
      made.type = "button";
      made.title = title;
      made.setAttribute("aria-label", title);
      made.textContent = text;
      L.DomEvent.disableClickPropagation(bar);
      made.addEventListener("click", act);
      return bar;
    };
    control.addTo(map);
  }

  /* The map's projection has north at the top everywhere. */
  function north(map) {
    const control = L.control({ position: "topright" });
    control.onAdd = () => {
      const box = L.DomUtil.create("div", "cd-north");
      box.setAttribute("role", "img");
      box.setAttribute("aria-label", "North is at the top");
      box.innerHTML = '<svg width="18" height="26" viewBox="0 0 18 26" aria-hidden="true">' +
        '<path d="M9 1L15 16L9 12.5L3 16Z"/><text x="9" y="25" text-anchor="middle">N</text></svg>';
      return box;
    };
    control.addTo(map);
  }

  /* What stands on the left stands above the dates and the source, however many lines they take. */
  function foot(map, attribution) {
    const line = L.control.attribution({ prefix: false }).addAttribution(attribution).addTo(map);
    const told = line.getContainer();
    new ResizeObserver(() => {
      map.getContainer().style.setProperty("--cd-foot", `${told.offsetHeight}px`);
      window.crackdown.refit();
    }).observe(told);
  }

  /* Leaflet's buttons are links, which the space bar does not press. */
  function pressable(map) {
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key !== " " || !event.target.matches("a[role=button]")) return;
      event.preventDefault();
      event.target.click();
    });
    return map;
  }

  function makePanes(map) {
    for (const [name, level] of Object.entries(PANES)) {
      map.createPane(paneName(name)).style.zIndex = level;
    }
    map.getPane(paneName("labels")).style.pointerEvents = "none";
    return map;
  }

  // Leaflet would follow the window's size as if the user had moved the map; `stand` follows it.
  const makeMap = (id) =>
    pressable(makePanes(L.map(id, { attributionControl: false, zoomSnap: 0, trackResize: false })));

  function furnish(map, spec) {
    const { crackdown } = window;
    map.setMaxZoom(spec.maxZoom);
    map.getContainer().setAttribute("aria-label", spec.title);
    foot(map, spec.attribution);
    north(map);
    L.control.scale({ imperial: false, maxWidth: 140, position: "topright" }).addTo(map);
    const still = { pane: paneName("base"), interactive: false };
    if (spec.water) L.geoJSON(spec.water.shape, { ...still, style: spec.water.style }).addTo(map);
    L.geoJSON(spec.areas, { ...still, style: spec.style }).addTo(map);
    crackdown.themed(map, spec.dark);
    crackdown.name(map, spec);
  }

  function ground(map, spec) {
    const { crackdown } = window;
    const isPair = Boolean(spec.pair);
    map.setView(middle(spec.bounds), 10, { animate: false });
    if (isPair) crackdown.pair(map, spec);
    button(map, { name: "cd-whole", title: "Show all areas", text: "\u2922", act: crackdown.whole });
    button(map, { name: "cd-save", title: "Save the map as a picture", text: "\u2913",
      act: () => crackdown.save(map) });
    crackdown.steps(map);
    furnish(map, spec);
    crackdown.stand(map, spec.bounds, isPair);
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

  window.crackdown = {
    map: makeMap, makePanes, furnish, ground, draw, kinds, paneName, report, frame: {},
  };
})();
