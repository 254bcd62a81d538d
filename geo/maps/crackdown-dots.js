/* Many points as one canvas: packed arrays in, pixels out. Loaded after Leaflet. */
(() => {
  "use strict";
  const { kinds, paneName } = window.crackdown;
  const TURN = 2 ** 32; // positions are fractions of the world's width in 32 bits: 1 cm

  function unpack(text, Type) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return new Type(bytes.buffer);
  }

  /* One small picture for each class and size, kept as the pixels it covers. */
  function stamp(style, radius, ratio) {
    const reach = Math.max(1, ...(style.outline || []).flat().map(Math.abs));
    const half = Math.ceil((radius * reach + 1.5) * ratio);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = half * 2;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.translate(half, half);
    pen.scale(ratio, ratio);
    pen.beginPath();
    if (style.outline) {
      for (const [x, y] of style.outline) pen.lineTo(x * radius, y * radius);
      pen.closePath();
    } else {
      pen.arc(0, 0, radius, 0, 2 * Math.PI);
    }
    pen.globalAlpha = style.fillOpacity;
    pen.fillStyle = window.crackdown.colour(style.fillColor);
    pen.fill();
    if (style.weight) {
      pen.globalAlpha = style.opacity || 1;
      pen.lineWidth = style.weight;
      pen.strokeStyle = window.crackdown.colour(style.color);
      pen.stroke();
    }
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const covered = [];
    for (let at = 0; at < data.length; at += 4) {
      if (!data[at + 3]) continue;
      const pixel = at / 4;
      covered.push(pixel % canvas.width - half, Math.floor(pixel / canvas.width) - half,
        data[at], data[at + 1], data[at + 2], data[at + 3] / 255);
    }
    return Float64Array.from(covered);
  }

  /* Blending by hand is several times faster than drawImage where there is no graphics card. */
  function blend({ data, width, height }, pixels, left, top) {
    for (let k = 0; k < pixels.length; k += 6) {
      const x = left + pixels[k];
      const y = top + pixels[k + 1];
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const at = (y * width + x) * 4;
      const above = pixels[k + 5];
      const below = (data[at + 3] / 255) * (1 - above);
      const alpha = above + below;
      data[at] = (pixels[k + 2] * above + data[at] * below) / alpha;
      data[at + 1] = (pixels[k + 3] * above + data[at + 1] * below) / alpha;
      data[at + 2] = (pixels[k + 4] * above + data[at + 2] * below) / alpha;
      data[at + 3] = alpha * 255;
    }
  }

  const Dots = L.Renderer.extend({
    initialize(spec) {
      L.setOptions(this, { pane: paneName("dots"), padding: 0.1 });
      this._layers = {};
      this.spec = spec;
      this.x = unpack(spec.x, Uint32Array);
      this.y = unpack(spec.y, Uint32Array);
      this.count = unpack(spec.count, Uint32Array);
      this.style = unpack(spec.style, Uint8Array);
      this.month = spec.month ? unpack(spec.month, Uint16Array) : null;
      this.from = 0;
      this.until = 65535;
    },
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.style.pointerEvents = "none";
      this.moved = L.Util.throttle(this._hover, 40, this);
      this._map.on("mousemove", this.moved);
      this._map.on("click", this._pick, this);
      this._map.on("mouseout zoomstart", this._leave, this);
    },
    _destroyContainer() {
      this._map.off("mousemove", this.moved);
      this._map.off("click", this._pick, this);
      this._map.off("mouseout zoomstart", this._leave, this);
      this._leave();
      this._container.width = this._container.height = 0;
      this._container.remove();
      // The component never lets go of a group it has drawn: leave nothing large in it.
      this.x = this.y = this.count = this.style = this.month = this.spec = this.stamps = null;
      delete this._container;
    },
    _updatePaths() {},
    _update() {
      if (!this.x || (this._map._animatingZoom && this._bounds)) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = window.devicePixelRatio || 1;
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = ratio * size.x;
      canvas.height = ratio * size.y;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      this._paint(ratio);
    },
    _seen(i) {
      return !this.month || (this.month[i] >= this.from && this.month[i] <= this.until);
    },
    _radius(bucket) {
      const near = Math.max(0, Math.min(6, this._map.getZoom() - 9.5));
      return (this.spec.radius + 0.55 * near) * (1 + 0.22 * bucket);
    },
    _stamp(style, bucket, ratio) {
      const at = style * 16 + bucket;
      this.stamps[at] ||= stamp(this.spec.styles[style], this._radius(bucket), ratio);
      return this.stamps[at];
    },
    /* Rows of one place and class stand together, one for each month: they make one dot. */
    _paint(ratio) {
      // A hidden tab has no size; the map calls again when it is seen.
      if (!this._container.width || !this._container.height) return;
      const pen = this._container.getContext("2d");
      const image = pen.createImageData(this._container.width, this._container.height);
      this.stamps = [];
      const scale = 256 * 2 ** this._map.getZoom() / TURN;
      const origin = this._map.getPixelOrigin().add(this._bounds.min);
      const { x: width, y: height } = this._bounds.getSize();
      const { x, y, style, count } = this;
      for (let i = 0; i < x.length;) {
        let sum = 0;
        let next = i;
        for (; next < x.length && x[next] === x[i] && y[next] === y[i] && style[next] === style[i];
          next += 1) {
          if (this._seen(next)) sum += count[next];
        }
        const px = x[i] * scale - origin.x;
        const py = y[i] * scale - origin.y;
        if (sum && px > -20 && py > -20 && px < width + 20 && py < height + 20) {
          blend(image, this._stamp(style[i], Math.min(8, 31 - Math.clz32(sum)), ratio),
            Math.round(px * ratio), Math.round(py * ratio));
        }
        i = next;
      }
      pen.putImageData(image, 0, 0);
    },
    _nearest(latlng) {
      const scale = 256 * 2 ** this._map.getZoom() / TURN;
      const at = this._map.project(latlng).divideBy(scale);
      let best = -1;
      let closest = (9 / scale) ** 2;
      for (let i = 0; i < this.x.length; i += 1) {
        const distance = (this.x[i] - at.x) ** 2 + (this.y[i] - at.y) ** 2;
        if (distance < closest && this._seen(i)) {
          closest = distance;
          best = i;
        }
      }
      return best;
    },
    _place(i) {
      return this._map.unproject(
        L.point(this.x[i], this.y[i]).multiplyBy(256 * 2 ** this._map.getZoom() / TURN));
    },
    _hover(event) {
      if (!this.x) return;
      const i = this._nearest(event.latlng);
      if (i < 0) { this._leave(); return; }
      const tallies = new Map();
      for (let j = 0; j < this.x.length; j += 1) {
        if (this.x[j] === this.x[i] && this.y[j] === this.y[i] && this._seen(j)) {
          tallies.set(this.style[j], (tallies.get(this.style[j]) || 0) + this.count[j]);
        }
      }
      const lines = [...tallies].map(([style, count]) =>
        `${this.spec.styles[style].label}: ${count.toLocaleString("en-GB")}`);
      if (!this.tip) {
        this.tip = L.tooltip({ className: "cd-tip", direction: "top", offset: [0, -6] });
      }
      this.tip.setLatLng(this._place(i)).setContent(lines.join("<br>"));
      if (!this._map.hasLayer(this.tip)) this._map.openTooltip(this.tip);
      this._map.getContainer().classList.add("cd-on-dot");
    },
    _leave() {
      if (this._map) this._map.getContainer().classList.remove("cd-on-dot");
      if (this.tip && this._map && this._map.hasLayer(this.tip)) this._map.closeTooltip(this.tip);
    },
    /* It speaks to the component as a GeoJSON layer would. */
    _pick(event) {
      if (!this.x || !this.spec.ids) return;
      const i = this._nearest(event.latlng);
      if (i < 0) return;
      const place = this._place(i);
      const feature = {
        type: "Feature",
        properties: { layer: this.spec.layer, id: this.spec.ids[i] },
        geometry: { type: "Point", coordinates: [place.lng, place.lat] },
      };
      this.fire("click", { latlng: place, layer: { toGeoJSON: () => feature } }, true);
    },
    show(from, until) {
      this.from = from;
      this.until = until;
      this._paint(window.devicePixelRatio || 1);
    },
  });

  /* A slider over the months: all of them at its left end, then one at a time. Every redraw makes
     a new one; it stays where the user has left it. */
  let monthShown = null;
  const Months = L.Layer.extend({
    initialize(dots, names) { this.dots = dots; this.names = names; },
    onAdd(map) {
      this.control = L.control({ position: "bottomleft" });
      this.control.onAdd = () => {
        const box = L.DomUtil.create("label", "cd-months leaflet-control");
        const text = L.DomUtil.create("span", "", box);
        const input = L.DomUtil.create("input", "", box);
        Object.assign(input, { type: "range", min: -1, max: this.names.length - 1, value: -1 });
        input.setAttribute("aria-label", "Month shown");
        const all = `${this.names[0]} to ${this.names[this.names.length - 1]}`;
        const apply = () => {
          const at = Number(input.value);
          text.textContent = at < 0 ? all : this.names[at];
          input.setAttribute("aria-valuetext", text.textContent);
          this.dots.show(at < 0 ? 0 : at, at < 0 ? 65535 : at);
        };
        input.addEventListener("input", () => {
          monthShown = this.names[Number(input.value)] || null;
          apply();
        });
        input.value = this.names.indexOf(monthShown);
        apply();
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      };
      this.control.addTo(map);
    },
    onRemove() { this.control.remove(); },
  });

  const painted = new Set();
  window.crackdown.onTheme(() => {
    for (const dots of painted) dots._paint(window.devicePixelRatio || 1);
  });

  kinds.dots = (group, spec) => {
    const dots = new Dots(spec);
    dots.on("add", () => painted.add(dots)).on("remove", () => painted.delete(dots));
    group.addLayer(dots);
    if (spec.months && spec.months.length > 1) group.addLayer(new Months(dots, spec.months));
  };
})();
