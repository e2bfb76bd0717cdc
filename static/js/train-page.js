// The training page's wiring: settings to the API's request, its events to the store, the store to the views.
import { clock } from "./io/clock.js";
import { listen, Refused } from "./io/stream.js";
import { createText } from "./io/text.js";
import { pack } from "./model/fragment.js";
import { arraysOf, labOf, safetensors } from "./model/training-out.js";
import { besideOf, readVersus, requestOf, withChange, writeVersus } from "./model/training-request.js";
import { after, clipped, heldOut, layersOf, newRun, over } from "./model/training-run.js";
import { signsOf } from "./model/training-signs.js";
import { createStore } from "./model/training-store.js";
import { createWords } from "./model/training-words.js";
import { readQuery, writeQuery } from "./model/url-state.js";
import { mountBack } from "./views/train-back.js";
import { mountChart } from "./views/train-chart.js";
import { mountCursor } from "./views/train-cursor.js";
import { mountForm } from "./views/train-form.js";
import { mountGates } from "./views/train-gates.js";
import { mountResults } from "./views/train-results.js";
import { mountSigns } from "./views/train-signs.js";
import { mountWeights } from "./views/train-weights.js";

const API = new URL("/api/v1/trainings", location.href);
const page = JSON.parse(document.getElementById("page-data").textContent);
const text = createText(page.text, page.lang);
const words = createWords(text, page);
const store = createStore({ frame: clock.frame });
const root = document.getElementById("train");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const button = (name) => root.querySelector(`[data-${name}]`);
const choices = choicesOf();
let stops = []; // of the runs that are under way
let told = ""; // what the live region said last

const form = mountForm(document.getElementById("train-settings"), { page, text, choices, change: () => remember(false) });

function choicesOf() {
  const of = (name) => [...document.querySelectorAll(`#train-settings [name="${name}"] option`)].map(({ value }) => value);
  const strict = (values) => Object.assign(values, { strict: true });
  return {
    rate: ["0.0005", "0.001", "0.005", "0.03", "0.1"], clip: ["none", "0.25", "1", "5"], momentum: ["0", "0.9"], decay: ["0", "0.001", "0.01"], dropout: ["0", "0.2"],
    hidden: ["4", "16", "32", "64"], layers: ["1", "2"], radius: ["0.5", "1", "1.5"], forget_bias: ["0", "1", "3"], batch: ["8", "32", "64"], gap: ["5", "20", "80"], length: ["10", "20", "40"],
    normalisation: strict(of("normalisation")), cell: strict(of("cell")), init: strict(of("init")), optimiser: strict(of("optimiser")),
  };
}

/** The address says what the form says. */
function remember(push) {
  const url = location.pathname + writeQuery({ ...form.values(), theme: readQuery(location.search, page.table).theme }, page.table);
  if (url !== location.pathname + location.search) history[push ? "pushState" : "replaceState"](null, "", url);
  languages();
}

/** The other language's link says the same. */
function languages() {
  for (const link of document.querySelectorAll("a[data-language]")) link.search = location.search;
}

/** What a run is called: by what it does not share with the other. */
function nameOf(texts, other) {
  const cell = page.cells[texts.cell].name;
  if (!other) return cell;
  const name = Object.keys(readVersus((texts.versus || other.versus))).find((key) => texts[key] !== other[key]);
  if (!name || name === "cell") return cell;
  const option = document.querySelector(`#train-settings [name="${name}"] option[value="${texts[name]}"]`);
  const value = option?.textContent ?? (texts[name] === "none" || texts[name] === "" ? text("train.none") : texts[name].replace(".", text("number.decimal")));
  return text("train.pair", { name: text(`train.field_short.${name}`), value });
}

/** Starts what the form says; a run whose request is the same is kept. */
function start({ push = true } = {}) {
  if (!form.valid()) return;
  halt();
  remember(push);
  const texts = form.values();
  const beside = besideOf(texts);
  const before = store.state.runs;
  const all = [[texts, beside], ...(beside ? [[beside, texts]] : [])];
  const runs = all.map(([own, other]) => {
    const request = requestOf(own, page);
    const kept = before.find((run) => run.status === "done" && JSON.stringify(run.request) === JSON.stringify(request));
    return kept ? { ...kept, name: nameOf(own, other) } : newRun(request, nameOf(own, other));
  });
  store.set({ runs, cursor: null });
  told = "";
  runs.forEach((run, k) => run.status === "waiting" && follow(k));
  show();
}

