/* Names on the map: of areas where they are free of marks, and of the river along its water.
   Loaded after Leaflet. */
(() => {
  "use strict";
  const { paneName } = window.crackdown;
  const LINE_PX = 15;
  const ROOM_PX = 26; // an area narrower than this has no room for any name
  const pen = document.createElement("canvas").getContext("2d");

  const fontOf = (element) => {
    const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(element);
    return `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  };

  /* One line, and two where the words allow it, each with its size on the screen. */
  function settings(span) {
    const text = span.textContent;
    pen.font = fontOf(span);
    const size = (lines) => ({
      lines, width: Math.max(...lines.map((line) => pen.measureText(line).width)) + 6,
      height: LINE_PX * lines.length,
    });
    const words = text.split(" ");
    if (words.length < 2) return [size([text])];
    let best = null;
    for (let at = 1; at < words.length; at += 1) {
      const two = size([words.slice(0, at).join(" "), words.slice(at).join(" ")]);
      if (!best || two.width < best.width) best = two;
    }
    return [size([text]), best];
  }

  function ringsOf(geometry) {
    const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    return parts.flat().map((ring) => ring.map(([x, y]) => L.CRS.EPSG3857.latLngToPoint(
      L.latLng(y, x), 0)));
  }

  function holds(rings, x, y) {
    let inside = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [a, b] = [ring[i], ring[j]];
        if ((a.y > y) !== (b.y > y) && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) {
          inside = !inside;
        }
      }
    }
    return inside;
  }

  const apart = (one, other) =>
    one[2] < other[0] || one[0] > other[2] || one[3] < other[1] || one[1] > other[3];

  /* What a name must not lie on, in pixels of the container. */
  function obstacles(map) {
    const taken = [];
    const frame = map.getContainer().getBoundingClientRect();
    for (const part of map.getContainer().querySelectorAll(".leaflet-control, .cd-badge span")) {
      const box = part.getBoundingClientRect();
      if (box.width) {
        taken.push([box.left - frame.left, box.top - frame.top,
          box.right - frame.left, box.bottom - frame.top]);
      }
    }
    map.eachLayer((layer) => {
      if (layer instanceof L.CircleMarker && layer.options.pane === paneName("marks")) {
        const at = map.latLngToContainerPoint(layer.getLatLng());
        const reach = layer.options.radius + 2;
        taken.push([at.x - reach, at.y - reach, at.x + reach, at.y + reach]);
      } else if (layer.options && layer.options.pane === paneName("arrows") && layer.getLatLngs) {
        const [from, to] = layer.getLatLngs().map((end) => map.latLngToContainerPoint(end));
        const across = to.subtract(from);
        const middle = from.add(to).divideBy(2).add(L.point(-across.y, across.x).multiplyBy(0.18));
        for (let t = 0; t <= 1.001; t += 0.1) {
          const at = from.multiplyBy((1 - t) ** 2).add(middle.multiplyBy(2 * t * (1 - t)))
            .add(to.multiplyBy(t ** 2));
          taken.push([at.x - 9, at.y - 9, at.x + 9, at.y + 9]);
        }
      }
    });
    return taken;
  }

  const textMark = (map, at, name, html) => L.marker(at, {
    pane: paneName("labels"), interactive: false, keyboard: false,
    icon: L.divIcon({ className: name, iconSize: null, html: `<span>${html}</span>` }),
  }).addTo(map);

  function show(mark, lines) {
    const span = mark.marker.getElement().firstChild;
    span.style.visibility = lines ? "visible" : "hidden";
    if (!lines) return;
    span.replaceChildren(...lines.flatMap((line, at) =>
      (at ? [document.createElement("br"), line] : [line])));
  }

  /* The places to try for a name: its own, and a grid over what is seen of its area. */
  function places(own, box, view) {
    const seen = [Math.max(box[0], view[0]), Math.max(box[1], view[1]),
      Math.min(box[2], view[2]), Math.min(box[3], view[3])];
    const isSeen = own.x > seen[0] && own.x < seen[2] && own.y > seen[1] && own.y < seen[3];
    const home = isSeen ? own : L.point((seen[0] + seen[2]) / 2, (seen[1] + seen[3]) / 2);
    const found = [home];
    for (let i = 1; i < 10; i += 1) {
      for (let j = 1; j < 10; j += 1) {
        found.push(L.point(seen[0] + ((seen[2] - seen[0]) * i) / 10,
          seen[1] + ((seen[3] - seen[1]) * j) / 10));
      }
    }
    return found.sort((a, b) => a.distanceTo(home) - b.distanceTo(home));
  }

  function name(map, spec) {
    const marks = spec.labels.map((item) => {
      const marker = textMark(map, item.at, "cd-label", item.text);
      const rings = ringsOf(spec.areas.features[item.area].geometry);
      const bounds = L.bounds(rings.flat());
      return { marker, rings, bounds, own: item.at };
    });
    const reaches = ((spec.water && spec.water.reaches) || []).map((ends) => ({
      ends, marker: textMark(map, ends[0], "cd-label cd-river", spec.water.name),
    }));

    /* The river's name stands on the first reach that is seen and free. */
    function nameRiver(taken, view) {
      let done = false;
      for (const reach of reaches) {
        const span = reach.marker.getElement().firstChild;
        span.style.visibility = "hidden";
        if (done) continue;
        const [from, to] = reach.ends.map((end) => map.latLngToContainerPoint(end));
        const across = to.subtract(from);
        const at = from.add(to).divideBy(2);
        const length = span.offsetWidth;
        const unit = across.divideBy(Math.hypot(across.x, across.y) || 1);
        const boxes = [-0.5, -0.25, 0, 0.25, 0.5].map((share) => {
          const part = at.add(unit.multiplyBy(share * length));
          return [part.x - 8, part.y - 8, part.x + 8, part.y + 8];
        });
        const fits = Math.hypot(across.x, across.y) * 5 > length && boxes.every((box) =>
          box[0] > view[0] && box[1] > view[1] && box[2] < view[2] && box[3] < view[3] &&
          taken.every((other) => apart(box, other)));
        if (!fits) continue;
        const angle = (Math.atan2(across.y, across.x) * 180) / Math.PI;
        reach.marker.setLatLng(map.containerPointToLatLng(at));
        span.style.transform = `translate(-50%, -50%) rotate(${angle.toFixed(1)}deg)`;
        span.style.visibility = "visible";
        taken.push(...boxes);
        done = true;
      }
    }

    function place() {
      const { x: wide, y: high } = map.getSize();
      if (!wide || !high) return;
      const view = [2, 2, wide - 2, high - 2];
      const scale = 2 ** map.getZoom();
      const origin = map.getPixelBounds().min;
      const taken = obstacles(map);
      nameRiver(taken, view);
      for (const mark of marks) {
        const { min, max } = mark.bounds;
        const box = [min.x * scale - origin.x, min.y * scale - origin.y,
          max.x * scale - origin.x, max.y * scale - origin.y];
        if (box[2] - box[0] < ROOM_PX || apart(box, view)) {
          show(mark, null);
          continue;
        }
        const inside = (x, y) => holds(mark.rings, (x + origin.x) / scale, (y + origin.y) / scale);
        const tries = places(map.latLngToContainerPoint(mark.own), box, view);
        mark.settings ||= settings(mark.marker.getElement().firstChild);
        let found = null;
        for (const setting of mark.settings) {
          const [w, h] = [setting.width / 2, setting.height / 2];
          const at = tries.find(({ x, y }) => {
            const own = [x - w, y - h, x + w, y + h];
            return own[0] > view[0] && own[1] > view[1] && own[2] < view[2] && own[3] < view[3] &&
              taken.every((other) => apart(own, other)) &&
              [[-0.88, -0.6], [0.88, -0.6], [-0.88, 0.6], [0.88, 0.6], [0, 0]].every(
                ([dx, dy]) => inside(x + dx * w, y + dy * h));
          });
          if (at) {
            found = { at, lines: setting.lines };
            taken.push([at.x - w, at.y - h, at.x + w, at.y + h]);
            break;
          }
        }
        if (found) mark.marker.setLatLng(map.containerPointToLatLng(found.at));
        show(mark, found && found.lines);
      }
    }

    let waiting = 0;
    const later = () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(place);
    };
    if (!marks.length && !reaches.length) return;
    map.on("zoomend moveend resize", later);
    map.on("layeradd layerremove", ({ layer }) => {
      const { pane } = layer.options || {};
      if (pane === paneName("marks") || pane === paneName("arrows")) later();
    });
    later();
    if (document.fonts) document.fonts.ready.then(later);
  }

  window.crackdown.name = name;
})();
