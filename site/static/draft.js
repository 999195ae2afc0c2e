// What was read → the file of a report as `format` writes it; whose report it is, and what the site holds
// of the year before. Loaded when something was read. It leaves the browser only by the button that says so.
(() => {
  "use strict";
  const { $, say, reason, nameOf, make, put, unit, remark, tally, groups, added, data, grouped, shown } = window.gongkaiCheck;
  const T = window.gongkaiTables, { words } = data, URL_BYTES = 8000; // GitHub answers longer addresses with 414
  let read = null, place = null, held = null, asked = 0;

  // -- what a document says of itself besides its title
  const GAP = "(?:[:：]|~)*", DAY = "(20[0-9]{2})~*[-/年.]~*([0-9]{1,2})(?:~*[-/月.]~*([0-9]{1,2}))?";
  const day = ([, ...found]) => {
    const text = found.filter(Boolean).map((part) => part.padStart(2, "0")).join("-");
    return new Date(text).toJSON()?.startsWith(text) ? text : null;
  };
  const OFFICIAL = /^[一-鿿·（）()]+(?:政府|办公室|办公厅|委员会|管委会|街道办事处|局|厅|委|院|镇|乡)$/u;
  const first = (texts, patterns, take) => patterns.flatMap((pattern) => texts.map((text) => { const found = pattern.exec(text); return found && take(found); })).find(Boolean);
  const facts = (given) => {
    const raw = T.textLines(given), texts = raw.map(T.simple), meta = given.meta;
    const after = (names, what) => T.re(`(?<![一-鿿])(?:${names})${GAP}${what}`);
    const dates = ["发布日期|发布时间|公开日期|公开时间|公布日期|发文日期", "时间|日期"].map((names) => after(names, DAY));
    const from = ["发布机构|发布单位|公开主体|公开机构|信息提供单位", "信息来源|稿件来源|来源"].map((names) => after(names, "([一-鿿（）()·]{3,30})"));
    const own = (meta.contentsource ?? "").trim();
    return {
      published: first([meta.pubdate ?? "", meta.publishdate ?? ""], [T.re(DAY)], day) ?? first(texts, dates, day),
      publisher: OFFICIAL.test(own) ? own : first(raw, from, (m) => (OFFICIAL.test(m[1]) ? m[1] : null)),
      index: first(texts, [T.re("索~*引~*号(?:[:：]|~)*([A-Za-z0-9][A-Za-z0-9/\\-_.]{5,60})(?![A-Za-z0-9@])")], (m) => (/^(?:[0-9]{3,4}-[0-9]{7,8}|1[0-9]{10})$/u.test(m[1]) ? null : m[1])),
    };
  };

  // -- the file, in its one canonical form
  const spelled = (text) => {
    if (!text) return text;
    const odd = /^\s|\s$|^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?![^ ,[\]{}]))|:(?: |$)| #|\n|^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?[.0-9][0-9_,.:eExXoabcdfABCDF+-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|=|<<)$/iu.test(text);
    if (!odd) return text;
    return text.includes("'") && !/["\\]/u.test(text) ? `"${text}"` : `'${text.replaceAll("'", "''")}'`;
  };
  const written = ({ given, result }, year, now = new Date()) => {
    const about = facts(given), url = $("url").value.trim(), official = /^https?:\/\/[^\s]+$/u.test(url), { sha256, pasted } = given;
    const lines = [], roles = {};
    for (const { part, cells, unread } of result.parts) {
      const wide = Math.max(...part.lines.map((line) => line.c.length)) + 1;
      for (const [role, n] of Object.entries(part.roles)) roles[role] = cells.get(part.cells[n].at);
      lines.push(`  ${part.name}:`, `    form: ${part.form.id}`);
      let heads = "";
      for (const block of part.blocks) {
        block.lines.forEach((line, n) => {
          groups(line.cells.filter(({ at }) => unread.has(at)), ({ at }) => unread.get(at).what)
            .forEach((list) => lines.push(`    # unread: ${list.map((cell) => cell.column.z).join("、")}: ${reason(unread.get(list[0].at)).replace(/\s+/gu, " ").trim()}`));
          if (!n && block.heads && block.heads !== heads) { heads = block.heads; lines.push(`    ${"#".padEnd(wide)} ${heads}`); }
          const texts = line.cells.map((cell) => cells.get(cell.at));
          lines.push(`    ${`${line.c}:`.padEnd(wide)} ${texts.every((text) => text === "absent") ? "absent" : `[${texts.map((text) => (text === "无" ? '"无"' : text)).join(", ")}]`}`);
        });
      }
    }
    const known = ["received", "carried_in", "handled", "carried_out"].every((role) => /^\d+$/u.test(roles[role]));
    const values = {
      ...roles, year, title: spelled(given.about?.title), publisher: spelled(about.publisher), published: about.published, index: spelled(about.index), url: official && spelled(url),
      seen: official ? `official-${given.page ? "page" : "file"}` : "copy", today: new Date(now - now.getTimezoneOffset() * 6e4).toISOString().slice(0, 10),
      sha256: sha256 && sha256 + (pasted ? `  # ${words["of-paste"]}` : ""), parts: lines.join("\n"),
    };
    const filled = (text) => text.replace(/\{(\w+)\}/gu, (_, name) => values[name] || "null");
    for (const [lang, texts] of Object.entries(data.summary)) values[lang] = filled(texts[known ? 0 : 1]);
    return `# yaml-language-server: $schema=${"../".repeat(place.split("/").length + 2)}datapackage/report.schema.json\n${filled(data.file)}`;
  };
  const encoded = (text) => encodeURIComponent(text).replace(/%20/gu, "+").replace(/%(?:2C|3A|2F|5B|5D|7B|7D|24|40)/gu, decodeURIComponent);
  const pathOf = (year) => `content/reports/${place}/${year}.yaml`;
  const button = (label, onclick, more = {}) => make("button", { type: "button", onclick, ...more }, label);
  const makeFile = () => {
    const year = Number($("year").value), path = pathOf(year), text = written(read, year), left = text.split(/\bunread(?=[,\]])/u).length - 1;
    const area = make("textarea", { id: "text", readOnly: true, rows: 18, ariaLabel: path, spellcheck: false, value: text });
    const copy = async ({ target }) => {
      try { await navigator.clipboard.writeText(text); } catch { area.select(); document.execCommand("copy"); }
      target.textContent = say("copied");
    };
    const download = () => {
      const href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
      make("a", { href, download: `${year}.yaml` }).click();
      setTimeout(() => URL.revokeObjectURL(href), 1000);
    };
    const repository = data.repository?.replace(/\/+$/u, ""), empty = `${repository}/new/main?filename=${encoded(path)}`, full = `${empty}&value=${encoded(text)}`;
    const there = held?.name === place && year in held.years; // GitHub takes no second file of a name
    const fits = full.length <= URL_BYTES, go = async (event) => { if (!fits && !there) await copy(event); open(there ? `${repository}/edit/main/${encoded(path)}` : fits ? full : empty, "_blank", "noopener"); };
    const broken = tally(read.result.parts.flatMap(({ verdicts }) => verdicts), "broken"), warning = (...said) => make("p.as_printed", say(...said));
    put("made", make("p", say("file-goes", { path })), there ? warning("file-there") : $("last").querySelector("button") && unit("file-maybe"), left && warning("file-unread", { n: left }), broken && warning("file-broken", { n: broken }), unit("file-next"),
      make("p.acts", button(say("download"), download), " ", button(say("copy"), copy), repository && [" ", button(say(there ? "github-edit" : fits ? "github" : "github-paste"), go)]), area, !repository && unit("no-repository"));
    $("made").querySelector("button").focus();
  };

  // -- the reports of this place that the site holds: of the same year, and of the year before
  const figures = (report, part) => { // in the order of the cells; null where it is of another form
    const [form, cells] = report[part.name] ?? [];
    return form === part.form.id ? cells.split(",").map((text) => (text === "" ? null : Number(text))) : null;
  };
  const value = (figure) => (figure === null ? "–" : grouped(figure));
  const same = (year, report) => {
    const rows = read.result.parts.flatMap(({ part, cells, V }) => {
      const then = figures(report, part);
      return then ? part.cells.flatMap((cell, n) => (/^(?:unread|\{)/u.test(cells.get(cell.at)) || then[n] === V[n] ? [] : remark("same-differs", { cell: nameOf(cell), now: value(V[n]), then: value(then[n]) })))
        : remark("last-form", { part: part.title });
    });
    return [make("h3", say("same-title", { year })), make("ul.plain", rows.length ? rows.slice(0, 12) : make("li", say("same-agrees")), rows.length > 12 && make("li", say("same-more", { n: rows.length - 12 })))];
  };
  const compared = (years) => {
    const year = Number($("year").value), before = years?.[year - 1], now = years?.[year];
    return [now ? same(year, now) : [], before || !now ? follows(year, before) : []].flat();
  };
  const follows = (year, before) => {
    const last = year - 1, rows = [], links = [], title = say("last-title", { year: last });
    if (!before) return unit("last-none", { year: last });
    for (const { part, V } of read.result.parts) {
      const then = figures(before, part);
      if (!then) { rows.push(make("tr", make("td.soft", { colSpan: 3 }, say("last-form", { part: part.title })))); continue; }
      for (const n of new Set(Object.values(part.roles))) rows.push(make("tr", make("th", { scope: "row" }, shown(part.cells[n].line)), make("td.n", value(then[n])), make("td.n", value(V[n]))));
      for (const [rule, n, terms] of part.series) {
        const values = terms.map(([sign, old, m]) => { const v = (old ? then : V)[m]; return v === null ? null : sign * v; }), sum = values.reduce((a, b) => a + b, 0), { line, column } = part.cells[n];
        if (V[n] !== null && !values.includes(null) && sum !== V[n]) links.push(remark("last-differs", { cell: say("cell", { row: shown(line), column: shown(column) }), now: V[n], then: sum, rule: data.rules[rule] }));
      }
    }
    const head = (one) => make("th.n", { scope: "col" }, String(one));
    return [make("h3", title), unit("last-note"), make("ul.plain", links.length ? links : make("li", say("last-agrees"))),
      make("div.frame", { tabIndex: 0, role: "region", ariaLabel: title }, make("table.list slim", make("thead", make("tr", make("td"), head(last), head(year))), make("tbody", rows)))];
  };
  window.gongkaiHeld = (name, years) => { held = { name, years }; };

  const ready = () => {
    const year = $("year").value, known = /^20\d\d$/u.test(year), fine = known && place;
    $("make").disabled = !fine;
    put("need", fine ? pathOf(year) : say(known ? "need-place" : "need-year"));
  };
  const chosen = (entry) => {
    const turn = ++asked;
    place = entry.id;
    for (const { firstChild: one } of $("places").children) one.ariaPressed = one.value === place;
    ready();
    held = null;
    // Which place it is the site learns only when it is asked for the file of that place.
    put("last", entry.reports && make("p.acts", button(say("last-ask"), async () => {
      await added(`${place}/held.js`).catch(() => {});
      if (turn === asked) put("last", compared(held?.name === place ? held.years : null));
    })));
  };
  const look = async () => {
    place = null;
    put("places");
    put("last");
    ready();
    const text = $("place").value.trim(), turn = ++asked;
    if (!text) return;
    const index = await window.gongkaiFinder.load().catch(() => null);
    if (turn !== asked) return;
    if (!index) { put("need", say("no-places")); return; }
    const found = groups(index.search(text).filter((one) => one.place), (one) => one.place.id).slice(0, 8).map((list) => list.pop());
    const exact = found.filter(({ place: one }) => one.zh === text || [...one.above, one].map((p) => p.zh).join("").endsWith(text));
    put("places", found.map((one) => {
      const { title, about } = index.told({ ...one, name: "", missing: "" }, data.folder.replace("/", "") || "zh");
      return make("li", button(title, () => chosen(one.place), { value: one.place.id, ariaPressed: false }), " ", make("small.soft", about));
    }));
    if (!found.length) put("need", say("no-place"));
    if (exact.length === 1) chosen(exact[0].place);
  };
  let timer = 0;
  $("place").oninput = () => { clearTimeout(timer); timer = setTimeout(look, 250); };
  $("year").oninput = ready;
  $("make").onclick = makeFile;
  window.gongkaiDraft = (news) => {
    const again = read?.given === news.given;
    read = news;
    if (!again) look();
    else { ready(); if (held && place) put("last", compared(held.years)); }
  };
  window.gongkaiDraft.written = (news, year, name, now) => { place = name; return written(news, year, now); };
})();
