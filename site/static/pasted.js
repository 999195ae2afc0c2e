// What was pasted, HTML or text → pieces for tables.js: lines, and tables as grids of cells. A cell that
// shows more than its plain text, or less, is in doubt: nobody can say from the text what is printed.
(() => {
  "use strict";
  const { Refused, simple, isNumber, re, SPACES, EDGES } = window.gongkaiTables;
  const MOST = 200, PLACES = 20000, TEXT = 1e6, HTML = 6e6, CELLS = 200000, RULES = 20000; // what is far larger is no report
  const limit = (passed) => { if (passed) throw new Refused("large"); };
  const tidy = (text) => text.replace(SPACES, (found) => (found.includes("\n") ? "\n" : " ")).replace(EDGES, "");
  // Signs that turn the order of others round: no figure is read beside them.
  const masked = (text) => (/\d/u.test(text) ? text.replace(/[\u202a-\u202e\u2066-\u2069\u200f\u061c\u0590-\u08ff]/gu, "\ufffd") : text);
  const place = (table, y, x) => ({ table, row: y + 1, column: x + 1 });
  const line = (text, at) => ({ kind: "line", grid: [[{ text: masked(text), at: { line: at } }]] });
  // Rows of {text, down, across, doubt} as a grid; where spans overlap the first one stays.
  const spread = (rows, table) => {
    const grid = rows.map(() => []);
    let width = 0, count = 0;
    rows.forEach((row, y) => {
      let x = 0;
      for (const { text, down, across, doubt } of row) {
        while (grid[y][x]) x++;
        const at = place(table, y, x);
        for (let dy = 0; dy < Math.min(down, MOST, rows.length - y); dy++) {
          for (let dx = 0; dx < Math.min(across, MOST); dx++) grid[y + dy][x + dx] ??= { text, at, doubt, covered: dx + dy > 0 };
        }
        x += Math.min(across, MOST);
        width = Math.max(width, x);
        count += across * down;
        limit(width > 2 * MOST || width * rows.length > PLACES || count > CELLS);
      }
    });
    width = Math.max(width, ...grid.map((row) => row.length));
    return grid.map((row, y) => Array.from({ length: width }, (_, x) => row[x] ?? { text: "", at: place(table, y, x), missing: true }));
  };

  // -- how things look: what is not known to be harmless is odd; of a name its beginning is enough
  const NEUTRAL = /^(?:initial|inherit|unset|normal|none|auto|static|baseline|visible|currentcolor|0(?:px|pt|%|em)?|1|ltr|repeat|scroll)$/iu;
  const SAFE = /^(?:border|padding|text-(?:align|autospace|justify|underline|size|wrap)|text-decoration-[cst]|white-space|word-|line-|overflow-wrap|font-(?:weight|style|stretch|kerning|variant-[lneac]|synthesis|language|optical|size-adjust)|min-|table-layout|page|orphans|widows|tab-size|cursor|outline|box-(?:sizing|shadow)|caption|empty|layout|list-style-position|background-(?:[aoprs]|clip)|-webkit-(?:border|text-stroke-color)|user-select)/u;
  const pixels = (value, size) => { const [, number, unit] = /^(-?[\d.]+)(px|pt|em|rem|%|cm|mm|in|ex|vw)?$/u.exec(value) ?? []; return number * ({ pt: 4 / 3, em: size, rem: 16, "%": size / 100, cm: 37.8, mm: 3.78, in: 96, ex: size / 2, vw: 10 }[unit] ?? 1); };
  const brush = document.createElement("canvas").getContext("2d");
  const color = (value) => { // [red, green, blue], or null for what is not a whole colour
    const [one, other] = ["#010203", "#040506"].map((start) => { brush.fillStyle = start; brush.fillStyle = value === "windowtext" ? "#000" : value; return brush.fillStyle; });
    return one === other && one[0] === "#" ? [1, 3, 5].map((at) => parseInt(one.slice(at, at + 2), 16)) : null;
  };
  const light = (rgb) => rgb.reduce((sum, c, n) => sum + [0.2126, 0.7152, 0.0722][n] * (c / 255 <= 0.04045 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4), 0.05);
  const faint = (one, other) => { const ratio = light(one) / light(other); return ratio < 1.6 && ratio > 1 / 1.6; };
  const PLAIN = { gone: false, odd: false, ink: [0, 0, 0], paper: [255, 255, 255], size: 16 };
  const words = (text) => new Set(text.split(" ")), full = (node) => /\S/u.test(node.textContent);
  const ODD = words("sup sub rt rp bdo marquee blink s del strike dialog details"), INLINE = words("a abbr b big code em font i ins label mark nobr o:p q span small strong time tt u var sup sub s del bdo");
  // Colours that are those of what is around; all that other properties may be inside a table (`all` stands for any).
  const SAME = { ink: /^(?:inherit|initial|unset|currentcolor)$/iu, paper: /^(?:inherit|initial|unset|transparent|rgba\(0, 0, 0, 0\))$/iu };
  const FINE = {
    "vertical-align": /^(?:baseline|top|middle|bottom|inherit|initial)$/u, "unicode-bidi": /^(?:normal|embed|isolate)$/u, all: /^$/u, position: /^(?:static|relative|inherit|initial)$/u,
    "text-decoration-line": /^(?!.*through)/u, "font-family": /^(?![^,]*(?:wingdings|webdings|dingbats|marlett|barcode|symbol))/iu,
  };
  // How an element looks in another one; only `inside` a table does everything count.
  const looksOf = (tree, sheets) => {
    const styles = new Map(), adding = new Set(), every = new CSSStyleSheet();
    every.replaceSync(sheets.join("\n").replace(/<!--|-->|@import[^;]*;/gu, ""));
    limit(every.cssRules.length > RULES);
    const take = (rules, above) => {
      for (const { media, selectorText: own, style, cssRules } of rules) {
        if (/print|max-(?:device-)?width|prefers/u.test(media?.mediaText ?? "")) continue;
        const nested = above && own ? `:is(${above}) *` : own ?? above;
        // Most rules say nothing of what is seen: no need to look for what they name.
        if (own !== undefined && [...style].some((name) => !SAFE.test(name))) {
          const plain = nested.replace(/::?(?:before|after|first-(?:letter|line)|marker|-[\w-]+)/gu, "");
          let nodes = [];
          try { nodes = tree.querySelectorAll(plain || "*"); } catch { /* a selector that is not known */ }
          for (const node of nodes) {
            if (plain === nested) styles.set(node, [...(styles.get(node) ?? []), style]);
            else if (!/^(?:|none|normal|""|'')$/u.test(style.content) || /first/u.test(nested)) adding.add(node);
          }
        }
        if (cssRules?.length) take(cssRules, nested);
      }
    };
    take(every.cssRules, "");
    return (node, above, inside) => {
      const tag = node.localName, own = node.dataset?.style, font = tag === "font", look = { ...above };
      const odd = (is) => { look.odd ||= inside && is; };
      odd(ODD.has(tag) || adding.has(node) || node.dir?.toLowerCase() === "rtl");
      if (node.hidden) look.gone = true;
      if (tag === "a" && node.hasAttribute("href")) look.ink = [0, 0, 238];
      if (/^(?:small|big|h[1-6])$/u.test(tag) || (font && node.size)) look.size = `${tag}${node.size ?? ""}`;
      const set = (name, value) => {
        const size = look.size >= 0 ? look.size : 16, far = pixels(value, size), neutral = NEUTRAL.test(value), part = { color: "ink", "-webkit-text-fill-color": "ink", "background-color": "paper" }[name];
        if (value.includes("var(")) odd(true);
        else if (name === "display") { if (value === "none") look.gone = true; else odd(/list-item|flex|grid|contents/u.test(value)); }
        else if (name === "visibility") look.gone ||= !/^(?:visible|inherit)$/u.test(value);
        else if (name === "opacity") { if (!(value >= 0.5 || neutral)) look[Number(value) === 0 ? "gone" : "odd"] = true; }
        else if (part) {
          const found = SAME[part].test(value) ? look[part] : color(value);
          if (found) look[part] = found; else odd(true);
        } else if (name === "font-size") {
          if (far >= 0 || !neutral) look.size = far >= 0 ? far : value;
          odd(far < 5);
        } else if (!inside) look.gone ||= /^(?:text-indent|margin|left|top)/u.test(name) && far <= -1000;
        else odd(FINE[name] ? !FINE[name].test(value) : /^(?:width|height|max-)/u.test(name) ? far < 2 && far >= 0
          : !(neutral || (/^(?:margin|text-indent)/u.test(name) ? far >= (INLINE.has(tag) ? -0.5 : -2 * size) && far < 300 : name === "letter-spacing" ? far > -size / 5 : SAFE.test(name))));
      };
      if (own) node.style.cssText = own; // the policy of the page does not hear what a script sets
      for (const style of [...(styles.get(node) ?? []), node.style ?? []]) for (const name of style) set(name, style.getPropertyValue(name).toLowerCase());
      for (const [name, attribute] of [["color", font && "color"], ["background-color", "bgcolor"], ["font-family", font && "face"]]) {
        const value = attribute && node.getAttribute(attribute);
        if (value) set(name, /^[\da-f]{6}$/iu.test(value) ? `#${value}` : value.toLowerCase());
      }
      odd(faint(look.ink, look.paper));
      return look;
    };
  };

  // -- pages
  const SKIPPED = words("script style noscript template iframe svg head select button datalist noframes noembed");
  const PICTURES = words("audio button canvas embed iframe img input math meter object ol picture progress select svg textarea video");
  const spaced = (node) => node.data.replace(/[ \t\r\n\f]+/gu, " ");
  const cellOf = (cell, looks, around) => {
    const parts = [], seen = new Set();
    let doubt = false, values = 0;
    const visit = (node, above) => {
      const tag = node.localName, type = node.nodeType;
      if (type === 3) {
        doubt ||= above.odd && full(node);
        parts.push(spaced(node));
        if (/\d/u.test(node.data)) seen.add(`${above.size} ${above.ink} ${above.paper}`);
      } else if (type === 8) doubt ||= /\d/u.test(node.data) && !/^\s*\[(?:if\b|endif\b)/u.test(node.data);
      else if (tag === "br") parts.push("\n");
      else {
        doubt ||= PICTURES.has(tag) && !(tag === "input" && node.type === "hidden");
        const skipped = SKIPPED.has(tag), look = !skipped && looks(node, above, true);
        if (skipped || look.gone) { doubt ||= full(node) && (look.gone || /script/u.test(tag)); return; }
        if (node !== cell && /^t[dh]$/u.test(tag)) values++;
        const edge = INLINE.has(tag) ? "" : "\n";
        parts.push(edge);
        node.childNodes.forEach((child) => visit(child, look));
        parts.push(edge);
      }
    };
    visit(cell, around);
    return { text: masked(tidy(parts.join(""))), doubt: doubt || values > 1 || seen.size > 1 };
  };
  const fromHtml = (source, more = []) => {
    limit(source.length > HTML);
    const sheets = [...more];
    const safe = source.replaceAll("\0", "").replace(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/giu, (_, css) => { sheets.push(css); return ""; })
      .replace(/<style/giu, "<data-style").replace(/([\s"'/])style(?=\s*=)/giu, "$1data-style");
    const tree = new DOMParser().parseFromString(safe, "text/html"), looks = looksOf(tree, sheets), pieces = [];
    const cells = tree.querySelectorAll("td, th"), own = new Map(), inner = new Map();
    limit(cells.length > CELLS);
    const outer = (node) => node.parentElement?.closest("table"), of = (counts, table) => counts.get(table) ?? 0;
    cells.forEach((cell) => own.set(outer(cell), of(own, outer(cell)) + 1));
    for (const table of [...tree.querySelectorAll("table")].reverse()) inner.set(outer(table), Math.max(of(inner, outer(table)), of(own, table), of(inner, table)));
    const layout = (table) => { const most = of(inner, table), n = of(own, table); return most > 1 && (n <= 6 || most > Math.min(n, 20)); };
    let text = [], count = 0, lines = 0;
    const flush = () => {
      const plain = text.join("").replace(SPACES, " ").trim();
      text = [];
      if (plain) pieces.push(line(plain, ++lines));
      limit(lines > 1e5);
    };
    const rowsOf = (node, around, rows) => {
      for (const child of node.children) {
        const look = looks(child, around, true);
        if (look.gone) { if (full(child)) throw new Refused("hidden"); continue; }
        if (/^t(?:body|head|foot)$/u.test(child.localName)) rowsOf(child, look, rows);
        else if (child.localName === "tr") {
          rows.push([...child.children].filter((cell) => /^t[dh]$/u.test(cell.localName) && !looks(cell, look, true).gone).map((cell) => {
            const span = (name) => parseInt(cell.getAttribute(name) ?? 1, 10);
            return { ...cellOf(cell, looks, look), down: span("rowspan") || MOST, across: Math.max(span("colspan") || 1, 1) };
          }));
        }
      }
      return rows;
    };
    const visit = (node, above) => {
      const tag = node.localName, inline = INLINE.has(tag), table = tag === "table" && !layout(node);
      if (node.nodeType === 3) text.push(spaced(node));
      else if (tag === "br") flush();
      else if (node.nodeType === 1 && !SKIPPED.has(tag)) {
        const look = looks(node, above, table);
        if (look.gone || /^(?:s|del|strike)$/u.test(tag)) return;
        if (!inline) flush();
        if (table) pieces.push({ kind: "table", grid: spread(rowsOf(node, look, []), ++count) });
        else node.childNodes.forEach((child) => visit(child, look));
        if (!inline) flush();
      }
    };
    visit(tree.body, PLAIN);
    flush();
    const meta = Object.fromEntries([...tree.querySelectorAll("meta[name]")].map((node) => [node.name.toLowerCase(), node.content]));
    meta.title = tree.title.trim();
    return { pieces, meta, page: true, url: /<!--\s*saved from url=\(\d+\)(https?:\/\/[^\s>]+?)\s*-->/u.exec(source.slice(0, 4000))?.[1] };
  };

  // -- text: lines with tabs are rows; with bars, Markdown
  const fromText = (source) => {
    limit(source.length > TEXT);
    const lines = source.replace(/\r\n?/gu, "\n").split("\n"), pieces = [], bar = /^\s*\|(.*)\|\s*$/u;
    const markdown = lines.filter((one) => bar.test(one)).length > 2;
    if (markdown && (lines.some((one) => one.includes("|") && !bar.test(one)) || (/\|\|/u.test(source) && /\| +\|/u.test(source)))) throw new Refused("text");
    const cellsOf = (one) => (markdown ? bar.exec(one)?.[1].split("|") : one.includes("\t") && one.split("\t"));
    let block = [], table = 0;
    const flush = () => {
      if (!block.length) return;
      // Where blanks stand for covered places all rows are as wide: one that is not has lost a cell, or won one.
      const widths = block.map((row) => row.length), count = (width) => widths.filter((one) => one === width).length, usual = widths.reduce((a, b) => (count(b) > count(a) ? b : a));
      const square = count(usual) === block.length || block.some((row) => !row[0].trim());
      const spoiled = square && block.some((row) => row.length !== usual && !row.some(isNumber));
      table++;
      pieces.push({ kind: square ? "table" : "ragged", square, grid: block.map((row, y) => {
        const cells = row.map((text, x) => ({ text: masked(tidy(text)), at: place(table, y, x), doubt: (spoiled || (square && row.length !== usual)) && "order" }));
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
    return { pieces, meta: {}, page: true };
  };

  // -- whose report it is, and of which year: a line that is a title, else a sentence with one
  const Y = "(?<year>20[0-9]{2})~*年(?:~*度)?", END = "(?:~*(?:工作|年度|情况|总结)){0,3}~*(?:报~*告|年~*报)", KIND = `政府~*信息~*公开${END}`, NAME = "(?<subject>[一-鿿（）()·\\t-\\r ]{2,40}?)";
  const TITLES = [`${NAME}~*(?:关于~*)?${Y}~*${KIND}》?`, `${Y}~*${NAME}~*${KIND}》?$`, `${NAME}~*政府~*信息~*公开~*(?:工作)?~*${Y}${END}》?$`, `${Y}~*${KIND}》?$`].map((text) => re(`^《?${text}`)), ALONE = TITLES.pop();
  const WITHIN = re(`[一-鿿（）()·]{2,30}?${Y}~*${KIND}(?!如下)`), BEFORE = /^.*?(?:现予公布|现将|现公布|现发布|公布|发布|关于|编制|标题|的通知)\s*/u;
  const arabic = (text) => text.replace(/[０-９]/gu, (c) => c.normalize("NFKC")).replace(/[二2][〇○零O0]([一二三四五六七八九〇零○]{2})(?=年)/gu, (_, y) => `20${[...y].map((c) => Math.max(0, "零一二三四五六七八九".indexOf(c))).join("")}`);
  const textLines = ({ pieces }) => pieces.flatMap(({ grid }) => grid.map((row) => row.filter((cell) => cell.text && !cell.covered).map((cell) => cell.text).join(" ").replace(SPACES, " ")).filter(Boolean));
  const titled = (document) => {
    const texts = textLines(document), found = [];
    let before = "";
    [document.meta.articletitle ?? "", document.meta.title ?? "", ...texts].forEach((raw, n) => {
      const text = arabic(raw).trim().replace(/^标题\s*/u, ""), alone = ALONE.exec(text);
      const m = TITLES.map((pattern) => pattern.exec(text)).find((one, way) => one && (way || n < 2 || one[0] === text));
      if (m) found.push({ title: m[0], ...m.groups });
      if (alone && /^[一-鿿（）()·]{2,30}$/u.test(before)) found.push({ title: before + text, subject: before, ...alone.groups });
      before = text;
    });
    if (!found.length) {
      for (const text of texts.map(arabic)) {
        const m = WITHIN.exec(text), title = m?.[0].replace(BEFORE, "");
        if (m) found.push({ title, subject: "", ...TITLES[0].exec(title)?.groups, ...m.groups });
      }
    }
    const all = arabic(texts.join("")), times = (one) => all.split(`${one.year}年`).length;
    const best = found.reduce((a, b) => (a && times(a) >= times(b) ? a : b), null);
    const tight = (text) => text.replace(SPACES, "").replace(/^《+|》+$/gu, "");
    return best && { title: tight(best.title), subject: tight(best.subject).replace(BEFORE, ""), year: Number(best.year) };
  };

  Object.assign(window.gongkaiTables, { fromHtml, fromText, tidy, masked, titled, textLines, faint, color });
})();
