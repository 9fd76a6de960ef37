// On a phone a table is drawn as cards; each cell then carries its column's name.
// Roles are set because a row drawn as a block is no row any more to a screen reader.
const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tfoot: "rowgroup", tr: "row", td: "cell" };

function label(table) {
  const heads = [...table.querySelectorAll("thead tr:last-child > *")].map((head) => head.textContent.trim());
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.cells].forEach((cell, index) => {
      if (cell.colSpan === 1 && heads[index]) cell.dataset.label ??= heads[index];
      if (!cell.textContent.trim() && !cell.querySelector("input, select, a, img")) cell.dataset.blank = "";
    });
  }
  for (const [tag, role] of Object.entries(ROLES)) {
    for (const part of table.querySelectorAll(tag)) part.setAttribute("role", role);
  }
  for (const head of table.querySelectorAll("th")) {
    head.setAttribute("role", head.scope === "row" ? "rowheader" : "columnheader");
  }
  table.setAttribute("role", "table");
}

const every = (within) => within.querySelectorAll("table[data-cards]").forEach(label);
document.addEventListener("htmx:load", (event) => every(event.target));
every(document);
