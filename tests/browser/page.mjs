// Opens the page of reports in a browser: nothing is requested or complained of, filters agree with cells.csv, it works
// without scripts, hostile logs run nothing, and axe-core finds no serious barrier.
//
//   node page.mjs FAULTLENS [--pictures DIR]    FAULTLENS is the program; pictures are of the demo's report
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";
import { hostile, month, retrying } from "./logs.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const program = resolve(process.argv[2] || "target/debug/faultlens");
const pictures = process.argv[3] === "--pictures" ? resolve(process.argv[4]) : null;
const axe = readFileSync(join(here, "node_modules/axe-core/axe.min.js"), "utf8");
const scratch = mkdtempSync(join(tmpdir(), "faultlens-page-"));
const executablePath = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);
const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"] });

// --- tools ------------------------------------------------------------------------------------------------------------
function report(name, input) {
  const out = join(scratch, name + ".out");
  // From the root, so that the page names the demo as the README does.
  const run = { cwd: join(here, "../.."), stdio: ["ignore", "ignore", "inherit"] };
  execFileSync(program, ["analyze", input, "--quiet", "--out", out], run);
  return { page: "file://" + join(out, "report.html"), file: join(out, "report.html"), cells: cells(join(out, "cells.csv")) };
}

function cells(path) {
  const [head, ...lines] = readFileSync(path, "utf8").trim().split("\n");
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((field, place) => [names[place], field])));
}

// A page that keeps what it did: complaints, and requests for anything but itself.
async function open(url, { width = 1280, scheme = "light", media = "screen", scripts = true } = {}) {
  const page = await browser.newPage();
  const wrong = [];
  page.on("console", (message) => wrong.push("console: " + message.text()));
  page.on("pageerror", (error) => wrong.push("error: " + error.message));
  page.on("dialog", (dialog) => { wrong.push("dialog: " + dialog.message()); dialog.dismiss(); });
  page.on("request", (request) => { if (request.url().split("#")[0] !== encodeURI(decodeURI(url.split("#")[0]))) wrong.push("request: " + request.url()); });
  await page.setViewport({ width, height: 900 });
  await page.setJavaScriptEnabled(scripts);
  // Both at once: of the driver's two calls, each takes back what the other did.
  const session = await page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", { media, features: [{ name: "prefers-color-scheme", value: scheme }] });
  assert.ok(await page.evaluate((media) => matchMedia(media).matches, media));
  assert.equal(await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches), scheme === "dark");
  await page.goto(url, { waitUntil: "load" });
  await new Promise((done) => setTimeout(done, 200));
  return Object.assign(page, { wrong });
}

async function closed(page, what) {
  assert.deepEqual(page.wrong, [], what);
  await page.close();
}

// What the page shows: failed calls by status and code, calls and failures by resource, and the sentence of the filter.
const shown = (page) => page.evaluate(() => {
  const number = (cell) => Number(cell.textContent.replace(/,/g, ""));
  const pairs = {};
  for (const body of document.querySelectorAll("table[data-table=failures] tbody:not([hidden])")) {
    const name = body.querySelector(".pair").textContent;
    pairs[name] = (pairs[name] || 0) + number(body.rows[0].cells[0]);
  }
  const resources = {};
  for (const row of document.querySelectorAll("tr[data-resource]:not([hidden])")) {
    resources[row.cells[0].textContent] = [number(row.cells[1]), number(row.cells[2])];
  }
  const [failed, calls] = document.getElementById("shown").textContent.match(/[\d,]+/g).map((text) => Number(text.replace(/,/g, "")));
  return { pairs, resources, failed, calls, hash: location.hash };
});

// What the charts below the tables show: failed calls by resource and by pair, and which parts say that they are not filtered.
const below = (page) => page.evaluate(() => {
  const number = (text) => Number(text.replace(/,/g, ""));
  const [heat, pairs] = [{}, {}];
  for (const cell of document.querySelectorAll("#chart-heatmap svg.live rect title")) {
    const [, name, failed] = cell.textContent.match(/^[^,]+, (.*): ([\d,]+) failed$/);
    heat[name] = (heat[name] || 0) + number(failed);
  }
  for (const row of document.querySelectorAll("#chart-pairs table.data tbody tr")) {
    const name = row.cells[0].textContent;
    pairs[name] = (pairs[name] || 0) + number(row.cells[2].textContent);
  }
  const notes = [...document.querySelectorAll(".whole:not([hidden])")].map((note) => note.closest("section").getAttribute("aria-labelledby"));
  return { heat, pairs, notes, live: document.querySelectorAll("#chart-heatmap svg.live").length };
});

