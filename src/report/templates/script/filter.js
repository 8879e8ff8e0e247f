// The filter: its state in the form, in the address, and on the page. The address can be shared.
const form = document.getElementById("filter");
let state = data ? everything() : null;
let strange = []; // what the address asks for and the report does not have
let order = ""; // table, column, direction

function options() {
  const add = (select, value, text) => select.append(new Option(text, value));
  for (const [side, label] of Object.entries(SIDES)) {
    const faults = [...new Set(data.pairs.filter((pair) => pair.side === side && pair.fault).map((pair) => pair.fault))].sort();
    const failing = data.pairs.some((pair) => pair.side === side && isFailure(pair));
    if (!faults.length && !failing) continue;
    add(form.fault, side, label);
    if (faults.length > 1) for (const fault of faults) add(form.fault, `${side}.${fault}`, "\u00a0\u00a0" + fault.replace(/_/g, " "));
  }
  for (const name of [...new Set(data.resources)].sort()) add(form.resource, name, name);
  const seen = new Set();
  for (const pair of data.pairs) {
    if (seen.has(pair.name)) continue;
    seen.add(pair.name);
    add(form.pair, pair.name, pair.title ? `${pair.name} ${pair.title}`.slice(0, 60) : pair.name);
  }
}

// --- the address ---
function read() {
  const told = new URLSearchParams(location.hash.slice(1));
  const window = (name, otherwise) => {
    const seconds = Date.parse(told.get(name) || "") / 1000;
    return Number.isFinite(seconds) ? Math.min(data.count, Math.max(0, Math.round((seconds - data.start) / data.step))) : otherwise;
  };
  strange = [];
  const known = (select, name) => {
    const asked = told.get(name);
    if (!asked || [...select.options].some((one) => one.value === asked)) return asked || "";
    strange.push(`${name} ${asked}`);
    return "";
  };
  const out = everything();
  out.from = window("from", 0);
  out.to = window("to", data.count);
  if (out.from >= out.to) Object.assign(out, { from: 0, to: data.count });
  const classes = (told.get("class") || "").split(",").filter(Boolean);
  out.classes = classes.filter((name) => CLASSES.includes(name));
  strange.push(...classes.filter((name) => !CLASSES.includes(name)).map((name) => `class ${name}`));
  out.fault = known(form.fault, "fault");
  out.resource = known(form.resource, "resource");
  out.pair = known(form.pair, "pair");
  return out;
}

function write() {
  const told = new URLSearchParams();
  if (data && isTimed(state)) {
    told.set("from", utc(edge(state.from)));
    told.set("to", utc(edge(state.to)));
  }
  if (data && state.classes.length) told.set("class", state.classes.join(","));
  for (const name of ["fault", "resource", "pair"]) if (data && state[name]) told.set(name, state[name]);
  if (order) told.set("sort", order);
  const hash = told.toString().replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%2F/g, "/");
  if (hash === location.hash.slice(1)) return;
  try {
    history.replaceState(null, "", "#" + hash);
  } catch {
    location.hash = hash;
  }
}

function reorder() {
  const [name, column, direction] = (new URLSearchParams(location.hash.slice(1)).get("sort") || "").split(".");
  const table = [...document.querySelectorAll("table[data-table]")].find((one) => one.dataset.table === name);
  if (table && sort(table, Number(column), direction === "down")) order = [name, column, direction].join(".");
}

// --- the form ---
function show() {
  for (const box of form.querySelectorAll("[name=class]")) box.checked = state.classes.includes(box.value);
  for (const name of ["fault", "resource", "pair"]) form[name].value = state[name];
  for (const name of ["from", "to"]) {
    const slider = figure.querySelector(`[name=${name}]`);
    Object.assign(slider, { max: data.count, value: state[name] });
    const text = minute(edge(state[name]));
    slider.setAttribute("aria-valuetext", text);
    slider.parentElement.querySelector("output").textContent = text;
  }
}

function apply(next) {
  state = next;
  const counted = count(state);
  const filtered = isFiltered(state);
  fill(counted, filtered);
  draw(counted, state);
  redraw(counted, state, filtered);
  show();
  write();
  const sides = Object.entries(SIDES).filter(([side]) => counted.sides[side]);
  const told = sides.map(([side, label]) => `${label} ${grouped(counted.sides[side])} (${share(counted.sides[side], counted.failed)})`);
  const apart = Object.entries(APART).filter(([kind]) => filtered && counted.apart[kind]);
  const others = apart.map(([kind, [one, many]]) => `${grouped(counted.apart[kind])} ${counted.apart[kind] === 1 ? one : many}`);
  const calls = `${grouped(counted.failed)} of ${grouped(counted.calls)} calls failed (${share(counted.failed, counted.calls)})`;
  const head = counted.calls || !others.length ? calls : "no calls";
  const text = (filtered ? "Filtered: " : "All: ") + [head, ...told, ...others].join(" · ");
  document.getElementById("shown").textContent = text;
  active(filtered, text);
  form.querySelector("[type=reset]").disabled = !filtered;
}

// Who opens an address that somebody shared sees first what it leaves, and what of it is not in this report.
function active(filtered, text) {
  const place = document.getElementById("active");
  const by = [...state.classes, state.fault.replace(/_/g, " "), state.resource, state.pair].filter(Boolean);
  if (isTimed(state)) by.unshift(`${minute(edge(state.from))} to ${minute(edge(state.to))}`);
  const parts = [];
  if (filtered) parts.push(`${text}, by ${by.join(", ")}. The headline and what stands above the chart are of the whole report.`);
  if (strange.length) parts.push(`Not in this report, and so not filtered by: ${strange.map((one) => one.slice(0, 80)).join(", ")}.`);
  place.textContent = parts.join(" ");
  place.hidden = !parts.length;
}

function start() {
  options();
  form.hidden = false;
  figure.querySelector(".brush").hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => strange.splice(0) && apply({
    ...state,
    classes: [...form.querySelectorAll("[name=class]:checked")].map((box) => box.value),
    fault: form.fault.value,
    resource: form.resource.value,
    pair: form.pair.value,
  }));
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    strange = [];
    apply(everything());
  });
  const select = (from, to) => apply({ ...state, from, to });
  for (const slider of figure.querySelectorAll("input[type=range]")) {
    slider.addEventListener("input", () => {
      const at = Number(slider.value);
      if (slider.name === "from") select(Math.min(at, state.to - 1), state.to);
      else select(state.from, Math.max(at, state.from + 1));
    });
  }
  brush(select);
  let width = 0;
  new ResizeObserver(() => {
    const now = figure.clientWidth;
    if (now !== width) {
      width = now;
      const counted = count(state);
      draw(counted, state);
      redraw(counted, state, isFiltered(state));
    }
  }).observe(figure);
  // A link within the page is no filter, and takes none away.
  addEventListener("hashchange", () => (document.getElementById(location.hash.slice(1)) ? write() : apply(read())));
  apply(read());
}

// The evidence of findings is printed with them; samples are too many.
const folded = document.querySelectorAll(".found details");
const unfolded = [];
addEventListener("beforeprint", () => folded.forEach((one) => {
  if (one.open) return;
  one.open = true;
  unfolded.push(one);
}));
addEventListener("afterprint", () => unfolded.splice(0).forEach((one) => {
  one.open = false;
}));

sortable((name, column, downward) => {
  order = [name, column, downward ? "down" : "up"].join(".");
  write();
});
reorder();
if (canDraw && form) start();
