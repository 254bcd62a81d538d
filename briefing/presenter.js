"use strict";
(() => {
  const data = JSON.parse(document.getElementById("scenes").textContent);
  const room = new BroadcastChannel(`crackdown-briefing-${data.key}`);
  const part = (id) => document.getElementById(id);
  const now = part("now"), next = part("next");
  let at = 0, began = null;

  function turn(frame, id) {
    const shown = frame.contentWindow;
    // A bare "#id" would be taken from this page's address, not from the frame's.
    try {
      const whole = `${shown.location.href.split("#")[0]}#${id}`;
      if (shown.location.href !== "about:blank" && shown.location.href !== whole) shown.location.replace(whole);
    }
    catch { /* not loaded yet: the load event turns it */ }
  }

  function draw() {
    const scene = data.scenes[at], after = data.scenes[at + 1];
    part("title").textContent = scene.title;
    part("count").textContent = `Scene ${at + 1} of ${data.scenes.length}`;
    part("notes").textContent = scene.notes || "No notes for this scene.";
    part("caveats").replaceChildren(...scene.caveats.map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }));
    part("after").textContent = after ? `Next: ${after.title}` : "This is the last scene.";
    next.hidden = !after;
    turn(now, scene.id);
    if (after) turn(next, after.id);
  }

  function go(to, tell = true) {
    const wanted = Math.max(0, Math.min(data.scenes.length - 1, to));
    if (began === null && wanted > 0) began = Date.now();
    at = wanted;
    draw();
    if (tell) room.postMessage({ go: data.scenes[at].id });
  }

  const pad = (number) => String(number).padStart(2, "0");
  function tick() {
    const day = new Date();
    part("clock").textContent = `${pad(day.getHours())}:${pad(day.getMinutes())}`;
    const past = began === null ? 0 : Math.floor((Date.now() - began) / 1000);
    part("elapsed").textContent = `${pad(Math.floor(past / 60))}:${pad(past % 60)}`;
  }

  room.addEventListener("message", ({ data: said }) => {
    if (said.ask) room.postMessage({ go: data.scenes[at].id });
    const found = data.scenes.findIndex((scene) => scene.id === said.at);
    if (found >= 0 && found !== at) go(found, false);
  });
  for (const frame of [now, next]) {
    frame.addEventListener("load", () => {
      // A scene takes the focus when it is turned to: its keys are this window's all the same.
      frame.contentWindow.addEventListener("keydown", (event) => {
        event.stopImmediatePropagation();
        press(event);
      }, true);
      draw();
    });
  }
  part("back").addEventListener("click", () => go(at - 1));
  part("on").addEventListener("click", () => go(at + 1));
  part("restart").addEventListener("click", () => { began = Date.now(); tick(); });
  part("open").addEventListener("click", () => window.open(`./#${data.scenes[at].id}`, data.key));
  function press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1,
      ArrowLeft: -1, ArrowUp: -1, PageUp: -1 }[event.key];
    if (event.key === " " && event.target.closest("button")) return;
    if (event.key === "Home") go(0);
    else if (event.key === "End") go(data.scenes.length - 1);
    else if (step) go(at + step);
    else return;
    event.preventDefault();
  }
  document.addEventListener("keydown", press);
  setInterval(tick, 500);
  tick();
  draw();
  room.postMessage({ where: true });
})();
