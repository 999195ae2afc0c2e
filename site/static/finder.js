// The finder: a field, and below it what the words in it may mean: places, reports, terms, rules;
// from there a link leads on to the search in all texts (results.js), as the form does without this
// script, where that page has the plain lists. The index (places.js) and the search
// (search.js) are added as script elements on first use: fetch is blocked for files from disk.
(() => {
  "use strict";
  if (typeof gongkaiWords === "undefined") return;
  const root = new URL("../", document.currentScript.src).href;
  const MOST = 12;

  // -- the index, as search.js makes it; rejects when a file is missing, cut off or broken
  let index = null, loading = null;
  const add = (name) => new Promise((done, failed) => {
    const script = document.createElement("script");
    Object.assign(script, { src: `${root}static/${name}`, onload: done, onerror: failed });
    document.head.append(script);
  });
  const load = () => (loading ||= (async () => {
    let given;
    window.gongkaiPlaces = (...all) => { given = all; };
    await Promise.all([add("search.js"), add("places.js")]);
    index = window.gongkaiSearch(...given, root);
    return index;
  })().catch((reason) => {
    loading = null; // the next use tries again
    throw reason;
  }));

  window.gongkaiFinder = { add, load, root };

  const language = (node) => node.closest("[lang]").lang.split("-")[0];
  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  // -- one form
  const start = (form) => {
    const input = form.elements.q, id = input.id, lang = language(form);
    const words = gongkaiWords[lang];
    const label = input.labels[0].textContent;
    const options = make("ul", { role: "listbox", id: `${id}-list`, "aria-label": label });
    const note = make("p", {});
    const panel = make("div", { class: "found", hidden: "" }, options, note);
    const status = make("p", { role: "status", class: "vh" });
    form.append(panel, status);
    const says = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const key in says) input.setAttribute(key, says[key]);
    input.setAttribute("aria-controls", options.id);
    Object.assign(input, { autocomplete: "off", maxLength: 100 });
    let shown = [], chosen = -1;

    const option = (one, i) => {
      const { title, zh, about } = index.told(one, lang), name = make("b", {}, title);
      if (zh) name.append(" ", make("span", { lang: "zh-Hans" }, zh));
      return make("li", { role: "option", id: `${id}-${i}` }, name, " ", make("small", {}, about));
    };

    const choose = (next) => {
      chosen = next;
      [...options.children].forEach((o, i) => o.setAttribute("aria-selected", i === next));
      if (next < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options.children[next].id);
      return options.children[next].scrollIntoView({ block: "nearest" });
    };
    const open = (found, said) => {
      const text = input.value.trim(), href = `${form.action}?q=${encodeURIComponent(text)}`;
      shown = found;
      options.replaceChildren(...found.map(option));
      options.hidden = !shown.length;
      note.replaceChildren(said, said && " ", make("a", { href }, words["find-texts"].replace("{q}", () => text)));
      panel.hidden = false;
      input.setAttribute("aria-expanded", shown.length > 0);
      choose(-1);
    };
    const close = () => {
      open([], "");
      panel.hidden = true;
    };
    const show = async (first) => {
      try {
        await load();
        const { words, fill, search } = index, says = words[lang];
        const text = input.value.trim(), found = search(text), n = found.length;
        status.textContent = !text ? "" : n > 1 ? fill(says["find-many"], n)
          : n ? says["find-one"] : fill(says["find-none"], text);
        if (first) status.textContent = fill(says["find-choose"], first);
        if (document.activeElement !== input || !text) close();
        else if (!n || first) open(found.slice(0, MOST), status.textContent);
        else open(found.slice(0, MOST), n > MOST ? fill(says["find-more"], n - MOST) : "");
      } catch {
        status.textContent = words["find-failed"];
        open([], words["find-failed"]);
      }
    };

    for (const kind of ["focus", "input"]) input.addEventListener(kind, () => show());
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.isComposing) return; // the keys belong to the input method
      if (event.key === "Escape" && !panel.hidden) close();
      else if (step && shown.length) {
        const from = chosen < 0 && step < 0 ? 0 : chosen;
        choose((from + step + shown.length) % shown.length);
      } else if (step) show();
      else return;
      event.preventDefault();
    });
    form.addEventListener("submit", (event) => {
      const found = index ? index.search(input.value) : [];
      if (!found.length) return; // the search in all texts opens
      event.preventDefault();
      // A place without any report is not opened past one that has some: 平潭 is a county and a zone.
      const bare = ({ place }) => place && !place.reports && !place.below;
      const beside = bare(found[0]) && found.some(({ place }) => place?.reports);
      const best = beside ? found : found.filter((f) => f.best === found[0].best);
      const one = chosen < 0 ? best.length === 1 && best[0] : shown[chosen];
      if (one) location.href = index.address(one, lang);
      else {
        input.focus();
        show(best.length > 1 ? best.length : 0);
      }
    });
    options.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps focus
    options.addEventListener("click", (event) => {
      const at = [...options.children].indexOf(event.target.closest("li"));
      if (at >= 0) location.href = index.address(shown[at], lang);
    });
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget)) close();
    });
  };

  const forms = [...document.querySelectorAll("form.find")];
  forms.forEach(start);
  const first = forms[0].elements.q;
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    first.focus();
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    first.value = asked.slice(0, first.maxLength);
    if (!document.querySelector(".hits")) first.focus();
  }

  // -- 404.html: the nearest place above the address that was asked for
  const nearest = document.querySelectorAll(".nearest");
  if (nearest.length) load().then(() => {
    const parts = location.href.replace(/[?#].*/, "").slice(root.length).split("/");
    const [first, ...others] = Object.keys(index.words);
    const lang = others.includes(parts[0]) ? parts.shift() : first;
    const found = index.nearest(parts, lang);
    if (found) for (const p of nearest) if (language(p) === lang) {
      p.append(index.words[lang].nearest, " ", make("a", { href: found[1] }, found[0]));
    }
  }).catch(() => {}); // the list of places is linked all the same
})();
