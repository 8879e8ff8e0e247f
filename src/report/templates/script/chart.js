// Failed calls over time, drawn at the width there is, with the brush that selects a stretch of it.
const SVG = "http://www.w3.org/2000/svg";
const ROUND = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LEGEND = { "4xx": "4xx refused", no_response: "no response", "5xx": "5xx Twilio failed" };
const figure = document.getElementById("chart-failures");
const canDraw = !!(data && figure);
let axis = null; // of the last drawing: pixels and seconds

function element(name, attributes, text) {
  const out = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) out.setAttribute(key, value);
  if (text !== undefined) out.textContent = text;
  return out;
}

// Windows gathered into bars of a round width.
function gather(counted, most) {
  const wanted = (data.count * data.step) / most;
  const fits = ROUND.find((step) => step >= wanted && step % data.step === 0);
  const step = fits || Math.max(1, Math.ceil(wanted / data.step)) * data.step;
  const first = Math.floor(data.start / step);
  const bars = Math.floor((data.start + (data.count - 1) * data.step) / step) - first + 1;
  const stacks = STACK.map(() => new Array(bars).fill(0));
  STACK.forEach((name, place) => {
    counted.bins[name].forEach((number, window) => {
      stacks[place][Math.floor((data.start + window * data.step) / step) - first] += number;
    });
  });
  return { step, start: first * step, bars, stacks };
}

// 1, 2 or 5 times a power of ten, so that at most four lines stand below the top.
function gridStep(most) {
  for (let unit = 1; ; unit *= 10) {
    for (const factor of [1, 2, 5]) if (unit * factor >= most / 4) return unit * factor;
  }
}

function draw(counted, state) {
  const drawing = figure.querySelector(".drawing");
  const width = Math.max(260, Math.round(drawing.clientWidth));
  const chart = gather(counted, width < 560 ? 64 : 160);
  const sums = Array.from({ length: chart.bars }, (_, bar) => chart.stacks.reduce((sum, stack) => sum + stack[bar], 0));
  const most = Math.max(1, ...sums);
  const grid = gridStep(most);
  const top = Math.ceil(most / grid) * grid;
  const scale = Array.from({ length: Math.round(top / grid) + 1 }, (_, line) => line * grid);
  const widest = Math.max(...scale.map((value) => short(value, top).length));
  const frame = { left: 16 + 8 * widest + 8, top: 10, width: 0, height: width < 560 ? 170 : 210 };
  frame.width = width - frame.left - 16;
  const high = frame.top + frame.height + 44;
  const svg = element("svg", { viewBox: `0 0 ${width} ${high}`, width, height: high, class: "live", "aria-hidden": "true" });
  axis = { frame, from: chart.start, to: chart.start + chart.bars * chart.step, width };
  shade(svg);
  svg.append(selection(state));
  for (const value of scale) {
    const y = frame.top + frame.height - (value / top) * frame.height;
    svg.append(element("line", { x1: frame.left, x2: frame.left + frame.width, y1: y, y2: y, class: value ? "grid" : "base" }));
    svg.append(element("text", { x: frame.left - 8, y: y + 4, class: "end" }, short(value, top)));
  }
  bars(svg, chart, sums, top, state);
  ticks(svg, width < 560 ? 5 : 11);
  drawing.replaceChildren(legend(chart), svg);
  const stretch = isTimed(state) ? `, selected ${minute(edge(state.from))} to ${minute(edge(state.to))}` : "";
  drawing.setAttribute("aria-label", `Failed calls over time, ${grouped(counted.failed)} after the filters${stretch}`);
  numbers(chart);
}

const edge = (window) => data.start + window * data.step;
const across = (seconds, on = axis) => on.frame.left + ((seconds - on.from) / (on.to - on.from)) * on.frame.width;

function legend(chart) {
  const list = document.createElement("ul");
  list.className = "legend num";
  const item = (kind, text) => {
    const entry = document.createElement("li");
    entry.className = "key-" + kind;
    entry.textContent = text;
    list.append(entry);
  };
  STACK.forEach((name, place) => {
    const sum = chart.stacks[place].reduce((all, one) => all + one, 0);
    if (sum > 0) item(name, `${LEGEND[name]} ${grouped(sum)}`);
  });
  if (data.incidents.length) item("incident", "Twilio incident");
  item("none", `failed calls per ${length(chart.step)}, times in ${data.zone}`);
  return list;
}

function shade(svg) {
  for (const [start, end] of data.incidents) {
    const [left, right] = [across(Math.max(start, axis.from)), across(Math.min(end, axis.to))];
    if (right > left) {
      const { top, height } = axis.frame;
      svg.append(element("rect", { x: left, y: top, width: Math.max(3, right - left), height, class: "fill-incident" }));
    }
  }
}

