/* The map as a picture to keep: what is seen, with scale, north, dates, source, legend and marking.
   Loaded after Leaflet. */
(() => {
  "use strict";
  const { crackdown } = window;
  const SVG = "http://www.w3.org/2000/svg";
  const SCALE = 2;
  const SAID_MS = 8_000;
  const NARROW_PX = 700; // a heading and the scale have no room side by side
  const FONT = '"Source Sans 3", "Segoe UI", system-ui, sans-serif';
  const LIGHT = { ink: "#1F2933", muted: "#52606D", paper: "#FFFFFF", ground: "#E9EDF0" };
  const pen = document.createElement("canvas").getContext("2d");

  const tone = (name) => crackdown.colour(LIGHT[name]);

  function element(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  const words = (text, x, y, { size = 13, weight = 400, fill = tone("ink"), anchor = "start",
    halo = false, style = "normal" } = {}) => element("text", {
    x, y, fill, "font-family": FONT, "font-size": size, "font-weight": weight,
    "font-style": style, "text-anchor": anchor, ...(halo ? {
      stroke: tone("paper"), "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke",
    } : {}),
  }, text);

  const width = (text, size, weight = 400) => {
    pen.font = `${weight} ${size}px ${FONT}`;
    return pen.measureText(text).width;
  };

  function lines(text, size, most) {
    const found = [""];
    for (const word of text.split(" ")) {
      const longer = `${found.at(-1)} ${word}`.trim();
      if (width(longer, size) > most && found.at(-1)) found.push(word);
      else found[found.length - 1] = longer;
    }
    return found;
  }

  /* A picture of a raster layer, and the vectors, as they stand in the map's box. */
  function drawPanes(map, into) {
    const box = map.getContainer().getBoundingClientRect();
    const panes = [...map.getPanes().mapPane.children]
      .sort((a, b) => Number(a.style.zIndex || 0) - Number(b.style.zIndex || 0));
    for (const pane of panes) {
      for (const part of pane.children) {
        const at = part.getBoundingClientRect();
        const [x, y] = [at.left - box.left, at.top - box.top];
        if (part instanceof SVGElement) {
          const copy = part.cloneNode(true);
          copy.removeAttribute("style");
          for (const pointer of copy.querySelectorAll(".cd-twin, .cd-halo")) pointer.remove();
          for (const [key, value] of Object.entries({ x, y, width: at.width, height: at.height })) {
            copy.setAttribute(key, value);
          }
          into.append(copy);
        } else if (part instanceof HTMLCanvasElement && part.width) {
          into.append(element("image", { x, y, width: at.width, height: at.height,
            href: part.toDataURL() }));
        } else if (part instanceof HTMLImageElement) {
          into.append(element("image", { x, y, width: at.width, height: at.height, href: part.src,
            opacity: part.style.opacity || 1, preserveAspectRatio: "none" }));
        } else if (part.matches(".cd-label, .cd-badge")) {
          drawName(part, box, into);
        }
      }
    }
  }

  function drawName(part, box, into) {
    const span = part.firstChild;
    const look = getComputedStyle(span);
    if (look.visibility === "hidden") return;
    const at = span.getBoundingClientRect();
    const [x, y] = [(at.left + at.right) / 2 - box.left, (at.top + at.bottom) / 2 - box.top];
    const size = parseFloat(look.fontSize);
    const angle = /rotate\(([-\d.]+)deg\)/.exec(span.style.transform);
    const group = element("g", angle ? { transform: `rotate(${angle[1]} ${x} ${y})` } : {});
    if (part.matches(".cd-badge")) {
      group.append(element("rect", { x: x - at.width / 2, y: y - at.height / 2, rx: 9,
        width: at.width, height: at.height, fill: look.backgroundColor }));
    }
    const parts = [...span.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    parts.forEach((node, row) => group.append(words(node.textContent, x,
      y + size * 0.35 + (row - (parts.length - 1) / 2) * size * 1.2, {
        size, weight: look.fontWeight, fill: look.color, anchor: "middle", style: look.fontStyle,
        halo: !part.matches(".cd-badge"),
      })));
    into.append(group);
  }

  function drawFurniture(map, wide, into) {
    const north = map.getContainer().querySelector(".cd-north svg");
    const bar = map.getContainer().querySelector(".leaflet-control-scale-line");
    const heading = map.getContainer().querySelector(".cd-heading-box");
    const isNarrow = Boolean(heading) && wide < NARROW_PX;
    if (north) {
      const copy = north.cloneNode(true);
      copy.setAttribute("x", wide - 34);
      copy.setAttribute("y", 12);
      copy.setAttribute("fill", tone("ink"));
      copy.setAttribute("font-family", FONT);
      copy.setAttribute("font-size", 10);
      into.append(copy);
    }
    if (bar) {
      const [length, right, top] = [bar.offsetWidth, wide - 46, isNarrow ? 44 : 24];
      into.append(element("path", { d: `M${right - length},${top}v8h${length}v-8`, fill: "none",
        stroke: tone("ink"), "stroke-width": 1.5 }));
      into.append(words(bar.textContent, right - length / 2, top + 1,
        { size: 12, anchor: "middle", halo: true }));
    }
    if (heading) {
      into.append(words(heading.textContent, isNarrow ? 12 : wide / 2, 26,
        { size: 15, weight: 600, anchor: isNarrow ? "start" : "middle", halo: true }));
    }
  }

  /* The legend's symbols and words in rows, as wide as the picture. */
  function drawLegend(html, wide, top, into) {
    const template = document.createElement("template");
    template.innerHTML = html;
    let [x, y] = [12, top + 16];
    for (const item of template.content.querySelectorAll("li")) {
      const text = item.textContent;
      const isHeading = item.classList.contains("cd-heading");
      const symbol = item.querySelector("svg");
      const long = width(text, 13, isHeading ? 600 : 400) + (symbol ? 32 : 0) + 16;
      if (x > 12 && (x + long > wide || isHeading)) [x, y] = [12, y + 22];
      if (symbol) {
        const copy = symbol.cloneNode(true);
        copy.setAttribute("x", x);
        copy.setAttribute("y", y - 13);
        for (const part of copy.querySelectorAll("*")) {
          for (const name of ["fill", "stroke"]) {
            if (part.hasAttribute(name)) {
              part.setAttribute(name, crackdown.colour(part.getAttribute(name)));
            }
          }
        }
        into.append(copy);
      }
      into.append(words(text, x + (symbol ? 32 : 0), y, { weight: isHeading ? 600 : 400,
        fill: tone(isHeading ? "muted" : "ink") }));
      x += long;
    }
    return template.content.querySelector("li") ? y + 12 : top;
  }

  function compose(maps) {
    const { frame } = crackdown;
    const sizes = maps.map((map) => map.getSize());
    const wide = sizes.reduce((sum, size) => sum + size.x, 0) + 6 * (maps.length - 1);
    const high = sizes[0].y;
    const picture = element("svg", { xmlns: SVG, width: wide });
    const paper = element("rect", { width: wide, fill: tone("paper") });
    picture.append(paper);
    const patterns = document.getElementById("crackdown-patterns");
    if (patterns) picture.append(patterns.cloneNode(true));
    let y = frame.marking ? 26 : 0;
    if (frame.marking) {
      picture.append(words(frame.marking, wide / 2, 18, { size: 14, weight: 700, anchor: "middle" }));
    }
    let x = 0;
    maps.forEach((map, at) => {
      const box = element("svg", { x, y, width: sizes[at].x, height: high });
      box.append(element("rect", { width: sizes[at].x, height: high, fill: tone("ground") }));
      drawPanes(map, box);
      drawFurniture(map, sizes[at].x, box);
      picture.append(box);
      x += sizes[at].x + 6;
    });
    y = drawLegend(frame.legend || "", wide, y + high + 4, picture);
    const foot = maps[0].getContainer().querySelector(".leaflet-control-attribution");
    for (const line of lines(foot ? foot.innerText.replace(/\s+/g, " ") : "", 12, wide - 24)) {
      picture.append(words(line, 12, y + 14, { size: 12, fill: tone("muted") }));
      y += 16;
    }
    y += 8;
    if (frame.marking) {
      picture.append(words(frame.marking, wide / 2, y + 14, { size: 14, weight: 700, anchor: "middle" }));
      y += 26;
    }
    for (const part of [picture, paper]) part.setAttribute("height", y);
    picture.setAttribute("viewBox", `0 0 ${wide} ${y}`);
    picture.prepend(element("title", {}, frame.alt || "Map"));
    return { text: new XMLSerializer().serializeToString(picture), wide, high: y };
  }

  function hand(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  /* Said in the map, and by a screen reader at once. */
  function say(map, text) {
    const box = document.createElement("div");
    box.className = "cd-said";
    box.setAttribute("role", "status");
    map.getContainer().append(box);
    box.textContent = text;
    setTimeout(() => box.remove(), SAID_MS);
  }

  async function save(map) {
    if (crackdown.frame.withheld) { say(map, crackdown.frame.withheld); return; }
    const { text, wide, high } = compose([map, crackdown.right].filter(Boolean));
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await picture.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [wide * SCALE, high * SCALE];
    const brush = canvas.getContext("2d");
    brush.scale(SCALE, SCALE);
    brush.drawImage(picture, 0, 0);
    canvas.toBlob((blob) => hand(blob, `${crackdown.frame.name || "map"}.png`), "image/png");
  }

  Object.assign(crackdown, { save, compose });
})();
