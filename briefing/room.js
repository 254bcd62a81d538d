"use strict";
(() => {
  if (window.top !== window) return;  // a small picture of it in the presenter's view
  const key = document.currentScript.dataset.key;
  const room = new BroadcastChannel(`crackdown-briefing-${key}`);
  const here = () => location.hash.slice(1);
  let told = "";
  document.addEventListener("scene", (event) => {
    if (event.detail.id !== told) room.postMessage({ at: event.detail.id });
    told = event.detail.id;
  });
  room.addEventListener("message", ({ data: said }) => {
    if (said.where) room.postMessage({ at: here() });
    if (said.go && said.go !== here()) { told = said.go; location.hash = said.go; }
  });
  const buttons = document.querySelector(".bar .buttons");
  const full = document.createElement("button");
  full.type = "button";
  full.textContent = "Full screen";
  const whole = () => document.fullscreenElement
    ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  full.addEventListener("click", whole);
  const notes = document.createElement("button");
  notes.type = "button";
  notes.textContent = "Notes";
  notes.title = "The presenter's view, in a window of its own";
  notes.addEventListener("click", () => window.open(`./presenter#${here()}`, `${key}-presenter`));
  buttons?.append(full, notes);
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "f" || event.key === "F") { whole(); event.preventDefault(); }
  });
})();