async function follow(k) {
  const stop = new AbortController();
  stops.push(stop);
  const now = () => store.state.runs[k];
  const take = (kind, value) => {
    if (stop.signal.aborted) return;
    store.replace(k, after(now(), kind, value, performance.now()));
    if (kind !== "update") show();
  };
  try {
    await listen(API, now().request, { lang: page.lang, signal: stop.signal, take });
    if (!stop.signal.aborted && !over(now())) fail(k, { title: text("train.cut_off"), detail: text("train.cut_off_fix") });
  } catch (error) {
    if (stop.signal.aborted) return;
    const refused = error instanceof Refused;
    fail(k, refused ? error.problem : { title: text("train.cut_off"), detail: text("train.cut_off_fix") }, refused ? error.seconds : null);
  }
}

function fail(k, problem, wait = null) {
  store.replace(k, { ...store.state.runs[k], status: "failed", problem, wait });
  show();
}

/** Ends every stream; what was told stays. */
function halt(status = "stopped") {
  for (const stop of stops) stop.abort();
  stops = [];
  store.set({ runs: store.state.runs.map((run) => (over(run) ? run : { ...run, status })) });
}

/** The buttons, and what is said aloud. */
function show() {
  const { runs } = store.state;
  const running = runs.some((run) => !over(run) && run.status !== "paused");
  const paused = runs.some(({ status }) => status === "paused");
  root.dataset.status = running ? "running" : paused ? "paused" : runs.length ? "over" : "idle";
  part("empty").hidden = runs.length > 0;
  part("live").hidden = runs.length === 0;
  button("pause").hidden = button("stop").hidden = !running;
  button("start").querySelector("span").textContent = text(paused ? "train.go_on_paused" : runs.length ? "train.again" : "train.start");
  button("start").hidden = running;
  say();
}

function say() {
  const { runs } = store.state;
  const now = runs.map((run) => {
    if (run.status === "done") {
      const found = heldOut(run);
      return text("train.said.done", { run: run.name, accuracy: found ? text.percent(found.accuracy) : "–" });
    }
    if (run.status === "diverged" || run.status === "failed") return `${run.name}: ${run.problem.title}. ${run.problem.detail ?? ""}`;
    if (run.status === "running") return text("train.said.running", { run: run.name, of: run.start.updates });
    return `${run.name}: ${words.state(run, null)}`;
  });
  const signs = runs[0] && over(runs[0]) ? signsOf(runs[0]).map(({ name }) => text(`train.sign.${name}`)) : [];
  const all = [...now, ...signs].join(" ");
  if (all === told) return;
  told = all;
  part("said").textContent = all;
}

/** The parameters after so many updates: the same request, ended there (its rate does not depend on its length). */
async function weightsAt(run, update) {
  const { changes = [], ...request } = run.request;
  const asked = { ...request, sample: [], updates: Math.max(1, update), changes: changes.filter(({ at }) => at < update) };
  if (update === 0) Object.assign(asked, { optimiser: "sgd", rate: 1e-12, decay: 0 }); // too small a step to move anything
  let found = null;
  const stop = new AbortController();
  stops.push(stop);
  await listen(API, asked, { lang: page.lang, signal: stop.signal, take: (kind, value) => kind === "end" && (found = { ...value.params, V: value.V }) });
  return found;
}

