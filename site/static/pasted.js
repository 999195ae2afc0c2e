// What was pasted, HTML or text → pieces for tables.js: lines, and tables as grids of cells. A cell that
// shows more than its plain text, or less, is in doubt: nobody can say from the text what is printed.
(() => {
  "use strict";
  const { Refused, simple, isNumber, re, SPACES, EDGES } = window.gongkaiTables;
  const MOST = 200, PLACES = 20000, TEXT = 1e6, HTML = 6e6, CELLS = 200000, RULES = 20000; // what is far larger is no report
  const tidy = (text) => text.replace(SPACES, (found) => (found.includes("\n") ? "\n" : " ")).replace(EDGES, "");
  // Signs that turn the order of others round: no figure is read beside them.
  const masked = (text) => (/\d/u.test(text) ? text.replace(/[\u202a-\u202e\u2066-\u2069\u200f\u061c\u0590-\u08ff]/gu, "\ufffd") : text);
  const line = (text, at) => ({ kind: "line", grid: [[{ text: masked(text), at: { line: at } }]] });
  // Rows of {text, down, across, doubt} as a grid; where spans overlap the first one stays.
  const spread = (rows, table) => {
    const grid = rows.map(() => []);
    let width = 0, count = 0;
    rows.forEach((row, y) => {
      let x = 0;
      for (const { text, down, across, doubt } of row) {
        while (grid[y][x]) x++;
        const at = { table, row: y + 1, column: x + 1 };
        for (let dy = 0; dy < Math.min(down, MOST, rows.length - y); dy++) {
          for (let dx = 0; dx < Math.min(across, MOST); dx++) grid[y + dy][x + dx] ??= { text, at, doubt, covered: dx + dy > 0 };
        }
        x += Math.min(across, MOST);
        width = Math.max(width, x);
        count += across * down;
        if (width > 2 * MOST || width * rows.length > PLACES || count > CELLS) throw new Refused("large");
      }
    });
    width = Math.max(width, ...grid.map((row) => row.length));
    return grid.map((row, y) => Array.from({ length: width }, (_, x) => row[x] ?? { text: "", at: { table, row: y + 1, column: x + 1 }, missing: true }));
  };

  // -- how things look: what is not known to be harmless is odd
  const NEUTRAL = /^(?:initial|inherit|unset|normal|none|auto|static|baseline|visible|currentcolor|0|0px|0pt|0%|0em|1|ltr|repeat|scroll)$/iu;
  const SAFE = /^(?:border|padding|text-(?:align|autospace|justify|underline|size|wrap)|text-decoration-(?:color|style|thickness)|white-space|word-|line-|overflow-wrap|font-(?:weight|style|stretch|kerning|variant-(?:l|n|e|a|c)|synthesis|language|optical|size-adjust)|min-|table-layout|page|orphans|widows|tab-size|cursor|outline|box-(?:sizing|shadow)|caption|empty|layout|list-style-position|background-(?:position|size|repeat|attachment|origin|clip)|-webkit-(?:border|text-stroke-color)|user-select)/u;
  const EXTENT = /^(?:width|height|max-)/u;
  const pixels = (value, size) => { const m = /^(-?[\d.]+)(px|pt|em|rem|%|cm|mm|in|ex|vw)?$/u.exec(value); return m ? m[1] * ({ pt: 4 / 3, em: size, rem: 16, "%": size / 100, cm: 37.8, mm: 3.78, in: 96, ex: size / 2, vw: 10 }[m[2]] ?? 1) : NaN; };
  const brush = document.createElement("canvas").getContext("2d");
  const color = (value) => { // [red, green, blue], or null for what is not a whole colour
    const tried = ["#010203", "#040506"].map((start) => { brush.fillStyle = start; brush.fillStyle = value === "windowtext" ? "#000" : value; return brush.fillStyle; });
    return tried[0] === tried[1] && tried[0][0] === "#" ? [1, 3, 5].map((at) => parseInt(tried[0].slice(at, at + 2), 16)) : null;
  };
  const light = (rgb) => rgb.reduce((sum, c, n) => sum + [0.2126, 0.7152, 0.0722][n] * (c / 255 <= 0.04045 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4), 0.05);
  const faint = (one, other) => { const [a, b] = [light(one), light(other)]; return Math.max(a, b) / Math.min(a, b) < 1.6; };
  const PLAIN = { gone: false, odd: false, ink: [0, 0, 0], paper: [255, 255, 255], size: 16 };
  const ODD = new Set(["sup", "sub", "rt", "rp", "bdo", "marquee", "blink", "s", "del", "strike", "dialog", "details"]);
  const scratch = new CSSStyleSheet();
  const declared = (text) => { scratch.replaceSync(`a{${text.replace(/[{}]/gu, "")}}`); return scratch.cssRules[0]?.style ?? []; };
  class Looks {
    constructor(tree, sheets) {
      this.rules = new Map();
      this.adding = new Set();
      const every = new CSSStyleSheet();
      every.replaceSync(sheets.join("\n").replace(/<!--|-->|@import[^;]*;/gu, ""));
      if (every.cssRules.length > RULES) throw new Refused("large");
      this.take(tree, every.cssRules, "");
    }
    take(tree, rules, above) {
      for (const rule of rules) {
        if (/print|max-(?:device-)?width|prefers/u.test(rule.media?.mediaText ?? "")) continue;
        const nested = above && rule.selectorText ? `:is(${above}) *` : rule.selectorText ?? above;
        // Most rules say nothing of what is seen: no need to look for what they name.
        if (rule.selectorText !== undefined && [...rule.style].some((name) => !SAFE.test(name))) {
          const plain = nested.replace(/::?(?:before|after|first-(?:letter|line)|marker|-[\w-]+)/gu, "");
          let nodes = [];
          try { nodes = tree.querySelectorAll(plain || "*"); } catch { /* a selector that is not known */ }
          for (const node of nodes) {
            if (plain === nested) this.rules.set(node, [...(this.rules.get(node) ?? []), rule.style]);
            else if (!/^(?:|none|normal|""|'')$/u.test(rule.style.content) || /first/u.test(nested)) this.adding.add(node);
          }
        }
        if (rule.cssRules?.length) this.take(tree, rule.cssRules, nested ?? "");
      }
    }
    // How an element looks in another one; only `inside` a table does everything count.
    of(node, above, inside) {
      const tag = node.localName, own = node.dataset?.style, rules = this.rules.get(node) ?? [];
      const look = { ...above, odd: above.odd || (inside && (ODD.has(tag) || this.adding.has(node) || node.dir?.toLowerCase() === "rtl")) };
      if (node.hidden) look.gone = true;
      if (tag === "a" && node.hasAttribute("href")) look.ink = [0, 0, 238];
      if (tag === "small" || tag === "big" || /^h[1-6]$/u.test(tag) || (tag === "font" && node.size)) look.size = `${tag}${node.size ?? ""}`;
      const set = (name, value) => {
        const size = typeof look.size === "number" ? look.size : 16, far = pixels(value, size);
        if (value.includes("var(")) { look.odd ||= inside; return; }
        if (name === "display" && value === "none") look.gone = true;
        else if (name === "visibility") { if (value !== "visible" && value !== "inherit") look.gone = true; }
        else if (name === "opacity") { if (!(value >= 0.5) && !NEUTRAL.test(value)) look[Number(value) === 0 ? "gone" : "odd"] = true; }
        else if (name === "color" || name === "-webkit-text-fill-color") {
          const ink = /^(?:inherit|initial|unset|currentcolor)$/iu.test(value) ? look.ink : color(value);
          if (ink) look.ink = ink; else look.odd ||= inside;
        } else if (name === "background-color") {
          const paper = /^(?:inherit|initial|unset|transparent|rgba\(0, 0, 0, 0\))$/iu.test(value) ? look.paper : color(value);
          if (paper) look.paper = paper; else look.odd ||= inside;
        } else if (name === "font-size") {
          if (far >= 0) look.size = far; else if (!NEUTRAL.test(value)) look.size = value;
          if (far < 5) look.odd ||= inside;
        } else if (name === "display") look.odd ||= inside && /list-item|flex|grid|contents/u.test(value);
        else if (!inside) { if (/^(?:text-indent|margin|left|top)/u.test(name) && far <= -1000) look.gone = true; }
        else if (name === "vertical-align") look.odd ||= !/^(?:baseline|top|middle|bottom|inherit|initial)$/u.test(value);
        else if (name.startsWith("text-decoration-line")) look.odd ||= /through/u.test(value);
        else if (name === "font-family") look.odd ||= /wingdings|webdings|dingbats|marlett|barcode|symbol/iu.test(value.split(",")[0]);
        else if (name === "background-image") look.odd ||= !NEUTRAL.test(value);
        else if (EXTENT.test(name)) look.odd ||= far < 2 && far >= 0;
        else if (/^(?:margin|text-indent)/u.test(name)) look.odd ||= !(far >= (INLINE.has(tag) ? -0.5 : -2 * size) && far < 300) && !NEUTRAL.test(value);
        else if (name === "unicode-bidi") look.odd ||= !/^(?:normal|embed|isolate)$/u.test(value);
        else if (name === "letter-spacing") look.odd ||= !(far > -size / 5) && !NEUTRAL.test(value);
        else if (name === "position") look.odd ||= !/^(?:static|relative|inherit|initial)$/u.test(value);
        else if (!SAFE.test(name)) look.odd ||= !NEUTRAL.test(value);
      };
      [...rules, ...(own ? [declared(own)] : [])].forEach((style) => { for (const name of style) set(name, style.getPropertyValue(name).toLowerCase()); });
      for (const [name, attribute] of [["color", tag === "font" && "color"], ["background-color", "bgcolor"], ["font-family", tag === "font" && "face"]]) {
        const value = attribute && node.getAttribute(attribute);
        if (value) set(name, /^[\da-f]{6}$/iu.test(value) ? `#${value}` : value.toLowerCase());
      }
      look.odd ||= inside && faint(look.ink, look.paper);
      return look;
    }
  }

  // -- pages
  const SKIPPED = new Set(["script", "style", "noscript", "template", "iframe", "svg", "head", "select", "button", "datalist", "noframes", "noembed"]);
  const PICTURES = "audio button canvas embed iframe img input math meter object ol picture progress select svg textarea video".split(" ");
  const INLINE = new Set("a abbr b big code em font i ins label mark nobr o:p q span small strong time tt u var sup sub s del bdo".split(" "));
  const spaced = (node) => node.data.replace(/[ \t\r\n\f]+/gu, " ");
  const cellOf = (cell, looks, around) => {
    const parts = [], seen = new Set();
    let doubt = false, values = 0;
    const visit = (node, above) => {
      if (node.nodeType === 3) {
        const text = spaced(node);
        doubt ||= above.odd && /\S/u.test(text);
        parts.push(text);
        if (/\d/u.test(text)) seen.add(`${above.size} ${above.ink} ${above.paper}`);
      } else if (node.nodeType === 8) doubt ||= /\d/u.test(node.data) && !/^\s*\[(?:if\b|endif\b)/u.test(node.data);
      else if (node.nodeType === 1) {
        const tag = node.localName;
        if (tag === "br") { parts.push("\n"); return; }
        doubt ||= PICTURES.includes(tag) && !(tag === "input" && node.type === "hidden");
        if (SKIPPED.has(tag)) { doubt ||= /script/u.test(tag) && /\S/u.test(node.textContent); return; }
        const look = looks.of(node, above, true);
        if (look.gone) { doubt ||= /\S/u.test(node.textContent); return; }
        if (node !== cell && /^t[dh]$/u.test(tag)) values++;
        const block = !INLINE.has(tag);
        if (block) parts.push("\n");
        node.childNodes.forEach((child) => visit(child, look));
        if (block) parts.push("\n");
      }
    };
    visit(cell, around);
    return { text: masked(tidy(parts.join(""))), doubt: doubt || values > 1 || seen.size > 1 };
  };
  const fromHtml = (source, more = []) => {
    if (source.length > HTML) throw new Refused("large");
    const sheets = [...more];
    const safe = source.replaceAll("\0", "").replace(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/giu, (_, css) => { sheets.push(css); return ""; })
      .replace(/<style/giu, "<data-style").replace(/([\s"'/])style(?=\s*=)/giu, "$1data-style");
    const tree = new DOMParser().parseFromString(safe, "text/html"), looks = new Looks(tree, sheets), pieces = [];
    const tables = [...tree.querySelectorAll("table")], cells = tree.querySelectorAll("td, th"), own = new Map(), inner = new Map();
    if (cells.length > CELLS) throw new Refused("large");
    const outer = (node) => node.parentElement?.closest("table") ?? null;
    cells.forEach((cell) => own.set(outer(cell), (own.get(outer(cell)) ?? 0) + 1));
    for (const table of tables.reverse()) inner.set(outer(table), Math.max(inner.get(outer(table)) ?? 0, own.get(table) ?? 0, inner.get(table) ?? 0));
    const layout = new Set([...inner].filter(([table, most]) => most > 1 && ((own.get(table) ?? 0) <= 6 || most > Math.min(own.get(table) ?? 0, 20))).map(([table]) => table));
    let text = [], count = 0, lines = 0;
    const flush = () => {
      const plain = text.join("").replace(SPACES, " ").trim();
      text = [];
      if (plain) pieces.push(line(plain, ++lines));
      if (lines > 1e5) throw new Refused("large");
    };
    const rowsOf = (node, around, rows) => {
      for (const child of node.children) {
        const look = looks.of(child, around, true);
        if (look.gone) { if (/\S/u.test(child.textContent)) throw new Refused("hidden"); continue; }
        if (/^t(?:body|head|foot)$/u.test(child.localName)) rowsOf(child, look, rows);
        else if (child.localName === "tr") {
          rows.push([...child.children].filter((cell) => /^t[dh]$/u.test(cell.localName) && !looks.of(cell, look, true).gone).map((cell) => {
            const span = (name) => parseInt(cell.getAttribute(name) ?? 1, 10);
            return { ...cellOf(cell, looks, look), down: span("rowspan") || MOST, across: Math.max(span("colspan") || 1, 1) };
          }));
        }
      }
      return rows;
    };
    const visit = (node, above) => {
      if (node.nodeType === 3) { text.push(spaced(node)); return; }
      const tag = node.localName;
      if (tag === "br") { flush(); return; }
      if (node.nodeType !== 1 || SKIPPED.has(tag)) return;
      const look = looks.of(node, above, tag === "table" && !layout.has(node));
      if (look.gone || /^(?:s|del|strike)$/u.test(tag)) return;
      if (tag === "table" && !layout.has(node)) {
        flush();
        pieces.push({ kind: "table", grid: spread(rowsOf(node, look, []), ++count) });
        return;
      }
      if (!INLINE.has(tag)) flush();
      node.childNodes.forEach((child) => visit(child, look));
      if (!INLINE.has(tag)) flush();
    };
    visit(tree.body, PLAIN);
    flush();
    const meta = {};
    tree.querySelectorAll("meta[name]").forEach((node) => { meta[node.name.toLowerCase()] = node.content; });
    meta.title = tree.title.trim();
    return { pieces, meta, page: true, url: /<!--\s*saved from url=\(\d+\)(https?:\/\/[^\s>]+?)\s*-->/u.exec(source.slice(0, 4000))?.[1] ?? null };
  };

  // -- text: lines with tabs are rows; with bars, Markdown
  const fromText = (source) => {
    if (source.length > TEXT) throw new Refused("large");
    const lines = source.replace(/\r\n?/gu, "\n").split("\n"), pieces = [], bar = /^\s*\|(.*)\|\s*$/u;
    const markdown = lines.filter((one) => bar.test(one)).length > 2;
    if (markdown && (lines.some((one) => one.includes("|") && !bar.test(one)) || (/\|\|/u.test(source) && /\| +\|/u.test(source)))) throw new Refused("text");
    const cellsOf = (one) => {
      if (!markdown) return one.includes("\t") ? one.split("\t") : null;
      return bar.test(one) ? bar.exec(one)[1].split("|") : null;
    };
    let block = [], table = 0;
    const flush = () => {
      if (!block.length) return;
      // Where blanks stand for covered places all rows are as wide: one that is not has lost a cell, or won one.
      const widths = block.map((row) => row.length), count = (width) => widths.filter((one) => one === width).length, usual = widths.reduce((a, b) => (count(b) > count(a) ? b : a));
      const square = count(usual) === block.length || block.some((row) => !row[0].trim());
      const spoiled = square && block.some((row) => row.length !== usual && !row.some(isNumber));
      table++;
      pieces.push({ kind: square ? "table" : "ragged", square, grid: block.map((row, y) => {
        const cells = row.map((text, x) => ({ text: masked(tidy(text)), at: { table, row: y + 1, column: x + 1 }, doubt: (spoiled || (square && row.length !== usual)) && "order" }));
        while (square && cells.length < usual) cells.push({ text: "", at: cells[0].at, missing: true });
        return cells.slice(0, square ? usual : undefined);
      }) });
      block = [];
    };
    lines.forEach((one, n) => {
      const cells = cellsOf(one);
      if (cells && markdown && /^[|\-: ]+$/u.test(one) && one.includes("--")) return;
      if (cells) { block.push(cells); return; }
      flush();
      if (tidy(one)) pieces.push(line(tidy(one), n + 1));
    });
    flush();
    return { pieces, meta: {}, page: true, url: null };
  };

  // -- whose report it is, and of which year: a line that is a title, else a sentence with one
  const Y = "(20[0-9]{2})~*年(?:~*度)?", KIND = "政府~*信息~*公开(?:~*(?:工作|年度|情况|总结)){0,3}~*(?:报~*告|年~*报)", NAME = "([一-鿿（）()·\\t-\\r ]{2,40}?)";
  const TITLES = [`^《?${NAME}~*(?:关于~*)?${Y}~*${KIND}》?`, `^《?${Y}~*${NAME}~*${KIND}》?$`, `^《?${NAME}~*政府~*信息~*公开~*(?:工作)?~*${Y}(?:~*(?:工作|年度|情况|总结)){0,3}~*(?:报~*告|年~*报)》?$`].map((text) => re(text));
  const ALONE = re(`^《?${Y}~*${KIND}》?$`), WITHIN = re(`([一-鿿（）()·]{2,30}?)${Y}~*${KIND}(?!如下)`), BEFORE = /^.*?(?:现予公布|现将|现公布|现发布|公布|发布|关于|编制|标题|的通知)\s*/u;
  const arabic = (text) => text.replace(/[０-９]/gu, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[二2][〇○零O0][一二三四五六七八九〇零○]{2}(?=年)/gu, (y) => `20${[...y.slice(2)].map((c) => { const n = "零一二三四五六七八九".indexOf(c); return n < 0 ? 0 : n; }).join("")}`);
  const textLines = ({ pieces }) => pieces.flatMap(({ grid }) => grid.map((row) => row.filter((cell) => cell.text && !cell.covered).map((cell) => cell.text).join(" ").replace(SPACES, " ")).filter(Boolean));
  const titled = (document) => {
    const own = [document.meta.articletitle ?? "", document.meta.title ?? ""], texts = textLines(document), found = [];
    let before = "";
    [...own, ...texts].forEach((raw, n) => {
      const text = arabic(raw).trim().replace(/^标题\s*/u, "");
      for (const [way, pattern] of TITLES.entries()) {
        const m = pattern.exec(text);
        if (!m || (!way && n > 1 && m[0] !== text)) continue;
        found.push({ title: m[0], subject: way === 1 ? m[2] : m[1], year: Number(way === 1 ? m[1] : m[2]) });
        break;
      }
      const alone = ALONE.exec(text);
      if (alone && /^[一-鿿（）()·]{2,30}$/u.test(before)) found.push({ title: before + text, subject: before, year: Number(alone[1]) });
      before = text;
    });
    if (!found.length) {
      for (const text of texts.map(arabic)) {
        const m = WITHIN.exec(text);
        if (!m) continue;
        const title = m[0].replace(BEFORE, ""), again = TITLES[0].exec(title);
        found.push({ title, subject: again?.[1] ?? "", year: Number(m[2]) });
      }
    }
    const all = arabic(texts.join("")), times = (one) => all.split(`${one.year}年`).length;
    const best = found.reduce((a, b) => (a && times(a) >= times(b) ? a : b), null);
    const tight = (text) => text.replace(SPACES, "").replace(/^《+|》+$/gu, "");
    return best && { title: tight(best.title), subject: tight(best.subject).replace(BEFORE, ""), year: best.year };
  };

  Object.assign(window.gongkaiTables, { fromHtml, fromText, spread, tidy, masked, titled, textLines, faint, color });
})();
