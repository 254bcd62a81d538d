"use strict";
(() => {
  const root = document.documentElement;
  const scenes = [...document.querySelectorAll(".scene")];
  const overview = document.getElementById("overview");
  const count = document.querySelector(".count");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let at = 0;

  const press = (name, run) =>
    document.querySelectorAll(`.bar [data-do=${name}]`).forEach((b) => b.addEventListener("click", run));

  function show(to, focus = true) {
    at = Math.max(0, Math.min(scenes.length - 1, to));
    scenes.forEach((scene, i) => scene.classList.toggle("on", i === at));
    overview.querySelectorAll("a").forEach((link, i) => {
      if (i === at) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    count.textContent = `${at + 1} / ${scenes.length}`;
    all(false);
    try { history.replaceState(null, "", `#${scenes[at].id}`); } catch { /* an opaque origin */ }
    if (focus) scenes[at].focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("scene", { detail: scenes[at] }));
  }

  function all(open) {
    root.classList.toggle("all", open);
    document.querySelector("[data-do=overview]").setAttribute("aria-expanded", String(open));
    if (open) overview.querySelectorAll("a")[at].focus();
  }

  function fromAddress() {
    const found = scenes.findIndex((scene) => `#${scene.id}` === location.hash);
    show(found < 0 ? 0 : found, found >= 0);
  }

  overview.querySelectorAll("a").forEach((link, i) =>
    link.addEventListener("click", (event) => { event.preventDefault(); show(i); }));
  press("previous", () => show(at - 1));
  press("next", () => show(at + 1));
  press("overview", () => all(!root.classList.contains("all")));
  press("theme", (event) => {
    const dark = getComputedStyle(root).colorScheme === "dark";
    root.dataset.theme = dark ? "light" : "dark";
    event.currentTarget.textContent = dark ? "Dark" : "Light";
  });

  const isMoved = (target) => target.closest?.(".mapping")?.dataset.enlarged;
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const open = root.classList.contains("all");
    const inTable = event.target.closest?.(".table");
    const step = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 }[event.key];
    if (event.key === "Escape") { all(!open); if (open) scenes[at].focus({ preventScroll: true }); }
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(scenes.length - 1);
    else if (step && inTable) return;
    else if (step && open) {
      const links = [...overview.querySelectorAll("a")];
      const now = links.indexOf(document.activeElement);
      links[Math.max(0, Math.min(links.length - 1, now + step))].focus();
    } else if (step && !(event.key.startsWith("Arrow") && isMoved(event.target))) show(at + step);
    else return;
    event.preventDefault();
  });
  addEventListener("hashchange", fromAddress);

  document.querySelectorAll(".mapping").forEach((mapping) => {
    const frames = [...mapping.querySelectorAll(".frame")];
    const maps = [...mapping.querySelectorAll("svg.map")];
    const surface = mapping.querySelector(".frames");
    const { width, height } = maps[0].viewBox.baseVal;
    let k = 1, x = 0, y = 0;

    function draw() {
      x = Math.min(0, Math.max(width * (1 - k), x));
      y = Math.min(0, Math.max(height * (1 - k), y));
      if (k > 1) mapping.dataset.enlarged = "1"; else delete mapping.dataset.enlarged;
      for (const map of maps) {
        const view = map.querySelector(".view");
        view.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
        view.style.setProperty("--k", k);
        map.classList.toggle("near", k >= 1.8);
        scaleBar(map.querySelector(".furniture"));
        uncrowd(map);
      }
    }

    function scaleBar(furniture) {
      const whole = Number(furniture.dataset.km);
      const nice = [50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1].find((km) => km <= whole / k * 1.001) ?? 0.1;
      const share = nice * k / whole;
      furniture.querySelectorAll("path").forEach((bar, i) => {
        if (i < 2) {
          const left = bar.getBBox().x;
          bar.setAttribute("transform", `translate(${left * (1 - share)} 0) scale(${share} 1)`);
        }
      });
      furniture.querySelector("text").textContent = `${nice} km`;
    }

    function uncrowd(map) {
      const more = [...map.querySelectorAll(".more")];
      more.forEach((name) => name.classList.remove("crowded"));
      if (!map.classList.contains("near")) return;
      const kept = [...map.querySelectorAll(".name")].map((name) => name.getBoundingClientRect());
      for (const name of more) {
        const box = name.getBoundingClientRect();
        const clear = kept.every((other) => box.right < other.left || other.right < box.left ||
          box.bottom < other.top || other.bottom < box.top);
        if (clear) kept.push(box); else name.classList.add("crowded");
      }
    }

    function zoom(by, cx = width / 2, cy = height / 2) {
      const to = Math.max(1, Math.min(16, k * by));
      x = cx - (cx - x) * to / k;
      y = cy - (cy - y) * to / k;
      k = to;
      draw();
    }

    function onMap(event) {
      const map = maps.find((one) => one.closest(".frame").classList.contains("on")) ?? maps[0];
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
      return [point.x, point.y];
    }

    const fingers = new Map();
    surface.addEventListener("wheel", (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400), ...onMap(event));
    }, { passive: false });
    surface.addEventListener("dblclick", (event) => zoom(2, ...onMap(event)));
    surface.addEventListener("pointerdown", (event) => {
      fingers.set(event.pointerId, onMap(event));
      surface.setPointerCapture(event.pointerId);
    });
    surface.addEventListener("pointermove", (event) => {
      if (!fingers.has(event.pointerId)) return;
      const before = fingers.get(event.pointerId), now = onMap(event);
      if (fingers.size === 1) { x += now[0] - before[0]; y += now[1] - before[1]; draw(); }
      else {
        const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
        const far = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]) || 1;
        zoom(far(now) / far(before), ...other);
      }
      fingers.set(event.pointerId, now);
    });
    for (const end of ["pointerup", "pointercancel"]) surface.addEventListener(end, (event) => fingers.delete(event.pointerId));
    surface.addEventListener("keydown", (event) => {
      const move = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (event.key === "+" || event.key === "=") zoom(1.5);
      else if (event.key === "-") zoom(1 / 1.5);
      else if (event.key === "0") { k = 1; draw(); }
      else if (move && k > 1) { x += move[0] * width / 8; y += move[1] * height / 8; draw(); }
      else return;
      event.preventDefault();
    });

    let now = 0, timer = 0;
    const tool = (name) => mapping.querySelector(`[data-do=${name}]`);
    tool("in").addEventListener("click", () => zoom(1.5));
    tool("out").addEventListener("click", () => zoom(1 / 1.5));
    tool("all").addEventListener("click", () => { k = 1; draw(); });
    function frame(to) {
      now = to % frames.length;
      frames.forEach((one, i) => one.classList.toggle("on", i === now));
      if (tool("step")) tool("step").textContent = frames[(now + 1) % frames.length].dataset.label || "Next";
    }
    function play(on) {
      clearInterval(timer);
      timer = on ? setInterval(() => frame(now + 1), 2600) : 0;
      tool("play").setAttribute("aria-pressed", String(on));
      tool("play").textContent = on ? "Pause" : "Play";
    }
    frame(0);
    if (frames.length > 1) {
      tool("play").addEventListener("click", () => play(!timer));
      tool("step").addEventListener("click", () => { play(false); frame(now + 1); });
      document.addEventListener("scene", (event) => play(event.detail.contains(mapping) && !still.matches));
    }
    document.addEventListener("scene", () => { k = 1; draw(); });
  });

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")].filter((one) => one.querySelector("table"));
    opened.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((one) => { one.open = false; }));

  root.classList.add("js");
  fromAddress();
})();
