// What the finder finds: the index and a query → places, reports of a year, terms, rules, best first.
// Loaded with the index on first use. A score: 0 the name itself, 1 its beginning, 2 inside it.
window.gongkaiSearch = (rows, beside, root) => {
  "use strict";
  const { words, things, outside, signs, since } = beside;
  const NO = 9;
  const CLASS = /(特别行政区|自治[区州县旗]|地区|新区|林区|街道|[省市区县旗盟州乡镇])$/;
  const YEAR = /(^|\D)((?:19|20)\d\d)\s*(?:年度?)?(?!\d)/;
  const REPORT = /\s*(政府)?(信息公开)?(工作)?(年度报告|年报|报告|(annual )?reports?)$/;
  const simple = new Map((signs.match(/../gu) || []).map((pair) => [...pair]));

  const simplify = (text) => text.replace(/\p{L}/gu, (sign) => simple.get(sign) || sign);
  const fold = (text) => simplify(text.normalize("NFKD").replace(/[\p{M}\p{Cf}'’‘ʼ`"“”„«»「」『』《》〈〉【】]/gu, "").toLowerCase())
    .replace(/[\s，、；;。]+/g, " ").trim();
  // What people paste along with a name: the government, its office, the report.
  const asked = (text) => text.replace(REPORT, "").trim()
    .replace(/(人民政府|政府)?(办公室|办公厅)?$/, (end) => (/政府/.test(end) ? "" : end)).trim();
  const sound = (text) => text.replace(/ /g, "").replace(/([ln])(v|yu)/g, "$1u"); // 吕: lv, lyu, lu
  const bare = (zh) => (zh.length > 2 && zh.replace(CLASS, "")) || zh;

  const by = new Map();
  const places = rows.map(([id, zh, en, code, pinyin, initials, former, reports, held], order) => {
    const cut = id.lastIndexOf("/");
    const up = by.get(id.slice(0, Math.max(0, cut)));
    const place = {
      id, zh, en, code, initials, reports, order, up,
      above: up ? [...up.above, up] : [],
      name: [fold(zh), fold(en)],
      pinyin: sound(pinyin),
      former: former.split("|"), // name, English name and pinyin of each
      held: held ? held.split(",") : [], // years, runs of them, other documents
    };
    // A name is also said without its class; so is its pinyin, which is the slug.
    place.said = [place.name[0], bare(place.name[0]), place.pinyin, sound(id.slice(cut + 1).replace(/-/g, ""))];
    place.old = place.former.map((name, i) => (i % 3 === 2 ? sound(name) : fold(name)));
    by.set(id, place);
    if (reports > 0) for (const over of place.above) over.below = true;
    return place;
  });
  // Terms, rules and the like: their names are matched as those of places are.
  const others = things.map(([path, kind, zh, en, pinyin, initials, code], order) => {
    const name = [fold(zh), fold(en)];
    return { path, kind, zh, en, name, pinyin, initials, code, order, said: [...name, code, code.replace(/[-_]/g, " ")] };
  });

  const within = (text, term) =>
    text === term ? 0 : text.startsWith(term) ? 1 : term > "~" && text.includes(term) ? 2 : NO;

  // How well a term is what something is called today: name, pinyin, initials, English or code.
  const today = (place, term) => {
    const [zh, en] = place.name, latin = sound(term);
    if (/^\d+$/.test(term) && place.code.startsWith(term)) {
      return term.padEnd(6, "0") === place.code ? 0 : 1;
    }
    if (place.said.includes(term) || place.said.includes(latin)) return 0;
    if (en.startsWith(`${term} `)) return en.slice(term.length + 1).includes(" ") ? 1 : 0;
    const best = Math.min(within(zh, term), within(en, term));
    if (place.pinyin.startsWith(latin) || place.initials.startsWith(latin)) return Math.min(best, 1);
    const parts = en.split(/[^\p{L}\d]+/u);
    return parts.some((part) => part.startsWith(term)) ? Math.min(best, 2) : best;
  };

  // The same, or by an earlier name: [score, where that name stands in `former`].
  const score = (place, term) => {
    let best = today(place, term), via = -1;
    place.old.forEach((name, i) => {
      const old = name ? within(name, i % 3 === 2 ? sound(term) : term) + 0.5 : NO;
      if (old < best) [best, via] = [old, i - (i % 3)];
    });
    return [best, via];
  };

  // A path of names, one of them the place's own: 临沂 兰山, Lanshan, Linyi, 临沂兰山, linyilanshan.
  const path = (place, query) => {
    let best = [NO, -1];
    const better = ([own, via]) => { if (own + 0.2 < best[0]) best = [own + 0.2, via]; };
    const terms = [...new Set(query.split(/[\s,/›>]+/))].filter(Boolean).slice(0, 4);
    const over = [place, ...place.above];
    if (terms.length > 1) terms.forEach((term, i) => {
      const rest = terms.every((t, j) => j === i || over.some((p) => score(p, t)[0] < 2));
      if (rest) better(score(place, term));
    });
    let left = sound(query);
    for (const up of place.above) {
      const lead = up.said.filter((n) => left.startsWith(n)).sort((a, b) => b.length - a.length)[0];
      if (!lead || lead === left) continue;
      left = left.slice(lead.length);
      const own = score(place, left);
      if (own[0] < 2) better(own);
    }
    return best;
  };

  // The documents of a year that are held of a place: 2023, or the name of another document.
  const of = (place, year) => place.held.flatMap((name) => {
    const run = /^(\d{4})-(\d{4})$/.exec(name);
    return run ? (run[1] <= year && year <= run[2] ? [year] : []) : name.startsWith(year) ? [name] : [];
  });

  // What is found, best first: places with what was asked for, then those with reports, then the
  // higher level; after the places, what is named like them.
  const search = (text) => {
    const whole = fold(text), dated = YEAR.exec(whole), year = dated && dated[2];
    const undated = dated ? whole.replace(YEAR, "$1 ").trim() : whole;
    const query = asked(undated) || undated || whole, found = [];
    if (query) for (const place of places) {
      let [best, via] = score(place, query);
      if (best === NO) [best, via] = path(place, query);
      if (best === NO) continue;
      const held = year && query !== whole ? of(place, year) : [];
      const missing = year && query !== whole && !held.length ? year : "";
      if (missing) best += 0.1;
      for (const name of held.length ? held : [""]) found.push({ place, best, via, name, missing });
    }
    if (whole) for (const thing of others) {
      const best = today(thing, whole);
      if (best < NO) found.push({ thing, best: best && best + 1 });
    }
    return found.sort((a, b) => a.best - b.best
      || !a.place - !b.place
      || (a.thing ? a.thing.order - b.thing.order
        : !a.name - !b.name
        || (b.place.reports > 0) - (a.place.reports > 0)
        || a.place.above.length - b.place.above.length
        || a.place.order - b.place.order));
  };

  // -- addresses
  // The pages of the first language stand at the root; the index has names in Chinese and English.
  const [first] = Object.keys(words);
  const folder = (lang) => (lang === first ? root : `${root}${lang}/`);
  const called = (place, lang) => (lang === "zh" ? place.zh : place.en);
  const page = (place, lang) => `${folder(lang)}${place.id}/index.html`;
  const address = ({ place, thing, name }, lang) => {
    if (thing) return folder(lang) + thing.path.replace(/\/(?=#|$)/, "/index.html");
    if (!name) return page(place, lang);
    const own = name.slice(0, 4) >= since ? `${name}/index.html` : `archive/index.html#y${name}`;
    return `${folder(lang)}${place.id}/${own}`;
  };

  const fill = (text, value) => text.replace(/\{\w+\}/, () => value);
  // What the list says of one: its title, outside Chinese pages its Chinese name too, and some facts.
  const told = (one, lang) => {
    const { place, thing, via, name, missing } = one, said = words[lang], chinese = lang === "zh";
    const zh = chinese ? "" : (place || thing).zh;
    if (thing) return { title: called(thing, lang) || thing.zh, zh, about: said[thing.kind] };
    const facts = [place.above.map((p) => called(p, lang)).join(" › ")];
    if (via >= 0) facts.push(fill(said["find-former"], place.former[via + (chinese ? 0 : 1)]));
    if (outside.includes(place.id.split("/")[0])) facts.push(said["find-outside"]);
    else {
      if (missing) facts.push(fill(said["find-no-year"], missing));
      if (name) facts.push(name.length > 4 ? name : fill(said["find-year"], name));
      else facts.push([said[place.below ? "only-below" : "find-empty"], said["find-report"]][place.reports]
        || fill(said["find-reports"], place.reports));
    }
    const title = called(place, lang) + (name ? ` ${name.slice(0, 4)}` : "");
    return { title, zh, about: facts.filter(Boolean).join(" · ") };
  };

  // The place nearest above an address that is no page, as [its name, its address]; or nothing.
  const nearest = (parts, lang) => {
    for (let n = parts.length; n; n -= 1) {
      const place = by.get(parts.slice(0, n).join("/"));
      if (place) return [called(place, lang), page(place, lang)];
    }
    return null;
  };
  return { words, fill, simplify, places, search, address, called, told, nearest };
};
