// What was read → the file of a report as `format` writes it; whose report it is, and what the site holds
// of the year before. Loaded when something was read. It leaves the browser only by the button that says so.
(() => {
  "use strict";
  const { $, say, reason, nameOf, make, added, data, grouped, shown, number } = window.gongkaiCheck;
  const T = window.gongkaiTables, { words } = data, URL_BYTES = 8000; // GitHub answers longer addresses with 414
  let read = null, place = null, held = null, asked = 0;

  // -- SHA-256: crypto.subtle is not there on pages without TLS
  const sha256 = (bytes) => {
    const primes = [], K = [], H = [];
    for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) { primes.push(n); K.push((Math.cbrt(n) % 1) * 2 ** 32 | 0); if (H.length < 8) H.push((Math.sqrt(n) % 1) * 2 ** 32 | 0); }
    const size = ((bytes.length + 72) >> 6) << 6, block = new Uint8Array(size), view = new DataView(block.buffer), w = new Int32Array(64);
    block.set(bytes);
    block[bytes.length] = 0x80;
    view.setUint32(size - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(size - 4, bytes.length << 3);
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    for (let at = 0; at < size; at += 64) {
      for (let n = 0; n < 64; n++) w[n] = n < 16 ? view.getInt32(at + 4 * n) : (w[n - 16] + w[n - 7] + (turn(w[n - 15], 7) ^ turn(w[n - 15], 18) ^ (w[n - 15] >>> 3)) + (turn(w[n - 2], 17) ^ turn(w[n - 2], 19) ^ (w[n - 2] >>> 10))) | 0;
      let [a, b, c, d, e, f, g, h] = H;
      for (let n = 0; n < 64; n++) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[n] + w[n]) | 0, two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
      }
      [a, b, c, d, e, f, g, h].forEach((x, n) => { H[n] = (H[n] + x) | 0; });
    }
    return H.map((x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
  };

  // -- what a document says of itself besides its title
  const DAY = "(?:[:：]|~)*(20[0-9]{2})~*[-/年.]~*([0-9]{1,2})(?:~*[-/月.]~*([0-9]{1,2}))?";
  const day = (found) => {
    const [, year, month, date] = found, made = new Date(Date.UTC(year, month - 1, date ?? 1));
    return made.getUTCMonth() === month - 1 && made.getUTCDate() === Number(date ?? 1) ? made.toISOString().slice(0, date ? 10 : 7) : null;
  };
  const OFFICIAL = /^[一-鿿·（）()]+(?:政府|办公室|办公厅|委员会|管委会|街道办事处|局|厅|委|院|镇|乡)$/u;
  const first = (texts, patterns, take) => { for (const pattern of patterns) for (const text of texts) { const found = pattern.exec(text), value = found && take(found); if (value) return value; } return null; };
  const facts = (given) => {
    const raw = T.textLines(given), texts = raw.map(T.simple), meta = given.meta;
    const dates = ["发布日期|发布时间|公开日期|公开时间|公布日期|发文日期", "时间|日期"].map((names) => T.re(`(?<![一-鿿])(?:${names})${DAY}`));
    const from = ["发布机构|发布单位|公开主体|公开机构|信息提供单位", "信息来源|稿件来源|来源"].map((names) => T.re(`(?<![一-鿿])(?:${names})(?:[:：]|~)*([一-鿿（）()·]{3,30})`));
    const own = (meta.contentsource ?? "").trim();
    return {
      published: first([meta.pubdate ?? "", meta.publishdate ?? ""], [T.re(DAY.replace("(?:[:：]|~)*", ""))], day) ?? first(texts, dates, day),
      publisher: OFFICIAL.test(own) ? own : first(raw, from, (m) => (OFFICIAL.test(m[1]) ? m[1] : null)),
      index: first(texts, [T.re("索~*引~*号(?:[:：]|~)*([A-Za-z0-9][A-Za-z0-9/\\-_.]{5,60})(?![A-Za-z0-9@])")], (m) => (/^(?:[0-9]{3,4}-[0-9]{7,8}|1[0-9]{10})$/u.test(m[1]) ? null : m[1])),
    };
  };

  // -- the file, in its one canonical form
  const spelled = (text) => {
    if (text === null) return "null";
    const odd = text !== text.trim() || /^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?![^ ,[\]{}]))/u.test(text) || /:(?: |$)| #|\n/u.test(text)
      || /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?[.0-9][0-9_,.:eExXoabcdfABCDF+-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|=|<<)$/iu.test(text);
    if (!odd) return text;
    return text.includes("'") && !/["\\]/u.test(text) ? `"${text}"` : `'${text.replaceAll("'", "''")}'`;
  };
  const written = ({ given, result }, year, now = new Date()) => {
    const about = facts(given), url = $("url").value.trim() || null, official = url && /^https?:\/\/[^\s]+$/u.test(url);
    const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
    const lines = [`# yaml-language-server: $schema=${"../".repeat(place.split("/").length + 2)}datapackage/report.schema.json`,
      `title: ${spelled(given.about?.title ?? null)}`, "kind: annual-report", `scope:  # ${words.scope}`, "  tables: unknown", "  evidence: null",
      "source:", `  publisher: ${spelled(about.publisher)}`, `  published: ${about.published ?? "null"}`, `  index_number: ${spelled(about.index)}`,
      `  url: ${official ? spelled(url) : "null"}`, "  archive_url: null", `  seen_as: ${!official ? "copy" : given.page ? "official-page" : "official-file"}`, "  via: null", `  retrieved: ${today}`,
      `  sha256: ${sha256(given.bytes)}${given.pasted ? `  # ${words["of-paste"]}` : ""}`, "parts:"];
    const roles = {};
    for (const { part, cells, unread } of result.parts) {
      const wide = Math.max(...part.lines.map((line) => line.c.length)) + 1, of = (line) => part.cells.filter((cell) => cell.line === line);
      for (const [role, n] of Object.entries(part.roles)) roles[role] = cells.get(part.cells[n].at);
      lines.push(`  ${part.name}:`, `    form: ${part.form.id}`);
      let heads = "";
      for (const block of part.blocks) {
        block.lines.forEach((line, n) => {
          const own = of(line), groups = new Map();
          own.forEach((cell) => { const why = unread.get(cell.at); if (why) groups.set(why.what, [...(groups.get(why.what) ?? []), cell]); });
          groups.forEach((list) => { const why = unread.get(list[0].at); lines.push(`    # unread: ${list.map((cell) => cell.column.z).join("、")}: ${reason(why).replace(/\s+/gu, " ").trim()}`); });
          if (!n && block.heads && block.heads !== heads) { heads = block.heads; lines.push(`    ${"#".padEnd(wide)} ${heads}`); }
          const texts = own.map((cell) => cells.get(cell.at));
          lines.push(`    ${`${line.c}:`.padEnd(wide)} ${texts.every((text) => text === "absent") ? "absent" : `[${texts.map((text) => (text === "无" ? '"无"' : text)).join(", ")}]`}`);
        });
      }
    }
    const known = ["received", "carried_in", "handled", "carried_out"].every((role) => /^\d+$/u.test(roles[role] ?? ""));
    lines.push(`summary:  # ${words["summary-note"]}`);
    for (const [lang, texts] of Object.entries(data.summary)) lines.push(`  ${lang}: |`, `    ${texts[known ? 0 : 1].replace(/\{(\w+)\}/gu, (_, name) => (name === "year" ? year : roles[name]))}`);
    lines.push("curation: {transcribed_by: null, verified_by: null}", "");
    return lines.join("\n");
  };
  const encoded = (text) => encodeURIComponent(text).replace(/%20/gu, "+").replace(/%(?:2C|3A|2F|5B|5D|7B|7D|24|40)/gu, decodeURIComponent);
  const copied = async (text, button) => {
    try { await navigator.clipboard.writeText(text); } catch { const area = $("text"); area.select(); document.execCommand("copy"); }
    button.textContent = say("copied");
  };
  const makeFile = () => {
    const year = Number($("year").value), path = `content/reports/${place}/${year}.yaml`, text = written(read, year), left = (text.match(/\bunread(?=[,\]])/gu) ?? []).length;
    const area = make("textarea", { id: "text", readonly: true, rows: 18, "aria-label": path, spellcheck: "false" });
    area.value = text;
    const button = (label, onclick) => { const made = make("button", { type: "button" }, label); made.onclick = () => onclick(made); return made; };
    const download = () => {
      const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/yaml" })), download: `${year}.yaml` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    };
    const repository = data.repository?.replace(/\/+$/u, ""), empty = `${repository}/new/main?filename=${encoded(path)}`, full = `${empty}&value=${encoded(text)}`;
    const there = held?.name === place && year in held.years; // GitHub takes no second file of a name
    const fits = !there && full.length <= URL_BYTES, go = async (made) => { if (!fits && !there) await copied(text, made); open(there ? `${repository}/edit/main/${encoded(path)}` : fits ? full : empty, "_blank", "noopener"); };
    const broken = read.result.parts.reduce((all, { verdicts }) => all + verdicts.filter((one) => one === "broken").length, 0);
    $("made").replaceChildren(make("p", {}, say("file-goes", { path })), there ? make("p", { class: "as_printed" }, say("file-there")) : $("last").querySelector("button") ? make("p", { class: "unit" }, say("file-maybe")) : "", left ? make("p", { class: "as_printed" }, say("file-unread", { n: left })) : "", broken ? make("p", { class: "as_printed" }, say("file-broken", { n: broken })) : "", make("p", { class: "unit" }, say("file-next")),
      make("p", { class: "acts" }, button(say("download"), download), " ", button(say("copy"), (made) => copied(text, made)), repository ? " " : "", repository ? button(say(there ? "github-edit" : fits ? "github" : "github-paste"), go) : ""), area);
    if (!repository) $("made").append(make("p", { class: "unit" }, say("no-repository")));
    $("made").querySelector("button").focus();
  };

  // -- the reports of this place that the site holds: of the same year, and of the year before
  const same = (year, report) => {
    const rows = read.result.parts.flatMap(({ part, cells: own, V }) => {
      const [form, cells] = report[part.name] ?? [];
      if (form !== part.form.id) return [say("last-form", { part: part.title })];
      const then = cells.split(","), value = (v) => (v === null || v === "" ? "–" : grouped(v));
      return part.cells.flatMap((cell, n) => (/^(?:unread|\{)/u.test(own.get(cell.at)) || (then[n] === "" ? null : Number(then[n])) === V[n] ? [] : [say("same-differs", { cell: nameOf(cell), now: value(V[n]), then: value(then[n]) })]));
    });
    return [make("h3", {}, say("same-title", { year })), make("ul", { class: "plain" }, rows.length ? rows.slice(0, 12).map((text) => make("li", { class: "as_printed" }, text)) : make("li", {}, say("same-agrees")), rows.length > 12 ? make("li", {}, say("same-more", { n: rows.length - 12 })) : "")];
  };
  const compared = (years) => {
    const year = Number($("year").value), before = years?.[year - 1], now = years?.[year];
    return [...(now ? same(year, now) : []), ...(before || !now ? follows(year, before) : [])];
  };
  const follows = (year, before) => {
    if (!before) return [make("p", { class: "unit" }, say("last-none", { year: year - 1 }))];
    const rows = [], links = [];
    for (const { part, V } of read.result.parts) {
      const [form, cells] = before[part.name] ?? [];
      if (form !== part.form.id) { rows.push(make("tr", {}, make("td", { colspan: 3, class: "soft" }, say("last-form", { part: part.title })))); continue; }
      const then = cells.split(",").map((text) => (text === "" ? null : Number(text))), value = (v) => (v === null ? "–" : grouped(v));
      for (const n of [...new Set(Object.values(part.roles))]) rows.push(make("tr", {}, make("th", { scope: "row" }, shown(part.cells[n].line)), make("td", { class: "n" }, value(then[n])), make("td", { class: "n" }, value(V[n]))));
      for (const [rule, n, terms] of part.series) {
        const values = terms.map(([sign, last, m]) => { const v = (last ? then : V)[m]; return v === null ? null : sign * v; });
        if (V[n] === null || values.includes(null)) continue;
        const sum = values.reduce((a, b) => a + b, 0), { line, column } = part.cells[n];
        if (sum !== V[n]) links.push(make("li", { class: "as_printed" }, say("last-differs", { cell: say("cell", { row: shown(line), column: shown(column) }), now: V[n], then: sum, rule: data.rules[rule][0] })));
      }
    }
    return [make("h3", {}, say("last-title", { year: year - 1 })), make("p", { class: "unit" }, say("last-note")), make("ul", { class: "plain" }, links.length ? links : [make("li", {}, say("last-agrees"))]),
      make("div", { class: "frame", tabindex: 0, role: "region", "aria-label": say("last-title", { year: year - 1 }) }, make("table", { class: "list slim" }, make("thead", {}, make("tr", {}, make("td", {}), make("th", { scope: "col", class: "n" }, String(year - 1)), make("th", { scope: "col", class: "n" }, String(year)))), make("tbody", {}, rows)))];
  };
  window.gongkaiHeld = (name, years) => { held = { name, years }; };

  const ready = () => {
    const year = $("year").value, fine = /^20\d\d$/u.test(year) && place;
    $("make").disabled = !fine;
    $("need").textContent = fine ? `content/reports/${place}/${year}.yaml` : say(/^20\d\d$/u.test(year) ? "need-place" : "need-year");
  };
  const chosen = (entry) => {
    place = entry.id;
    const turn = ++asked;
    [...$("places").children].forEach((item) => item.firstChild.setAttribute("aria-pressed", item.firstChild.value === place));
    ready();
    held = null;
    if (!entry.reports) { $("last").replaceChildren(); return; }
    // Which place it is the site learns only when it is asked for the file of that place.
    const button = make("button", { type: "button" }, say("last-ask"));
    button.onclick = async () => {
      await added(`${place}/held.js`).catch(() => {});
      if (turn === asked) $("last").replaceChildren(...compared(held?.name === place ? held.years : null));
    };
    $("last").replaceChildren(make("p", { class: "acts" }, button));
  };
  const look = async () => {
    place = null;
    $("places").replaceChildren();
    $("last").replaceChildren();
    ready();
    const text = $("place").value.trim(), turn = ++asked;
    if (!text) return;
    const index = await window.gongkaiFinder.load().catch(() => null);
    if (turn !== asked) return;
    if (!index) { $("need").textContent = say("no-places"); return; }
    const lang = data.folder ? data.folder.replace("/", "") : "zh";
    const found = [...new Map(index.search(text).filter((one) => one.place).map((one) => [one.place.id, one])).values()].slice(0, 8);
    const exact = found.filter(({ place: one }) => one.zh === text || [...one.above.map((p) => p.zh), one.zh].join("").endsWith(text));
    $("places").replaceChildren(...found.map((one) => {
      const { title, about } = index.told({ ...one, name: "", missing: "" }, lang), button = make("button", { type: "button", value: one.place.id, "aria-pressed": "false" }, title);
      button.onclick = () => chosen(one.place);
      return make("li", {}, button, " ", make("small", { class: "soft" }, about));
    }));
    if (!found.length) $("need").textContent = say("no-place");
    if (exact.length === 1) chosen(exact[0].place);
  };
  let timer = 0;
  $("place").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 250); });
  $("year").addEventListener("input", ready);
  $("make").onclick = makeFile;
  window.gongkaiDraft = (news) => { const again = read?.given === news.given; read = news; if (again) { ready(); if (held && place) $("last").replaceChildren(...compared(held.years)); } else look(); };
  Object.assign(window.gongkaiDraft, { written: (news, year, name, now) => { place = name; return written(news, year, now); }, sha256, encoded });
})();