const FAILED = ["4xx", "5xx", "no_response"];
const SIDE = { yours: (fault) => fault.startsWith("your_"), twilio: (fault) => fault === "twilio", network: (fault) => ["network", "intermediary"].includes(fault) };
const named = (cell) => [cell.http_status, cell.twilio_code].filter(Boolean).join("/") || (cell.class === "no_response" ? "no answer" : "no status");

// The same from cells.csv alone.
function wanted(all, filter, limit) {
  const chosen = all.filter((cell) => cell.kind === "api_call"
    && (!filter.from || (cell.window_start && cell.window_start >= filter.from && cell.window_start < filter.to))
    && (!filter.class || filter.class.includes(cell.class))
    && (!filter.fault || SIDE[filter.fault](cell.fault))
    && (!filter.resource || cell.resource === filter.resource)
    && (!filter.pair || named(cell) === filter.pair));
  const out = { pairs: {}, resources: {}, failed: 0, calls: 0 };
  for (const cell of chosen) {
    const attempts = Number(cell.attempts);
    const row = (out.resources[cell.resource || "(not told)"] ||= [0, 0]);
    row[0] += attempts;
    out.calls += attempts;
    if (!FAILED.includes(cell.class)) continue;
    row[1] += attempts;
    out.failed += attempts;
    if (limit.has(named(cell))) out.pairs[named(cell)] = (out.pairs[named(cell)] || 0) + attempts;
  }
  return out;
}

// --- the checks -------------------------------------------------------------------------------------------------------
async function filters({ page: url, cells: all }) {
  const page = await open(url);
  const limit = new Set(Object.keys((await shown(page)).pairs));
  const agree = async (filter, what) => {
    const { hash, ...told } = await shown(page);
    assert.deepEqual(told, wanted(all, filter, limit), what);
    return hash;
  };
  await agree({}, "no filter");
  const plain = await below(page);
  assert.deepEqual([plain.live, plain.notes], [0, []]);
  const clear = async () => {
    await page.evaluate(() => document.querySelector("#filter [type=reset]").click());
    assert.equal(await agree({}, "cleared"), "");
    assert.deepEqual(await below(page), plain, "the charts below are as they were printed");
  };
  // What follows no filter says so, and what draws itself again agrees with the cells.
  const charts = async (filter) => {
    const told = await below(page);
    const timed = wanted(all.filter((cell) => cell.window_start), filter, limit);
    const failing = Object.entries(timed.resources).map(([name, row]) => [name, row[1]]).filter(([, failed]) => failed);
    const lanes = failing.sort((one, other) => other[1] - one[1]).slice(0, 14);
    assert.deepEqual(told.heat, Object.fromEntries(lanes), "heat map");
    const pairs = wanted(all, filter, limit).pairs;
    for (const [name, failed] of Object.entries(told.pairs)) if (name in pairs) assert.equal(failed, pairs[name], name);
    for (const part of ["who", "failures", "resources"]) assert.ok(told.notes.includes(part), `${part} does not say what is not filtered`);
    if (await page.$("#incidents")) assert.ok(told.notes.includes("incidents"));
    if (await page.$("#behaviour")) assert.ok(told.notes.includes("behaviour"));
  };
  for (const [name, value] of [["fault", "yours"], ["fault", "twilio"], ["fault", "network"], ["resource", "messaging/Messages"], ["pair", "400/21211"], ["pair", "no answer"]]) {
    await page.select(`#filter [name=${name}]`, value);
    await agree({ [name]: value }, `${name} ${value}`);
    await charts({ [name]: value });
    await clear();
  }
  await page.click("#filter [value='5xx']");
  await agree({ class: ["5xx"] }, "class 5xx");
  await charts({ class: ["5xx"] });
  await page.click("#filter [value=no_response]");
  await page.select("#filter [name=resource]", "voice/Calls");
  const hash = await agree({ class: ["5xx", "no_response"], resource: "voice/Calls" }, "classes and a resource");
  assert.match(hash, /class=5xx,no_response/);
  await clear();
  await brush(page, agree);
  await clear();
  // By the keyboard: the slider moves by one window.
  await page.focus("input[name=from]");
  for (let step = 0; step < 5; step += 1) await page.keyboard.press("ArrowRight");
  const window = await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get("from"));
  await agree({ from: full(window), to: "9999" }, "five windows later");
  await charts({ from: full(window), to: "9999" });
  // A link within the page is no filter.
  await page.evaluate(() => document.querySelector(".skip").click());
  await new Promise((done) => setTimeout(done, 100));
  await agree({ from: full(window), to: "9999" }, "after a link within the page");
  await clear();
  await closed(page, "filters");
}

const full = (time) => new Date(Date.parse(time)).toISOString().replace(".000", "");

