// A file that was opened → pieces for tables.js. A workbook is a ZIP file of XML: its visible sheets are
// tables of what is shown. Loaded when a file is opened; the file stays in the browser.
(() => {
  "use strict";
  const { Refused, tidy, masked, faint, color, fromHtml, fromText } = window.gongkaiTables;
  const BYTES = 20 * 2 ** 20, UNPACKED = 30 * 2 ** 20, ROWS = 2000, COLUMNS = 200;
  const begins = (bytes, ...signs) => signs.some((sign) => [...sign].every((c, n) => bytes[n] === c.charCodeAt(0)));
  const latin = (bytes) => { let text = ""; for (let n = 0; n < bytes.length; n += 30000) text += String.fromCharCode(...bytes.subarray(n, n + 30000)); return text; };

  // -- texts: by their mark, by what they declare, else by strict trial
  const decode = (bytes, name) => { try { return new TextDecoder(name, { fatal: true }).decode(bytes); } catch { return null; } };
  const decoded = (bytes) => {
    const head = bytes.subarray(0, 20000), zeros = [0, 1].map((odd) => head.filter((b, n) => n % 2 === odd && !b).length);
    const wide = begins(bytes, "\xff\xfe") ? "utf-16le" : begins(bytes, "\xfe\xff") ? "utf-16be"
      : Math.max(...zeros) >= 0.02 * head.length && Math.min(...zeros) <= 0.05 * Math.max(...zeros) ? (zeros[1] > zeros[0] ? "utf-16le" : "utf-16be") : null;
    const said = /charset\s*=\s*["']?\s*([\w-]+)/iu.exec(latin(bytes.subarray(0, 4096)))?.[1].toLowerCase();
    const names = wide ? [wide] : begins(bytes, "\xef\xbb\xbf") ? ["utf-8"] : [...new Set([{ gb2312: "gb18030", gbk: "gb18030" }[said] ?? said, "utf-8", "gb18030", "big5"])].filter(Boolean);
    const found = names.map((name) => decode(bytes, name)).filter((text) => text !== null);
    const familiar = (text) => ["政府", "信息", "資訊", "公开", "公開", "申请", "申請", "年"].reduce((n, word) => n + text.split(word).length - 1, 0);
    if (!found.length) throw new Refused("charset");
    return found.reduce((a, b) => (familiar(b) > familiar(a) ? b : a)).replaceAll("\0", "");
  };
  const archived = (text) => { // a page that a browser saved in one file
    const boundary = /boundary="?([^"\r\n;]+)"?/iu.exec(text)?.[1];
    const parts = text.split(`--${boundary}`).slice(1).map((part) => {
      const at = /\r?\n\r?\n/u.exec(part), head = part.slice(0, at?.index ?? 0), body = part.slice(at ? at.index + at[0].length : 0);
      let raw = body;
      if (/encoding:\s*base64/iu.test(head)) { try { raw = atob(body.replace(/\s/gu, "")); } catch { throw new Refused("damaged"); } }
      if (/encoding:\s*quoted-printable/iu.test(head)) raw = body.replace(/=\r?\n/gu, "").replace(/=([\da-f]{2})/giu, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
      return { kind: /content-type:\s*([\w/]+)/iu.exec(head)?.[1].toLowerCase(), bytes: Uint8Array.from(raw, (c) => c.charCodeAt(0)) };
    });
    const page = parts.find((part) => part.kind === "text/html");
    if (!boundary || !page) throw new Refused("damaged");
    return fromHtml(decoded(page.bytes), parts.filter((part) => part.kind === "text/css").map((part) => latin(part.bytes)));
  };

  // -- archives
  const entries = (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length), found = new Map();
    let at = bytes.length - 22;
    while (at >= 0 && view.getUint32(at, true) !== 0x06054b50) at--;
    if (at < 0) throw new Refused("damaged");
    let place = view.getUint32(at + 16, true);
    for (let n = view.getUint16(at + 10, true); n > 0; n--) {
      if (place + 46 > bytes.length || view.getUint32(place, true) !== 0x02014b50) throw new Refused("damaged");
      const short = (offset) => view.getUint16(place + offset, true), long = (offset) => view.getUint32(place + offset, true);
      if (short(8) & 1) throw new Refused("locked");
      found.set(new TextDecoder().decode(bytes.subarray(place + 46, place + 46 + short(28))), { method: short(10), size: long(20), at: long(42) });
      place += 46 + short(28) + short(30) + short(32);
    }
    return { found, view };
  };
  const unpacked = async (bytes, { found, view }, name) => {
    const entry = found.get(name);
    if (!entry) return null;
    const start = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true), data = bytes.subarray(start, start + entry.size);
    if (entry.method === 0) return new TextDecoder().decode(data);
    if (entry.method !== 8) throw new Refused("damaged");
    const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader(), decoder = new TextDecoder();
    let text = "", size = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > UNPACKED) throw new Refused("large");
      text += decoder.decode(part.value, { stream: true });
    }
    return text + decoder.decode();
  };
  const parsed = (text) => {
    const tree = new DOMParser().parseFromString(text, "application/xml");
    if (tree.querySelector("parsererror")) throw new Refused("damaged");
    return tree;
  };
  const all = (node, name) => (node ? [...node.getElementsByTagNameNS("*", name)] : []);
  const one = (node, name) => all(node, name)[0] ?? null;
  const is = (value) => value === "1" || value === "true";

  // -- how cells look: what is not known to be plain is in doubt
  const THEME = ["FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5"];
  const ink = (node, usual) => { // a colour as [red, green, blue]; undefined for one that is not known
    if (!node || is(node.getAttribute("auto")) || ["64", "65"].includes(node.getAttribute("indexed"))) return usual;
    const hex = node.getAttribute("rgb")?.slice(-6) ?? THEME[node.getAttribute("theme")] ?? { 0: "000000", 8: "000000", 1: "FFFFFF", 9: "FFFFFF" }[node.getAttribute("indexed")];
    const tint = Number(node.getAttribute("tint") ?? 0), found = hex && color(`#${hex}`);
    return found ? found.map((c) => (tint > 0 ? c + (255 - c) * tint : c * (1 + tint))) : undefined;
  };
  const oddFont = (font, paper) => {
    if (!font) return false;
    const name = (one(font, "name") ?? one(font, "rFont"))?.getAttribute("val") ?? "", size = one(font, "sz")?.getAttribute("val"), raised = one(font, "vertAlign")?.getAttribute("val");
    const strike = one(font, "strike"), own = ink(one(font, "color"), [0, 0, 0]);
    return (strike && !["0", "false"].includes(strike.getAttribute("val"))) || (raised && raised !== "baseline") || (size && size < 4) || /^(?:wingdings|webdings|symbol|marlett)/iu.test(name) || !own || !paper || faint(own, paper);
  };
  const BUILTIN = { 0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 49: "@" };
  const stylesOf = (tree) => {
    const formats = new Map(all(tree, "numFmt").map((node) => [node.getAttribute("numFmtId"), node.getAttribute("formatCode")]));
    const fonts = all(one(tree, "fonts"), "font"), fills = all(one(tree, "fills"), "fill");
    return all(one(tree, "cellXfs"), "xf").map((xf) => {
      const id = xf.getAttribute("numFmtId") ?? "0", fill = one(fills[xf.getAttribute("fillId") ?? 0], "patternFill"), place = one(xf, "alignment");
      const paper = !fill || ["none", null].includes(fill.getAttribute("patternType")) ? [255, 255, 255] : ink(one(fill, "fgColor"), undefined);
      const turned = place && (place.getAttribute("readingOrder") === "2" || place.getAttribute("horizontal") === "fill" || place.getAttribute("indent") > 15);
      return { format: formats.get(id) ?? BUILTIN[id] ?? "?", paper, odd: Boolean(turned) || oddFont(fonts[xf.getAttribute("fontId") ?? 0], paper) };
    });
  };
  const richText = (node, paper) => { // runs of one look are one text
    const runs = all(node, "r"), digits = runs.filter((run) => /\d/u.test(one(run, "t")?.textContent ?? ""));
    const look = (run) => ["sz", "color"].map((name) => { const found = one(one(run, "rPr"), name); return found ? [...found.attributes].map((a) => a.value).join() : ""; }).join();
    const text = all(node, "t").filter((t) => t.parentNode.localName !== "rPh").map((t) => t.textContent).join("");
    return { text, odd: runs.some((run) => oddFont(one(run, "rPr"), paper)) || new Set(digits.map(look)).size > 1 };
  };
  // What is shown of a number; null where its format says more.
  const shownNumber = (raw, format) => {
    const plain = String(Number(raw));
    const first = format.split(";")[0].replace(/[_*]./gu, "");
    if (!/^-?\d+(\.\d+)?$/u.test(plain)) return null;
    if (["General", "@", "G/通用格式"].includes(format)) return plain;
    const fixed = /^#?,?#*0(?:\.(0+))?$/u.exec(first);
    if (!fixed || format.includes(";") || format.includes("[")) return null;
    const rounded = Number(raw).toFixed(fixed[1]?.length ?? 0);
    return Number(rounded) === Number(raw) ? rounded : null;
  };
  const place = (reference) => {
    const [, letters, row] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/u.exec(reference) ?? [];
    if (!letters) throw new Refused("damaged");
    return [Number(row), [...letters].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0)];
  };
  const areas = (text) => text.trim().split(/\s+/u).filter(Boolean).map((area) => { const [a, b = a] = area.split(":").map(place); return [a[0], a[1], b[0], b[1]]; });
  const sheetOf = (tree, strings, styles, name) => {
    const cells = new Map(), hidden = new Set(), low = new Set();
    let rows = 0, wide = 0;
    const odd = Boolean(one(tree, "drawing") ?? one(tree, "picture")), zeros = one(tree, "sheetView")?.getAttribute("showZeros");
    for (const node of all(tree, "row")) {
      if (is(node.getAttribute("hidden")) || node.getAttribute("ht") === "0") hidden.add(Number(node.getAttribute("r")));
      else if (node.hasAttribute("ht") && node.getAttribute("ht") < 3) low.add(Number(node.getAttribute("r")));
    }
    for (const node of all(tree, "c")) {
      const [y, x] = place(node.getAttribute("r") ?? ""), style = styles[node.getAttribute("s") ?? 0] ?? { format: "General", paper: [255, 255, 255], odd: false };
      const kind = node.getAttribute("t") ?? "n", raw = one(node, "v")?.textContent ?? null, inline = one(node, "is"), formula = one(node, "f");
      let text = "", doubt = style.odd;
      if (inline || kind === "s") {
        const rich = richText(inline ?? strings[raw], style.paper);
        text = rich.text;
        doubt ||= rich.odd;
      } else if (raw === null || raw === "") text = formula ? "=" : "";
      else if (kind === "n") {
        const found = shownNumber(raw, style.format);
        text = found ?? `${raw} (${style.format})`;
        doubt ||= found === null || (zeros !== undefined && zeros !== null && !is(zeros) && Number(raw) === 0);
      } else { text = raw; doubt ||= kind === "b"; }
      if (kind !== "n" && /;.*;.*;|@./u.test(style.format)) doubt = true;
      if (text === "") continue;
      cells.set(`${y} ${x}`, { text: masked(tidy(text)), doubt });
      rows = Math.max(rows, y);
      wide = Math.max(wide, x);
    }
    if (rows > ROWS || wide > COLUMNS) throw new Refused("large");
    const columns = new Set();
    all(tree, "col").forEach((node) => { if (is(node.getAttribute("hidden")) || node.getAttribute("width") === "0") for (let x = Number(node.getAttribute("min")); x <= Math.min(node.getAttribute("max"), COLUMNS); x++) columns.add(x); });
    const ys = [...Array(rows).keys()].map((n) => n + 1).filter((y) => !hidden.has(y)), xs = [...Array(wide).keys()].map((n) => n + 1).filter((x) => !columns.has(x)), covered = new Map();
    const within = (list, a, b) => list.filter((n) => n >= a && n <= b);
    all(tree, "mergeCell").flatMap((node) => areas(node.getAttribute("ref"))).forEach(([top, left, bottom, right]) => {
      const down = within(ys, top, bottom), along = within(xs, left, right), at = { sheet: name, row: top, column: left };
      down.forEach((y) => along.forEach((x) => covered.set(`${y} ${x}`, { key: `${top} ${left}`, first: y === down[0] && x === along[0], at })));
    });
    all(tree, "conditionalFormatting").flatMap((node) => areas(node.getAttribute("sqref") ?? "")).forEach(([top, left, bottom, right]) => {
      within(ys, top, bottom).forEach((y) => within(xs, left, right).forEach((x) => { const cell = cells.get(`${y} ${x}`); if (cell) cell.doubt = true; }));
    });
    return { kind: "table", grid: ys.map((y) => xs.map((x) => {
      const span = covered.get(`${y} ${x}`), cell = cells.get(span?.key ?? `${y} ${x}`);
      return { text: cell?.text ?? "", doubt: Boolean(cell?.doubt) || (Boolean(cell) && (odd || low.has(y))), covered: span ? !span.first : false, at: span?.at ?? { sheet: name, row: y, column: x } };
    })) };
  };
  const workbook = async (bytes, archive) => {
    const load = async (name) => { const text = await unpacked(bytes, archive, name); return text === null ? null : parsed(text); };
    const book = await load("xl/workbook.xml"), strings = all(await load("xl/sharedStrings.xml"), "si"), styles = stylesOf(await load("xl/styles.xml"));
    const targets = new Map(all(await load("xl/_rels/workbook.xml.rels"), "Relationship").map((node) => [node.getAttribute("Id"), node.getAttribute("Target")]));
    const pieces = [];
    for (const node of all(book, "sheet")) {
      if ((node.getAttribute("state") ?? "visible") !== "visible") continue;
      const id = [...node.attributes].find((a) => a.localName === "id")?.value, target = targets.get(id) ?? "", sheet = await load(target.startsWith("/") ? target.slice(1) : `xl/${target}`);
      if (!sheet) throw new Refused("damaged");
      pieces.push(sheetOf(sheet, strings, styles, node.getAttribute("name")));
    }
    return { pieces, meta: {}, page: false, url: null };
  };

  const fromFile = async (bytes) => {
    if (bytes.length > BYTES) throw new Refused("large");
    if (!bytes.length) throw new Refused("tables");
    if (begins(bytes, "%PDF")) throw new Refused("pdf");
    if (begins(bytes, "\x89PNG", "\xff\xd8\xff", "GIF8", "BM", "RIFF")) throw new Refused("picture");
    if (begins(bytes, "\xd0\xcf\x11\xe0", "{\\rtf")) throw new Refused("old");
    if (begins(bytes, "PK\x03\x04")) {
      const archive = entries(bytes);
      if (archive.found.has("xl/workbook.xml")) {
        try { return await workbook(bytes, archive); } catch (error) { throw error instanceof Refused ? error : new Refused("damaged"); }
      }
      throw new Refused(archive.found.has("word/document.xml") ? "word" : "kind");
    }
    const start = latin(bytes.subarray(0, 4000));
    if (start.includes("MIME-Version:") && start.includes("multipart/related")) return archived(latin(bytes));
    const text = decoded(bytes);
    return /<(?:html|body|table|!doctype)\b/iu.test(text) ? fromHtml(text) : fromText(text);
  };

  Object.assign(window.gongkaiTables, { fromFile });
})();
