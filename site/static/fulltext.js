// The search in texts: a query → the reports whose summaries or prose figures may hold its words.
// The index is in slices: of each the keys (pairs of Han characters, Latin words) with the numbers
// of the reports that hold them. A report's number is its place in the order of ids, so that the
// finder's index, `index`, says whose it is. `get` loads a file: its kind, its key, its path.
window.gongkaiFulltext = (index, get, slices) => {
  "use strict";
  const PAIRS = 8, WORDS = 8; // what is looked up of one run of characters, and of a query
  const latin = (word) => word < "{";
  const short = (word) => latin(word) && word.length < 3; // it is a whole word, no beginning of one

  // The order of the build: that of ids, with a slash behind those of places.
  const order = (place) => `${place.id}/`;
  const within = (place, above) => order(place).startsWith(order(above));
  const all = index.places.filter((place) => place.held.length);
  all.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const reports = all.flatMap((place) => place.held.flatMap((name) => {
    const run = /^(\d{4})-(\d{4})$/.exec(name);
    if (!run) return [{ place, name }];
    return Array.from({ length: run[2] - run[1] + 1 }, (_, i) => ({ place, name: String(Number(run[1]) + i) }));
  }));

  // What a query asks for: words, years, numbers (which are not searched), and how to see a word.
  const ask = (query) => {
    const text = index.simplify(query.normalize("NFKC").toLowerCase()).replace(/((?:19|20)\d\d)\s*年度?/g, "$1 ");
    const found = [...new Set(text.match(/[\u3400-\u9fff]+|[a-z]+|\d+/g) || [])];
    const words = found.filter((word) => /\D\D/.test(word)).slice(0, WORDS);
    const years = found.filter((word) => /^(19|20)\d\d$/.test(word));
    const see = (some, flags) =>
      new RegExp(some.map((word) => (latin(word) ? `(?<![a-z])${word}${short(word) ? "(?![a-z])" : ""}` : word))
        .join("|") || "$^", flags);
    // A word may name a place instead: then it stands for the reports of that place and below it.
    const named = (word) => (latin(word) && word.length < 4 ? [] : index.places.filter((place) => place.said.includes(word)));
    const terms = words.map((word) => ({ word, seen: see([word], "iu"), places: named(word) }));
    const fits = (where, place) => terms.some(({ seen }) => seen.test(where))
      && terms.every(({ seen, places }) => seen.test(where) || (place && places.some((up) => within(place, up))));
    return {
      text, words, years, terms, fits,
      chinese: words.some((word) => !latin(word)),
      // Places that a sentence calls by their whole names; one of two characters only if it is no word.
      named: () => index.places.filter(({ name }) => name.some((one) => /.{3}|县$/.test(one) && text.includes(one))).slice(0, 3)
        .flatMap(({ zh }) => index.search(`${zh} ${years[0] || ""}`).slice(0, 1)),
      numbers: found.filter((word) => /^\d/.test(word) && !years.includes(word)),
      seen: see(words, "giu"),
      // Whether whoever holds all keys of a word holds the word.
      exact: words.every((word) => latin(word) || word.length < 3),
    };
  };

  // -- sets of reports: a byte for each
  const decode = (text, set) => {
    let at = 0;
    for (const part of text ? text.split(" ") : []) {
      const [passed, count = 1] = part.split(".").map((n) => parseInt(n, 16));
      at += passed + count;
      set.fill(1, at - count, at);
    }
    return set;
  };
  const both = (a, b) => a.map((bit, i) => bit & b[i]);
  const either = (a, b) => a.map((bit, i) => bit | b[i]);

  const keys = (word) => {
    if (latin(word)) return [word];
    const last = word.length - 2, n = Math.min(last + 1, PAIRS);
    return Array.from({ length: n }, (_, i) => Math.round(n > 1 ? (i * last) / (n - 1) : 0))
      .map((at) => word.slice(at, at + 2));
  };
  const sliceOf = (key) => {
    const [a, b, c] = [0, 1, 2].map((at) => key.charCodeAt(at) || 0);
    return ((a * 31 + b) * 31 + c) % slices;
  };
  const holding = async (word, field) => {
    const sets = await Promise.all(keys(word).map(async (key) => {
      const n = sliceOf(key), set = new Uint8Array(reports.length);
      for (const [name, fields] of Object.entries(await get("Slice", n, `words/${n}.js`))) {
        if (latin(key) && !short(key) ? name.startsWith(key) : name === key) decode(fields[field], set);
      }
      return set;
    }));
    return sets.reduce(both);
  };

  // The reports that may fit: each word stands in the field (0 summaries, 1 prose figures) or names
  // a place around; at least one stands there.
  const candidates = async ({ terms, years }, field) => {
    if (!terms.length || !reports.length) return [];
    const there = await Promise.all(terms.map(({ word }) => holding(word, field)));
    const fit = there.map((set, i) => (terms[i].places.length
      ? either(set, Uint8Array.from(reports, ({ place }) => terms[i].places.some((up) => within(place, up))))
      : set));
    const set = both(there.reduce(either), fit.reduce(both));
    return reports.filter(({ name }, i) => set[i] && (!years.length || years.includes(name.slice(0, 4))));
  };
  return { ask, candidates };
};
