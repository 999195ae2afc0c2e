// Tables that a reader may sort: each heading becomes a button. The first press puts the largest
// number (or the first name) on top, the second turns that round, the third is the order of before.
(() => {
  "use strict";
  const said = (row, i) => (row.cells[i] ? row.cells[i].textContent.trim() : "");
  const number = (text) => (/^[<>≠\s]*[-−]?\d/.test(text) ? parseFloat(text.replace(/[<>≠,\s]/g, "").replace("−", "-")) : NaN);
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells], before = [...body.rows];
    heads.forEach((head, i) => {
      if (head.classList.contains("drawn") || !said(table.tHead.rows[0], i)) return;
      const button = document.createElement("button");
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const counted = head.classList.contains("n");
        const order = counted ? ["descending", "ascending", ""] : ["ascending", "descending", ""];
        const next = order[(order.indexOf(head.getAttribute("aria-sort") || "") + 1) % 3];
        for (const other of heads) other.removeAttribute("aria-sort");
        const keys = new Map(before.map((row) => [row, counted ? number(said(row, i)) : said(row, i)]));
        const empty = (key) => key === "" || Number.isNaN(key);
        const sign = next === "descending" ? -1 : 1;
        const rows = !next ? before : [...before].sort((a, b) => {
          const [one, two] = [keys.get(a), keys.get(b)];
          if (empty(one) || empty(two)) return empty(one) - empty(two); // what is blank stays last
          return sign * (counted ? one - two : one.localeCompare(two, document.documentElement.lang));
        });
        if (next) head.setAttribute("aria-sort", next);
        body.append(...rows);
      });
    });
  }
})();
