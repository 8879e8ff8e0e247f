// Tables: their counts after a filter, and their order.
const NARROWED = 2; // resources that a row names at first sight

function fill(counted, filtered) {
  for (const body of document.querySelectorAll("tbody[data-pair]")) {
    const place = Number(body.dataset.pair);
    const cells = body.rows[0].cells;
    if (!(place in data.pairs) || data.pairs[place].name === "other") {
      body.classList.toggle("unfiltered", filtered); // too rare to be told apart in the cells of the page
      continue;
    }
    cells[0].firstElementChild.textContent = grouped(counted.pairs[place]);
    body.hidden = counted.pairs[place] === 0;
    where(cells[4], counted.where[place]);
  }
  for (const row of document.querySelectorAll("tr[data-resource]")) {
    resource(row, counted.resources[Number(row.dataset.resource)]);
  }
  for (const note of document.querySelectorAll(".whole")) note.hidden = !filtered;
}

function where(cell, counts) {
  const rows = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  const parts = rows.slice(0, NARROWED).map(([place, number]) => {
    const part = Object.assign(document.createElement("span"), { className: "res" });
    // As printed, a name may be broken behind its slashes.
    data.resources[place].split(/(?<=\/)/).forEach((piece, at) => part.append(...(at ? [document.createElement("wbr")] : []), piece));
    part.append(" ", Object.assign(document.createElement("span"), { className: "num faint", textContent: grouped(number) }));
    return part;
  });
  if (rows.length > NARROWED) {
    parts.push(Object.assign(document.createElement("span"), { className: "res faint", textContent: `and ${rows.length - NARROWED} more` }));
  }
  cell.replaceChildren(...parts);
}

function resource(row, counts) {
  const attempts = CLASSES.reduce((sum, name) => sum + counts[name], 0);
  const failed = STACK.reduce((sum, name) => sum + counts[name], 0);
  const cells = row.cells;
  row.hidden = attempts === 0;
  cells[1].textContent = grouped(attempts);
  cells[2].textContent = grouped(failed);
  cells[2].classList.toggle("strong", failed > 0);
  cells[3].textContent = share(failed, attempts);
  cells[3].dataset.value = attempts ? Math.floor((failed * 1e6) / attempts) : 0;
  CLASSES.forEach((name, place) => {
    cells[4 + place].textContent = grouped(counts[name]);
    cells[4 + place].classList.toggle("faint", counts[name] === 0);
  });
}

// What stands in a column, as what it is sorted by. A cell over several columns stands for each of them.
function value(row, column, kind) {
  let cell = row.cells[0];
  for (const one of row.cells) {
    cell = one;
    column -= one.colSpan;
    if (column < 0) break;
  }
  const text = cell.textContent.trim();
  if (kind === "text") return text.toLowerCase();
  return Number(cell.dataset.value === undefined ? text.replace(/[^0-9.]/g, "") : cell.dataset.value);
}

function sort(table, column, downward) {
  const head = table.tHead.rows[0].cells[column];
  if (!head || !head.dataset.sort) return false;
  const kind = head.dataset.sort;
  const blocks = table.tBodies.length > 1 || table.classList.contains("pairs");
  const items = blocks ? [...table.tBodies] : [...table.tBodies[0].rows];
  const keyed = items.map((item, place) => [value(blocks ? item.rows[0] : item, column, kind), place, item]);
  const order = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  keyed.sort((one, other) => (downward ? -1 : 1) * order(one[0], other[0]) || one[1] - other[1]);
  (blocks ? table : table.tBodies[0]).append(...keyed.map(([, , item]) => item));
  for (const cell of table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", downward ? "descending" : "ascending");
  return true;
}

// Headings become buttons; numbers start with the largest, words with the first.
function sortable(changed) {
  for (const table of document.querySelectorAll("table[data-table]")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (!head.dataset.sort) return;
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: head.textContent });
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const downward = now ? now === "ascending" : head.dataset.sort === "number";
        if (sort(table, column, downward)) changed(table.dataset.table, column, downward);
      });
      head.replaceChildren(button);
    });
  }
}
