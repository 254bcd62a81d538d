/* What a map says of itself: its words, its dates, its source and its marking.
   Loaded after Leaflet. */
(() => {
  "use strict";
  const { crackdown } = window;

  const Frame = L.Layer.extend({
    initialize(spec) { this.spec = spec; },
    onAdd(map) {
      const { alt, period, source, place } = this.spec;
      crackdown.frame = this.spec;
      this.usual = map.getContainer().getAttribute("aria-label");
      if (alt) {
        map.getContainer().setAttribute("aria-label", alt);
        if (window.frameElement) window.frameElement.title = alt;
      }
      for (const one of [map, crackdown.right]) {
        if (!one || !one.attributionControl) continue;
        const lead = [period && `<b>${period}</b>`, source].filter(Boolean).join(" \u00b7 ");
        one.attributionControl.setPrefix(lead || false);
      }
      crackdown.refit(); // before many points are painted for another view
      crackdown.keepAs(place);
    },
    onRemove(map) {
      if (this.usual) map.getContainer().setAttribute("aria-label", this.usual);
      for (const one of [map, crackdown.right]) {
        if (one && one.attributionControl) one.attributionControl.setPrefix(false);
      }
    },
  });

  crackdown.kinds.frame = (group, spec) => group.addLayer(new Frame(spec));
})();
