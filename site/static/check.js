// Check my report: what is pasted or opened is laid over the official forms (tables.js), every sum is
// tried, and the cells are named that would mend what does not add up. Nothing is sent anywhere.
(() => {
  "use strict";
  if (typeof gongkaiForms === "undefined") return;
  const data = gongkaiForms, { words } = data, root = new URL("../", document.currentScript.src).href;
  const $ = (id) => document.getElementById(id), app = document.querySelector(".check");
  const grouped = (n) => String(n).replace(/^-/, "−").replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
  const say = (id, values = {}) => (words[id][values.n === 1 ? "one" : "other"] ?? words[id])
    .replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" && name !== "year" ? grouped(values[name]) : values[name] ?? ""));
  // An element, "td.n" with a class; objects are its properties, all else that is something stands in it.
  const make = (name, ...inside) => {
    const [tag, look] = name.split("."), node = document.createElement(tag);
    if (look) node.className = look;
    for (const one of inside.flat(2)) if (one?.constructor === Object) Object.assign(node, one); else if (one) node.append(one);
    return node;
  };
  const put = (id, ...nodes) => $(id).replaceChildren(...nodes.flat().filter(Boolean));
  const unit = (...said) => make("p.unit", say(...said)), remark = (...said) => make("li.as_printed", say(...said));
  const hide = (ids, yes) => ids.split(" ").forEach((id) => { $(id).hidden = yes; });
  const tally = (list, value) => list.filter((one) => one === value).length;
  const groups = (list, name) => { // those of one name together, in order
    const found = new Map();
    for (const one of list) found.set(name(one), [...(found.get(name(one)) ?? []), one]);
    return [...found.values()];
  };
  const shown = (node) => node.e ?? node.z, most = data.folder ? 48 : 24, brief = (text) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const reason = (why) => (why.what === "doubt" && why.found ? `“${why.found}”${words.colon}` : "") + say(`why-${why.what}`, why);
  const nameOfLine = (line) => brief(shown(line)), nameOf = ({ line, column }) => say("cell", { row: nameOfLine(line), column: shown(column) });
  const added = (script) => new Promise((done, failed) => document.head.append(make("script", { src: root + script, onload: done, onerror: failed })));
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
  const blank = (V, side) => side.some((n) => V[n] === null), total = (V, side) => side.reduce((sum, n) => sum + V[n], 0);
  const judge = (V, [, left, right]) => {
    const away = total(V, left) - total(V, right), [a, b] = [blank(V, left), blank(V, right)];
    return away && (away < 0 ? !a : !b) ? "broken" : a || b ? "open" : "holds";
  };
  // By how much; null where a cell is blank.
  const off = (V, [, left, right]) => (blank(V, left) || blank(V, right) ? null : total(V, left) - total(V, right));
  // Which cells, one or two, would make all that is fully known add up: arithmetic, and no more.
  const mended = (V, sums) => {
    const bad = (W) => sums.filter((sum) => off(W, sum)), failing = bad(V);
    const singles = (W, failing, loose) => {
      const found = new Map();
      for (const sum of failing) {
        for (const right of [0, 1]) {
          for (const n of sum[1 + right]) {
            const value = W[n] + (right || -1) * off(W, sum), rest = bad(W.with(n, value));
            if (value >= 0 && (loose || rest.every((one) => failing.includes(one)))) found.set(`${n} ${value}`, { n, value, rest: rest.length });
          }
        }
      }
      return [...found.values()].sort((a, b) => a.rest - b.rest);
    };
    if (!failing.length) return null;
    const one = singles(V, failing), whole = one.filter((change) => !change.rest);
    if (whole.length) return { kind: whole.length > 1 ? "any" : "one", list: whole };
    if (failing.length < 12) {
      const pairs = new Map();
      for (const first of singles(V, failing, true)) {
        const W = V.with(first.n, first.value), left = bad(W);
        if (left.length > 6) continue;
        for (const second of singles(W, left)) {
          const pair = [first, second].sort((a, b) => a.n - b.n);
          if (!second.rest && second.n !== first.n) pairs.set(pair.map((one) => `${one.n} ${one.value}`).join(), pair);
        }
      }
      if (pairs.size) return { kind: pairs.size > 1 ? "pairs" : "pair", n: pairs.size, list: [...pairs.values()][0] };
    }
    const list = [];
    let W = V, left = failing;
    while (left.length && list.length < 6) {
      const [best] = singles(W, left);
      if (!best || best.rest > left.length - 2) break;
      list.push(best);
      W = W.with(best.n, best.value);
      left = bad(W);
    }
    return { kind: list.length ? "some" : "none", n: left.length, list };
  };

  // -- what was read
  let given = null, result = null; // the document; what was read of it
  const number = (text) => { const m = /^(?:\{value: )?(-?\d+(?:\.\d+)?)/u.exec(text); return m ? Number(m[1]) : null; };
  const where = (at = {}) => {
    const kind = ["sheet", "line", "table"].find((one) => at[one]);
    return kind ? say(`at-${kind}`, at) : "";
  };
  const refuse = (error) => {
    if (!(error instanceof T.Refused)) throw error;
    result = { refused: error, parts: [], lacking: [], extra: [] };
  };
  const reading = () => {
    try {
      result = T.read(given.pieces, Number($("year").value) || null, Number($("form").value) || null);
      for (const one of result.parts) {
        one.V = one.part.cells.map(({ at }) => number(one.cells.get(at)));
        one.verdicts = one.part.sums.map((sum) => judge(one.V, sum));
        one.mend = mended(one.V, one.part.sums);
      }
    } catch (error) { refuse(error); }
    show();
  };

  const names = (list, most, more = "") => list.slice(0, most).join(words["list-separator"]) + (list.length > most ? more : "");
  const notesOf = ({ part, cells, unread }) => {
    const texts = [...cells.values()], all = part.cells.length, n = tally(texts, "null"), title = { part: part.title };
    const why = ({ at }) => reason(unread.get(at)) + where(unread.get(at).at);
    const lost = groups(part.cells.filter(({ at }) => unread.has(at)), (cell) => cell.line.c + why(cell)), name = (list) => (list[1] ? nameOfLine(list[0].line) : nameOf(list[0]));
    return [make("li", say("read-cells", { ...title, n: all - tally(texts, "unread"), all }), n ? say("read-blank", { n }) : ""),
      ...groups(lost, ([cell]) => why(cell)).slice(0, 12).map((list) => make("li.as_printed", say("unread", { ...title, names: names(list.map(name), 3, say("and-more", { n: list.length })) }), why(list[0][0]))),
      ...["absent", "merged"].flatMap((state) => part.lines.filter((line) => line.cells.some(({ at }) => cells.get(at) === state)).map((line) => remark(state, { ...title, row: nameOfLine(line) })))];
  };
  const show = () => {
    const { parts, lacking, extra, refused } = result, all = parts.flatMap((one) => one.verdicts), broken = tally(all, "broken"), open = tally(all, "open");
    const unread = parts.some((one) => one.unread.size), title = parts.length && given.about?.title, args = refused?.args;
    hide("steps", true);
    hide("out clear", false);
    hide("print after go", !parts.length);
    put("answer", say(`answer-${refused ? "refused" : broken ? "broken" : open || unread ? "open" : lacking.length ? "part" : "holds"}`, { n: broken }));
    put("state", $("answer").textContent);
    put("said", make("p", refused ? say(`refused-${refused.why}`, { ...args, part: args.part?.title, rows: names((args.lines ?? []).map(nameOfLine), 4) })
      : [say("sums", { n: all.length, holds: tally(all, "holds"), broken, open }), unread && ` ${say("sums-unread")}`]),
    refused?.why === "lost" && make("p", reason(args.why), where(args.why.at)),
    parts.filter((one) => one.mend).map(({ part, mend: { kind, n, list }, V }) => make("div.mend", make("p", make("strong", part.title, words.colon), say(`mend-${kind}`, { n: n ?? list.length })),
      make("ul", list.slice(0, 8).map((one) => make("li", make("a", { href: `#${part.cells[one.n].at}` }, nameOf(part.cells[one.n])), words.colon, say("change", { from: V[one.n], to: one.value })))))),
    parts.some((one) => one.mend?.list.length) && unit("arithmetic"));
    put("notes", title && make("li", say("read-title", { title })), parts.flatMap(notesOf), lacking.map((part) => remark("lacking", { part: part.title })), extra.slice(0, 6).map((label) => remark("extra", { label })));
    put("tables", parts.map(drawn));
    put("made");
    if (parts.length) (window.gongkaiDraft ? Promise.resolve() : added("static/draft.js")).then(() => window.gongkaiDraft({ given, result }));
  };

  // -- the printed table: the page has it empty, with a link for each sum
  const MARKS = { holds: ["✓", "", " = "], broken: ["≠", "a", " ≠ "], open: ["–", "n", " ? "] };
  const drawn = ({ part, cells, unread, V, verdicts, mend }) => {
    const { name, sums } = part, broken = tally(verdicts, "broken"), open = tally(verdicts, "open");
    const crossed = sums.flatMap(([, left, right], n) => (verdicts[n] === "broken" ? [...left, ...right] : [])), tables = $(`${part.form.id}.${name}`).content.cloneNode(true);
    tables.querySelectorAll("tbody td:not(.marked td:last-child)").forEach((td, n) => {
      const { at } = part.cells[n], text = cells.get(at), value = V[n], change = mend?.list.find((one) => one.n === n), title = unread.has(at) ? reason(unread.get(at)) : text === "null" && say("blank");
      td.id = at;
      td.className = [value === null && text !== "null" && "gone", crossed.includes(n) && "cross", change && "fix"].filter(Boolean).join(" ");
      if (title) td.title = title;
      td.append(value === 0 ? make("i", "0") : value === null ? { unread: "?", null: "", merged: "", absent: "" }[text] ?? text.replaceAll('"', "") : grouped(text.replace(/^\{value: (.*), unit: (.*)\}$/u, "$1 $2")),
        change ? make("small", ` → ${grouped(change.value)}`) : "");
    });
    tables.querySelectorAll("a").forEach((link) => {
      link.href = `#${link.dataset.to}`;
      const verdict = verdicts[link.hash.split(".")[2]], [sign, look] = MARKS[verdict];
      link.className = look;
      link.replaceChildren(sign, make("b", say(verdict)));
    });
    const sideOf = (side) => {
      const zeros = side.filter((n) => V[n] === 0).length;
      return [...side.filter((n) => V[n] !== 0).map((n) => (V[n] === null ? "?" : grouped(V[n]))), ...(zeros ? [zeros > 1 ? `${zeros} × 0` : "0"] : [])].join(" + ");
    };
    const item = (n) => {
      const [, left, right] = sums[n], away = off(V, sums[n]), { line, column } = part.cells[left[0]];
      return make("li", { id: `sum.${name}.${n}` }, shown([...left, ...right].every((m) => part.cells[m].line === line) ? line : column), words.colon, sideOf(left), MARKS[verdicts[n]][2], sideOf(right), away ? say("away", { n: Math.abs(away) }) : "");
    };
    const proofs = (bad) => groups([...sums.keys()].filter((n) => (verdicts[n] === "broken") === bad), (n) => sums[n][0]).flatMap((list) => [make("h3", data.rules[sums[list[0]][0]]), make("ul.plain", list.map(item))]);
    const rest = proofs(false), [look, state, n] = broken ? ["amber", "broken", broken] : open ? ["grey", "open", open] : ["ok", "holds", sums.length];
    if (n) tables.querySelector("h2").append(" ", make(`span.badge ${look}`, say(`badge-${state}`, { n })));
    return make("section.part", tables, proofs(true), rest.length && make("details", make("summary", say("all-sums")), rest));
  };

  // -- what comes in
  const take = async (work, files = false) => {
    put("state");
    try {
      await reader(files);
      given = await work();
      // Without TLS browsers have no `subtle`, and the file says no digest.
      given.sha256 = crypto.subtle ? [...new Uint8Array(await crypto.subtle.digest("SHA-256", given.bytes))].map((one) => one.toString(16).padStart(2, "0")).join("") : null;
      const about = given.about = T.titled(given);
      for (const [id, text] of [["year", about?.year], ["place", about?.subject.replace(/(?:人民)?政府$/u, "")], ["form"], ["url", given.url]]) $(id).value = text ?? "";
    } catch (error) {
      if (!T) { for (const id of ["state", "kinds"]) put(id, say("no-reader")); return; }
      refuse(error);
      given = null;
      show();
      return;
    }
    reading();
    if (matchMedia("(max-width: 54rem)").matches) $("answer").focus();
  };
  const box = $("box"), pasted = (text, read) => ({ ...T[read](text), bytes: new TextEncoder().encode(text), pasted: true });
  box.onpaste = (event) => {
    const from = event.clipboardData, html = from.getData("text/html"), text = from.getData("text/plain"), [file] = from.files;
    event.preventDefault();
    box.value = (text.length < 2e5 && text) || say("pasted"); // never a piece of it: what is typed into the box is read again
    take(() => {
      if (file && !text && !html) throw new T.Refused(file.type.startsWith("image") ? "picture" : "kind");
      return /<table/iu.test(html) ? pasted(html, "fromHtml") : pasted(text, "fromText");
    });
  };
  box.oninput = () => { if (box.value.trim()) take(() => pasted(box.value, "fromText")); };
  const opened = (file) => file && take(async () => {
    if (file.size > 20 * 2 ** 20) throw new T.Refused("large");
    const bytes = new Uint8Array(await file.arrayBuffer());
    return { ...(await T.fromFile(bytes)), bytes };
  }, true);
  $("file").onchange = () => { opened($("file").files[0]); $("file").value = ""; };
  app.ondragover = (event) => event.preventDefault();
  app.ondrop = (event) => { event.preventDefault(); opened(event.dataTransfer.files[0]); };
  put("form", make("option", { value: "" }, say("form-auto")), data.forms.map((form) => make("option", { value: form.id }, form.title)));
  for (const id of ["form", "year"]) $(id).onchange = () => given && reading();
  $("print").onclick = () => print();
  $("clear").onclick = () => {
    given = result = null;
    box.value = "";
    hide("out after clear print", true);
    for (const id of ["tables", "made", "last", "places", "said", "notes"]) put(id);
    hide("steps", false);
    box.focus();
  };
  window.onhashchange = () => {
    const target = $(location.hash.slice(1)), folded = target?.closest("details");
    if (folded) { folded.open = true; target.scrollIntoView({ block: "center" }); }
  };
  window.gongkaiCheck = { $, say, reason, nameOf, make, put, unit, remark, tally, groups, added, data, grouped, shown, number, judge, reader };
  hide("without", true);
  app.hidden = false;
})();
