// Pictures as files: what the page shows of one, as an SVG that stands alone, in the inks of paper,
// with its name over it and its source below. Text is set where the browser has set it, line by line.
(() => {
  "use strict";
  if (typeof gongkaiWords === "undefined") return;
  const SVG = "http://www.w3.org/2000/svg", EDGE = 16;
  const { lang } = document.documentElement, words = gongkaiWords[lang.split("-")[0]];
  const plain = (node) => node.innerText.replace(node.querySelector("code")?.innerText || "", "").replace(/\s+/g, " ").trim();
  const draw = (tag, attributes, ...children) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, typeof value === "number" ? Math.round(value * 100) / 100 : value);
    node.append(...children);
    return node;
  };
  // color(srgb …) is not known everywhere that a picture is opened.
  const ink = (color) => color.replace(/color\(srgb ([\d.]+) ([\d.]+) ([\d.]+)\)/, (_, ...rgb) => `rgb(${rgb.slice(0, 3).map((n) => Math.round(n * 255)).join(",")})`);
  const clear = (color) => /^transparent$|, 0\)$|\/ 0\)$/.test(color);
  const SHAPE = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "paint-order"];
  const TEXT = ["font-family", "font-size", "font-weight", "font-variant-numeric", "text-anchor"];
  const USUAL = ["1", "none", "butt", "miter", "normal", "start", "400"];

  // A part of an SVG with its styles as attributes, without links, ids and classes.
  const copy = (node) => {
    const made = draw(node.localName === "a" ? "g" : node.localName, {}), look = getComputedStyle(node);
    for (const { name, value } of node.attributes) {
      if (!/^(class|id|href|role|tabindex|style|aria-.*)$/.test(name)) made.setAttribute(name, value);
    }
    if (/^(rect|circle|line|path|text)$/.test(node.localName)) {
      for (const key of node.localName === "text" ? [...SHAPE, ...TEXT] : SHAPE) {
        const value = look.getPropertyValue(key);
        const idle = /^stroke-|paint/.test(key) && look.stroke === "none";
        if (!idle && (key === "fill" || !USUAL.includes(value))) made.setAttribute(key, ink(value));
      }
    }
    for (const child of node.childNodes) made.append(child.nodeType === 1 ? copy(child) : child.cloneNode());
    return made;
  };

  const saved = (figure) => {
    const frame = figure.getBoundingClientRect(), pen = document.createElement("canvas").getContext("2d"), out = draw("g", {});
    const left = frame.left - EDGE, top = frame.top - EDGE;
    const line = (x1, y1, x2, y2, color, width, style) => out.append(draw("line", {
      x1: x1 - left, y1: y1 - top, x2: x2 - left, y2: y2 - top, stroke: ink(color), "stroke-width": width, ...(style === "solid" ? {} : { "stroke-dasharray": "3 3" }),
    }));
    const lines = (node) => {
      const look = getComputedStyle(node.parentElement), range = document.createRange(), found = [];
      for (let i = 0, next; i < node.data.length; i = next) {
        next = i + (node.data.codePointAt(i) > 0xffff ? 2 : 1);
        range.setStart(node, i);
        range.setEnd(node, next);
        const box = range.getBoundingClientRect(), sign = node.data.slice(i, next).replace(/[ \t\r\n]/, " ");
        if (!box.height || (sign === " " && !box.width)) continue;
        if (!found.length || Math.abs(found[found.length - 1].top - box.top) > box.height / 2) {
          if (sign === " ") continue;
          found.push({ text: "", left: box.left, top: box.top, height: box.height });
        }
        const last = found[found.length - 1];
        last.text += sign;
        if (sign !== " ") last.right = box.right;
      }
      pen.font = `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
      const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = pen.measureText("国");
      const ends = /^(right|end|-webkit-right)$/.test(look.textAlign);
      for (const one of found) {
        out.append(draw("text", {
          x: (ends ? one.right : one.left) - left, y: one.top - top + (one.height * up) / (up + down), fill: ink(look.color),
          "font-family": look.fontFamily, "font-size": look.fontSize, "font-weight": look.fontWeight, "font-variant-numeric": look.fontVariantNumeric,
          ...(ends ? { "text-anchor": "end" } : {}), ...(node.parentElement.closest("u") ? { "text-decoration": "underline" } : {}),
        }, one.text.trimEnd()));
      }
    };
    const walk = (node) => {
      if (node.nodeType === 3) lines(node);
      if (node.nodeType !== 1 || node.matches(".save, figcaption a")) return;
      const look = getComputedStyle(node), box = node.getBoundingClientRect();
      if (look.display === "none" || look.visibility === "hidden" || look.clipPath !== "none") return;
      if (node.localName === "svg") {
        const made = copy(node);
        for (const [key, value] of Object.entries({ x: box.left - left, y: box.top - top, width: box.width, height: box.height })) made.setAttribute(key, value.toFixed(1));
        made.setAttribute("overflow", look.overflow === "visible" ? "visible" : "hidden");
        out.append(made);
        return;
      }
      if (!clear(look.backgroundColor) && node !== figure) {
        out.append(draw("rect", { x: box.left - left, y: box.top - top, width: box.width, height: box.height, fill: ink(look.backgroundColor), rx: look.borderTopLeftRadius.endsWith("%") ? box.width / 2 : parseFloat(look.borderTopLeftRadius) }));
      }
      for (const [side, ...ends] of [["top", box.left, box.top, box.right, box.top], ["bottom", box.left, box.bottom, box.right, box.bottom],
        ["left", box.left, box.top, box.left, box.bottom], ["right", box.right, box.top, box.right, box.bottom]]) {
        const [width, style, color] = ["width", "style", "color"].map((key) => look.getPropertyValue(`border-${side}-${key}`));
        if (parseFloat(width) && style !== "none" && !clear(color)) line(...ends, color, parseFloat(width), style);
      }
      node.childNodes.forEach(walk);
    };
    walk(figure);
    const width = Math.ceil(Math.max(frame.width, figure.scrollWidth)) + 2 * EDGE, height = Math.ceil(frame.height) + 2 * EDGE;
    const svg = draw("svg", { width, height, viewBox: `0 0 ${width} ${height}` },
      draw("rect", { width, height, fill: getComputedStyle(figure).getPropertyValue("--paper").trim() }), out);
    svg.setAttributeNS("http://www.w3.org/XML/1998/namespace", "xml:lang", lang);
    return svg;
  };

  // -- what a picture is called, and where it comes from: the page says both
  const called = (figure) => {
    const over = document.querySelector(".explore caption") // which group is compared
      || [...document.querySelectorAll("main h2")].filter((one) => figure.compareDocumentPosition(one) & 2).pop();
    return [document.querySelector("h1"), over].filter(Boolean).map(plain).join(words["picture-colon"]);
  };
  const source = (figure, what) => {
    const said = [...figure.querySelectorAll("th, text, desc, figcaption")].map((one) => one.textContent).join(" ");
    const years = (`${what} ${said}`.match(/(?<![\d,.])(19|20)\d\d(?![\d,.]\d)/g) || []).sort();
    const span = [...new Set([years[0], years[years.length - 1]])].filter((year) => year && !what.includes(year)).length
      ? words["picture-years"] + [...new Set([years[0], years[years.length - 1]])].join("–") : "";
    const canonical = document.querySelector("link[rel=canonical]");
    const given = { site: plain(document.querySelector(".brand")), what, years: span, rest: plain(document.querySelector("footer p")), address: canonical ? canonical.href + location.hash : "" };
    return words["picture-source"].replace(/\{(\w+)\}/g, (_, key) => given[key]).trim();
  };
  const figures = document.querySelectorAll("figure");
  const save = (figure, number) => {
    const what = called(figure), head = document.createElement("p"), foot = document.createElement("p");
    foot.className = "unit";
    foot.textContent = source(figure, what);
    head.append(document.createElement("b"));
    head.firstChild.textContent = what;
    figure.classList.add("light");
    figure.prepend(head);
    figure.append(foot);
    let svg;
    try {
      svg = saved(figure);
    } finally { // before anything of it is seen
      head.remove();
      foot.remove();
      figure.classList.remove("light");
    }
    svg.prepend(draw("title", {}, what), draw("desc", {}, foot.textContent));
    const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
    const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    const root = new URL(".", document.querySelector(".brand").href).href;
    const path = new URL(".", location.href).href.replace(root, "").split("/").filter(Boolean);
    const link = document.createElement("a");
    link.href = url;
    link.download = `${["gongkai", ...path, lang.split("-")[0], number].join("-")}.svg`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };
  figures.forEach((figure, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "save";
    button.textContent = words["picture-save"];
    button.addEventListener("click", () => save(figure, i + 1));
    const add = () => button.isConnected || figure.append(button);
    add();
    new MutationObserver(add).observe(figure, { childList: true }); // explore draws its picture anew
  });
})();