// A drag over the chart; then the address alone brings the same back.
async function brush(page, agree) {
  const chart = await page.$("#chart-failures svg");
  await chart.scrollIntoView();
  const box = await chart.boundingBox();
  await page.mouse.move(box.x + box.width * 0.25, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.4, box.y + 80, { steps: 4 });
  await page.mouse.up();
  const told = new URLSearchParams((await shown(page)).hash.slice(1));
  const filter = { from: full(told.get("from")), to: full(told.get("to")) };
  assert.ok(filter.from < filter.to);
  const hash = await agree(filter, "a stretch of time");
  await page.evaluate(() => { location.hash = ""; });
  await agree({}, "an empty address");
  await page.evaluate((hash) => { location.hash = hash; }, hash);
  await agree(filter, "the address of a filter");
}

// Who opens a shared address sees at the top what it leaves, and what of it the report does not have.
async function shared({ page: url, cells: all }) {
  const told = async (hash) => {
    const page = await open(url + hash);
    const out = await page.$eval("#active", (place) => (place.hidden ? null : place.innerText));
    const sentence = await page.$eval("#shown", (place) => place.textContent);
    await closed(page, hash);
    return [out, sentence];
  };
  assert.equal((await told(""))[0], null);
  const [active, sentence] = await told("#class=5xx&resource=voice/Calls");
  assert.ok(active.startsWith(sentence) && active.includes("by 5xx, voice/Calls"), active);
  const [strange, plain] = await told("#class=4xx,9xx&resource=x");
  assert.ok(plain.startsWith("Filtered: ") && strange.includes("Not in this report, and so not filtered by: class 9xx, resource x."), strange);
  const delivery = all.find((cell) => cell.kind === "delivery" && !all.some((one) => one.kind === "api_call" && named(one) === "code " + cell.twilio_code));
  const count = all.filter((cell) => cell.kind === "delivery" && cell.twilio_code === delivery.twilio_code).reduce((sum, cell) => sum + Number(cell.attempts), 0);
  const [, apart] = await told("#pair=" + encodeURIComponent("code " + delivery.twilio_code));
  assert.ok(apart.startsWith(`Filtered: no calls · ${count} failed deliver`), apart);
}

// On a phone the heads of the failures are there, to sort by.
async function phone({ page: url }) {
  const page = await open(url, { width: 400 });
  const heads = await page.$$eval("table[data-table=failures] thead button", (all) => all.filter((one) => one.getBoundingClientRect().height > 0).map((one) => one.textContent));
  assert.deepEqual(heads, ["Calls", "Status / code", "Fault", "First – last"]);
  await page.click("table[data-table=failures] th:nth-child(2) button");
  assert.match(await page.evaluate(() => location.hash), /sort=failures\.1\.up/);
  await closed(page, "phone");
}

async function sorting({ page: url }) {
  const page = await open(url);
  const column = (place) => page.$$eval("tr[data-resource]", (rows, place) => rows.map((row) => Number(row.cells[place].textContent.replace(/[^\d.]/g, ""))), place);
  await page.click("table[data-table=resources] th:nth-child(2) button");
  const calls = await column(1);
  assert.deepEqual(calls, [...calls].sort((one, other) => other - one));
  assert.equal(await page.$eval("table[data-table=resources] th:nth-child(2)", (head) => head.getAttribute("aria-sort")), "descending");
  assert.match(await page.evaluate(() => location.hash), /sort=resources\.1\.down/);
  await page.reload();
  assert.deepEqual(await column(1), calls, "the order is in the address");
  await closed(page, "sorting");
}

async function withoutScripts({ page: url }) {
  const page = await open(url, { scripts: false });
  const text = await page.$eval("body", (body) => body.innerText);
  for (const word of ["Who must act", "What to do first", "Failures by status and code", "Resources", "What was read"]) assert.ok(text.includes(word), word);
  assert.ok(await page.$eval("#filter", (form) => getComputedStyle(form).display === "none"));
  assert.ok((await page.$$("table[data-table=failures] tbody")).length > 5);
  assert.ok(await page.$eval("#chart-failures svg", (svg) => svg.getBoundingClientRect().height > 100));
  await page.click("table[data-table=failures] details summary");
  assert.ok(await page.$eval("table[data-table=failures] details pre", (sample) => sample.getBoundingClientRect().height > 0));
  await closed(page, "without scripts");
}

