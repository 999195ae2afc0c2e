// A page of findings or dates, filtered by rule, province, year and level. All rows come from the
// file rows.js beside the page; while nothing is chosen, and without scripts, the page has its
// lists. What is chosen stands in the address.
(() => {
  "use strict";
  const box = document.querySelector(".filter");
  if (!box) return;
  const said = JSON.parse(box.dataset.said), SHOWN = 50;
  const up = "../"; // rows lead from the home page, this page stands one below it
  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
  const counted = (n) => {
    const text = said["filter-count"];
    return (text[n === 1 ? "one" : "other"] || text).replace("{n}", n.toLocaleString("en"));
  };

  // -- the rows
  let known, rows;
  window.gongkaiRows = (names, all) => {
    known = names;
    rows = all.map(([section, rule, place, name, link, where, text]) => (
      { section, rule, place, name, link, where, text, province: place.split("/")[0], year: name.slice(0, 4), level: names.places[place][1] }));
  };
  const add = () => new Promise((done, failed) => {
    const script = make("script", { src: "rows.js" });
    Object.assign(script, { onload: () => (rows ? done() : failed()), onerror: failed });
    document.head.append(script);
  });

  const KEYS = ["rule", "province", "year", "level"];
  const status = box.nextElementSibling;
  const selects = new Map(KEYS.map((key) => [key, make("select", { id: `by-${key}` })]));
  const clear = make("button", { type: "button" }, said["filter-clear"]);
  const fill = () => {
    const words = {
      rule: (code) => known.rules[code], province: (code) => known.places[code][0],
      year: (code) => code, level: (code) => known.levels[code],
    };
    for (const [key, select] of selects) {
      const counts = new Map();
      for (const row of rows) counts.set(row[key], (counts.get(row[key]) || 0) + 1);
      const codes = [...counts.keys()];
      if (key === "year") codes.sort().reverse();
      if (key === "rule") codes.sort((a, b) => counts.get(b) - counts.get(a));
      select.replaceChildren(make("option", { value: "" }, said["filter-all"]),
        ...codes.map((code) => make("option", { value: code }, `${words[key](code)} (${counts.get(code)})`)));
    }
  };

  const sections = [...document.querySelectorAll("[data-section]")].map((whole) => {
    const list = make("ul", { class: "entries", hidden: "" });
    const more = make("button", { type: "button", hidden: "" }, said["filter-more"]);
    whole.after(list, more);
    return { whole, list, more };
  });
  const item = (row) => make("li", {},
    make("a", { href: up + row.link }, `${known.places[row.place][0]} ${row.name}${row.where ? ` ${row.where}` : ""}`), said.colon, row.text,
    " ", make("small", { class: "soft" }, Object.keys(known.rules).length > 1 ? known.rules[row.rule] : ""));
  const show = () => {
    const chosen = [...selects].filter(([, select]) => select.value);
    const fits = rows.filter((row) => chosen.every(([key, select]) => row[key] === select.value));
    for (const { whole, list, more } of sections) {
      const own = fits.filter((row) => row.section === whole.dataset.section);
      let at = 0;
      const next = () => {
        const added = own.slice(at, at += SHOWN).map(item);
        list.append(...added);
        more.hidden = at >= own.length;
        return added[0];
      };
      whole.hidden = chosen.length > 0;
      list.hidden = !chosen.length;
      list.replaceChildren(...(own.length ? [] : [make("li", { class: "soft" }, said["filter-none"])]));
      more.hidden = true;
      if (chosen.length) next();
      more.onclick = () => next().querySelector("a").focus();
    }
    clear.hidden = !chosen.length;
    status.textContent = chosen.length ? counted(fits.length) : "";
    return chosen;
  };
  // -- the address: #rule=…&year=…
  const read = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const [key, select] of selects) {
      select.value = asked.get(key) || "";
      if (select.selectedIndex < 0) select.value = ""; // what nobody knows is left out
    }
    show();
  };
  const write = () => {
    const chosen = show().map(([key, select]) => [key, select.value]);
    history.replaceState(null, "", chosen.length ? `#${new URLSearchParams(chosen)}` : location.pathname + location.search);
  };

  for (const [key, select] of selects) {
    box.append(make("label", { for: select.id }, said[`filter-${key}`], " ", select), " ");
    select.addEventListener("change", write);
  }
  clear.hidden = true;
  clear.addEventListener("click", () => {
    for (const select of selects.values()) select.value = "";
    write();
    selects.get("rule").focus();
  });
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", said["filter-label"]);
  box.append(clear);
  add().then(() => {
    fill();
    read();
    window.addEventListener("hashchange", read);
  }).catch(() => {
    box.replaceChildren();
    status.textContent = said["filter-failed"];
  });
})();
