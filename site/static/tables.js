// A document → the cells of the official forms, as the engine reads them (src/gongkai/drafting) or
// fewer: what needs a likeness or a guess is left unread here, with the reason. The heads of a table are
// read line by line; where they are not those of the form one by one, nothing below them is read.
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

  // -- the forms: each block knows its heads as they are read, line by line, and which of them are columns
  const walk = (tree) => tree.flatMap((node) => [node, ...(node.n ? walk(node.n) : [])]);
  const leaves = (tree, trail = []) => tree.flatMap((node) => (node.n ? leaves(node.n, [...trail, node.z]) : [{ ...node, trail }]));
  const byLine = (tree) => { const below = tree.flatMap((node) => node.n ?? []); return below.length ? [...tree, ...byLine(below)] : tree; };
  const short = (label) => label.replace(re("^~*其中~*[:：]?"), "");
  const prepare = (data) => {
    given = data;
    signs = new Map([...Array(data.signs.length / 2).keys()].map((n) => [data.signs[2 * n], data.signs[2 * n + 1]]));
    const named = new Map(), name = (node) => { if (node.e) named.set(node.z, node.e); node.e ??= named.get(node.z); };
    for (const form of data.forms) {
      form.rows = new Map();
      form.heads = new Map(); // every label of a column or above some → the parts that have it
      form.corners = new Set();
      form.stubs = new Set(); // headings of rows
      form.part = new Map(form.parts.map((part) => [part.name, part]));
      for (const part of form.parts) {
        Object.assign(part, { form, across: part.layout === "across" });
        name(part);
        part.blocks.forEach((block) => {
          block.corner ??= {};
          [block, block.corner, ...walk([...block.cols, ...block.rows])].forEach(name);
          block.over = new Set([part.z, block.z, block.corner.z].filter(Boolean).map(key));
          block.over.forEach((k) => form.corners.add(k));
          const copied = (tree, up, below) => tree.map((node) => { const made = { ...node, up }; made.n = node.n ? copied(node.n, made, below) : below && copied(below, made); return made; });
          const tree = part.across ? copied(block.rows, null, block.cols) : copied(block.cols), order = byLine(tree), ends = walk(tree).filter((node) => !node.n);
          block.paths = ends.map((node) => { const path = []; for (let one = node; one; one = one.up) path.push(key(one.z)); return path; });
          block.order = order.map((node) => node.z);
          block.ends = ends.map((node) => order.indexOf(node));
          block.order.forEach((text) => form.heads.set(key(text), new Set([...(form.heads.get(key(text)) ?? []), part])));
          block.columns = leaves(block.cols);
          block.lines = leaves(block.rows).map((line) => ({ ...line, part, block, columns: block.columns.map((column, n) => ({ ...column, ...line.x?.[n] })) }));
        });
        part.lines = part.blocks.flatMap((block) => block.lines);
        part.line = new Map(part.lines.map((line) => [line.c, line]));
        part.cells = part.lines.flatMap((line) => line.columns.map((column) => ({ at: `${part.name}.${line.c}.${column.c}`, line, column })));
        part.lines.forEach((line) => { line.cells = part.cells.filter((cell) => cell.line === line); });
        part.blocks.forEach((block) => walk(block.rows).forEach((node) => node.n && form.stubs.add(key(node.z))));
        if (!part.across) part.lines.forEach((line) => [line.z, short(line.z)].forEach((text) => form.rows.set(key(text), line)));
      }
    }
    for (const form of data.forms) { // a row may bear the label that another form has for it
      data.forms.flatMap((other) => other.parts).forEach((part) => part.lines.forEach((line) => {
        const own = form.part.get(part.name)?.line.get(line.c);
        if (own && !part.across && !form.rows.has(key(line.z))) form.rows.set(key(line.z), own);
      }));
    }
  };

  // -- what a document has of a form: for each part its rows, with the heads above them
  const UNITS = new RegExp(`^(?:${COUNTERS}|元)$`, "u"); // a column between labels and figures may say what is counted
  const SECTION = re("^~*[一二三四五六七八九]~*[、.．]");
  const shown = (cells) => cells.filter((cell) => !cell.covered && !cell.missing), hasText = (cells) => cells.some((cell) => cell.text);
  // The heads of some lines in their order: none that is said again beside or below itself.
  const headsOf = (lines, once) => {
    const list = [], at = [], paths = [];
    lines.forEach((cells, y) => cells.forEach(({ text, covered }, x) => {
      if (text) (paths[x] ??= []).push(key(text));
      if (!text || (!once && y && lines[y - 1][x]?.text === text)) return;
      if (once || !x || cells[x - 1].text !== text) at[x] = list.push(text) - 1;
      else if (!covered) at[x] = list.lastIndexOf(text);
    }));
    return { list, at, paths };
  };
  const found = (pieces, form, year) => {
    const parts = new Map(), seen = new Set(), odd = new Set(), refusals = [], mine = (part) => { if (!parts.has(part)) parts.set(part, { part, rows: new Map(), unknown: [], lost: null }); return parts.get(part); };
    let header = [], begun = false, width = 0, section = [], open = new Set(), current = null;
    const close = () => { if (section.length) open.forEach((one) => { one.lost ??= { what: "says", found: clip(section[0]) }; }); section = []; open = new Set(); };
    const note = (text) => {
      const k = key(text), known = form.heads.get(k);
      seen.add(k);
      if (SECTION.test(text) && (form.corners.has(k) || !(known || form.rows.has(k)))) {
        close();
        if (text.length < 30 && (/20\d\d/u.exec(simple(text))?.[0] ?? year) != year) section.push(text);
      }
      if (known?.size === 1) [current] = known;
      if (!known && !form.rows.has(k) && states(text, year)) section.push(text);
    };
    const put = (one, code, row) => {
      const there = one.rows.get(code), texts = ({ cells }) => shown(cells).map((cell) => cell.text).join("\n");
      open.add(one);
      current = one.part;
      if (!there || (!code && !hasText(there.cells))) one.rows.set(code, row);
      else if ((code || hasText(row.cells)) && texts(there) !== texts(row)) refusals.push(new Refused("twice", { found: clip(row.label || one.part.z) }));
    };
    for (const { kind, grid, square } of pieces) {
      if (kind === "line") { note(grid[0][0].text); continue; }
      const ragged = kind === "ragged", text = ragged || square, wide = Math.max(0, ...grid.map((row) => row.length)), here = new Set();
      if (wide !== width || ragged) header = [];
      width = wide;
      let strange = false;
      begun = false;
      for (const cells of grid) {
        const heads = headsOf(header, text), numbers = cells.some((cell) => isNumber(cell.text)), head = heads.at.findIndex((n) => form.heads.has(key(heads.list[n] ?? "")));
        const named = (cell) => key(cell.text) && !isValue(cell.text), isRow = ({ text: one }) => form.rows.has(key(one)) && (numbered(one) || !form.heads.has(key(one)));
        let end = lastIndex(cells, named);
        if (end >= 0 && ![form.rows, form.heads, form.corners, form.stubs].some((list) => list.has(key(cells[end].text)))) { // a text among the figures is no label
          const before = ragged ? cells : cells.slice(0, Math.max(head, 0));
          if (before.some(isRow)) end = lastIndex(before, ragged ? isRow : named);
        }
        const measured = UNITS.test(cells[end]?.text ?? "");
        const label = cells[measured ? lastIndex(cells.slice(0, end), named) : end]?.text ?? "", line = form.rows.get(key(label));
        const own = cells.filter((cell) => cell.text && !cell.covered).map((cell) => cell.text), row = { cells, end, label, ragged, text, at: (cells[end + 1] ?? cells[0])?.at };
        row.labels = unique(cells.slice(0, measured ? end : end + 1).map((cell) => cell.text)).filter(key);
        if (line && (numbered(label) || !form.heads.has(key(label)) || (current === line.part && parts.get(current)?.rows.size)) && cells.slice(end + 1).some((cell) => !cell.missing)) {
          here.add(mine(line.part));
          put(mine(line.part), line.c, { ...row, line, heads });
          begun = false;
          strange ||= cells.slice(end + 1).some((cell) => !isValue(cell.text));
          if (!text && !numbers && head >= 0 && end >= head) header = [cells]; // it may as well be a head
        } else if (end >= 0 && !numbers) {
          own.forEach(note);
          if ((text ? own : cells.filter((cell) => cell.covered).map((cell) => cell.text)).some((one) => form.rows.has(key(one)) && !form.heads.has(key(one)))) refusals.push(new Refused("twice", { found: clip(own[0]) }));
          if (!own.some((one) => form.heads.has(key(one)) || form.corners.has(key(one)))) {
            strange = true;
            if (current && parts.get(current)?.rows.size && shown(cells.slice(end + 1)).length) mine(current).unknown.push(row);
            continue;
          }
          if (own.some((one) => form.heads.has(key(one))) && own.some(isValue)) refusals.push(new Refused("twice", { found: clip(own[0]) })); // a figure among heads
          if (!text && lastIndex(cells, (cell) => key(cell.text)) < head) continue; // it ends left of the heads above
          header = begun ? [...header.slice(-9), cells] : [cells];
          begun = true;
        } else {
          const known = heads.list.map((head) => form.heads.get(key(head))).filter(Boolean), across = form.parts.find((part) => part.across && known.length && known.every((of) => of.has(part)) && known.some((of) => of.size === 1));
          if (across && end < 0 && (own.length || shown(cells).length === across.cells.length)) { here.add(mine(across)); put(mine(across), "", { ...row, heads }); strange ||= !own.every(isValue); }
          else if (own.length) {
            const part = current;
            if (part) mine(part).unknown.push(row);
            row.labels.forEach((one) => { note(one); odd.add(key(one)); });
            current = part;
            if (own.some((one) => form.heads.has(key(one)) && !form.rows.has(key(one)) && (text || one !== label)) || (text && (!line && [...form.rows.keys()].some((k) => k.length > 2 && key(label).includes(k))))) refusals.push(new Refused("twice", { found: clip(own[0]) }));
            strange ||= own.filter((one) => !isValue(one)).length !== 1 || line || form.heads.has(key(label)) || form.corners.has(key(label)); // more than a row of its own
          }
          else continue;
          begun = false;
        }
      }
      if (text && strange) here.forEach((one) => { one.lost ??= { what: "order" }; });
    }
    close();
    // Beside tables in text, a label or a figure alone on a line may have been a piece of them.
    if (pieces.some(({ kind, square }) => square || kind === "ragged")) {
      pieces.filter(({ kind }) => kind === "line").forEach(({ grid: [[{ text }]] }) => {
        const line = form.rows.get(key(text)), alone = [...(line ? [line.part] : []), ...(form.heads.get(key(text)) ?? [])];
        if (isNumber(text)) refusals.push(new Refused("lost", { why: { what: "order" } }));
        alone.forEach((part) => { mine(part).lost ??= { what: "order" }; });
      });
    }
    parts.forEach((one) => one.rows.forEach((row) => { if (row.text && row.line && odd.has(key(row.label))) refusals.push(new Refused("twice", { found: clip(row.label) })); }));
    return { parts, seen, refusals };
  };

  // -- a part: every cell as a report file has it, or unread with the reason
  const unitOf = (text, column) => (column.k === "money" && !column.u ? /^(?:单位)?(万?元)$/u.exec(besides(text, column.z))?.[1] : undefined);
  // The cells of a row by column; or why not: the heads are not those of the form, or the places are not theirs.
  const placed = ({ cells, end, ragged, text, heads: { list, at, paths } }, block, wanted) => {
    const names = block.order.map(key), { form } = wanted[0].line.part;
    const known = (n) => form.heads.has(key(list[n] ?? "")), begins = at.findIndex(known); // what is of no form stands left of all heads, or says nothing of figures
    const beside = (n) => !text && n !== undefined && !known(n) && !form.corners.has(key(list[n])) && ((at.includes(n) && at.indexOf(n) < begins) || !doubtful(list[n], ""));
    const own = [...list.keys()].filter((n) => !block.over.has(key(list[n])) && !beside(n)), wrong = names.findIndex((name, n) => own[n] === undefined || name !== key(list[own[n]]));
    const other = own.find((n) => form.corners.has(key(list[n])));
    if (other !== undefined) return { what: "head", label: block.order[0], twice: clip(list[other]) };
    if (wrong >= 0 || own.length > names.length) return { what: "head", label: block.order[Math.max(wrong, 0)] };
    const odd = own.findIndex((m, n) => doubtful(list[m], block.order[n]) && !wanted.some(({ column }, k) => block.ends[k] === n && unitOf(list[m], column)));
    if (odd >= 0) return { what: "says", found: clip(list[own[odd]]) };
    const places = block.ends.map((n) => [...at.keys()].filter((x) => at[x] === own[n] && x > end));
    const first = Math.max(end + 1, (!ragged && places[0]?.[0]) || 0), rest = shown(cells.slice(first));
    const lost = { what: "count", n: rest.filter((cell) => cell.text).length, all: wanted.length };
    if (ragged) return rest.length === wanted.length ? rest : lost;
    if (!places.every((xs, n) => xs.length && xs[0] > (last(places[n - 1] ?? []) ?? -1) && xs.every((x) => paths[x].every((k) => block.over.has(k) || block.paths[n].includes(k))))) return lost;
    const all = places.flat();
    // What covers a place from above, or from the left of all of them, is not its figure.
    if (!all.every((x) => cells[x].covered) && cells.some((cell, x) => x >= first && cell.covered && (cells[x - 1]?.at !== cell.at ? rest.length !== all.length : x === first && x > end + 1))) return lost;
    const there = new Map(all.map((x, n) => [x, rest.length === all.length ? rest[n] : cells[x]]));
    const mine = places.map(([x]) => there.get(x)), same = places.every((xs, n) => xs.every((x) => there.get(x).text === mine[n].text));
    const outside = cells.some((cell, x) => x > end && !all.includes(x) && ((cell.text && !cell.covered && !(x >= first && rest.length === all.length)) || (at[x] !== undefined && !beside(at[x]))));
    return same && !outside && !mine.some((cell) => cell.missing || (cell.covered && !isValue(cell.text))) ? mine : lost;
  };
  const readPart = ({ part, rows, unknown, lost }, { seen, refusals }, trusted) => {
    const cells = new Map(), unread = new Map(), away = [], lose = (list, why) => list.forEach((cell) => unread.set(cell.at, why));
    const readRow = (row, wanted, block) => {
      const own = placed(row, block, wanted);
      if (own.what) {
        if (own.twice) refusals.push(new Refused("twice", { found: own.twice }));
        if (!row.text) away.push(own);
        if (row.text && (own.what !== "count" || !row.ragged)) lost ??= own;
        return lose(wanted, { at: row.at, ...own });
      }
      if (row.text && !trusted && !last(own).text && hasText(own)) return lose(wanted, { what: "padded", at: row.at });
      const odd = row.cells.some((cell) => cell.missing) && own.find((cell) => !cell.covered && !isValue(cell.text)); // the row may have lost a place
      if (odd) return lose(wanted, { what: odd.doubt ? "doubt" : "text", at: odd.at, found: clip(odd.text) });
      const crowded = (n) => /[0-9]\s+[0-9]/u.test(own[n]?.text ?? "");
      return wanted.forEach((target, n) => {
        const cell = own[n], { column, line } = target, unit = unitOf(row.heads.list.filter((head) => !block.over.has(key(head)))[block.ends[n]], column);
        const text = cellYaml(cell.text, column.u ? column : { ...column, u: line.u }, unit);
        if (cell.covered) cells.set(target.at, "merged");
        else if (cell.doubt || text === null || (row.text && text.startsWith("{") && row.labels.join("").search(SPACES) >= 0) || (!cell.text && (crowded(n - 1) || crowded(n + 1)))) lose([target], { what: cell.doubt === "order" ? "order" : cell.doubt ? "doubt" : "text", at: cell.at, found: clip(cell.text) });
        else cells.set(target.at, text);
      });
    };
    if (part.across) readRow(rows.get(""), part.cells, part.blocks[0]);
    else {
      let before = null;
      rows.forEach((row, code) => {
        const { line } = row, path = [...line.trail, line.z], keys = path.map(key), shared = line.trail.findIndex((text, n) => text !== before?.trail[n]);
        const wrong = row.labels.find((text) => { const n = keys.indexOf(key(text)); return n < 0 ? part.form.rows.get(key(text)) !== line && !part.form.corners.has(key(text)) || doubtful(text, "") : doubtful(text, path[n]); });
        if (wrong !== undefined) lose(line.cells, { what: "says", at: row.at, found: clip(wrong) });
        else readRow(row, line.cells, line.block);
        const said = row.labels.map((text) => (part.form.rows.get(key(text)) === line ? last(keys) : key(text))).join();
        if (row.text && (wrong !== undefined || part.lines.indexOf(line) <= part.lines.indexOf(before) || ![keys.join(), keys.slice(shared < 0 ? line.trail.length : shared).join()].includes(said))) lost ??= { what: "order" };
        before = line;
      });
      const clean = !unread.size && !unknown.length;
      part.lines.filter((line) => !rows.has(line.c)).forEach((line) => {
        if (clean && !seen.has(key(line.z))) line.cells.forEach((cell) => cells.set(cell.at, "absent"));
        else lose(line.cells, { what: "row", label: line.z });
      });
    }
    if (lost) lose(part.cells, lost);
    part.cells.forEach(({ at }) => { if (unread.has(at)) cells.set(at, "unread"); });
    const real = part.cells.filter(({ at }) => !["unread", "absent"].includes(cells.get(at))).length;
    return { part, cells, unread, rows, unknown, refusals, away, n: rows.size - away.length, worth: part.across ? real : real + 2 * rows.size - part.lines.length - 2 * unknown.length };
  };

  // What the pieces of a document say; `year` is that of the report or null, `chosen` one form or null.
  // Raises Refused where nothing is sure.
  const read = (source, year, chosen = null) => {
    const now = re(`^~*${year}~*年度?~*$`), pieces = source.map((piece) => (piece.kind === "line" ? piece // a head that is nothing but the year of the report
      : { ...piece, grid: piece.grid.map((row) => row.map((cell) => ({ ...cell, text: now.test(simple(cell.text)) ? "本年度" : cell.text }))) }));
    const trusted = pieces.some(({ kind, grid, square }) => (square || kind === "ragged") && grid.some((cells) => { const own = shown(cells); return own.some((cell, n) => n && !cell.text && isNumber(own[n - 1].text) && own.slice(n + 1).some((one) => isNumber(one.text))); }));
    const tried = given.forms.filter((form) => chosen === null || form.id === chosen).map((form) => {
      const all = found(pieces, form, year);
      return { form, parts: [...all.parts.values()].filter((one) => one.rows.size).map((one) => readPart(one, all, trusted)) };
    });
    const all = (one) => one.parts.reduce((sum, { worth }) => sum + worth, 0);
    const best = tried.reduce((a, b) => (all(b) - all(a) || (year && a.form.since > year && b.form.since <= year) ? (all(b) >= all(a) ? b : a) : a));
    if (!best.parts.length) throw new Refused("tables");
    const names = unique([...best.form.parts.map((part) => part.name), ...tried.flatMap((one) => one.parts.map(({ part }) => part.name))]);
    const parts = names.flatMap((name) => {
      const own = [best, ...tried].flatMap((one) => one.parts.filter(({ part }) => part.name === name));
      return own.length && own.some(({ part }) => best.form.part.has(part.name)) ? [own.reduce((a, b) => (b.worth > a.worth ? b : a))] : [];
    });
    parts.forEach(({ part, rows, n, away, refusals: [refused] }) => {
      if (refused) throw refused;
      if (!part.across && n < 0.6 * part.lines.length && rows.size >= 0.6 * part.lines.length) throw new Refused("lost", { why: away[0] });
      if (!part.across && n < 0.6 * part.lines.length) throw new Refused("half", { part, found: n, all: part.lines.length, lines: part.lines.filter((line) => !rows.has(line.c)) });
    });
    const cells = parts.flatMap((one) => [...one.cells.values()]), lost = cells.filter((text) => text === "unread").length;
    if (lost > 0.9 * cells.length) throw new Refused("lost", { why: [...parts.flatMap((one) => [...one.unread.values()])][0] });
    const numbers = unique(cells.filter((text) => !["null", "unread", "absent"].includes(text)));
    if (numbers.length === 1 && /^[1-9]/u.test(numbers[0])) throw new Refused("same", { found: numbers[0] });
    const extra = parts.flatMap((one) => one.unknown.map((row) => clip(row.label || row.cells.map((cell) => cell.text).join(" "))));
    return { parts, lacking: best.form.parts.filter((part) => !parts.some((one) => one.part.name === part.name)), extra };
  };

  window.gongkaiTables = { Refused, prepare, read, simple, isNumber, re, SPACES, EDGES };
})();