function bars(svg, chart, sums, top, state) {
  const { frame } = axis;
  const slot = frame.width / chart.bars;
  const wide = Math.min(56, Math.max(1, slot - (slot > 2 ? 1 : 0) - slot / 12));
  for (let bar = 0; bar < chart.bars; bar += 1) {
    if (!sums[bar]) continue;
    const start = chart.start + bar * chart.step;
    const inside = start + chart.step > edge(state.from) && start < edge(state.to);
    const group = element("g", inside ? {} : { class: "outside" });
    const told = STACK.map((name, place) => [LEGEND[name], chart.stacks[place][bar]]).filter(([, number]) => number);
    group.append(element("title", {}, `${minute(start)}: ${told.map(([name, number]) => `${name} ${grouped(number)}`).join(", ")}`));
    let base = frame.top + frame.height;
    STACK.forEach((name, place) => {
      const number = chart.stacks[place][bar];
      if (!number) return;
      const height = Math.max(1, (number / top) * frame.height);
      base -= height;
      group.append(element("rect", { x: frame.left + bar * slot + (slot - wide) / 2, y: base, width: wide, height, class: "fill-" + name }));
    });
    svg.append(group);
  }
}

function ticks(svg, most, on = axis) {
  const wanted = (on.to - on.from) / most;
  const step = ROUND.concat([2592000, 5184000, 7776000, 15552000, 31536000]).find((one) => one >= wanted) || 31536000 * Math.ceil(wanted / 31536000);
  const y = on.frame.top + on.frame.height;
  let before = "";
  let free = -Infinity;
  for (let shown = Math.ceil(local(on.from) / step) * step, guard = 0; guard < 60; shown += step, guard += 1) {
    const at = shown - (local(shown) - shown); // near a clock change the label stays, the place moves
    if (at > on.to) break;
    if (at < on.from) continue;
    const when = new Date(shown * 1000);
    const day = `${when.getUTCDate()} ${MONTHS[when.getUTCMonth()]}`;
    const [label, under] = step >= 43200 ? [day, String(when.getUTCFullYear())] : [when.toISOString().slice(11, 16), day];
    const x = Math.min(Math.max(across(at, on), 20), on.width - 22);
    if (x - 22 < free) continue;
    free = x + 22;
    svg.append(element("line", { x1: across(at, on), x2: across(at, on), y1: y, y2: y + 5, class: "base" }));
    svg.append(element("text", { x, y: y + 19, class: "middle" }, label));
    if (under !== before) svg.append(element("text", { x, y: y + 35, class: "middle" }, under));
    before = under;
  }
}

function selection(state) {
  const { top, height } = axis.frame;
  const shown = isTimed(state);
  const [left, right] = shown ? [across(edge(state.from)), across(edge(state.to))] : [0, 0];
  return element("rect", { x: left, y: top, width: Math.max(0, right - left), height, class: "selection" });
}

// The table behind the chart follows it: readers who do not see the bars get the same numbers.
function numbers(chart) {
  const body = figure.querySelector("table.data tbody");
  if (!body) return;
  const rows = [];
  for (let bar = 0; bar < chart.bars && rows.length < 200; bar += 1) {
    if (!chart.stacks.some((stack) => stack[bar])) continue;
    const row = document.createElement("tr");
    for (const text of [minute(chart.start + bar * chart.step), ...chart.stacks.map((stack) => grouped(stack[bar]))]) {
      row.append(Object.assign(document.createElement("td"), { textContent: text }));
    }
    rows.push(row);
  }
  body.replaceChildren(...rows);
}

// Dragging over the chart selects whole windows; a click without a drag selects nothing.
function brush(select) {
  const drawing = figure.querySelector(".drawing");
  let start = null;
  const window = (event) => {
    const box = drawing.querySelector("svg").getBoundingClientRect();
    const part = ((event.clientX - box.left) * (axis.width / box.width) - axis.frame.left) / axis.frame.width;
    const seconds = axis.from + Math.min(1, Math.max(0, part)) * (axis.to - axis.from);
    return Math.min(data.count, Math.max(0, (seconds - data.start) / data.step));
  };
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button || !event.target.closest("svg")) return;
    start = window(event);
    drawing.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  const move = (event, done) => {
    if (start === null) return;
    const now = window(event);
    const [from, to] = [Math.floor(Math.min(start, now)), Math.ceil(Math.max(start, now))];
    if (Math.abs(across(edge(start)) - across(edge(now))) > 4) select(from, Math.max(to, from + 1));
    if (done) start = null;
  };
  drawing.addEventListener("pointermove", (event) => move(event, false));
  drawing.addEventListener("pointerup", (event) => move(event, true));
  drawing.addEventListener("pointercancel", () => { start = null; });
  drawing.addEventListener("dblclick", () => select(0, data.count));
}