const actions = {
  retry: () => start({ push: false }),
  labReason: (run) => labOf(run, page.drawn).reason,
  async lab(run) {
    const { values } = labOf(run, page.drawn);
    const { brought, vectors, text: word, ...plain } = values;
    const long = { brought, ...(vectors ? { vectors } : {}) };
    const query = new URLSearchParams({ ...plain, ...(word ? { text: word } : {}) });
    location.assign(`/${page.lang}/lab?${query}${await pack(long)}`);
  },
  save(run) {
    const facts = { request: JSON.stringify(run.request), held_out: JSON.stringify(run.end.held_out), format: "celda" };
    const file = new Blob([safetensors(arraysOf(run.end), facts)], { type: "application/octet-stream" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${run.request.task}-${run.request.cell}-${run.request.seed}.safetensors`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  },
  remedy(pairs) {
    const texts = form.values();
    form.set("versus", writeVersus(Object.fromEntries(Object.entries(pairs).filter(([name, value]) => texts[name] !== value))));
    start();
    part("results").scrollIntoView({ block: "nearest" });
  },
  change(update, name, value) {
    form.set("changes", withChange(form.values().changes, { at: update, name, value }));
    start();
  },
};

const seek = (update) => store.set({ cursor: update >= Math.max(...store.state.runs.map((run) => run.updates[run.updates.length - 1]?.update ?? 1)) ? null : Math.max(1, update) });
const shared = { store, text, words, actions, seek };
const finals = (runs, read) => runs.filter(({ updates }) => updates.length).map((run) => `${run.name}: ${read(run.updates[run.updates.length - 1])}`).join("; ");

mountResults(part("results"), shared);
mountSigns(part("signs"), shared);
mountCursor(part("cursor"), { ...shared, names: page.changeable, choices, clock });
mountChart(part("loss"), {
  ...shared, title: text("train.loss"), value: ({ loss }) => loss, tick: words.plain,
  lines: (runs) => (runs[0]?.start?.guessing ? [{ at: runs[0].start.guessing, label: text("train.guessing"), kind: "guess" }] : []),
  said: (runs) => text("train.chart_said", { what: text("train.loss"), values: finals(runs, ({ loss }) => words.small(loss)) }),
});
mountChart(part("accuracy"), {
  ...shared, title: text("train.accuracy"), value: ({ accuracy }) => accuracy, high: 1, tick: (v) => text.percent(v),
  lines: (runs) => (runs[0]?.start?.chance ? [{ at: runs[0].start.chance, label: text("train.guessing"), kind: "guess" }] : []),
  said: (runs) => text("train.chart_said", { what: text("train.accuracy"), values: finals(runs, ({ accuracy }) => text.percent(accuracy)) }),
});
mountChart(part("norm"), {
  ...shared, title: text("train.norm"), value: ({ norm }) => norm, log: true, tick: words.tick, marks: (report) => report.clipped,
  lines: (runs) => {
    const limit = runs.map((run) => run.request.clip).find((clip) => clip);
    return limit ? [{ at: limit, label: text("train.clip_at", { limit: words.small(limit) }), kind: "clip" }] : [];
  },
  parts: (run) => layersOf(run).map(({ name, k }) => ({ name: words.array(name), value: ({ norms }) => norms[k] })),
  note: (runs) => (runs.some((run) => clipped(run).times) ? text("train.clip_note", { runs: runs.map((run) => `${run.name} ${clipped(run).times}`).join(" · ") }) : text("train.axis_updates")),
  said: (runs) => text("train.chart_said", { what: text("train.norm"), values: finals(runs, ({ norm }) => words.small(norm)) }),
});
mountBack(part("back"), { ...shared, tick: words.tick, power: words.small });
mountGates(part("gates"), { ...shared, cells: page.cells });
mountWeights(part("weights"), { ...shared, weightsAt });

button("start").addEventListener("click", () => start());
button("stop").addEventListener("click", () => { halt(); show(); });
button("pause").addEventListener("click", () => { halt("paused"); show(); });
button("copy-link").addEventListener("click", async () => {
  const label = button("copy-link").querySelector("span");
  const before = label.textContent;
  await navigator.clipboard.writeText(location.href).catch(() => {});
  label.textContent = button("copy-link").dataset.done;
  setTimeout(() => (label.textContent = before), 2000);
});
root.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-comparison]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  form.fill(readQuery(new URL(link.href).search, page.table));
  start();
});
addEventListener("pagehide", () => halt());
addEventListener("pageshow", (event) => event.persisted && show());
addEventListener("popstate", () => {
  halt();
  form.fill(readQuery(location.search, page.table));
  store.set({ runs: [], cursor: null });
  show();
});
languages();
show();
