// The charts below the tables: drawn again for what a filter leaves; without one they stand as they were printed.
const HEAT = ["#FBE1C4", "#F5B878", "#E5853A", "#C24E1A", "#862A10"];
const TRACK = "#F1F3F6";
const INKS = { "4xx": "fill-4xx", "5xx": "fill-5xx", no_response: "fill-no_response" };
const [LANES, LANE, ROWS, ROW, LISTED] = [14, 26, 10, 42, 200];
const printed = new Map();

function redraw(counted, state, filtered) {
  for (const [name, live] of [["heatmap", heat], ["pairs", ranking]]) {
    const place = document.getElementById("chart-" + name);
    if (!place) continue;
    const drawing = place.querySelector(".drawing");
    const body = place.querySelector("table.data tbody");
    const more = place.querySelector(".more");
    if (!printed.has(name)) printed.set(name, [[...drawing.childNodes], body ? [...body.rows] : [], drawing.getAttribute("aria-label")]);
    const [nodes, rows, label] = printed.get(name);
    const now = filtered ? live(Math.max(260, Math.round(place.clientWidth - 34)), counted, state) : { nodes, rows, label };
    drawing.replaceChildren(...now.nodes);
    drawing.setAttribute("aria-label", now.label);
    if (body) body.replaceChildren(...now.rows);
    if (more) more.hidden = filtered;
  }
}

function cells(texts) {
  const row = document.createElement("tr");
  row.append(...texts.map((text) => Object.assign(document.createElement("td"), { textContent: text })));
  return row;
}

const shortened = (text, room) => (text.length * 7.2 > room ? text.slice(0, Math.max(1, Math.floor(room / 7.2) - 1)) + "\u2026" : text);
const nothing = (label) => ({ nodes: [Object.assign(document.createElement("p"), { className: "faint", textContent: "Nothing left by the filters." })], rows: [], label });

// Failed calls by resource and time, over the stretch that is selected.
function heat(width, counted, state) {
  const [from, to] = [edge(state.from), edge(state.to)];
  const narrow = width < 560;
  const wanted = (to - from) / (narrow ? 40 : 96);
  const step = ROUND.find((one) => one >= wanted && one % data.step === 0) || Math.max(1, Math.ceil(wanted / data.step)) * data.step;
  const first = Math.floor(from / step);
  const bars = Math.floor((to - 1) / step) - first + 1;
  const lanes = counted.lanes.map((windows, place) => {
    const [sums, calls] = [new Array(bars).fill(0), new Array(bars).fill(0)];
    for (const [window, [failed, all]] of windows) {
      const bar = Math.floor(edge(window) / step) - first;
      sums[bar] += failed;
      calls[bar] += all;
    }
    return { name: data.resources[place], sums, calls, whole: sums.reduce((all, one) => all + one, 0) };
  }).filter((lane) => lane.whole).sort((one, other) => other.whole - one.whole);
  const label = "Failed calls by resource and time after the filters; most failures: " + lanes.slice(0, 5).map((lane) => `${lane.name} ${grouped(lane.whole)}`).join(", ");
  if (!lanes.length) return nothing(label);
  const shown = lanes.slice(0, LANES);
  const most = Math.max(...shown.flatMap((lane) => lane.sums));
  const factor = [2, 3, 4, 5, 6, 8, 10, 20, 50, 100, 1000].find((one) => one ** 5 > most) || 10000;
  const least = HEAT.map((_, power) => factor ** power);
  const high = narrow ? LANE + 18 : LANE;
  const left = narrow ? 8 : Math.min(310, Math.max(60, ...shown.map((lane) => lane.name.length * 7.2))) + 24;
  const frame = { left, top: 4, width: width - left - 16, height: shown.length * high };
  const on = { frame, from: first * step, to: (first + bars) * step, width };
  const tall = frame.height + 52;
  const svg = element("svg", { viewBox: `0 0 ${width} ${tall}`, width, height: tall, class: "live still", "aria-hidden": "true" });
  shown.forEach((lane, place) => {
    const y = frame.top + (place + 1) * high - LANE;
    const at = narrow ? { x: left, y: y - 5 } : { x: left - 10, y: y + 17, class: "end" };
    svg.append(element("text", at, shortened(lane.name, narrow ? frame.width : left - 20)));
    svg.append(element("rect", { x: left, y: y + 1, width: frame.width, height: LANE - 2, fill: TRACK }));
    lane.sums.forEach((number, bar) => {
      if (!number) return;
      const level = least.filter((one) => one <= number).length - 1;
      const wide = frame.width / bars;
      const cell = element("rect", { x: left + bar * wide, y: y + 1, width: Math.max(1, wide - (wide > 4 ? 1 : 0)), height: LANE - 2, fill: HEAT[level] });
      cell.append(element("title", {}, `${minute((first + bar) * step)}, ${lane.name}: ${grouped(number)} failed`));
      svg.append(cell);
    });
  });
  ticks(svg, narrow ? 5 : 11, on);
  const told = shown.flatMap((lane) => lane.sums.map((number, bar) => [bar, lane.name, number, lane.calls[bar]])).filter(([, , number]) => number);
  told.sort((one, other) => one[0] - other[0]);
  const rows = told.slice(0, LISTED).map(([bar, name, number, calls]) => cells([minute((first + bar) * step), name, grouped(number), grouped(calls)]));
  const about = [`failed calls per ${length(step)}, times in ${data.zone}`];
  if (lanes.length > LANES) about.push(`${lanes.length - LANES} more resources`);
  return { nodes: [levels(least, most, about.join("; ")), svg], rows, label };
}

