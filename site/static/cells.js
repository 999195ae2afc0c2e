/* The printed tables of a report: one tab stop a table, arrow keys from cell to cell, Enter to a line
   that names the cell, and from which much can be copied. Without this file nothing is missing:
   every cell has its id, every mark leads to its proof. */
"use strict";
(() => {
  if (typeof gongkaiWords === "undefined" || typeof gongkaiCopy === "undefined") return;
  const [lang] = document.documentElement.lang.split("-");
  const words = gongkaiWords[lang];
  const [colon, comma] = lang === "zh" ? ["：", "，"] : [": ", ", "];
  const CELL = ".printed tbody td[id]";

  const make = (tag, given) => Object.assign(document.createElement(tag), given);

  /* Which heading stands over or before each cell: the table as a grid, spans filled in. */
  const grid = (table) => {
    const rows = [];
    [...table.rows].forEach((row, y) => {
      rows[y] ||= [];
      let x = 0;
      for (const cell of row.cells) {
        while (rows[y][x]) x += 1;
        for (let dy = 0; dy < cell.rowSpan; dy += 1)
          for (let dx = 0; dx < cell.colSpan; dx += 1) (rows[y + dy] ||= [])[x + dx] = cell;
        x += cell.colSpan;
      }
    });
    return rows;
  };

  /* What is printed: neither the marks nor a value that is only worked out. */
  const text = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("small, a, u, .vh").forEach((inner) => inner.remove());
    return copy.textContent.trim();
  };

  const names = (cell) => {
    const table = cell.closest("table");
    const rows = grid(table);
    const y = rows.findIndex((row) => row.includes(cell));
    const x = rows[y].indexOf(cell);
    const found = (cells) => [...new Set(cells)].filter((c) => c && c.tagName === "TH").map(text).filter(Boolean);
    const head = found(rows.slice(0, y).map((row) => row[x]));
    const stub = found(rows[y].slice(0, x));
    // A table of one row needs all headings, else the last one says enough.
    const over = table.classList.contains("across") ? head.join(" / ") : head.slice(-1)[0];
    return [stub.slice(-2).join(" "), over].filter(Boolean).join(" / ");
  };

  /* A number ungrouped, with its unit where the cell carries one; empty where none is printed. */
  const value = (cell) => {
    const data = cell.querySelector("data");
    const unit = text(cell).replace(/[-+−\d.,\s]/g, "");
    if (data) return unit ? `${data.value} ${unit}` : data.value;
    return /^\D*$/.test(text(cell)) ? "" : text(cell).replace(/,/g, "");
  };

  /* As a spreadsheet takes it: a spanned heading once, marks left out. */
  const sheet = (table) => {
    const rows = grid(table).slice(0, table.tHead.rows.length + table.tBodies[0].rows.length);
    return rows
      .map((row, y) =>
        row
          .map((c, x) => {
            if (!c || c.querySelector("a") || c.classList.contains("mh")) return null;
            if (c === row[x - 1] || c === (rows[y - 1] || [])[x]) return "";
            return c.tagName === "TD" && c.id ? value(c) : text(c);
          })
          .filter((content) => content !== null)
          .join("\t"),
      )
      .join("\n");
  };

  /* As others can reach it; a page opened from disk has no such address. */
  const address = (cell) => {
    const canonical = document.querySelector("link[rel=canonical]");
    const here = location.protocol === "file:" ? "" : location.href.split("#")[0];
    return `${canonical ? canonical.href : here}#${cell.id}`;
  };

  /* Where a reader says that the cell is not as printed: the page's own doors, with the cell. */
  const doors = [...document.querySelectorAll("#differs, #write")].map((door) => ({
    door,
    link: make("a", { textContent: door.id === "write" ? door.textContent : words["cells-differs"] }),
  }));
  const fill = ({ door, link }, cell) => {
    const said = { cell: `${cell.id} (${names(cell)})`, shown: text(cell) };
    const more = (door.dataset.cell || "").replace(/{(\w+)}/g, (_, key) => encodeURIComponent(said[key]));
    link.href = door.href + more;
  };
  const button = (label, onclick) => make("button", { type: "button", textContent: words[label], onclick });
  const copies = (label, content) => button(label, (event) => gongkaiCopy(content(), event.target, words[label]));

  // One cell is lit at most, however it was reached, and the line speaks of that one. It has the
  // class `lit`: :target stays behind where arrow keys go on.
  let told = null;
  const line = make("div", { className: "detail", role: "group", ariaLabel: words["cells-label"] });
  const said = make("span", { role: "status" });
  const where = make("code");
  const away = () => {
    line.remove();
    document.documentElement.style.scrollPaddingBottom = "";
  };
  const close = () => {
    told.focus({ preventScroll: true });
    away();
  };
  /* A blank is a blank; what the printed totals force is said to be that. */
  const figure = () => {
    const part = told.closest(".part");
    const forced = (part.dataset.worked || "").split("/")[[...part.querySelectorAll(CELL)].indexOf(told)];
    return forced ? `${text(told)} (${words["cells-implied"]}${colon}${forced})` : text(told);
  };
  /* The report's citation with the cell behind its title, and the cell's address for the report's. */
  const cite = () => {
    const cited = document.querySelector("#cite").textContent.trim().replace(/\s+/g, " ");
    const named = cited.replace(/(?= ?\[D)/, () => `${comma}${names(told)}${colon}${figure()}`);
    const canonical = document.querySelector("link[rel=canonical]");
    return canonical ? named.replace(canonical.href, () => address(told)) : `${named} ${address(told)}`;
  };
  line.append(
    said,
    where,
    ...doors.map(({ link }) => link),
    copies("cells-link", () => address(told)),
    copies("cells-cite", cite),
    copies("cells-table", () => sheet(told.closest("table"))),
    button("cells-close", close),
  );
  line.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  const tell = (cell) => {
    if (told) told.classList.remove("lit");
    told = cell;
    if (!cell) {
      away();
      return;
    }
    const table = cell.closest("table");
    table.querySelectorAll("td[tabindex='0']").forEach((c) => (c.tabIndex = -1));
    cell.tabIndex = 0;
    cell.classList.add("lit");
    (table.closest(".frame") || table).after(line);
    said.replaceChildren(names(cell), colon, make("b", { textContent: figure() }));
    where.textContent = cell.id;
    doors.forEach((door) => fill(door, cell));
    document.documentElement.style.scrollPaddingBottom = `${line.offsetHeight + 8}px`;
  };
  const go = (cell) => {
    tell(cell);
    cell.focus({ preventScroll: true });
  };
  /* What the address names is lit: a cell; or something else, and then no cell is. */
  const follow = () => {
    let id = "";
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {} // names nothing
    const cell = [...document.querySelectorAll(CELL)].find((c) => c.id === id);
    if (cell) go(cell);
    else if (told) tell(told.blur());
  };

  for (const table of document.querySelectorAll("table.printed")) {
    const cells = [...table.tBodies[0].rows].map((row) => [...row.cells].filter((c) => c.matches(CELL)));
    table.classList.add("told");
    cells[0][0].tabIndex = 0;
    table.addEventListener("focusin", (event) => {
      const cell = event.target.closest(CELL);
      if (cell) tell(cell);
    });
    table.addEventListener("click", (event) => {
      const cell = event.target.closest(CELL);
      if (cell && !event.target.closest("a") && !String(getSelection())) go(cell);
    });
    table.addEventListener("keydown", (event) => {
      const cell = event.target.closest(CELL);
      if (!cell || event.altKey || event.metaKey || event.ctrlKey) return undefined;
      if (event.key === "Escape") return close();
      if (event.key === "Enter" && event.target === cell) {
        event.preventDefault();
        tell(cell);
        return line.querySelector("button").focus();
      }
      const y = cells.findIndex((row) => row.includes(cell));
      const x = cells[y].indexOf(cell);
      const to = {
        ArrowUp: [y - 1, x],
        ArrowDown: [y + 1, x],
        ArrowLeft: [y, x - 1],
        ArrowRight: [y, x + 1],
        Home: [y, 0],
        End: [y, cells[y].length - 1],
      }[event.key];
      if (!to) return undefined;
      event.preventDefault();
      const next = (cells[to[0]] || [])[to[1]];
      if (next) {
        go(next);
        next.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
      return undefined;
    });
  }
  follow();
  for (const moved of ["popstate", "hashchange"]) window.addEventListener(moved, follow);
})();
