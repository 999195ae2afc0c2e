/* The printed tables of a report, for whoever has scripts: one tab stop a table, arrow keys from
   cell to cell, Enter to a line that names the cell, and from which much can be copied.
   Without this file nothing is missing: every cell has its id, every mark leads to its proof.
   Its words stand in words.js, made from the catalogs. */
"use strict";
(() => {
  if (typeof gongkaiWords === "undefined") return;
  const english = document.documentElement.lang === "en";
  const words = gongkaiWords[english ? "en" : "zh"];
  const colon = english ? ": " : "：";

  /* Which heading stands over or before each cell: the table as a grid, spans filled in. */
  const grid = (table) => {
    const rows = [];
    [...table.rows].forEach((row, y) => {
      rows[y] = rows[y] || [];
      let x = 0;
      for (const cell of row.cells) {
        while (rows[y][x]) x += 1;
        for (let dy = 0; dy < cell.rowSpan; dy += 1) {
          rows[y + dy] = rows[y + dy] || [];
          for (let dx = 0; dx < cell.colSpan; dx += 1) rows[y + dy][x + dx] = cell;
        }
        x += cell.colSpan;
      }
    });
    return rows;
  };

  /* What is printed: neither the marks nor a value that the printed totals only imply. */
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
    return cell.querySelector("u") || /^\D*$/.test(text(cell)) ? "" : text(cell).replace(/,/g, "");
  };

  const copy = async (content, button) => {
    const label = button.textContent;
    let done = false;
    try {
      await navigator.clipboard.writeText(content);
      done = true;
    } catch {
      const area = document.createElement("textarea");
      area.value = content;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
      button.focus();
    }
    if (!done) return;
    button.textContent = words["cells-copied"];
    setTimeout(() => (button.textContent = label), 3000);
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

  const button = (label, content) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", () => copy(content(), made));
    return made;
  };

  let told = null; // the cell that the line speaks of
  let closing = false;
  const line = document.createElement("div");
  line.className = "detail";
  line.setAttribute("role", "group");
  line.setAttribute("aria-label", words["cells-label"]);
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const where = document.createElement("code");
  const close = () => {
    line.remove();
    document.documentElement.style.scrollPaddingBottom = "";
    closing = true;
    told.focus({ preventScroll: true });
    closing = false;
  };
  const shut = document.createElement("button");
  shut.type = "button";
  shut.textContent = words["cells-close"];
  shut.addEventListener("click", close);
  const figure = () => {
    const implied = told.querySelector("u");
    return implied ? `${text(told)} (${words["cells-implied"]}${colon}${implied.textContent})` : text(told);
  };
  const cite = () => document.querySelector("#cite").textContent.trim().replace(/\s+/g, " ");
  line.append(
    said,
    where,
    button(words["cells-link"], () => address(told)),
    button(words["cells-cite"], () => `${cite()} ${names(told)}${colon}${figure()} ${address(told)}`),
    button(words["cells-table"], () => sheet(told.closest("table"))),
    shut,
  );
  line.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  const tell = (cell) => {
    told = cell;
    const table = cell.closest("table");
    (table.closest(".frame") || table).after(line);
    const shown = document.createElement("b");
    shown.textContent = figure();
    said.replaceChildren(names(cell), colon, shown);
    where.textContent = cell.id;
    document.documentElement.style.scrollPaddingBottom = `${line.offsetHeight + 8}px`;
  };

  for (const table of document.querySelectorAll("table.printed")) {
    const cells = [...table.tBodies[0].rows].map((row) => [...row.cells].filter((c) => c.tagName === "TD" && c.id));
    const stop = (cell) => {
      table.querySelectorAll("td[tabindex='0']").forEach((c) => (c.tabIndex = -1));
      cell.tabIndex = 0;
    };
    const linked = () => cells.flat().find((c) => c.id === decodeURIComponent(location.hash.slice(1)));
    stop(linked() || cells[0][0]);
    window.addEventListener("hashchange", () => {
      const cell = linked();
      if (cell) stop(cell);
    });
    table.addEventListener("focusin", (event) => {
      const cell = event.target.closest("tbody td[id]");
      if (cell) {
        stop(cell);
        if (!closing) tell(cell);
      }
    });
    table.addEventListener("click", (event) => {
      const cell = event.target.closest("tbody td[id]");
      if (cell && !event.target.closest("a") && !String(getSelection())) {
        cell.tabIndex = -1;
        cell.focus({ preventScroll: true });
      }
    });
    table.addEventListener("keydown", (event) => {
      const cell = event.target.closest("tbody td[id]");
      if (!cell || event.altKey || event.metaKey || event.ctrlKey) return undefined;
      if (event.key === "Escape") return close();
      if (event.key === "Enter" && event.target === cell) {
        event.preventDefault();
        return line.querySelector("button").focus();
      }
      let y = cells.findIndex((row) => row.includes(cell));
      let x = cells[y].indexOf(cell);
      if (event.key === "ArrowUp") y -= 1;
      else if (event.key === "ArrowDown") y += 1;
      else if (event.key === "ArrowLeft") x -= 1;
      else if (event.key === "ArrowRight") x += 1;
      else if (event.key === "Home") x = 0;
      else if (event.key === "End") x = cells[y].length - 1;
      else return undefined;
      event.preventDefault();
      const next = (cells[y] || [])[x];
      if (next) {
        next.tabIndex = 0;
        next.focus({ preventScroll: true });
        next.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
      return undefined;
    });
  }
})();
