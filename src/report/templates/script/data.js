// The cells of the page, and what a filter leaves of them.
const source = document.getElementById("cells");
const data = source ? JSON.parse(source.textContent) : null;
const STACK = ["4xx", "no_response", "5xx"]; // from the ground up
const CLASSES = ["success", "redirect", "4xx", "5xx", "no_response", "unknown"];
const SIDES = { yours: "yours", twilio: "Twilio", network: "network", recipient: "recipient or carrier", unknown: "not told" };

const APART = { webhook: ["webhook event", "webhook events"], delivery: ["failed delivery", "failed deliveries"] };

const isCall = (pair) => pair.kind === "api_call";
const isFailure = (pair) => isCall(pair) && STACK.includes(pair.class);
const everything = () => ({ from: 0, to: data.count, classes: [], fault: "", resource: "", pair: "" });
const isTimed = (state) => state.from > 0 || state.to < data.count;
const isFiltered = (state) => isTimed(state) || state.classes.length > 0 || !!(state.fault || state.resource || state.pair);

function admits(pair, state) {
  if (state.classes.length && !(isCall(pair) && state.classes.includes(pair.class))) return false;
  if (state.pair && pair.name !== state.pair) return false;
  if (!state.fault) return true;
  // A call that went well is nobody's fault; a failure without a fault is one that is not told.
  if (!pair.fault && !isFailure(pair)) return false;
  const [side, fault] = state.fault.split(".");
  return pair.side === side && (!fault || pair.fault === fault);
}

// A cell's row: pair, resource, events without a time, then windows since the one before with their counts.
function count(state) {
  const timed = isTimed(state);
  const admitted = data.pairs.map((pair) => admits(pair, state));
  const out = {
    calls: 0,
    failed: 0,
    sides: {},
    apart: {}, // webhook events and failed deliveries, which are no calls
    bins: Object.fromEntries(STACK.map((name) => [name, new Float64Array(data.count)])),
    pairs: data.pairs.map(() => 0),
    where: data.pairs.map(() => new Map()),
    lanes: data.resources.map(() => new Map()), // failed calls and all by window, those without a time left out
    resources: data.resources.map(() => Object.fromEntries(CLASSES.map((name) => [name, 0]))),
  };
  for (const row of data.cells) {
    const [place, resource, untimed] = row;
    if (!admitted[place] || (state.resource && data.resources[resource] !== state.resource)) continue;
    const pair = data.pairs[place];
    const bins = isFailure(pair) ? out.bins[pair.class] : null;
    let sum = timed ? 0 : untimed;
    let window = 0;
    for (let at = 3; at < row.length; at += 2) {
      window += row[at];
      if (bins) bins[window] += row[at + 1];
      if (window < state.from || window >= state.to) continue;
      sum += row[at + 1];
      if (isCall(pair)) lane(out.lanes[resource], window, bins ? row[at + 1] : 0, row[at + 1]);
    }
    if (sum > 0) add(out, pair, place, resource, sum);
  }
  return out;
}

function lane(windows, window, failed, calls) {
  const before = windows.get(window) || [0, 0];
  windows.set(window, [before[0] + failed, before[1] + calls]);
}

function add(out, pair, place, resource, sum) {
  out.pairs[place] += sum;
  out.where[place].set(resource, (out.where[place].get(resource) || 0) + sum);
  if (!isCall(pair)) {
    out.apart[pair.kind] = (out.apart[pair.kind] || 0) + sum;
    return;
  }
  out.calls += sum;
  const name = CLASSES.includes(pair.class) ? pair.class : "unknown";
  out.resources[resource][name] += sum;
  if (isFailure(pair)) {
    out.failed += sum;
    out.sides[pair.side] = (out.sides[pair.side] || 0) + sum;
  }
}
