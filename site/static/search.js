// What the finder finds: rows of the index and a query → places, best first.
// Loaded with the index on first use. A score: 0 the name itself, 1 its beginning, 2 inside it.
window.gongkaiSearch = (rows) => {
  "use strict";
  const NO = 9;
  const CLASS = /(特别行政区|自治[区州县旗]|地区|新区|林区|街道|[省市区县旗盟州乡镇])$/;

  const fold = (text) => text.normalize("NFKD").replace(/[\p{M}\p{Cf}'’‘ʼ`]/gu, "").toLowerCase()
    .replace(/[\s，、；;。]+/g, " ").trim();
  // What people paste along with a name: the government, its office, a year.
  const asked = (text) => fold(text).replace(/\s*(19|20)\d\d\s*年?(度|$)?/g, " ").trim()
    .replace(/(人民政府|政府)?(办公室|办公厅)?$/, (end) => (/政府/.test(end) ? "" : end)).trim();
  const sound = (text) => text.replace(/ /g, "").replace(/([ln])(v|yu)/g, "$1u"); // 吕: lv, lyu, lu
  const bare = (zh) => (zh.length > 2 && zh.replace(CLASS, "")) || zh;

  const by = new Map();
  const places = rows.map(([id, zh, en, code, pinyin, initials, former, reports], order) => {
    const cut = id.lastIndexOf("/");
    const up = by.get(id.slice(0, Math.max(0, cut)));
    const place = {
      id, zh, en, code, initials, reports, order, up,
      above: up ? [...up.above, up] : [],
      name: [fold(zh), fold(en)],
      pinyin: sound(pinyin),
      former: former.split("|"), // name, English name and pinyin of each
    };
    // A name is also said without its class; so is its pinyin, which is the slug.
    place.said = [place.name[0], bare(place.name[0]), place.pinyin, sound(id.slice(cut + 1).replace(/-/g, ""))];
    place.old = place.former.map((name, i) => (i % 3 === 2 ? sound(name) : fold(name)));
    by.set(id, place);
    if (reports > 0) for (const over of place.above) over.below = true;
    return place;
  });

  const within = (text, term) =>
    text === term ? 0 : text.startsWith(term) ? 1 : term > "~" && text.includes(term) ? 2 : NO;

  // How well a term is what a place is called today: name, pinyin, initials, English or code.
  const today = (place, term) => {
    const [zh, en] = place.name, latin = sound(term);
    if (/^\d+$/.test(term) && place.code.startsWith(term)) {
      return term.padEnd(6, "0") === place.code ? 0 : 1;
    }
    if (place.said.includes(term) || place.said.includes(latin)) return 0;
    if (en.startsWith(`${term} `)) return en.slice(term.length + 1).includes(" ") ? 1 : 0;
    const best = Math.min(within(zh, term), within(en, term));
    if (place.pinyin.startsWith(latin) || place.initials.startsWith(latin)) return Math.min(best, 1);
    const words = en.split(/[^\p{L}\d]+/u);
    return words.some((word) => word.startsWith(term)) ? Math.min(best, 2) : best;
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
      const others = terms.every((t, j) => j === i || over.some((p) => score(p, t)[0] < 2));
      if (others) better(score(place, term));
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

  // Places and how they matched: best first, then those with reports, then the higher level.
  const search = (text) => {
    const query = asked(text) || fold(text), found = [];
    if (query) for (const place of places) {
      let [best, via] = score(place, query);
      if (best === NO) [best, via] = path(place, query);
      if (best < NO) found.push({ place, best, via });
    }
    return found.sort((a, b) => a.best - b.best
      || (b.place.reports > 0) - (a.place.reports > 0)
      || a.place.above.length - b.place.above.length
      || a.place.order - b.place.order);
  };
  return { by, search };
};