async function accessible({ page: url }) {
  for (const look of [{}, { scheme: "dark" }, { width: 400 }, { scripts: true, hash: "#class=5xx&sort=resources.2.up" }]) {
    const page = await open(url + (look.hash || ""), look);
    await page.$$eval("details", (all) => all.slice(0, 6).forEach((one) => { one.open = true; }));
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    const bad = violations.filter((one) => ["serious", "critical"].includes(one.impact));
    const told = bad.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120) + " " + node.failureSummary).join(" | ")}`);
    assert.deepEqual(told, [], JSON.stringify(look));
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= room, `${wide} wide in a window of ${room}`);
    await closed(page, "accessible");
  }
}

// On a phone nothing is cut: tables fold into cards, labels of axes lie within their drawings.
async function folded({ page: url }) {
  const page = await open(url, { width: 400 });
  const wide = await page.$$eval("table.client", (all) => all.flatMap((table) => [...table.querySelectorAll("td")]).filter((cell) => cell.getBoundingClientRect().right > innerWidth).map((cell) => cell.textContent));
  assert.deepEqual(wide, []);
  assert.ok((await page.$$("table.client td")).length >= 10, "verdicts on the client");
  const outside = await page.$$eval("#chart-failures svg text", (all) => all.filter((one) => one.getBoundingClientRect().left < one.ownerSVGElement.getBoundingClientRect().left).map((one) => one.textContent));
  assert.deepEqual(outside, []);
  await closed(page, "folded");
}

// What is printed has colours in its legends though no background is, and every column of the tables.
async function printed({ page: url }) {
  const page = await open(url, { media: "print", width: 720 });
  const keys = await page.$$eval("#chart-failures .legend li", (all) => all.filter((one) => one.className !== "key-none").map((one) => getComputedStyle(one, "::before").borderTopWidth));
  assert.ok(keys.length > 0 && keys.every((width) => width === "6px"), keys.join());
  const [cut] = await page.$$eval("table", (all) => [all.filter((table) => table.getBoundingClientRect().right > innerWidth + 1).map((table) => table.className)]);
  assert.deepEqual(cut, []);
  await closed(page, "printed");
}

// A comparison shows all of its columns on screens, phones and paper.
async function compared() {
  const out = join(scratch, "compared");
  const run = { cwd: join(here, "../.."), stdio: ["ignore", "ignore", "inherit"] };
  execFileSync(program, ["compare", "fixtures/demo", join(scratch, "month"), "--quiet", "--out", out], run);
  for (const look of [{}, { width: 400 }, { width: 720, media: "print" }]) {
    const page = await open("file://" + join(out, "comparison.html"), look);
    const cells = await page.$$eval("table.changes td", (all) => all.map((cell) => [cell.getBoundingClientRect().right, cell.textContent]));
    assert.ok(cells.length >= 50, "changes");
    const room = await page.evaluate(() => innerWidth);
    assert.deepEqual(cells.filter(([right]) => right > room), [], JSON.stringify(look));
    const [wide, box] = await page.$eval("main .scroll", (scroll) => [scroll.scrollWidth, scroll.clientWidth]);
    assert.ok(wide <= box, `${wide} in ${box}`);
    await closed(page, "compared");
  }
}

async function inert({ page: url }) {
  for (const scripts of [true, false]) {
    const page = await open(url, { scripts });
    if (scripts) {
      assert.equal(await page.evaluate(() => window.hit), undefined);
      assert.deepEqual(await page.$$eval("img, iframe, base, object, embed, main a[href]:not([href^='https://www.twilio.com/docs/'])", (all) => all.map((one) => one.outerHTML)), []);
      assert.equal((await page.$$("script")).length, 2);
      assert.ok((await page.$$("table[data-table=failures] tbody:not([hidden])")).length > 10);
    }
    await closed(page, "hostile");
  }
}

async function draw({ page: url }, folder) {
  const looks = { "page-1280": {}, "page-400": { width: 400 }, "page-dark": { scheme: "dark" }, "page-print": { media: "print", width: 900 } };
  for (const [name, look] of Object.entries(looks)) {
    const page = await open(url, look);
    await page.screenshot({ path: join(folder, name + ".png"), fullPage: true });
    await closed(page, name);
  }
}

try {
  month(join(scratch, "month"));
  hostile(join(scratch, "hostile"));
  retrying(join(scratch, "retrying"));
  const demo = report("demo", "fixtures/demo");
  const large = report("month", join(scratch, "month"));
  const attacked = report("hostile", join(scratch, "hostile"));
  const retried = report("retrying", join(scratch, "retrying"));
  for (const one of [demo, large, attacked]) assert.ok(statSync(one.file).size <= 2 << 20, one.file);
  for (const [name, check, on] of [
    ["filters agree with cells.csv", filters, large], ["filters of the demo", filters, demo], ["tables sort", sorting, large], ["shared addresses", shared, demo], ["sorting on a phone", phone, demo], ["no scripts", withoutScripts, large],
    ["no serious barrier", accessible, demo], ["no serious barrier in a large page", accessible, large], ["hostile logs", inert, attacked],
    ["nothing is cut on a phone", folded, retried], ["paper has colours and columns", printed, demo], ["comparisons", compared, demo],
  ]) {
    await check(on);
    console.log("ok: " + name);
  }
  if (pictures) await draw(demo, pictures);
} finally {
  await browser.close();
  rmSync(scratch, { recursive: true, force: true });
}
