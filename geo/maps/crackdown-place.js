/* Where the map stands: fitted to its areas until the user moves it, then kept in the address of
   the page, so that a link reopens the same view. Loaded after Leaflet. */
(() => {
  "use strict";
  const WAIT_MS = 250;
  const ROOM_PX = 10;
  const OPENING_MS = 2_000; // what is selected by the same link is drawn within that time
  let state = null;

  function page() {
    try {
      return window.frameElement ? window.parent : null;
    } catch (_) {
      return null; // shown in a page of another host: there is no address to keep
    }
  }

  function write(value) {
    const top = page();
    if (!top || !state.key) return;
    const address = new URL(top.location.href);
    if (value) address.searchParams.set(state.key, value);
    else address.searchParams.delete(state.key);
    const text = address.href.replaceAll("%2C", ",");
    if (text !== top.location.href) top.history.replaceState(top.history.state, "", text);
    try {
      if (value) top.sessionStorage.setItem(`crackdown-${state.key}`, value);
      else top.sessionStorage.removeItem(`crackdown-${state.key}`);
    } catch (_) {
      return; // storage is switched off: the address alone keeps the place
    }
  }

  function read() {
    const top = page();
    if (!top || !state.key) return null;
    let text = new URL(top.location.href).searchParams.get(state.key);
    try {
      text ||= top.sessionStorage.getItem(`crackdown-${state.key}`);
    } catch (_) {
      text ||= null;
    }
    const [lat, lng, zoom] = (text || "").split(",").map(Number);
    const isSound = [lat, lng, zoom].every(Number.isFinite) && text.split(",").length === 3 &&
      Math.abs(lat) <= 85 && Math.abs(lng) <= 180 && zoom >= 3 && zoom <= state.map.getMaxZoom();
    return isSound ? [lat, lng, zoom] : null;
  }

  /* How high dates, source and owner are. */
  const foot = () => state.map.attributionControl.getContainer().offsetHeight;

  function fit() {
    const { map, bounds } = state;
    state.fitting = true;
    state.foot = foot();
    const head = document.querySelector(".cd-pair") ? 46 : ROOM_PX; // two maps have headings
    map.fitBounds(bounds, { paddingTopLeft: [ROOM_PX, head],
      paddingBottomRight: [ROOM_PX, state.foot + ROOM_PX], animate: false });
    state.fitting = false;
    state.moved = false;
  }

  /* The foot grows when the dates and the source come. */
  function refit() {
    if (state && state.fitted && !state.moved && state.foot !== foot()) fit();
  }

  function restore() {
    const kept = read();
    if (!kept || state.moved) return;
    state.at = kept;
    hold();
    state.moved = state.restored = true;
    setTimeout(() => { state.restored = false; }, OPENING_MS);
    write(kept.join(","));
  }

  /* What a link asked for stays as it is, to the last digit, until the user moves the map: neither
     a new size nor a page drawn anew may round it to a pixel. */
  function hold() {
    const { at, map } = state || {};
    if (at) quietly(() => map.setView([at[0], at[1]], at[2], { animate: false, reset: true }));
  }

  function keep() {
    if (!state.fitted || state.fitting) return;
    state.moved = true;
    state.at = null;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => {
      const { lat, lng } = state.map.getCenter();
      state.at = [lat.toFixed(6), lng.toFixed(6), state.map.getZoom().toFixed(3)].map(Number);
      write(state.at.join(","));
    }, WAIT_MS);
  }

  /* A map in a hidden tab has no size, and fitting it there would give zoom 0. */
  function stand(map, bounds, isPair) {
    state = { map, bounds, key: "", at: null, size: L.point(0, 0), moved: false, fitted: false,
      fitting: false, restored: false };
    const look = () => {
      const { clientWidth, clientHeight } = map.getContainer();
      if (!clientWidth || !clientHeight) return;
      const size = L.point(clientWidth, clientHeight);
      // To measure the same size again makes Leaflet forget where exactly the map stands.
      if (state.fitted && size.equals(state.size)) return;
      state.size = size;
      state.fitting = true;
      map.invalidateSize({ animate: false, pan: state.fitted });
      state.fitting = false;
      const isNew = !state.fitted;
      hold();
      if (!isNew && state.moved) return;
      state.fitted = true;
      fit();
      map.setMinZoom(Math.min(map.getZoom() - 1, 9));
      if (isNew) restore();
    };
    look();
    new ResizeObserver(look).observe(map.getContainer());
    map.on("moveend", keep);
    // A page drawn anew may write the address without the map's part of it.
    window.addEventListener("message", ({ data }) => {
      if (data && data.type === "streamlit:render" && state.at) {
        setTimeout(() => { if (state.at) write(state.at.join(",")); }, WAIT_MS);
      }
    });
  }

  /* What moves the map without the user having asked for it. */
  function quietly(act) {
    const was = state && state.fitting;
    if (state) state.fitting = true;
    act();
    if (state) state.fitting = was;
  }

  function whole() {
    fit();
    state.at = null;
    clearTimeout(state.timer);
    write("");
  }

  /* The page says under which name to keep the place. */
  function keepAs(key) {
    if (state.key === key) return;
    state.key = key;
    if (state.fitted) restore();
  }

  /* Whether the place came with the address: then a selection must not move the map once more. */
  const isRestored = () => Boolean(state && state.restored);

  Object.assign(window.crackdown, { stand, whole, refit, hold, quietly, keepAs, isRestored });
})();
