// A document → the cells of the official forms, as the engine reads them (src/gongkai/drafting, whose
// names these are) or fewer: what needs a likeness or a guess is left unread here, with the reason.
// Forms, labels and words come from the page's data: nothing here names a row.
(() => {
  "use strict";
  const S = "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]"; // spaces, below as ~
  const re = (text, flags = "") => new RegExp(text.replaceAll("~", S), `u${flags}`);
  const SPACES = re("~+", "g"), EDGES = re("^~+|~+$", "g"), INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/gu;
  class Refused extends Error { constructor(why, args = {}) { super(why); Object.assign(this, { why, args }); } }
  const last = (list) => list[list.length - 1];
  const lastIndex = (list, ok) => { let n = list.length - 1; while (n >= 0 && !ok(list[n], n)) n--; return n; };
  const unique = (list) => [...new Set(list)];
  const clip = (text) => text.replace(SPACES, " ").slice(0, 24);
  const remembered = (work) => { const held = new Map(); return (text) => { if (!held.has(text)) held.set(text, work(text)); return held.get(text); }; };
  let given = null, signs = new Map();

  // -- labels are known by their characters alone; numbering, brackets and spaces do not matter
  const NUMBERING = re("^(?:[(（]?(?:[一二三四五六七八九十]{1,3}[)）、.,，:：]|[0-9]{1,2}[)）、.,，:：]?)|[(（]?[ivxIVX]{1,4}[)）、.,，:：]|[A-Ha-h][)）、.,，:：]|第[0-9]{1,2}项)~*");
  const simple = (text) => text.normalize("NFKC").replace(INVISIBLE, "").replace(/./gsu, (c) => signs.get(c) ?? c);
  const letters = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");
  const bare = remembered((text) => given.same.reduce((all, [one, other]) => all.replaceAll(one, other), simple(text.slice(0, 400)).replace(SPACES, "").replace(NUMBERING, "")));
  const key = remembered((text) => letters(bare(text).replace(/[(（][^()（）]*[)）]?/gu, "")) || letters(bare(text)));
  const numbered = (text) => NUMBERING.test(simple(text).replace(SPACES, ""));
  // What a text says besides a label, if that may make other figures of those below: units, years, shares.
  const DOUBTFUL = /[\d〇零○%‰十百千万亿元人户家篇年月季比累增减降均预计划拟截止以其不未非无]|单位/u;
  const besides = (text, label) => {
    const all = letters(bare(text)), own = letters(bare(label)), rest = all.replace(key(label), "");
    return all === own || (all !== rest && own.includes(rest)) ? "" : rest;
  };
  const doubtful = (text, label) => DOUBTFUL.test(label ? besides(text, label) : letters(bare(text)));
  // A line that says of figures near it in which unit they are, or of which year, unless it agrees.
  const UNIT = "[十百千万亿元件项个条宗起份次笔人户家篇美港欧、,/和及]{1,12}";
  const STATED = re(`单位[:为是]?\\(?(${UNIT})|\\((?:[^()]{0,4}单位[:为是]?)?(${UNIT})\\)$|[以按](${UNIT})(?:为单位|计)|^(${UNIT})$`, "g");
  const states = (text, year) => {
    const plain = simple(text).replace(SPACES, "").replaceAll("人民币", ""), found = [...plain.matchAll(STATED)].map((m) => m.slice(1).find(Boolean));
    const of = /^\(?(?:(20\d\d)年?|[上去前往历]一?年|同比|环比|累计)度?(?:数据|数字|情况|统计|数)?\)?$/u.exec(plain);
    return found.some((one) => !/^(?:(?:件次|[件项个条宗起份次笔]|万元)[、,/和及]?)+$/u.test(one)) || (of !== null && Number(of[1]) !== year);
  };

  // -- what is printed in a cell
  const COUNTERS = "件次|件|项|个|条|宗|起|份|次|笔", MARKS = ["/", "-", "无"];
  const OWN = re(`\\((${COUNTERS}|万?元)\\)$|(${COUNTERS}|万?元)$`), NUMBER = /^([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?$/u;
  const cellText = remembered((text) => {
    const plain = text.replace(INVISIBLE, "").replace(/[！-～]/gu, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replaceAll("\u2212", "-").replace(SPACES, " ").trim().replace(/(?<![0-9]) | (?![0-9])/gu, "");
    if (/^[-\u2010-\u2015\ufe63]{1,4}$/u.test(plain)) return "-";
    return MARKS.includes(simple(plain)) ? simple(plain) : plain;
  });
  const isNumber = remembered((text) => NUMBER.test(cellText(text).replace(/^(?:人民币|[¥￥])(?=[0-9])/u, "").replace(OWN, "")));
  const isValue = (text) => !cellText(text) || MARKS.includes(cellText(text)) || isNumber(text);
  const cellYaml = (text, { k = "count", u = null }, headUnit = null) => { // as a report file has it; null where it cannot be read
    const plain = cellText(text);
    if (!plain) return "null";
    if (MARKS.includes(plain)) return plain === "无" ? plain : `"${plain}"`;
    const found = OWN.exec(plain), own = found ? found[1] ?? found[2] : headUnit, number = NUMBER.exec(found ? plain.slice(0, found.index) : plain);
    if (!number || (headUnit && own !== headUnit)) return null;
    const digits = number[2].replaceAll(",", "").replace(/^0+(?=.)/u, ""), [, sign, , decimals = ""] = number, money = k === "money";
    if (digits.length > 12 || (money ? sign || decimals.length > 7 : decimals) || (k === "count" && sign)) return null;
    if (own && own !== u && (!u || money || own.endsWith("元"))) return u || !money || !own.endsWith("元") ? null : `{value: ${digits}${decimals}, unit: ${own}}`;
    return `${sign === "-" && digits !== "0" ? "-" : ""}${digits}${decimals}`;
  };

  // -- the forms
  const walk = (tree) => tree.flatMap((node) => [node, ...(node.n ? walk(node.n) : [])]);
  const leaves = (tree, trail = []) => tree.flatMap((node) => (node.n ? leaves(node.n, [...trail, node.z]) : [{ ...node, trail }]));
  const prepare = (data) => {
    given = data;
    signs = new Map([...Array(data.signs.length / 2).keys()].map((n) => [data.signs[2 * n], data.signs[2 * n + 1]]));
    const named = new Map(), name = (node) => { if (node.e) named.set(node.z, node.e); node.e ??= named.get(node.z); };
    for (const form of data.forms) {
      for (const part of form.parts) {
        Object.assign(part, { form, across: part.layout === "across" });
        name(part);
        for (const block of part.blocks) {
          block.corner ??= {};
          [block, block.corner, ...walk([...block.cols, ...block.rows])].forEach(name);
          block.columns = leaves(block.cols);
          block.lines = leaves(block.rows).map((line) => ({ ...line, block, columns: block.columns.map((column, n) => ({ ...column, ...line.x?.[n] })) }));
        }
        part.lines = part.blocks.flatMap((block) => block.lines);
        part.line = new Map(part.lines.map((line) => [line.c, line]));
        part.cells = part.lines.flatMap((line) => line.columns.map((column) => ({
          at: `${part.name}.${line.c}.${column.c}`, line, column, path: [...line.trail, line.z, ...column.trail, column.z],
        })));
        part.numbers = new Map(part.cells.map(({ at }, n) => [at, n]));
      }
      form.part = new Map(form.parts.map((part) => [part.name, part]));
    }
    return data.forms;
  };
  const short = (label) => label.replace(re("^~*其中~*[:：]?"), "");
  const printedForms = (pieces, forms) => { // those of one kind, whose labels are met most: they share parts
    const text = letters(pieces.flatMap((piece) => piece.grid.flatMap((row) => row.map((cell) => (cell.covered ? "" : bare(cell.text))))).join(""));
    const met = forms.map((form) => unique(form.parts.flatMap((part) => part.lines.map((line) => key(short(line.z))))).filter((k) => k.length > 3 && text.includes(k)).length);
    const best = forms[met.indexOf(Math.max(...met))];
    return forms.filter((form) => form.parts.some((part) => best.part.has(part.name)));
  };
  const labelsOf = (forms) => {
    const known = { rows: new Map(), columns: new Map(), corners: new Set(), headings: new Set(), across: new Map(), of: new Map(), tops: new Set() };
    const put = (label, part) => known.of.set(key(label), (known.of.get(key(label)) ?? new Set()).add(part.name));
    for (const part of [...forms].reverse().flatMap((form) => form.parts)) {
      if (part.across) known.across.set(part.name, part.cells.length);
      known.corners.add(key(part.z));
      for (const block of part.blocks) {
        walk([...block.rows, ...block.cols]).forEach((node) => [node.z, short(node.z)].forEach((text) => put(text, part)));
        [...block.columns, ...(part.across ? block.lines : [])].forEach((line) => {
          known.columns.set(key(line.z), new Set([...(known.columns.get(key(line.z)) ?? []), part.name]));
        });
        if (!part.across) block.lines.forEach((line) => [line.z, short(line.z)].forEach((text) => known.rows.set(key(text), [part.name, line.c])));
        [block.z, block.corner.z].forEach((text) => { if (text) { known.corners.add(key(text)); put(text, part); } });
        walk([...block.cols, ...(part.across ? block.rows : [])]).forEach((node) => node.n && known.tops.add(key(node.z)));
        walk([...block.rows, ...block.cols]).forEach((node) => node.n && known.headings.add(key(node.z)));
      }
    }
    known.has = (k) => known.rows.has(k) || known.columns.has(k) || known.corners.has(k) || known.headings.has(k);
    known.row = (text) => known.rows.has(key(text)) && (numbered(text) || !known.columns.has(key(text)));
    return known;
  };

  // A table in a text has nothing to hold it together but its order: where a cell is neither a label of
  // one part nor a figure, or a label stands where it does not in the form, nothing of that part is sure.
  const doubtUnsure = (pieces, known) => {
    const texts = pieces.filter((piece) => piece.kind === "ragged" || piece.square), wrong = new Set();
    const found = texts.map(({ grid }) => {
      const parts = [];
      const strange = grid.some((cells) => {
        const all = cells.map((cell) => cell.text).filter(Boolean), own = all.filter((text) => !known.corners.has(key(text))), named = own.filter((text) => known.of.has(key(text)));
        all.forEach((text) => known.of.has(key(text)) && parts.push(known.of.get(key(text))));
        const rows = named.filter((text, n) => known.row(text) && !(n < named.length - 1 && known.headings.has(key(text)))), figures = own.some((text) => isNumber(text));
        const heads = named.filter((text) => known.tops.has(key(text)) || (!known.row(text) && known.columns.has(key(text))));
        if (rows.length && heads.some((text) => !known.tops.has(key(text)))) throw new Refused("twice", { found: clip(rows[0]) });
        const across = !named.length && [...known.across.values()].includes(cells.length);
        return own.some((text) => !known.of.has(key(text)) && !isValue(text)) || (heads.length > 0 && (rows.length > 0 || own.some(isValue))) || (figures && rows.length !== 1 && !across);
      });
      if (parts.length && (strange || ![...parts[0]].some((part) => parts.every((one) => one.has(part))))) parts.forEach((one) => one.size === 1 && one.forEach((part) => wrong.add(part)));
      return { parts, strange };
    });
    if (texts.length) { // a label or a figure alone on a line
      pieces.filter((piece) => piece.kind === "line").forEach(({ grid: [[{ text }]] }) => {
        const k = key(text);
        if (isNumber(text)) known.across.forEach((_, part) => wrong.add(part));
        else if (!known.corners.has(k) && !known.headings.has(k)) known.of.get(k)?.forEach((part) => wrong.add(part));
      });
    }
    texts.forEach(({ grid }, n) => {
      if (found[n].parts.length && (found[n].strange || found[n].parts.some((one) => one.size === 1 && wrong.has([...one][0])))) grid.flat().forEach((cell) => { cell.doubt = "order"; });
    });
  };

  // -- grids → printed rows: labels, cells, and the heads above with their places
  const headText = (head) => last(head.texts);
  const isHeader = (cells, known, heads, begun) => {
    const texts = cells.map((cell, n) => ({ ...cell, n })).filter((cell) => key(cell.text)), own = texts.filter((cell) => !cell.covered);
    if (!own.length || cells.some((cell) => isNumber(cell.text))) return false;
    if (texts.some(({ n, text }) => (heads.length ? n < heads[0].place && known.rows.has(key(text)) : known.row(text)))) return false;
    if (heads.length) return last(texts).n >= heads[0].place;
    return own.some((cell) => known.has(key(cell.text))) || (begun && own.length > 1);
  };
  const headsOf = (header, known, all = false) => {
    const found = [], low = last(header);
    let begin = 0;
    for (let place = 0; place < low.length; place++) {
      const lines = header.filter((line) => line[place].text);
      if (!lines.length) continue;
      const head = { place, texts: unique(lines.map((line) => line[place].text)) }, at = last(lines);
      if (known.corners.has(key(headText(head)))) begin = place + 1;
      else if (!(at[place].covered && place && at[place - 1].text === at[place].text)) found.push(head);
    }
    const named = found.filter((head) => known.has(key(headText(head))));
    begin = all ? 0 : begin || named[0]?.place || 0;
    return found.filter((head) => head.place >= begin);
  };
  const firstFigure = (cells, known, heads) => {
    const at = lastIndex(cells, (cell) => key(cell.text) && !isValue(cell.text));
    if (!heads.length) return at + 1;
    let { place } = heads[0];
    const before = cells.slice(0, place);
    if (at < 0 && before.some((cell) => cell.text)) return 0;
    if (at >= place && (known.row(cells[at].text) || !before.some((cell) => known.rows.has(key(cell.text))))) return at + 1;
    while (place > 0 && cells[place]?.covered && isValue(cells[place].text) && cells[place - 1].at === cells[place].at) place--;
    return place;
  };
  const printedRows = (pieces, known) => {
    const rows = [];
    let heads = [], width = 0;
    doubtUnsure(pieces, known);
    const add = (labels, cells, at, more = {}) => { const row = { labels, cells, at, places: [], heads: [], ...more }; rows.push(row); return row; };
    for (const { kind, grid, square } of pieces) {
      if (kind === "line") { add([grid[0][0].text], [], grid[0][0].at, { line: true }); continue; }
      const ragged = kind === "ragged", wide = Math.max(0, ...grid.map((row) => row.length));
      if (wide !== width || ragged) heads = [];
      width = wide;
      let header = [], begun = false;
      for (const cells of grid) {
        const texts = cells.filter((cell) => cell.text && !cell.covered).map((cell) => cell.text);
        const at = ragged ? lastIndex(cells, (cell) => known.row(cell.text)) : -1;
        if (ragged ? at < 0 && texts.length && !cells.every((cell) => isValue(cell.text)) : isHeader(cells, known, heads, begun)) {
          header = begun ? [...header.slice(-9), cells] : [cells];
          begun = true;
          heads = ragged ? header.flat().map((cell, place) => ({ place, texts: [cell.text] })) : headsOf(header, known);
          add(texts, [], cells[0].at);
          continue;
        }
        const first = ragged ? at + 1 : firstFigure(cells, known, heads), beside = cells.slice(0, first);
        const own = beside.filter((cell) => !cell.covered).map((cell) => cell.text), down = beside.map((cell) => cell.text).filter((text) => !own.includes(text));
        const row = add(unique([...down, ...own]).filter(key), cells.slice(first), cells[first]?.at ?? cells[0]?.at, { ragged, square });
        if (!row.cells.length) continue;
        begun = begun && !row.labels.length && !texts.length;
        row.places = row.cells.map((_, n) => first + n);
        row.heads = header.length && !first && !ragged ? headsOf(header, known, true) : heads;
        row.carried = !header.length;
      }
    }
    return rows;
  };

  // -- printed rows by part and code
  const labelOf = (row) => last(row.labels) ?? "", hasText = (row) => row.cells.some((cell) => cell.text);
  const shown = (cells) => cells.filter((cell) => !cell.covered && !cell.missing);
  const SECTION = re("^~*[一二三四五六七八九]~*[、.．]");
  const indexed = (pieces, known, year) => {
    const index = { rows: new Map(), heads: new Map(), unknown: [], stated: new Map(), mentioned: new Set() };
    let part = "", section = [], parts = new Set();
    const close = () => { parts.forEach((name) => section.length && index.stated.set(name, section[0])); section = []; parts = new Set(); };
    const isHeaded = (row) => row.heads.some((head) => { const names = known.columns.get(key(headText(head))); return names?.size === 1 && names.has(part); });
    const insert = (row, code) => {
      if (!index.rows.has(part)) index.rows.set(part, new Map());
      parts.add(part);
      const held = index.rows.get(part), there = held.get(code);
      if (!code && there && !(hasText(row) && hasText(there))) { if (hasText(row)) held.set(code, row); } else if (!there) held.set(code, row);
      else if (isHeaded(row) !== isHeaded(there)) {
        held.set(code, isHeaded(row) ? row : there);
        index.unknown.push([part, isHeaded(row) ? there : row]);
      } else if (there.cells.map((cell) => cell.text).join("\n") !== row.cells.map((cell) => cell.text).join("\n")) throw new Refused("twice", { found: clip(labelOf(row) || part) });
    };
    for (const row of printedRows(pieces, known)) {
      const label = labelOf(row), named = known.rows.get(key(label));
      if (named && (known.row(label) || (part === named[0] && index.rows.has(part))) && row.cells.some((cell) => !cell.missing)) {
        [part] = named;
        insert(row, named[1]);
        continue;
      }
      for (const text of row.labels) {
        const found = key(text), names = known.columns.get(found);
        if (SECTION.test(text) && (known.corners.has(found) || !known.has(found))) close();
        if (known.rows.has(found)) index.mentioned.add(known.rows.get(found).join("."));
        if (names?.size === 1) [part] = names;
        if (names?.has(part)) index.heads.set(part, (index.heads.get(part) ?? new Set()).add(found));
        if ((row.line || row.labels.length === 1 || known.corners.has(found)) && !known.rows.has(found) && !known.headings.has(found) && !names && states(text, year)) section.push(text);
      }
      const own = shown(row.cells), figures = row.cells.some((cell) => isNumber(cell.text) && !cell.covered), is = known.has(key(label));
      if (row.labels.every((one) => known.has(key(one))) && known.across.has(part) && isHeaded(row) && own.length && (hasText(row) || own.length === known.across.get(part))) insert(row, "");
      else if (row.labels.length && known.headings.has(key(label)) ? figures : row.labels.length ? !is && !isValue(label) && (hasText(row) || (row.cells.length && row.heads.length && index.rows.has(part))) : figures && !known.across.has(part) && isHeaded(row)) index.unknown.push([part, row]);
    }
    close();
    return index;
  };

  // -- the columns of a row
  const inOrder = (tree, heads) => {
    let at = -1;
    return tree.every((node) => {
      const labels = leaves([node]).map((line) => key(line.z)), places = heads.filter((head) => labels.includes(key(headText(head)))).map((head) => head.place);
      if (node.n && !inOrder(node.n, heads)) return false;
      if (tree.length < 2 || !tree.some((one) => one.n) || !places.length) return true;
      const fine = Math.min(...places) > at;
      at = Math.max(...places);
      return fine;
    });
  };
  const byLine = (tree) => { const below = tree.flatMap((node) => node.n ?? []); return [...tree.map((node) => key(node.z)), ...(below.length ? byLine(below) : [])]; };
  // The heads over each of the wanted cells, by number; none over one that is not surely its own.
  const columnHeads = (row, part, block, wanted) => {
    const found = new Map(), names = wanted.map((cell) => key(cell.column.z)), leading = part.across ? block.lines.map((line) => key(line.z)) : [];
    let heads = row.heads.filter((head) => headText(head));
    const below = heads.filter((head) => !leading.includes(key(headText(head))));
    if (!row.ragged && !row.square && (!below.length || (row.carried && !below.some((head) => names.includes(key(headText(head))))))) return null;
    if (row.ragged || row.square) { // only their order tells columns apart: it must be that of the form
      const met = heads.flatMap((head) => head.texts.map(key)), among = (list) => met.filter((k) => list.includes(k)).join();
      const rows = part.across ? byLine(block.rows) : [], columns = byLine(block.cols), times = part.across ? block.lines.flatMap(() => columns) : columns;
      if (row.square && heads.some((head, n) => n && head.place !== heads[n - 1].place + 1)) return found; // a blank among them may cover, or be a cell
      if (row.square && (part.across ? leading.some((k) => met.filter((one) => one === k).length > 1) : new Set(met).size < met.length)) return found;
      if (row.ragged ? among(rows) !== rows.join() || among(columns) !== times.join() : !part.across && wanted.some((_, n) => n && met.indexOf(names[n - 1]) > met.indexOf(names[n]))) return found;
      if (heads.some((head) => !belongs(head, part, block)) && row.ragged) return found;
    }
    if (row.ragged) {
      wanted.forEach((cell, n) => found.set(n, heads.filter((head) => key(headText(head)) === names[n]).slice(0, 1)));
      return found;
    }
    if (!part.across) {
      if (row.square && !names.every((name) => heads.some((head) => key(headText(head)) === name))) return found;
      names.forEach((name, n) => { const own = heads.filter((head) => key(headText(head)) === name); if (own.length && !(row.square && own.length > 1)) found.set(n, own); });
      return found;
    }
    const begins = new Map();
    heads.forEach((head) => head.texts.map(key).forEach((k) => { if (!begins.has(k)) begins.set(k, head.place); }));
    const starts = block.lines.map((line) => begins.get(key(line.z)));
    if (starts.includes(undefined)) return found;
    heads = below;
    wanted.forEach((cell, n) => {
      const start = begins.get(key(cell.line.z)), end = Math.min(Infinity, ...starts.filter((one) => one > start));
      const own = heads.filter((head) => head.place >= start && head.place < end && key(headText(head)) === names[n]);
      if (own.length && !(row.square && own.length > 1)) found.set(n, own);
    });
    return found;
  };
  const belongs = (head, part, block) => {
    const k = key(headText(head));
    return [part.z, block.z, block.corner.z, ...walk([...block.cols, ...(part.across ? block.rows : [])]).map((node) => node.z)].some((label) => label && key(label) === k);
  };
  // Why the cells of a column are not what the form says, by what stands over and beside them.
  const unitOf = (text, column) => (column.k === "money" && !column.u ? /^(?:单位)?(万?元)$/u.exec(besides(text, column.z))?.[1] : undefined);
  const contradicts = (cell, heads, row, headings) => {
    const path = new Map(cell.path.map((label) => [key(label), label]));
    return [...heads.flatMap((head) => head.texts), ...row.labels].find((text) => {
      const k = key(text), own = path.get(k);
      return own !== undefined ? doubtful(text, own) && !(own === cell.column.z && unitOf(text, cell.column)) : headings.has(k) || (!headings.corners.has(k) && doubtful(text, ""));
    });
  };
  const misplaced = (row, part, line) => {
    const keys = part.lines.map((one) => key(one.z)), own = keys.indexOf(key(line.z));
    return row.labels.slice(0, -1).find((text) => keys.includes(key(text)) && ![own - 1, own].includes(keys.indexOf(key(text))));
  };

  // -- where the cells of a row stand: a map from the number of a column, or null
  const waysOf = (cells, count) => [...Array(Math.max(0, cells.length - count + 1)).keys()].filter((n) => ![...cells.slice(0, n), ...cells.slice(n + count)].some((cell) => cell.text));
  const fits = (cells, count) => { const own = shown(cells), ways = waysOf(own, count); return ways.length === 1 || (ways.length > 0 && !own.some((cell) => cell.text)); };
  const placed = (row, count, heads, across) => {
    const own = shown(row.cells), places = unique(row.heads.map((head) => head.place)).sort((a, b) => a - b);
    if (row.ragged) return own.length === count && heads.size === count ? new Map(own.map((cell, n) => [n, cell])) : null;
    if (!heads) { // a row without a header: by the number of its cells
      if (across ? own.length !== count : !fits(own, count)) return null;
      const [start] = waysOf(own, count);
      return new Map(own.slice(start, start + count).map((cell, n) => [n, cell]));
    }
    if (!heads.size) return null;
    const at = new Map(places.length === own.length ? places.map((place, n) => [place, own[n]]) : row.places.map((place, n) => [place, row.cells[n]]));
    if (![...heads.values()].flat().every((head) => at.has(head.place))) return null;
    const found = new Map();
    heads.forEach((list, n) => { const cells = list.map((head) => at.get(head.place)); if (new Set(cells.map((cell) => cell.text)).size === 1) found.set(n, cells[0]); });
    const reaches = [...at].some(([place, cell]) => places.includes(place) && cell.covered && at.get(place - 1)?.at === cell.at);
    const wrong = [...at].some(([place, cell]) => (!places.includes(place) && (cell.text || reaches) && !cell.covered && !cell.missing) || (cell.missing && place <= last(places)));
    return wrong || [...found.values()].some((cell) => cell.covered && !isValue(cell.text)) ? null : found;
  };
  const keepsPlaces = (cells) => cells.some((cell, n) => !cell.text && !cell.covered && cells.slice(n + 1).some((one) => one.text));
  const padded = (cells) => { const at = lastIndex(cells, (cell) => cell.text); return at >= 0 && at < cells.length - 1; };

  // -- a part: every cell as a report file has it, or unread with the reason
  const readPart = (part, index, labels, trusted) => {
    const held = index.rows.get(part.name), cells = new Map(), unread = new Map(), headings = new Set(labels.headings);
    if (part.across) part.lines.forEach((line) => headings.add(key(line.z)));
    headings.corners = labels.corners;
    const lose = (list, what, at, args = {}) => list.forEach((cell) => unread.set(cell.at, { what, at, ...args }));
    const of = (line) => part.cells.filter((cell) => cell.line === line);
    const readRow = (row, wanted, block) => {
      const heads = columnHeads(row, part, block, wanted), ordered = part.across || row.ragged || inOrder(block.cols, row.heads), own = ordered ? placed(row, wanted.length, heads, part.across) : null;
      if (!own) return lose(wanted, "count", row.at, { n: row.cells.filter((cell) => cell.text && !cell.covered).length, all: wanted.length });
      if ((row.ragged || row.square) && !trusted && padded([...own.values()])) return lose(wanted, "padded", row.at);
      const says = wanted.map((cell, n) => (!heads || heads.has(n) ? contradicts(cell, heads?.get(n) ?? [], row, headings) : undefined)), crowded = (n) => /[0-9]\s+[0-9]/u.test(own.get(n)?.text ?? "");
      return wanted.forEach((target, n) => {
        const cell = own.get(n), found = says[n] ?? (part.across ? says.find((text) => text) : undefined);
        if (!cell) return lose([target], "head", row.at, { label: target.column.z });
        if (found !== undefined) return lose([target], "says", row.at, { found: clip(found) });
        const unit = unitOf(heads?.get(n)?.[0] ? headText(heads.get(n)[0]) : "", target.column);
        const text = cellYaml(cell.text, target.column.u ? target.column : { ...target.column, u: target.line.u }, unit);
        if (cell.covered) return cells.set(target.at, "merged");
        if ((row.ragged || row.square) && text?.startsWith("{") && row.labels.some((label) => label.search(SPACES) >= 0)) return lose([target], "says", row.at, { found: clip(labelOf(row)) });
        if (cell.doubt || text === null || (!cell.text && (crowded(n - 1) || crowded(n + 1)))) return lose([target], cell.doubt === "order" ? "order" : cell.doubt ? "doubt" : "text", cell.at, { found: clip(cell.text) });
        return cells.set(target.at, text);
      });
    };
    if (index.stated.has(part.name)) lose(part.cells, "says", null, { found: clip(index.stated.get(part.name)) });
    else if (part.across) readRow(held.get(""), part.cells, part.blocks[0]);
    else {
      const here = part.lines.filter((line) => held.has(line.c));
      if (here.length < 0.6 * part.lines.length) throw new Refused("half", { part, found: here.length, all: part.lines.length, lines: part.lines.filter((line) => !held.has(line.c)) });
      let above = null; // the headings of rows that are not theirs, in a text
      here.forEach((line) => {
        const row = held.get(line.c), trail = line.trail.join("\n"), wrong = misplaced(row, part, line) ?? (row.ragged && above?.trail === trail ? above.found : undefined);
        if (wrong === undefined) readRow(row, of(line), line.block);
        else lose(of(line), "says", row.at, { found: clip(wrong) });
        const why = unread.get(last(of(line)).at);
        above = why?.what === "says" ? { trail, found: why.found } : null;
      });
      const clean = !unread.size && !index.unknown.some(([name]) => name === part.name);
      part.lines.filter((line) => !held.has(line.c)).forEach((line) => {
        if (clean && !index.mentioned.has(`${part.name}.${line.c}`)) of(line).forEach((cell) => cells.set(cell.at, "absent"));
        else lose(of(line), "row", null, { label: line.z });
      });
    }
    part.cells.forEach(({ at }) => { if (unread.has(at)) cells.set(at, "unread"); });
    return { part, cells, unread };
  };
  const score = (part, held, unknown) => {
    if (part.across) return 0;
    const lacking = part.lines.filter((line) => !held.has(line.c)).length, others = [...held.keys()].filter((code) => !part.line.has(code)).length;
    const fitting = part.lines.filter((line) => held.has(line.c) && fits(held.get(line.c).cells, line.columns.length)).length;
    const heads = (line) => line.columns.map((column) => key(column.z)).sort().join();
    const whole = part.blocks.filter((block) => {
      const own = block.lines.filter((line) => held.has(line.c));
      return own.length && own.every((line) => unique(held.get(line.c).heads.map((head) => key(headText(head)))).sort().join() === heads(line));
    });
    return fitting - 2 * (Math.max(0, lacking - unknown) + others) + 4 * whole.length;
  };

  // What the pieces of a document say; `year` is that of the report or null, `chosen` one form or null.
  // Raises Refused where nothing is sure.
  const read = (source, year, chosen = null) => {
    const now = re(`^~*${year}~*年度?~*$`), pieces = source.map((piece) => (piece.kind === "line" ? piece // a head that is nothing but the year of the report
      : { ...piece, grid: piece.grid.map((row) => row.map((cell) => ({ ...cell, text: now.test(simple(cell.text)) ? "本年度" : cell.text }))) }));
    const forms = printedForms(pieces, given.forms.filter((form) => chosen === null || form.id === chosen)), labels = labelsOf(forms), index = indexed(pieces, labels, year);
    if (!index.rows.size) throw new Refused("tables");
    const possible = new Map([...index.rows].map(([name, held]) => {
      const having = forms.filter((form) => form.part.has(name)), unknown = index.unknown.filter(([part]) => part === name).length;
      const scores = having.map((form) => score(form.part.get(name), held, unknown));
      return [name, having.filter((_, n) => scores[n] === Math.max(...scores))];
    }));
    const sure = [...possible.values()].filter((own) => own.length === 1).flat(), count = (form) => sure.filter((one) => one === form).length;
    const main = sure.length ? forms.reduce((a, b) => (count(b) - count(a) || b.since - a.since) > 0 ? b : a) : forms.find((form) => year && form.since <= year) ?? forms[0];
    const laid = new Map([...possible].map(([name, own]) => [name, (own.includes(main) ? main : own[0]).part.get(name)]));
    const trusted = [...index.rows.values()].some((held) => [...held.values()].some((row) => (row.ragged || row.square) && keepsPlaces(shown(row.cells))));
    const names = unique([...main.parts.map((part) => part.name), ...laid.keys()]);
    const parts = names.filter((name) => laid.has(name)).map((name) => readPart(laid.get(name), index, labels, trusted));
    const cells = parts.flatMap((one) => [...one.cells.values()]), lost = cells.filter((text) => text === "unread").length;
    if (lost > 0.9 * cells.length) throw new Refused("lost", { why: [...parts.flatMap((one) => [...one.unread.values()])][0] });
    const numbers = unique(cells.filter((text) => !["null", "unread", "absent"].includes(text)));
    if (numbers.length === 1 && /^[1-9]/u.test(numbers[0])) throw new Refused("same", { found: numbers[0] });
    const extra = index.unknown.map(([, row]) => clip(labelOf(row) || row.cells.map((cell) => cell.text).join(" ")));
    parts.forEach(({ part }) => index.rows.get(part.name).forEach((row, code) => { if (code && !part.line.has(code) && hasText(row)) extra.push(clip(labelOf(row))); }));
    return { parts, lacking: names.filter((name) => !laid.has(name)).map((name) => main.part.get(name)), extra };
  };

  window.gongkaiTables = { Refused, prepare, read, simple, isNumber, re, SPACES, EDGES };
})();