function levels(least, most, about) {
  const list = Object.assign(document.createElement("ul"), { className: "legend num" });
  const item = (className, text) => list.append(Object.assign(document.createElement("li"), { className, textContent: text }));
  least.forEach((one, place) => {
    if (one > most) return;
    const next = least[place + 1] - 1;
    item("key-heat" + place, place === 4 ? `${grouped(one)} and more` : next === one ? grouped(one) : `${grouped(one)}\u2013${grouped(next)}`);
  });
  item("key-none", about);
  return list;
}

// The pairs that failed most, as bars.
function ranking(width, counted) {
  const places = data.pairs.map((_, place) => place).filter((place) => isFailure(data.pairs[place]) && counted.pairs[place]);
  places.sort((one, other) => counted.pairs[other] - counted.pairs[one] || one - other);
  const label = "Top failures by status and code after the filters" + places.slice(0, 1).map((place) => `; first ${data.pairs[place].name} with ${grouped(counted.pairs[place])}`).join("");
  if (!places.length) return nothing(label);
  const shown = places.slice(0, ROWS);
  const tall = shown.length * ROW + 8;
  const svg = element("svg", { viewBox: `0 0 ${width} ${tall}`, width, height: tall, class: "live still", "aria-hidden": "true" });
  const room = width - 24 - 150;
  shown.forEach((place, row) => {
    const [pair, number, y] = [data.pairs[place], counted.pairs[place], row * ROW + 4];
    const name = shortened([pair.name, pair.title].filter(Boolean).join("  "), width - 24);
    const long = Math.max(2, (number / counted.pairs[shown[0]]) * room);
    svg.append(element("text", { x: 12, y: y + 13 }, name));
    svg.append(element("rect", { x: 12, y: y + 20, width: long, height: 12, class: INKS[pair.class] }));
    svg.append(element("text", { x: 20 + long, y: y + 31 }, `${grouped(number)} (${share(number, counted.failed)})`));
  });
  const rows = places.slice(0, LISTED).map((place) => cells([data.pairs[place].name, data.pairs[place].title, grouped(counted.pairs[place]), share(counted.pairs[place], counted.failed)]));
  return { nodes: [svg], rows, label };
}
