/* Maps by day and in the dark: the colours of the light theme are turned as they are drawn.
   Loaded after Leaflet. */
(() => {
  "use strict";
  const root = document.documentElement;
  const maps = new Set();
  const listeners = new Set();
  let table = {};
  let dark = false;

  const colour = (given) =>
    (dark && typeof given === "string" && table[given.toUpperCase()]) || given;

  function paint(path, name) {
    const given = path.dataset[name] || path.getAttribute(name);
    if (!given || given[0] !== "#") return;
    path.dataset[name] = given;
    path.setAttribute(name, colour(given));
  }

  const plain = L.SVG.prototype._updateStyle;
  L.SVG.include({
    _updateStyle(layer) {
      plain.call(this, layer);
      const { _path: path, options } = layer;
      if (!path) return;
      if (options.stroke) path.setAttribute("stroke", colour(options.color));
      if (options.fill) path.setAttribute("fill", colour(options.fillColor || options.color));
    },
  });

  function repaint() {
    for (const part of document.querySelectorAll("#crackdown-patterns rect")) paint(part, "fill");
    for (const map of maps) {
      map.eachLayer((layer) => {
        if (layer._path && layer._renderer && layer._renderer._updateStyle) {
          layer._renderer._updateStyle(layer);
        }
      });
    }
    for (const listener of listeners) listener(dark);
  }

  function turn(isDark) {
    if (isDark === dark && root.dataset.theme) return;
    dark = isDark;
    root.dataset.theme = dark ? "dark" : "light";
    repaint();
  }

  const isDarkColour = (text) => {
    const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(text || "");
    const rgb = hex ? hex.slice(1).map((part) => parseInt(part, 16)) : (text || "").match(/\d+/g);
    return Boolean(rgb) && 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2] < 110;
  };

  /* The page tells its frames their theme whenever it draws them; the first time was before this
     script came. */
  window.addEventListener("message", ({ data }) => {
    if (data && data.type === "streamlit:render" && data.theme) {
      turn(isDarkColour(data.theme.backgroundColor));
    }
  });
  const told = getComputedStyle(root).getPropertyValue("--background-color").trim();
  let behind = told;
  if (!told && window.frameElement) {
    const app = window.parent.document.querySelector(".stApp");
    behind = app ? window.parent.getComputedStyle(app).backgroundColor : "";
  }
  turn(isDarkColour(behind));

  Object.assign(window.crackdown, {
    colour,
    paintPatterns: () => {
      for (const part of document.querySelectorAll("#crackdown-patterns rect")) paint(part, "fill");
    },
    onTheme: (listener) => listeners.add(listener),
    isDark: () => dark,
    themed(map, colours) {
      table = colours || table;
      maps.add(map);
      if (dark) repaint();
    },
  });
})();
