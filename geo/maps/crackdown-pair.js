/* Two maps in one frame that always show the same place. Loaded after Leaflet.
   The left one is the component's own; layers for the right one come wrapped in kind "right". */
(() => {
  "use strict";
  const { kinds, makePanes, furnish, report } = window.crackdown;
  let right = null;

  /* Moving is cheap while a drag lasts: what is drawn is put in order once, at its end. */
  function follow(leader, follower) {
    let moving = false;
    const lead = (act) => {
      if (moving || follower.following) return;
      moving = leader.following = true;
      try {
        act();
      } finally {
        moving = leader.following = false;
      }
    };
    leader.on("move", () => lead(() => {
      const [centre, zoom] = [leader.getCenter(), leader.getZoom()];
      if (zoom !== follower.getZoom()) {
        follower.setView(centre, zoom, { animate: false });
        return;
      }
      const offset = follower.project(centre).subtract(follower.project(follower.getCenter()));
      follower.stop();
      follower._rawPanBy(offset.round());
      follower.fire("move");
    }));
    leader.on("moveend", () => lead(() => follower.fire("moveend")));
  }

  /* Where the pointer is on one map, a ring shows the same place on the other. */
  function point(from, to) {
    const ring = L.circleMarker([0, 0], {
      radius: 7, color: "#1F2933", weight: 2, fill: false, interactive: false, className: "cd-twin",
    });
    from.on("mousemove", (event) => { ring.setLatLng(event.latlng).addTo(to); });
    from.on("mouseout", () => ring.remove());
  }

  function pair(left, spec) {
    const container = left.getContainer();
    const other = document.createElement("div");
    other.className = "folium-map";
    other.style.height = container.style.height;
    container.parentNode.classList.add("cd-pair");
    container.after(other);
    // A place that a link asked for stays in the middle of the narrower map.
    window.crackdown.quietly(() => left.invalidateSize({ animate: false, pan: true }));
    // Zooming in steps, not in flight: both maps then change in the same picture.
    left.options.zoomAnimation = left._zoomAnimated = false;
    right = makePanes(L.map(other, {
      attributionControl: false, zoomControl: false, zoomSnap: left.options.zoomSnap,
      zoomAnimation: false, trackResize: false,
    }));
    right.setView(left.getCenter(), left.getZoom(), { animate: false });
    furnish(right, { ...spec, title: spec.pair });
    follow(left, right);
    follow(right, left);
    point(left, right);
    point(right, left);
    new ResizeObserver(() => window.crackdown.quietly(() => {
      // Without panning its middle would move, and the left map would follow it there.
      right.invalidateSize({ animate: false, pan: true });
      right.setMinZoom(left.getMinZoom());
      right.setView(left.getCenter(), left.getZoom(), { animate: false });
      window.crackdown.hold();
    })).observe(container);
    window.crackdown.right = right;
  }

  /* Stands on the left map, where the component looks for layers, and draws on the right one. */
  const Right = L.Layer.extend({
    initialize(spec) { this.spec = spec; },
    onAdd() {
      if (!right) throw new Error("there is no map on the right");
      this.group = L.featureGroup();
      try {
        kinds[this.spec.kind](this.group, this.spec);
      } catch (error) {
        report(`${this.spec.title}: ${error.message}`);
      }
      this.group.on("click", (event) => {
        const feature = event.layer.toGeoJSON();
        feature.properties = { ...feature.properties, side: "right" };
        this.fire("click", { latlng: event.latlng, layer: { toGeoJSON: () => feature } });
      });
      this.group.addTo(right);
    },
    onRemove() {
      this.group.remove();
      this.group = null;
    },
  });

  kinds.right = (group, spec) => group.addLayer(new Right(spec.data));

  const Heading = L.Layer.extend({
    initialize(text) { this.text = text; },
    onAdd(map) {
      this.box = L.DomUtil.create("div", "cd-heading-box", map.getContainer());
      this.box.textContent = this.text;
    },
    onRemove() { this.box.remove(); },
  });

  kinds.heading = (group, spec) => group.addLayer(new Heading(spec.text));

  window.crackdown.pair = pair;
})();
