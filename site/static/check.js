// Check my report: what is pasted or opened is laid over the official forms (tables.js), every sum is
// tried, and the cells are named that would mend what does not add up. Nothing is sent anywhere.
(() => {
  "use strict";
  if (typeof gongkaiForms === "undefined") return;
  const data = gongkaiForms, { words } = data, root = new URL("../", document.currentScript.src).href;
  const $ = (id) => document.getElementById(id), app = document.querySelector(".check");
  const grouped = (n) => String(n).replace(/^-/, "−").replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
  const say = (id, values = {}) => {
    const text = words[id], chosen = typeof text === "string" ? text : text[values.n === 1 ? "one" : "other"];
    return chosen.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" && name !== "year" ? grouped(values[name]) : values[name] ?? ""));
  };
  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  };
  const shown = (node) => node.e ?? node.z, brief = (text, most = data.folder ? 48 : 24) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const reason = (why) => (why.what === "doubt" && why.found ? `“${why.found}”${words.colon}` : "") + say(`why-${why.what}`, { found: "", label: "", ...why });
  const nameOf = ({ line, column }) => say("cell", { row: brief(shown(line)), column: shown(column) });
  const added = (script) => new Promise((done, failed) => document.head.append(Object.assign(document.createElement("script"), { src: root + script, onload: done, onerror: failed })));
  // What reads documents is loaded when there is one; files take one script more.
  let T = null;
  const reader = async (files) => {
    if (!T) {
      for (const name of ["tables", "pasted"]) await added(`static/${name}.js`);
      T = window.gongkaiTables;
      T.prepare(data);
    }
    if (files && !T.fromFile) await added("static/workbook.js");
    return T;
  };

  // -- sums: as the engine judges them. A blank is never a zero; still, none of them is negative.
  const judge = (V, [, left, right]) => {
    const [a, b] = [left, right].map((side) => ({ sum: side.reduce((sum, n) => sum + (V[n] ?? 0), 0), blank: side.some((n) => V[n] === null) }));
    if (!a.blank && !b.blank) return a.sum === b.sum ? "holds" : "broken";
    return (!a.blank && b.sum > a.sum) || (!b.blank && a.sum > b.sum) ? "broken" : "open";
  };
  const off = (V, [, left, right]) => { // by how much; null where a cell is blank
    const sum = (side) => side.reduce((all, n) => (all === null || V[n] === null ? null : all + V[n]), 0), [a, b] = [sum(left), sum(right)];
    return a === null || b === null ? null : a - b;
  };
  // Which cells, one or two, would make all that is fully known add up: arithmetic, and no more.
  const mended = (V, sums) => {
    const bad = (W) => sums.filter((sum) => off(W, sum));
    const put = (W, n, value) => { const next = [...W]; next[n] = value; return next; };
    const singles = (W, failing, loose) => {
      const tried = new Set(), found = [];
      for (const sum of failing) {
        const away = off(W, sum);
        for (const [side, step] of [[sum[1], -away], [sum[2], away]]) {
          for (const n of side) {
            const value = W[n] + step, name = `${n} ${value}`;
            if (value < 0 || tried.has(name)) continue;
            tried.add(name);
            const rest = bad(put(W, n, value));
            if (loose || rest.every((one) => failing.includes(one))) found.push({ n, value, rest: rest.length });
          }
        }
      }
      return found.sort((a, b) => a.rest - b.rest);
    };
    const failing = bad(V);
    if (!failing.length) return null;
    const one = singles(V, failing), whole = one.filter((change) => !change.rest);
    if (whole.length) return { kind: whole.length > 1 ? "any" : "one", list: whole };
    if (failing.length < 12) {
      const pairs = new Map();
      for (const first of singles(V, failing, true)) {
        const W = put(V, first.n, first.value), left = bad(W);
        if (left.length < 7) singles(W, left).filter((second) => !second.rest && second.n !== first.n).forEach((second) => { const pair = [first, second].sort((a, b) => a.n - b.n); pairs.set(pair.map((c) => `${c.n} ${c.value}`).join(), pair); });
      }
      if (pairs.size) return { kind: pairs.size > 1 ? "pairs" : "pair", n: pairs.size, list: [...pairs.values()][0] };
    }
    const list = [];
    let W = V, left = failing;
    while (left.length && list.length < 6) {
      const [best] = singles(W, left);
      if (!best || best.rest > left.length - 2) break;
      list.push(best);
      W = put(W, best.n, best.value);
      left = bad(W);
    }
    return { kind: list.length ? "some" : "none", n: left.length, list };
  };

  // -- what was read
  let given = null, result = null; // the document; what was read of it
  const number = (text) => { const m = /^(?:\{value: )?(-?\d+(?:\.\d+)?)/u.exec(text); return m ? Number(m[1]) : null; };
  const where = (at) => (!at ? "" : at.sheet ? say("at-sheet", at) : at.line ? say("at-line", { line: at.line }) : at.table ? say("at-table", at) : "");
  const reading = () => {
    const year = Number($("year").value) || null, chosen = Number($("form").value) || null;
    try {
      result = T.read(given.pieces, year, chosen);
      for (const one of result.parts) {
        one.V = one.part.cells.map(({ at }) => number(one.cells.get(at)));
        one.verdicts = one.part.sums.map((sum) => judge(one.V, sum));
        one.mend = mended(one.V, one.part.sums);
      }
    } catch (error) {
      if (!(error instanceof T.Refused)) throw error;
      result = { refused: error, parts: [], lacking: [], extra: [] };
    }
    show();
  };

  const notesOf = ({ part, cells, unread }) => {
    const title = part.title, n = part.cells.filter(({ at }) => cells.get(at) !== "unread").length, blanks = [...cells.values()].filter((text) => text === "null").length;
    const list = [[say("read-cells", { part: title, n, all: part.cells.length }) + (blanks ? say("read-blank", { n: blanks }) : ""), ""]];
    const groups = new Map();
    part.cells.forEach((cell) => {
      const why = unread.get(cell.at);
      if (!why) return;
      const name = [cell.line.c, why.what, why.found ?? why.label, where(why.at)].join("\n");
      groups.set(name, [...(groups.get(name) ?? []), { cell, why }]);
    });
    const same = new Map();
    groups.forEach((cellsOf) => {
      const [{ cell, why }] = cellsOf, text = reason(why) + where(why.at);
      const name = cellsOf.length === 1 ? nameOf(cell) : brief(shown(cell.line));
      same.set(text, [...(same.get(text) ?? []), name]);
    });
    [...same].slice(0, 12).forEach(([text, names]) => list.push([say("unread", { part: title, names: names.slice(0, 3).join(words["list-separator"]) + (names.length > 3 ? say("and-more", { n: names.length }) : "") }) + text, "as_printed"]));
    const count = (state) => part.lines.filter((line) => part.cells.some((cell) => cell.line === line && cells.get(cell.at) === state)).map((line) => brief(shown(line)));
    for (const state of ["absent", "merged"]) count(state).forEach((row) => list.push([say(state, { part: title, row }), "as_printed"]));
    return list;
  };
  const show = () => {
    const { parts, lacking, extra, refused } = result, all = parts.flatMap((one) => one.verdicts), count = (verdict) => all.filter((one) => one === verdict).length;
    const broken = count("broken"), open = count("open"), unread = parts.some((one) => one.unread.size);
    $("steps").hidden = true;
    $("out").hidden = $("clear").hidden = false;
    $("print").hidden = Boolean(refused);
    $("answer").textContent = refused ? say("answer-refused") : broken ? say("answer-broken", { n: broken }) : open || unread ? say("answer-open") : lacking.length ? say("answer-part") : say("answer-holds");
    $("said").replaceChildren(make("p", {}, refused ? say(`refused-${refused.why}`, { ...refused.args, part: refused.args.part?.title ?? "", rows: (refused.args.lines ?? []).slice(0, 4).map((line) => brief(shown(line))).join(words["list-separator"]) })
      : [say("sums", { n: all.length, holds: count("holds"), broken, open }), unread ? ` ${say("sums-unread")}` : ""]));
    if (refused?.why === "lost") $("said").append(make("p", {}, reason(refused.args.why) + where(refused.args.why.at)));
    for (const { part, mend, V } of parts) {
      if (!mend) continue;
      const changes = mend.list.slice(0, 8).map(({ n, value }) => make("li", {}, make("a", { href: `#${part.cells[n].at}` }, nameOf(part.cells[n])), words.colon, say("change", { from: V[n], to: value })));
      $("said").append(make("div", { class: "mend" }, make("p", {}, make("strong", {}, part.title + words.colon), say(`mend-${mend.kind}`, { n: mend.n ?? mend.list.length })), make("ul", {}, changes)));
    }
    if (parts.some((one) => one.mend?.list.length)) $("said").append(make("p", { class: "unit" }, say("arithmetic")));
    const title = parts.length && given.about?.title, notes = [...(title ? [[say("read-title", { title }), ""]] : []), ...parts.flatMap(notesOf), ...lacking.map((part) => [say("lacking", { part: part.title }), "as_printed"]), ...extra.slice(0, 6).map((label) => [say("extra", { label }), "as_printed"])];
    $("notes").replaceChildren(...notes.map(([text, look]) => make("li", { class: look || null }, text)));
    $("tables").replaceChildren(...parts.map(drawn));
    $("after").hidden = $("go").hidden = !parts.length;
    $("state").textContent = $("answer").textContent;
    $("made").replaceChildren();
    if (parts.length) (window.gongkaiDraft ? Promise.resolve() : added("static/draft.js")).then(() => window.gongkaiDraft({ given, result }));
  };

  // -- the printed table
  const leavesOf = (node) => (node.n ? node.n.flatMap(leavesOf) : [node]), deep = (node) => (node.n ? 1 + Math.max(...node.n.map(deep)) : 1);
  const headRows = (tree, height = Math.max(...tree.map(deep))) => {
    const rows = Array.from({ length: height }, () => []);
    const visit = (node, y) => {
      rows[y].push(make("th", { scope: node.n ? "colgroup" : "col", colspan: leavesOf(node).length, rowspan: node.n ? null : height - y }, shown(node)));
      node.n?.forEach((child) => visit(child, y + 1));
    };
    tree.forEach((node) => visit(node, 0));
    return rows;
  };
  const stubs = (tree, width, before = []) => tree.flatMap((node) => {
    if (!node.n) return [{ code: node.c, cells: [...before, make("th", { scope: "row", colspan: width }, shown(node))] }];
    const below = stubs(node.n, width - 1), tall = below.length > 10;
    below[0].cells.unshift(make("th", { scope: "row", rowspan: below.length, class: tall ? "vert" : "grp" }, tall ? make("span", {}, shown(node)) : shown(node)));
    return below;
  });
  const MARKS = { holds: ["✓", ""], broken: ["≠", "a"], open: ["–", "n"] };
  const drawn = (one) => {
    const { part, cells, unread, V, verdicts, mend } = one, broken = verdicts.filter((v) => v === "broken").length, open = verdicts.includes("open");
    const id = (n) => `sum.${part.name}.${n}`, crossed = new Set(part.sums.flatMap((sum, n) => (verdicts[n] === "broken" ? [...sum[1], ...sum[2]] : [])));
    const cell = (n) => {
      const { at } = part.cells[n], text = cells.get(at), change = mend?.list.find((c) => c.n === n);
      const looks = [V[n] === null && text !== "null" ? "gone" : "", crossed.has(n) ? "cross" : "", change ? "fix" : ""].filter(Boolean).join(" ");
      const what = { unread: "?", null: "", merged: "", absent: "" }[text] ?? (V[n] === null ? text.replaceAll('"', "") : grouped(text.replace(/^\{value: (.*), unit: (.*)\}$/u, "$1 $2")));
      return make("td", { id: at, class: looks || null, title: unread.has(at) ? reason(unread.get(at)) : text === "null" ? say("blank") : null }, V[n] === 0 ? make("i", {}, "0") : what, change ? make("small", {}, ` → ${grouped(change.value)}`) : "");
    };
    const mark = (n) => make("a", { href: `#${id(n)}`, class: MARKS[verdicts[n]][1] || null }, MARKS[verdicts[n]][0], make("b", {}, say(verdicts[n])));
    const numberOf = (line, column) => part.cells.findIndex((c) => c.line === line && c.column === line.columns[column]);
    const sums = part.sums.map(([rule, left, right], n) => {
      const inside = [...left, ...right].map((m) => part.cells[m]);
      return { n, rule, line: inside.every((c) => c.line === inside[0].line) ? inside[0].line : null, column: inside[0].column.c };
    });
    const rowMarks = (line) => sums.filter((sum) => sum.line === line).map((sum) => mark(sum.n)), rules = [...new Set(sums.filter((sum) => !sum.line).map((sum) => sum.rule))];
    const table = (block) => {
      if (part.across) {
        const tree = (nodes) => nodes.map((node) => (node.n ? { ...node, n: tree(node.n) } : { ...node, n: block.cols }));
        const foot = block.lines.map((line) => make("td", { colspan: block.columns.length }, sums.filter((sum) => sum.line === line).flatMap((sum) => [`${data.rules[sum.rule][0]} `, mark(sum.n)])));
        return make("table", { class: "printed across" }, make("thead", {}, headRows(tree(block.rows)).map((row) => make("tr", {}, row))),
          make("tbody", {}, make("tr", {}, block.lines.flatMap((line) => block.columns.map((_, m) => cell(numberOf(line, m)))))), make("tfoot", {}, make("tr", {}, foot)));
      }
      const head = headRows(block.cols), wide = Math.max(...block.rows.map(deep)), marked = sums.some((sum) => sum.line);
      head[0].unshift(make("th", { scope: "col", class: "corner", colspan: wide, rowspan: head.length }, shown(block.corner) ?? shown(part)));
      if (marked) head[0].push(make("th", { scope: "col", class: "mh", rowspan: head.length }, make("span", { class: "vh" }, say("checked"))));
      const body = stubs(block.rows, wide).map(({ code, cells: labels }) => {
        const line = part.line.get(code);
        return make("tr", {}, labels, block.columns.map((_, m) => cell(numberOf(line, m))), marked ? make("td", {}, rowMarks(line)) : "");
      });
      const feet = rules.map((rule) => {
        const of = sums.filter((sum) => sum.rule === rule && !sum.line);
        return make("tr", {}, make("th", { scope: "row", colspan: wide }, data.rules[rule][0]), block.columns.map((column) => make("td", {}, of.filter((sum) => sum.column === column.c).map((sum) => mark(sum.n)))), marked ? make("td", {}) : "");
      });
      return make("table", { class: `printed ${marked ? "marked" : "plain"}` }, block.z ? make("caption", {}, shown(block)) : "", make("thead", {}, head.map((row) => make("tr", {}, row))), make("tbody", {}, body), feet.length ? make("tfoot", {}, feet) : "");
    };
    const sideOf = (numbers) => {
      const zeros = numbers.filter((n) => V[n] === 0).length, texts = numbers.filter((n) => V[n] !== 0).map((n) => (V[n] === null ? "?" : grouped(V[n])));
      return [...texts, ...(zeros ? [zeros > 1 ? `${zeros} × 0` : "0"] : [])].join(" + ");
    };
    const item = (sum) => {
      const [, left, right] = part.sums[sum.n], away = off(V, part.sums[sum.n]), name = shown(sum.line ?? part.cells[left[0]].column);
      return make("li", { id: id(sum.n) }, name, words.colon, sideOf(left), verdicts[sum.n] === "broken" ? " ≠ " : verdicts[sum.n] === "holds" ? " = " : " ? ", sideOf(right), away ? say("away", { n: Math.abs(away) }) : "");
    };
    const proofs = (chosen) => [...new Set(sums.map((sum) => sum.rule))].flatMap((rule) => {
      const list = sums.filter((sum) => sum.rule === rule && chosen(verdicts[sum.n]));
      return list.length ? [make("h3", {}, data.rules[rule][0]), make("ul", { class: "plain" }, list.map(item))] : [];
    });
    const rest = proofs((verdict) => verdict !== "broken");
    return make("section", { class: "part" }, make("h2", {}, shown(part), " ", sums.length ? make("span", { class: `badge ${broken ? "amber" : open ? "grey" : "ok"}` }, broken ? say("badge-broken", { n: broken }) : open ? say("badge-open", { n: verdicts.filter((v) => v === "open").length }) : say("badge-holds", { n: sums.length })) : ""),
      make("p", { class: "unit" }, part.form.title), part.blocks.map((block) => make("div", { class: "frame", tabindex: 0, role: "region", "aria-label": [part.title, shown(block)].filter(Boolean).join(" ") }, table(block))),
      proofs((verdict) => verdict === "broken"), rest.length ? make("details", {}, make("summary", {}, say("all-sums")), rest) : "");
  };

  // -- what comes in
  const take = async (work, files = false) => {
    $("state").textContent = "";
    try {
      await reader(files);
      given = await work();
      given.about = T.titled(given);
      $("year").value = given.about?.year ?? "";
      $("place").value = given.about?.subject?.replace(/(?:人民)?政府$/u, "") ?? "";
      $("form").value = "";
      $("url").value = given.url ?? "";
    } catch (error) {
      if (T && !(error instanceof T.Refused)) throw error;
      if (!T) { $("state").textContent = say("no-reader"); $("kinds").replaceChildren(say("no-reader")); return; }
      given = null;
      result = { refused: error, parts: [], lacking: [], extra: [] };
      show();
      return;
    }
    reading();
    if (matchMedia("(max-width: 54rem)").matches) $("answer").focus();
  };
  const box = $("box");
  box.addEventListener("paste", (event) => {
    const from = event.clipboardData, html = from.getData("text/html"), text = from.getData("text/plain"), [file] = from.files;
    event.preventDefault();
    box.value = (text.length < 2e5 && text) || say("pasted"); // never a piece of it: what is typed into the box is read again
    if (file && !text && !html) take(() => { throw new T.Refused(file.type.startsWith("image") ? "picture" : "kind"); });
    else take(async () => ({ ...(/<table/iu.test(html) ? T.fromHtml(html) : T.fromText(text)), bytes: new TextEncoder().encode(/<table/iu.test(html) ? html : text), pasted: true }));
  });
  box.addEventListener("input", () => { if (box.value.trim()) take(async () => ({ ...T.fromText(box.value), bytes: new TextEncoder().encode(box.value), pasted: true })); });
  const opened = (file) => file && take(async () => {
    if (file.size > 20 * 2 ** 20) throw new T.Refused("large");
    const bytes = new Uint8Array(await file.arrayBuffer());
    return { ...(await T.fromFile(bytes)), bytes, pasted: false };
  }, true);
  $("file").addEventListener("change", () => { opened($("file").files[0]); $("file").value = ""; });
  app.addEventListener("dragover", (event) => event.preventDefault());
  app.addEventListener("drop", (event) => { event.preventDefault(); opened(event.dataTransfer.files[0]); });
  $("form").append(make("option", { value: "" }, say("form-auto")), ...data.forms.map((form) => make("option", { value: form.id }, form.title)));
  for (const id of ["form", "year"]) $(id).addEventListener("change", () => given && reading());
  $("print").onclick = () => print();
  $("clear").onclick = () => {
    given = result = null;
    box.value = "";
    for (const id of ["out", "after", "clear", "print"]) $(id).hidden = true;
    for (const id of ["tables", "made", "last", "places", "said", "notes"]) $(id).replaceChildren();
    $("steps").hidden = false;
    box.focus();
  };
  addEventListener("hashchange", () => {
    const target = $(decodeURIComponent(location.hash.slice(1))), folded = target?.closest("details");
    if (folded) { folded.open = true; target.scrollIntoView({ block: "center" }); }
  });
  window.gongkaiCheck = { $, say, reason, nameOf, make, added, data, root, grouped, shown, number, judge, reader };
  $("without").hidden = true;
  app.hidden = false;
})();
