// The page of results: where the words of a query stand, in groups, and what stands around them.
// fulltext.js finds reports that may fit; they are shown once their texts have been seen to.
(() => {
  "use strict";
  const out = document.querySelector(".hits"), finder = window.gongkaiFinder;
  if (!out || !finder) return;
  const said = JSON.parse(out.dataset.said), lang = out.closest("[lang]").lang.split("-")[0];
  const LANGS = ["zh", "en"]; // of the texts, as they stand in their files
  const SHOWN = 10, TRIED = 40, LINES = 3; // entries at a time, places looked at for them, figures
  const status = out.querySelector("[role=status]");
  const query = (new URLSearchParams(location.search).get("q") || "").trim().slice(0, 100);
  let index, asked;

  const fill = (key, value) => said[key].replace(/\{\w+\}/, () => value);
  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
  const tagged = (code) => (code === lang ? {} : { lang: code === "zh" ? "zh-Hans" : code });
  const soft = (text) => make("small", { class: "soft" }, text);

  // -- files, each once
  const held = new Map(), files = new Map();
  for (const kind of ["Slice", "Texts", "Reference"]) {
    window[`gongkai${kind}`] = (key, value) => held.set(`${kind} ${key}`, value);
  }
  const get = async (kind, key, path) => {
    if (!files.has(path)) files.set(path, finder.add(path));
    await files.get(path);
    if (!held.has(`${kind} ${key}`)) throw new Error(path);
    return held.get(`${kind} ${key}`);
  };

  // -- a text with its words marked; of a long one, what stands around the first
  const marked = (text) => {
    const nodes = [];
    let last = 0;
    for (const hit of text.matchAll(asked.seen)) {
      nodes.push(text.slice(last, hit.index), make("mark", {}, hit[0]));
      last = hit.index + hit[0].length;
    }
    return [...nodes, text.slice(last)];
  };
  const snippet = (text, code) => {
    const wide = code === "zh" ? 30 : 80, at = Math.max(0, text.search(asked.seen));
    let from = Math.max(0, at - wide), to = Math.min(text.length, at + 2 * wide);
    if (code !== "zh") {
      from = from && text.indexOf(" ", from) + 1;
      to = to < text.length ? text.lastIndexOf(" ", to) : to;
    }
    return [from ? "… " : "", ...marked(text.slice(from, to)), to < text.length ? " …" : ""];
  };
  // The language in which a text fits, that of the page first.
  const fitting = (texts, place) => [...LANGS].sort((a, b) => (b === lang) - (a === lang))
    .find((code) => asked.fits(texts[LANGS.indexOf(code)], place));

  // -- a group: a heading with its count, a list, a button while there is more. Says what it has.
  const group = async (key, n, atMost, more) => {
    const list = make("ul", { class: "entries" }), id = `group-${key}`, count = make("small", {});
    const button = make("button", { type: "button" }, said["search-more"]);
    const next = async () => {
      const before = list.children.length, { items, left, sure = n } = await more();
      list.append(...items);
      button.hidden = !left;
      count.textContent = fill(atMost && left ? "search-at-most" : "search-count", left ? n : sure);
      return list.children[before];
    };
    button.addEventListener("click", () => next()
      .then((first) => first?.querySelector("a").focus())
      .catch(() => { status.textContent = said["search-failed"]; }));
    await next();
    if (!list.children.length && button.hidden) return [];
    const title = make("h2", { id }, said[`search-${key}`], " ", count);
    out.append(make("section", { "aria-labelledby": id }, title, list, button));
    return [make("a", { href: `#${id}` }, `${said[`search-${key}`]} ${count.textContent}`)];
  };
  const listed = (key, all, item) => {
    let at = 0;
    return group(key, all.length, false, async () => {
      const items = all.slice(at, at += SHOWN).map(item);
      return { items, left: at < all.length };
    });
  };

  // -- reports, a place at a time: the newest that fits, and its other years
  const newer = (a, b) => (a < b ? 1 : -1);
  const entry = (place, texts, names, lines) => {
    const address = (name) => index.address({ place, name }, lang);
    const fit = texts.filter(([name]) => names.includes(name)).sort(([a], [b]) => newer(a, b))
      .map((report) => [report[0], lines(report, place, address(report[0]))])
      .filter(([, nodes]) => nodes.length);
    if (!fit.length) return { n: 0 };
    const [[name, nodes], ...others] = fit, above = place.above.map((up) => index.called(up, lang));
    const link = make("a", { href: address(name) }, `${index.called(place, lang)} ${name}`);
    const item = make("li", {}, link, " ", soft(above.join(" › ")), ...nodes.slice(0, LINES));
    if (others.length) {
      const years = others.flatMap(([one]) => [" ", make("a", { href: address(one) }, one)]);
      item.append(make("p", { class: "unit" }, said["search-years"], ...years));
    }
    return { n: fit.length, item };
  };
  const ofReports = (key, found, exact, lines) => {
    const by = new Map();
    for (const { place, name } of found) by.set(place, [...(by.get(place) || []), name]);
    const places = [...by].sort(([a, x], [b, y]) => newer(x.at(-1), y.at(-1)) * (x.at(-1) !== y.at(-1)) || a.order - b.order);
    let at = 0, sure = 0;
    return group(key, found.length, !exact, async () => {
      const items = [];
      for (const end = at + TRIED; at < Math.min(places.length, end) && items.length < SHOWN;) {
        const some = places.slice(at, at += SHOWN - items.length);
        const texts = await Promise.all(some.map(([{ id }]) => get("Texts", id, `../${id}/texts.js`)));
        some.forEach(([place, names], i) => {
          const { n, item } = entry(place, texts[i], names, lines);
          sure += n;
          if (n) items.push(item);
        });
      }
      return { items, left: at < places.length, sure };
    });
  };
  // What a report has: its summary around the words, or its prose figures with all of them.
  const summary = ([, ...texts], place) => {
    const code = fitting(texts, place);
    return code ? [make("p", tagged(code), ...snippet(texts[LANGS.indexOf(code)], code))] : [];
  };
  const figures = (report, place, address) => report.at(-1).flatMap(([id, ...labels]) => {
    const printed = labels.pop(), code = fitting(labels, place);
    if (!code) return [];
    const href = address.includes("#") ? address : address.replace(/index\.html$/, `figures/index.html#${id}`);
    const link = make("a", { href, ...tagged(code) }, ...marked(labels[LANGS.indexOf(code)]));
    return [make("p", {}, link, " ", make("b", tagged("zh"), printed))];
  });

  // -- terms, rules, indicators and prose: what is called so, what the query names, what says so
  const reference = (all) => {
    const whole = (text) => (asked.chinese ? text : ` ${text} `);
    const scored = all.map((one, order) => {
      const [, , title, text] = one, name = title.toLowerCase();
      const names = name.length > 1 && whole(asked.text).includes(whole(name));
      const score = name === asked.text ? 0 : asked.fits(title) ? 1 : names ? 2 : asked.fits(`${title} ${text}`) ? 3 : 9;
      return { one, score, order };
    });
    scored.sort((a, b) => a.score - b.score || a.order - b.order);
    return scored.filter(({ score }) => score < 9).map(({ one }) => one);
  };

  const run = async () => {
    [index] = await Promise.all([finder.load(), finder.add("fulltext.js")]);
    const { ask, candidates } = window.gongkaiFulltext(index, get, Number(out.dataset.slices));
    asked = ask(query);
    const code = asked.chinese ? "zh" : "en", { words } = index, told = [];
    const texts = asked.words.length ? reference(await get("Reference", code, `words/${code}.js`)) : [];
    const paths = new Set(texts.map(([path]) => path));
    const names = index.search(query).filter(({ thing }) => !thing || !paths.has(thing.path));
    told.push(await listed("places", names.length ? names : asked.named(), (one) => {
      const { title, zh, about } = index.told(one, lang);
      const link = make("a", { href: index.address(one, lang) }, title);
      return make("li", {}, link, " ", make("span", { lang: "zh-Hans", class: "soft" }, zh), " ", soft(about));
    }));
    told.push(await listed("reference", texts, ([path, kind, title, text]) => {
      const href = index.address({ thing: { path } }, lang);
      const link = make("a", { href, ...tagged(code) }, ...marked(title));
      return make("li", {}, link, " ", soft(words[lang][kind]), make("p", tagged(code), ...snippet(text, code)));
    }));
    for (const [field, key, lines] of [[0, "reports", summary], [1, "figures", figures]]) {
      // The words of a query stand in one summary, but may stand in several figures.
      const exact = asked.exact && !(field && asked.words.length > 1);
      told.push(await ofReports(key, await candidates(asked, field), exact, lines));
    }
    const groups = told.flat().flatMap((link, i) => (i ? [said["search-and"], link] : [link]));
    const [before, after] = said["search-result"].split("{found}");
    status.replaceChildren(...(groups.length ? [before, ...groups, after] : [fill("search-none", query)]),
      asked.words.length ? "" : ` ${said["search-short"]}`,
      asked.numbers.length ? ` ${fill("search-numbers", asked.numbers.join(", "))}` : "");
  };

  const title = said["search-title"];
  status.textContent = said[query ? "search-working" : "search-empty"];
  if (!query) return;
  document.title = [query, title, said["site-name"]].join(said["title-separator"]);
  document.querySelector("h1").append(" ", make("small", {}, query));
  run().catch(() => { status.textContent = said["search-failed"]; });
})();
