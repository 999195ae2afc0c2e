// Comparing reports. What is chosen stands in the address; figures in slices of one like group,
// which are classic scripts, since fetch reads no files from disk; the rest in columns.js.
(() => {
  "use strict";
  if (typeof gongkaiColumns === "undefined") return;
  const root = new URL("../", document.currentScript.src).href;
  const app = document.querySelector(".explore"), without = app.firstElementChild, data = without.lastElementChild;
  const SHOWN = 100, DOTS = 400; // rows that are shown at first; places that are each drawn

  // -- slices: each is asked for once; one that failed is asked for again
  const arrived = new Map(), asked = new Map();
  window.gongkaiReports = (name, data) => { arrived.set(name, data); };
  const load = (name) => {
    if (!asked.has(name)) asked.set(name, new Promise((done, failed) => {
      const script = document.createElement("script");
      const fail = () => { asked.delete(name); failed({ file: `${name}.js` }); };
      script.onload = () => (arrived.has(name) ? done() : fail());
      script.onerror = fail;
      script.src = `${root}explore/${name}.js`;
      document.head.append(script);
    }));
    return asked.get(name);
  };

  const fill = (node, attributes, children) => {
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) node[key] = value;
      else if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== ""));
    return node;
  };
  const make = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const draw = (tag, attributes, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

  const button = (text, onclick, more) => make("button", { type: "button", onclick, ...more }, text);
  const unit = (...children) => make("p", { class: "unit" }, ...children);
  // In pictures places across are in hundredths, so that text keeps its size.
  const rule = (x1, y1, x2, y2, look = null) => draw("line", { x1: `${x1}%`, y1, x2: `${x2}%`, y2, class: look });
  const label = (x, y, text, look = null, dx = 0) => draw("text", { x: `${x}%`, y, dx, class: look }, text);

  // -- numbers as the pages write them
  const grouped = (text) => {
    const [, sign, whole, rest] = /^(-?)(\d+)(.*)$/.exec(text);
    return (sign && "−") + whole.replace(/\B(?=(\d{3})+$)/g, ",") + rest;
  };
  // One decimal of a · scale / b, a tie going to the even digit, as the pages without scripts have it.
  const tenths = (a, b, scale) => {
    const top = Math.abs(a) * scale * 10, under = Math.abs(b), low = Math.floor(top / under);
    const more = 2 * (top - low * under) - under;
    const n = low + (more > 0 || (more === 0 && low % 2) ? 1 : 0);
    return `${a < 0 && n ? "-" : ""}${Math.floor(n / 10)}.${n % 10}`;
  };

  const catalog = gongkaiColumns, { words, floor, most } = catalog;
  const say = (id, values = {}) => {
    const text = words[id], chosen = typeof text === "string" ? text : text[values.n === 1 ? "one" : "other"];
    return chosen.replace(/\{(\w+)\}/g, (_, name) => (name === "n" ? grouped(String(values.n)) : values[name]));
  };
  const keys = ["id", "title", "kind", "section", "whole", "times", "unit", "href", "not"];
  const sizes = {};
  const columns = catalog.columns.map((given, number) => {
    const column = { number };
    keys.forEach((key, i) => { column[key] = given[i]; });
    column.at = sizes[column.section] = (sizes[column.section] ?? -1) + 1;
    return column;
  });
  const byId = new Map(columns.filter((c) => c.title).map((c) => [c.id, c]));
  const groups = new Map(catalog.groups.map((group) => [group.id, group]));
  const nameOf = (group) => `${group.level} · ${group.scope}`;
  const busiest = (g) => Object.keys(g.years).reduce((a, b) => (g.years[b] >= g.years[a] ? b : a));
  const rank = (g) => (g.alike ? 1e6 : 0) + (g.organs ? 0 : 1e7) + g.years[busiest(g)];
  const [first] = [...catalog.groups].sort((a, b) => rank(b) - rank(a));
  if (!first) {
    without.replaceChildren(say("nothing"));
    return;
  }

  // -- what is chosen, and the address that says it
  const shares = catalog.shown.filter((n) => columns[n].whole !== null);
  const fresh = () => ({
    group: first.id, year: "", province: "", filter: "", floor, small: "", columns: catalog.shown.map((n) => columns[n].id),
    column: columns[shares[0] ?? catalog.shown[0]].id, sort: "", view: "table", places: [], only: "",
  });
  const only = (text, ok) => (ok ? text : undefined);
  const list = (text) => [...new Set(text.split(",").filter(Boolean))];
  let extra = 0;
  const READ = {
    __proto__: null,
    group: (text) => only(text, groups.has(text)),
    year: (text) => only(text, /^(all|\d{4})$/.test(text)),
    province: (text) => only(text, Object.hasOwn(catalog.provinces, text)),
    filter: (text) => text.slice(0, 60),
    floor: (text) => only(Number(text), /^\d{1,6}$/.test(text)),
    small: (text) => only(text, text === "hide"),
    columns: (text) => only(list(text), text && list(text).every((id) => byId.has(id))),
    column: (text) => only(text, byId.has(text)),
    sort: (text) => only(text, text === "place-" || byId.has(text.replace(/-$/, ""))),
    view: (text) => only(text, /^(table|dots|lines)$/.test(text)),
    places: (text) => {
      const found = list(text);
      extra = Math.max(0, found.length - most);
      return only(found.slice(0, most), found.every((id) => /^[a-z0-9/-]{1,120}$/.test(id)));
    },
    only: (text) => only(text, text === "1"),
  };
  let state, notes = [], limit = SHOWN, inAddress = true;
  const read = () => {
    const given = {}, left = [];
    extra = 0;
    for (const part of location.hash.slice(1).split("&").filter(Boolean)) {
      const at = part.indexOf("="), key = part.slice(0, at);
      let value;
      try { value = READ[key](decodeURIComponent(part.slice(at + 1))); } catch { /* another key, or no text */ }
      if (value === undefined) left.push(part.slice(0, 40));
      else given[key] = value;
    }
    state = { ...fresh(), ...given };
    if (given.column && !given.columns && !state.columns.includes(given.column)) state.columns.push(given.column);
    notes = left.length ? [say("note-left", { what: left.slice(0, 5).join(say("list-separator")) })] : [];
    if (extra) notes.push(say("note-places", { n: extra, most }));
    const group = groups.get(state.group);
    if (state.year && state.year !== "all" && !group.years[state.year]) {
      notes.push(say("note-unknown", { what: `${nameOf(group)} ${state.year}` }));
      state.year = "";
    }
    state.year ||= state.view === "lines" ? "all" : busiest(group);
    if (whole() && state.view === "dots") state.view = "lines";
    inAddress = !given.group;
    limit = SHOWN;
  };
  const written = () => {
    const usual = { ...fresh(), year: busiest(first) }, keys = Object.keys(usual);
    const chosen = keys.filter((key) => String(state[key]) !== String(usual[key]));
    // What is usual may be another group and year once there are more reports.
    return `#${keys.filter((key, i) => chosen.length && (i < 2 || chosen.includes(key)))
      .map((key) => `${key}=${encodeURIComponent(state[key]).replace(/%2F/g, "/").replace(/%2C/g, ",")}`).join("&")}`;
  };
  const twin = document.querySelector("a.twin"), other = twin.href;
  const write = (push) => {
    const hash = written();
    if (hash !== (location.hash || "#")) history[push ? "pushState" : "replaceState"](null, "", hash);
    twin.href = other + (hash === "#" ? "" : hash);
  };
  const here = () => groups.get(state.group), asks = () => whole() && !slices().length, measured = () => byId.get(state.column);
  const whole = () => state.year === "all", when = () => (whole() ? say("years") : state.year), sorted = () => state.sort.replace(/-$/, "");
  const set = (change, push = true) => {
    Object.assign(state, change);
    notes = [];
    limit = SHOWN;
    write(push);
    show();
  };

  // -- reports: a row is one, with what its slice says of it
  const names = (group) => arrived.get(group.id);
  const above = (group, id) => {
    const known = names(group);
    known.byId ||= new Map([...known.above, ...known.places].map((one) => [one[0], one]));
    return id.split("/").map((_, i, parts) => known.byId.get(parts.slice(0, i).join("/"))).filter(Boolean);
  };
  const english = catalog.folder ? 2 : 1;
  const titleOf = (one) => one[english];
  const cells = (data, text) => {
    const found = text.split(",");
    return found.length === data.n ? found : new Array(data.n).fill(found[0]);
  };
  const rowsOf = (group, name) => {
    const data = arrived.get(name);
    data.rows ||= (() => {
      const head = Object.fromEntries(["subject", "name", "forms", "published", "odd", "doubted", "apart"]
        .map((key) => [key, cells(data, data[key])]));
      return head.subject.map((place, i) => {
        const entry = names(group).places[place], file = head.name[i];
        return {
          data, name, i, group, entry, id: entry[0], order: Number(place), year: Number(file.slice(0, 4)), file,
          forms: head.forms[i], published: head.published[i], odd: Number(head.odd[i]),
          doubted: head.doubted[i] ? head.doubted[i].split(".") : [], apart: data.patterns[head.apart[i]],
          within: above(group, entry[0]),
        };
      });
    })();
    return data.rows;
  };
  const pieces = (row, column) => {
    const data = column.section ? arrived.get(`${row.name}.${column.section}`) : row.data;
    if (!data) return "x";
    data.n = row.data.n;
    data.split ||= [];
    return (data.split[column.at] ||= cells(data, data.columns[column.at]))[row.i];
  };
  // A figure: `value` as a number, or null; `n` what it is over; `text` as it is read.
  const figure = (row, column) => {
    const piece = pieces(row, column), number = parseFloat(piece);
    if (Number.isNaN(number)) return { value: null, n: null, state: piece };
    const [, digits, rest] = /^([-\d.]+)(.*)$/.exec(piece), worked = rest === "~";
    if (column.whole === null) {
      const own = worked ? "" : rest, unit = own && own !== column.unit;
      return {
        value: unit ? null : number, n: null, worked, unit, plain: digits + own, doubted: row.doubted.includes(String(column.number)),
        text: grouped(digits) + (own && ` ${own}`),
      };
    }
    const n = parseFloat(pieces(row, columns[column.whole])), hundred = column.kind === "ratio" ? column.times : 100;
    const plain = tenths(number, n, hundred), share = column.kind === "share";
    const text = share && plain === "0.0" && number ? "<0.1%" : share && plain === "100.0" && number < n ? ">99.9%"
      : grouped(plain) + (column.kind === "ratio" ? "" : "%");
    return { value: (number / n) * hundred, n, small: n < state.floor, worked, plain, text };
  };
  const href = (row) => (row.year < catalog.since
    ? `${root}${catalog.folder}${row.id}/archive/index.html#y${row.file}`
    : `${root}${catalog.folder}${row.id}/${row.file}/index.html`);

  // -- what a view needs: names, slices of a year or of provinces, and their further sections
  const wanted = () => [...new Set([...state.columns, state.column, sorted()])]
    .map((id) => byId.get(id)).filter(Boolean);
  const few = () => { // the places whose years fit side by side: those chosen, or all of a small group
    const { places } = names(here());
    return state.places.length || places.length > most ? state.places : places.map((one) => one[0]);
  };
  const provincesOf = () => [...new Set(state.province && !state.places.length ? [state.province]
    : few().map((id) => id.split("/")[0]))].filter((name) => here().provinces.includes(name));
  const slices = () => (whole() ? provincesOf() : [state.year]).map((name) => `${state.group}/${name}`);
  const missing = () => {
    if (!arrived.has(state.group)) return [state.group];
    const found = slices(), lacking = found.filter((name) => !arrived.has(name));
    if (lacking.length) return lacking;
    return found.flatMap((name) => wanted().map((c) => c.section)
      .filter((section) => section && arrived.get(name).sections.includes(section)).map((section) => `${name}.${section}`))
      .filter((name) => !arrived.has(name));
  };

  // -- places of the address: in this group, in another one, renamed, or unknown
  const elsewhere = new Map(); // id → its group and entry
  const find = (group, id) => names(group).places.find((one) => one[0] === id);
  const settle = async () => {
    const group = here(), strange = state.places.filter((id) => !find(group, id) && !elsewhere.has(id));
    if (!strange.length) return;
    const every = [...groups.values()];
    await Promise.allSettled(every.map((one) => load(one.id)));
    const known = every.filter((one) => arrived.has(one.id));
    for (const id of strange) {
      const home = known.find((one) => find(one, id));
      const later = home ? null : known.flatMap((one) => names(one).places).find((one) => one.slice(3).includes(id));
      if (home) elsewhere.set(id, { group: home, entry: find(home, id) });
      else {
        const at = state.places.indexOf(id);
        if (later) {
          state.places[at] = later[0];
          notes.push(say("note-renamed", { old: id, new: titleOf(later) }));
        } else {
          state.places.splice(at, 1);
          notes.push(say("note-unknown", { what: id }));
        }
      }
    }
    state.places = [...new Set(state.places)];
    if (inAddress && state.places.length && !find(group, state.places[0])) {
      const home = elsewhere.get(state.places[0]).group; // the address names no group
      state.group = home.id;
      if (!home.years[state.year] && state.year !== "all") state.year = busiest(home);
    }
    inAddress = false;
    await settle();
  };

  // -- the controls, made once
  const field = (id, node, ...more) => make("div", {}, make("label", { for: node.id }, say(id)), node, ...more);
  const select = (id, change) => make("select", { id, onchange: (event) => change(event.target.value) });
  const group = select("group", (value) => set(there(groups.get(value))));
  const year = select("year", (value) => set({ year: value, view: state.view === "table" ? "table" : value === "all" ? "lines" : "dots" }));
  const province = select("province", (value) => set({ province: value }));
  const filter = make("input", { id: "filter", type: "search", oninput: () => set({ filter: filter.value.trim() }, false) });
  const least = make("input", { id: "floor", type: "number", min: 0, oninput: () => {
    if (/^\d{1,6}$/.test(least.value)) set({ floor: Number(least.value) }, false);
  } });
  const hide = make("input", { id: "small", type: "checkbox", onchange: () => set({ small: hide.checked ? "hide" : "" }) });
  const views = ["table", "dots", "lines"].map((name) => button(say(`view-${name}`), () => {
    set({ view: name, year: name === "lines" ? "all" : name === "dots" && whole() ? Object.keys(here().years).pop() : state.year });
  }, { id: `view-${name}` }));
  const measure = select("measure", (value) => set({ column: value }));
  const choice = make("details", {}, make("summary", {}, say("columns")));
  for (const [key, title] of Object.entries(catalog.sections)) {
    choice.append(make("fieldset", {}, make("legend", {}, title), ...columns.filter((c) => c.title && c.section === key).map((c) => {
      const box = make("input", { type: "checkbox", value: c.id, onchange: () => {
        const others = state.columns.filter((id) => id !== c.id), chosen = box.checked ? [...others, c.id] : others;
        if (chosen.length) set({ columns: chosen });
        else box.checked = true;
      } });
      return make("label", {}, box, " ", c.title);
    })));
  }
  const reset = button(say("reset"), () => set({ ...fresh(), year: busiest(first) }));
  const chips = make("p", { class: "run", hidden: true });
  const status = make("p", { class: "unit", role: "status" });
  const told = make("div", { class: "note" });
  const picture = make("figure", { class: "chart", hidden: true });
  const table = make("table", { class: "list" });
  const frame = make("section", { class: "frame", tabindex: 0, "aria-label": say("title") }, table);
  const more = unit(), caveat = unit();
  const csv = button("", () => save(), { id: "csv" }), out = make("div", { hidden: true }, unit(csv, " ", say("download-note")), unit(say("notes")));
  const ask = make("div", { class: "ask", role: "group", "aria-label": say("title") },
    field("group", group), field("year", year), field("province", province), field("filter", filter),
    field("floor", least, make("label", {}, hide, " ", say("hide"))),
    make("div", { role: "group", "aria-label": say("view") }, ...views), field("measure", measure), choice, reset);
  app.replaceChildren(ask, chips, status, told, caveat, picture, frame, more, out);

  const options = (node, entries, value) => {
    node.replaceChildren(...entries.map(([key, title]) => make("option", { value: key }, title)));
    node.value = value;
  };
  const controls = () => {
    options(group, [...groups.values()].map((one) => [one.id, `${nameOf(one)} (${Object.values(one.years).reduce((a, b) => a + b)})`]), state.group);
    options(year, [["all", say("years")], ...Object.entries(here().years).reverse().map(([y, n]) => [y, `${y} (${n})`])], state.year);
    const held = Object.keys(catalog.provinces).filter((name) => here().provinces.includes(name) || name === state.province);
    options(province, [["", say("country")], ...held.map((name) => [name, catalog.provinces[name]])], state.province);
    const measures = [...new Set([...state.columns, state.column])].map((id) => [id, byId.get(id).title]);
    options(measure, measures, state.column);
    if (document.activeElement !== filter) filter.value = state.filter;
    if (document.activeElement !== least) least.value = state.floor;
    hide.checked = state.small === "hide";
    views.forEach((button) => button.setAttribute("aria-pressed", button.id === `view-${state.view}`));
    for (const box of choice.querySelectorAll("input")) box.checked = state.columns.includes(box.value);
  };

  // -- which rows, in which order
  const fits = (row) => {
    const text = state.filter.toLowerCase();
    return !text || [row.entry, ...row.within].some((one) => one.some((name) => name.toLowerCase().includes(text)));
  };
  const rows = () => {
    const column = measured();
    let found = slices().flatMap((name) => rowsOf(here(), name)).filter(fits);
    if (state.province) found = found.filter((row) => row.id.split("/")[0] === state.province);
    if (state.places.length && (state.only || (whole() && !state.province))) found = found.filter((row) => state.places.includes(row.id));
    const small = found.filter((row) => figure(row, column).small).length;
    if (state.small) found = found.filter((row) => !figure(row, column).small);
    const key = sorted(), down = state.sort.endsWith("-") ? -1 : 1;
    const usual = (a, b) => a.order - b.order || a.year - b.year;
    const by = byId.get(key);
    if (!by) found.sort((a, b) => (key === "place" ? down : 1) * usual(a, b));
    else {
      const value = new Map(found.map((row) => [row, figure(row, by).value]));
      found.sort((a, b) => {
        const x = value.get(a), y = value.get(b);
        if (x === null || y === null) return (x === null) - (y === null) || usual(a, b);
        return down * (x - y) || usual(a, b);
      });
    }
    return { found, small };
  };

  // -- the table, and the same as a file
  const shownColumns = () => state.columns.map((id) => byId.get(id));
  const ownN = (column) => column.whole !== null && !state.columns.includes(columns[column.whole].id);
  const unitOf = (column) => (column.kind === "share" || column.kind === "growth" ? "%" : "");
  const under = (column) => (column.kind === "share" && columns[column.whole].title
    ? say("of", { what: columns[column.whole].title }) : column.unit || "");
  const sorter = (key, title, small) => {
    const on = sorted() === key && state.sort !== "", now = !on ? "" : state.sort.endsWith("-") ? "descending" : "ascending";
    const next = key === "place" ? (now ? "" : "place-") : now === "" ? `${key}-` : now === "descending" ? key : "";
    return make("th", { scope: "col", class: key === "place" ? null : "n", "aria-sort": now || null },
      button(title, () => set(key === "place" || !next ? { sort: next } : { sort: next, column: key }), { id: `sort-${key}` }),
      small ? make("small", {}, small) : null);
  };
  const none = { x: say("unasked-mark"), a: say("state-absent") };
  const cell = (row, column) => {
    const f = figure(row, column), inside = [];
    if (f.state !== undefined) inside.push(make("small", { class: "soft" }, none[f.state] || ""));
    else {
      inside.push(f.worked ? make("u", {}, f.text) : f.text);
      if (f.doubted) inside.push(" ", make("span", { class: "as_printed", title: say("odd") }, "≠"));
      if (f.n !== null && ownN(column)) inside.push(make("small", {}, ` / ${grouped(String(f.n))}`));
    }
    const look = ["n", f.small ? "soft" : "", column.id === state.column && state.view !== "table" ? "now" : ""].filter(Boolean).join(" ");
    return make("td", { class: look }, ...inside);
  };
  const line = (row, drawn) => {
    const at = drawn.indexOf(row.id);
    const box = make("input", { type: "checkbox", id: `choose-${row.id}-${row.file}`, "aria-label": say("choose", { place: titleOf(row.entry) }), onchange: () => {
      const on = state.places.includes(row.id);
      if (!on && state.places.length >= most) {
        box.checked = false;
        notes = [say("note-most", { most })];
        return tell();
      }
      return set({ places: on ? state.places.filter((id) => id !== row.id) : [...state.places, row.id] });
    } });
    box.checked = state.places.includes(row.id);
    const within = row.within.filter((one) => !(state.province && one[0] === state.province)).map(titleOf).join(" › ");
    return make("tr", {}, make("th", { scope: "row" }, make("label", {}, box), at >= 0 ? make("span", { class: `key k${at}` }) : null,
      make("a", { href: href(row) }, titleOf(row.entry)), make("small", { class: "soft" }, english === 2 ? make("span", { lang: "zh-Hans" }, `${row.entry[1]} `) : "", within)),
    whole() ? make("td", { class: "n" }, String(row.year)) : null, ...shownColumns().map((c) => cell(row, c)),
    make("td", {}, row.odd ? make("span", { class: "as_printed" }, `≠ ${row.odd}`) : ""), make("td", { class: "n" }, row.published));
  };
  let last = [];
  const save = () => {
    const quoted = (text) => {
      const safe = /^[=+@\t\r]/.test(text) ? `'${text}` : text;
      return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
    };
    const heads = [say("place"), say("report-id"), say("year")];
    for (const c of shownColumns()) {
      heads.push(c.title + (unitOf(c) ? ` (${unitOf(c)})` : c.unit ? ` (${c.unit})` : ""));
      if (ownN(c)) heads.push(`${c.title}: n`);
    }
    heads.push(say("sums"), say("published"), say("remarks"));
    const lines = last.map((row) => {
      const texts = [[...row.within, row.entry].map(titleOf).join(" › "), `${row.id}/${row.file}`, String(row.year)], remarks = [];
      for (const c of shownColumns()) {
        const f = figure(row, c), missed = f.state !== undefined;
        texts.push(missed ? "" : f.plain);
        if (ownN(c)) texts.push(f.n === null ? "" : String(f.n));
        const why = [none[f.state], f.small && `n < ${state.floor}`, f.worked && say("worked"), f.doubted && say("odd")].filter(Boolean);
        if (why.length) remarks.push(`${c.title}: ${why.join(say("list-separator"))}`);
      }
      return [...texts, String(row.odd), row.published, remarks.join("; ")];
    });
    const text = [heads, ...lines].map((one) => one.map(quoted).join(",")).join("\r\n");
    const url = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: "text/csv" }));
    make("a", { href: url, download: `gongkai-${state.group}-${whole() ? "years" : state.year}${state.province && `-${state.province}`}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  // -- what there is to say: of the address, of places that are not compared
  const because = (...text) => make("p", {}, ...text);
  const there = (home) => ({ group: home.id, year: whole() || home.years[state.year] ? state.year : busiest(home) });
  const see = (home) => button(say("see-group", { group: nameOf(home) }), () => set(there(home)));
  let also = []; // what the picture left out
  const leave = (id, n, more) => { if (n) also.push(say(id, { n, ...more })); };
  const tell = () => {
    const said = notes.map((text) => because(text));
    for (const id of state.places) {
      const one = elsewhere.get(id);
      if (one && !find(here(), id)) {
        const why = [];
        if (one.group.level !== here().level) why.push(say("level-differs", { a: one.group.level, b: here().level }));
        if (one.group.scope !== here().scope) why.push(say("scope-differs", { a: one.group.scope, b: here().scope }));
        said.push(because(say("not-compared", { place: titleOf(one.entry), why: why.join(say("comma")) }), " ", see(one.group)));
      }
    }
    if (!here().alike) said.push(because(say("scope-unknown")));
    if (here().organs) said.push(because(say("organs-note")));
    told.replaceChildren(...said);
  };

  // -- pictures
  const axis = (values) => {
    const top = Math.max(0, ...values), bottom = Math.min(0, ...values), span = top - bottom || 1;
    const power = 10 ** Math.floor(Math.log10(span / 5)), step = power * [1, 2, 5, 10].find((n) => span / n / power <= 6);
    const low = Math.floor(bottom / step) * step, high = Math.max(Math.ceil(top / step) * step, low + step), ticks = [];
    for (let i = 0; low + i * step <= high + step / 1e6; i += 1) ticks.push(Number((low + i * step).toPrecision(12)));
    return { low, high, ticks };
  };
  const tickText = (value, column) => grouped(String(value)) + unitOf(column);
  const like = (found, column) => { // reports whose form has the figure in the same sense
    if (!catalog.ofForms.includes(column.number)) return found;
    const counts = new Map();
    for (const row of found) counts.set(row.forms, (counts.get(row.forms) || 0) + 1);
    if (counts.size < 2) return found;
    const usual = [...counts.keys()].reduce((a, b) => (counts.get(b) > counts.get(a) ? b : a));
    also.push(say("forms", { what: column.title, forms: [...counts].map(([form, n]) => `${form}: ${n}`).join(say("list-separator")) }));
    return found.filter((row) => row.forms === usual);
  };
  const dots = (found, column, claim) => {
    const width = picture.clientWidth || 640, left = 3, wide = 94;
    const points = like(found, column).map((row) => ({ row, f: figure(row, column) })).filter(({ f }) => f.value !== null);
    const odd = found.filter((row) => figure(row, column).unit).length, none = found.filter((row) => figure(row, column).value === null).length - odd;
    leave("left-blank", none);
    leave("not-drawn", odd);
    if (points.length < 2) return also.push(say("one")) && null;
    const solid = points.filter(({ f }) => !f.small && !f.doubted), scaled = solid.length ? solid : points;
    const { low, high, ticks } = axis(scaled.map(({ f }) => f.value)), across = (v) => left + ((v - low) / (high - low)) * wide;
    if (points.every(({ f }) => f.value === points[0].f.value)) also.push(say("equal"));
    leave("small", points.length - solid.length, { floor: state.floor });
    const seen = points.filter(({ f }) => f.value >= low && f.value <= high);
    const ranked = [...scaled].sort((a, b) => a.f.value - b.f.value);
    claim.append(say("range", { n: scaled.length, low: ranked[0].f.text, high: ranked[ranked.length - 1].f.text }));
    leave("outside", points.length - seen.length);
    const bins = Math.floor(width / 10), stacks = new Map();
    for (const point of seen) {
      point.bin = Math.round(((point.f.value - low) / (high - low)) * bins);
      point.level = stacks.get(point.bin) || 0;
      stacks.set(point.bin, point.level + 1);
    }
    const tallest = Math.max(...stacks.values()), rise = Math.min(10, 130 / tallest);
    const named = seen.filter(({ row }) => state.places.includes(row.id) || seen.length <= 8).sort((a, b) => a.f.value - b.f.value);
    const lanes = []; // where the last name of each line of names ends, in pixels
    for (const point of named) {
      const text = `${titleOf(point.row.entry)} ${point.f.text}`, size = [...text].reduce((n, c) => n + (c > "⺀" ? 13 : 7), 12);
      const middle = Math.min(Math.max((across(point.f.value) * width) / 100, size / 2), width - size / 2);
      let lane = lanes.findIndex((end) => end < middle - size / 2);
      if (lane < 0) lane = lanes.push(0) - 1;
      lanes[lane] = middle + size / 2;
      Object.assign(point, { text, lane, middle });
    }
    const above = lanes.length * 18 + 8, base = above + Math.max(30, tallest * rise) + 6;
    const svg = draw("svg", { class: "dots", height: base + 42, role: "group", "aria-label": say("picture", { what: column.title, when: state.year, n: points.length }) });
    for (const tick of ticks) {
      svg.append(rule(across(tick), above, across(tick), base + 4), label(across(tick), base + 18, tickText(tick, column)));
    }
    svg.append(rule(left, base, left + wide, base, "b"));
    const n = solid.length;
    if (n >= 10) {
      const middle = (ranked[Math.floor((n - 1) / 2)].f.value + ranked[Math.floor(n / 2)].f.value) / 2, x = across(middle);
      svg.append(rule(x, above, x, base + 24, "k"),
        label(x, base + 36, `${say("median")} ${grouped(middle.toFixed(1))}${unitOf(column)} (n = ${grouped(String(n))})`, x < 20 ? "s" : x > 80 ? "e" : null));
    }
    if (seen.length > DOTS) {
      also.push(say("bars"));
      for (const [bin, many] of stacks) svg.append(draw("rect", { x: `${left + ((bin - .4) / bins) * wide}%`, width: `${(wide / bins) * .8}%`, y: base - many * rise, height: many * rise }));
    } else for (const { row, f, level } of seen.filter(({ text }) => !text)) svg.append(dot(row, f, across(f.value), base - 6 - level * rise, "", -1));
    const lineOf = (lane) => (lanes.length - lane) * 18 - 6;
    for (const { f, level, lane } of named) svg.append(rule(across(f.value), lineOf(lane) + 4, across(f.value), base - 6 - level * rise, "b"));
    for (const { row, f, level, lane, middle, text } of named) {
      const x = across(f.value), y = base - 6 - level * rise;
      svg.append(label((middle / width) * 100, lineOf(lane), text, "named"), dot(row, f, x, y, state.places.includes(row.id) ? `k${state.places.indexOf(row.id)}` : "", 0));
    }
    return svg;
  };
  const dot = (row, f, cx, cy, look, tabindex) => {
    const text = `${titleOf(row.entry)} ${row.year}: ${f.text}${f.n === null ? "" : ` (n = ${grouped(String(f.n))})`}${f.worked ? ` · ${say("worked")}` : ""}`;
    return draw("a", { href: href(row), class: look || null, tabindex, "aria-label": text }, draw("title", {}, text),
      draw("circle", { cx: `${cx}%`, cy, r: look ? 5 : 4, class: f.small || f.doubted ? "h" : null }));
  };
  const lines = (found, drawn, column) => {
    const mine = drawn.map((id) => found.filter((row) => row.id === id).sort((a, b) => a.year - b.year)).filter((of) => of.length);
    if (!mine.length) return also.push(say("too-many", { most })) && null;
    const points = mine.map((of) => of.map((row) => ({ row, f: figure(row, column) })).filter(({ f }) => f.value !== null));
    const every = points.flat(), solid = every.filter(({ f }) => !f.small && !f.doubted);
    leave("left-blank", mine.flat().length - every.length);
    if (!every.length) return null;
    const { low, high, ticks } = axis((solid.length ? solid : every).map(({ f }) => f.value));
    const years = every.map(({ row }) => row.year).sort(), from = years[0], to = years[years.length - 1];
    const wide = (picture.clientWidth || 640) >= 560, left = 8, right = wide ? 76 : 96, top = 14, base = 230;
    const x = (year) => (from === to ? (left + right) / 2 : left + 2 + ((year - from) / (to - from)) * (right - left - 4));
    const y = (v) => base - ((v - low) / (high - low)) * (base - top);
    const svg = draw("svg", { height: base + 26, role: "group", "aria-label": say("picture", { what: column.title, when: `${from}–${to}`, n: mine.length }) });
    for (const tick of ticks) {
      svg.append(rule(left, y(tick), right, y(tick), tick ? null : "b"), label(left, y(tick) + 4, tickText(tick, column), "e", -6));
    }
    const step = Math.ceil((to - from + 1) / (wide ? 12 : 6));
    for (let t = to; t >= from; t -= step) svg.append(label(x(t), base + 20, String(t)));
    const ends = [];
    let outside = 0;
    points.forEach((of, k) => {
      const ink = `k${drawn.indexOf(mine[k][0].id)}`, group = draw("g", { class: ink }), place = titleOf(mine[k][0].entry);
      of.forEach(({ row, f }, i) => {
        const before = of[i - 1];
        const why = before && row.year - before.row.year === 1 && row.apart[column.number];
        if (why) also.push(say("break", { place, before: before.row.year, after: row.year, why: catalog.breaks[why] || say(why) }));
        const ok = (p) => p && !p.f.small && !p.f.doubted;
        if (ok(before) && ok({ f }) && row.year - before.row.year === 1 && !why) {
          group.append(rule(x(before.row.year), y(before.f.value), x(row.year), y(f.value), "l"));
        }
      });
      const held = new Set(mine[k].map((row) => row.year)), gaps = [];
      for (let t = mine[k][0].year; t <= mine[k][mine[k].length - 1].year; t += 1) if (!held.has(t)) gaps.push(t);
      if (gaps.length) also.push(say("gap", { place, years: gaps.join(say("list-separator")) }));
      for (const { row, f } of of) {
        if (f.value > high || f.value < low) outside += 1;
        else group.append(dot(row, f, x(row.year), y(f.value), ink, 0));
      }
      svg.append(group);
      const end = of.filter(({ f }) => f.value <= high && f.value >= low).pop();
      if (end) ends.push({ place, ink, y: y(end.f.value) });
    });
    leave("hollow", every.length - solid.length, { floor: state.floor });
    leave("outside", outside);
    if (!wide) also.unshift(...ends.map(({ place, ink }) => make("span", {}, make("span", { class: `key ${ink}` }), place)));
    else {
      ends.sort((a, b) => a.y - b.y);
      ends.forEach((end, i) => { if (i) end.y = Math.max(end.y, ends[i - 1].y + 16); });
      for (let i = ends.length - 1, low = base + 6; i >= 0; i -= 1) { ends[i].y = Math.min(ends[i].y, low); low = ends[i].y - 16; }
      for (const end of ends) svg.append(label(right, end.y + 4, end.place, "s named", 8));
    }
    return svg;
  };
  const drawing = (found) => {
    const column = measured();
    also = [];
    picture.hidden = state.view === "table" || !here().alike || asks();
    if (picture.hidden) return state.places.filter((id) => find(here(), id));
    const drawn = (state.view === "lines" ? few() : state.places).filter((id) => find(here(), id));
    const claim = make("figcaption", {}, `${column.title}${say("comma")}${when()}`);
    picture.replaceChildren(claim);
    const made = state.view === "dots" ? dots(found, column, claim) : lines(found, drawn, column);
    picture.append(made || "", ...also.map((text) => unit(text)));
    return drawn;
  };

  const render = () => {
    const focused = document.activeElement;
    const column = measured(), { found, small } = rows();
    last = found;
    controls();
    const chosen = state.places.map((id) => [id, find(here(), id) || elsewhere.get(id)?.entry]).filter(([, entry]) => entry);
    const alone = make("input", { type: "checkbox", id: "only", onchange: () => set({ only: alone.checked ? "1" : "" }) });
    alone.checked = Boolean(state.only);
    chips.hidden = !chosen.length;
    chips.replaceChildren(say("chosen"), ...chosen.map(([id, entry]) => button(
      `${titleOf(entry)} ×`, () => set({ places: state.places.filter((one) => one !== id) }),
      { class: find(here(), id) ? null : "off", "aria-label": say("drop", { place: titleOf(entry) }) },
    )), button(say("drop-all"), () => set({ places: [], only: "" })),
    whole() ? "" : make("label", {}, alone, " ", say("only")));
    const drawn = drawing(found);
    const key = byId.get(sorted());
    status.textContent = asks() ? say("years-ask") : !found.length ? say("none")
      : say("count", { n: found.length })
        + (small ? say(state.small ? "count-hidden" : "count-small", { n: small, floor: state.floor }) : "")
        + say("stop") + (key ? say("by-column", { what: key.title }) : say("by-place"));
    const n = [...groups.values()].reduce((sum, one) => sum + (one !== here() && one.level === here().level && one.years[state.year] || 0), 0);
    if (n && found.length) status.append(" ", state.province
      ? make("a", { href: `${root}${catalog.folder}${state.province}/compare/${state.year}/index.html` }, say("beside-prepared")) : say("beside", { n }));
    tell();
    caveat.replaceChildren(column.title, say("colon"), column.not ? `${column.not} ` : "", make("a", { href: `${root}${catalog.folder}${column.href}index.html` }, say("meaning")));
    table.replaceChildren(
      make("caption", { class: "vh" }, say("caption", { group: nameOf(here()), when: when() })),
      make("thead", {}, make("tr", {}, sorter("place", say("place")), whole() ? make("th", { scope: "col", class: "n" }, say("year")) : null,
        ...shownColumns().map((c) => sorter(c.id, c.title, under(c))), make("th", { scope: "col" }, say("sums")), make("th", { scope: "col", class: "n" }, say("published")))),
      make("tbody", {}, ...found.slice(0, limit).map((row) => line(row, drawn))));
    more.hidden = found.length <= limit;
    more.replaceChildren(say("more", { n: found.length - limit }), " ", button(say("all"), () => { limit = found.length; render(); }));
    csv.textContent = say("download", { n: found.length });
    out.hidden = frame.hidden = caveat.hidden = !found.length;
    if (focused && !focused.isConnected) { // what is gone leaves it to the table
      (document.getElementById(focused.id) || frame).focus({ preventScroll: true });
    }
  };
  const others = async () => { // whether what was looked for stands in another group
    const turn = turns, home = state.group;
    await Promise.allSettled([...groups.keys()].map(load));
    if (turn !== turns) return;
    const text = state.filter.toLowerCase();
    for (const one of groups.values()) {
      if (one.id === home || !arrived.has(one.id)) continue;
      const n = names(one).places.filter((entry) => entry.some((name) => name.toLowerCase().includes(text))).length;
      if (n) told.append(because(say("other-group", { n }), " ", see(one)));
    }
  };
  let turns = 0;
  const failed = (error) => {
    status.textContent = "";
    also = [];
    told.replaceChildren(make("p", {}, say("failed", { file: error.file || "explore.js" }), " ",
      button(say("prepared"), () => document.getElementById("prepared").scrollIntoView()), " ", data));
    picture.hidden = frame.hidden = out.hidden = more.hidden = caveat.hidden = true;
  };
  const show = async () => {
    const turn = turns += 1;
    try {
      controls();
      if (missing().length) status.textContent = say("loading");
      if (!arrived.has(state.group)) await load(state.group);
      await settle();
      for (let need = missing(); need.length; need = missing()) await Promise.all(need.map(load));
      if (turn !== turns) return; // it is asked for anew
      render();
      if (notes.length) write(false);
      if (state.filter && !last.length) others();
    } catch (error) {
      if (turn === turns) failed(error);
      if (!error.file) throw error;
    }
  };
  addEventListener("popstate", () => { read(); show(); });
  read();
  write(false);
  show();
})();
