// The training page's wiring: settings to the API's request, its events to the store, the store to the views.
import { clock } from "./io/clock.js";
import { linked } from "./io/kept.js";
import { createText } from "./io/text.js";
import { createRuns } from "./io/training-runs.js";
import { arraysOf, labOf, safetensors } from "./model/training-out.js";
import { besideOf, readVersus, requestOf, withChange, writeVersus } from "./model/training-request.js";
import { createStore } from "./model/training-store.js";
import { createWords } from "./model/training-words.js";
import { readQuery, writeQuery } from "./model/url-state.js";
import { mountButtons } from "./views/train-buttons.js";
import { mountCharts } from "./views/train-charts.js";
import { mountCursor } from "./views/train-cursor.js";
import { mountForm } from "./views/train-form.js";
import { mountGates } from "./views/train-gates.js";
import { mountResults } from "./views/train-results.js";
import { mountSigns } from "./views/train-signs.js";
import { mountWeights } from "./views/train-weights.js";

const page = JSON.parse(document.getElementById("page-data").textContent);
const text = createText(page.text, page.lang);
const words = createWords(text, page);
const store = createStore({ frame: clock.frame });
const root = document.getElementById("train");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const button = (name) => root.querySelector(`[data-${name}]`);
const form = mountForm(document.getElementById("train-settings"), { page, text, words, change: () => remember(false) });
const show = mountButtons(root, { store, text, words });
const runs = createRuns({
  api: new URL("/api/v1/trainings", location.href), lang: page.lang, store, changed: show, now: () => performance.now(),
  lost: { title: text("train.cut_off"), detail: text("train.cut_off_fix") },
});

/** The address says what the form says, and so does the other language's link. */
function remember(push) {
  const url = location.pathname + writeQuery({ ...form.values(), theme: readQuery(location.search, page.table).theme }, page.table);
  if (url !== location.pathname + location.search) history[push ? "pushState" : "replaceState"](null, "", url);
  languages();
  plan();
}

function languages() {
  for (const link of document.querySelectorAll("a[data-language]")) link.search = location.search;
}

/** What pressing the button will train, while nothing is trained yet. */
function plan() {
  const texts = form.values();
  const difference = Object.entries(readVersus(texts.versus)).map(([key, value]) => text("train.pair", { name: text(`train.field.${key}`), value: form.shownValue(key, value) })).join(", ");
  const said = [text("train.plan", { cell: page.cells[texts.cell].name, task: form.shownValue("task", texts.task), n: Number(texts.updates) })];
  if (difference) said.push(text("train.plan_beside", { difference }));
  part("plan").textContent = [...said, text("train.plan_seen")].join(" ");
}

/** What a run is called: by what it does not share with the other. label: the same in few letters. */
function called(texts, other) {
  const cell = page.cells[texts.cell].name;
  const key = other && Object.keys(readVersus(texts.versus || other.versus)).find((name) => texts[name] !== other[name]);
  if (!key || key === "cell") return { name: cell, label: cell };
  const value = form.shownValue(key, texts[key]);
  return { name: text("train.pair", { name: text(`train.field_short.${key}`), value }), label: value };
}

/** Starts what the form says. */
function start({ push = true } = {}) {
  if (!form.valid()) return;
  remember(push);
  const texts = form.values();
  const beside = besideOf(texts);
  const asked = [[texts, beside], ...(beside ? [[beside, texts]] : [])];
  runs.start(asked.map(([own, other]) => ({ request: requestOf(own, page), ...called(own, other) })));
}

const labs = new WeakMap(); // why the laboratory cannot show the end of a run; "" where it can
const actions = {
  retry: () => start({ push: false }),
  labReason: ({ end, ...run }) => labs.get(end) ?? labs.set(end, labOf({ end, ...run }, page.drawn).reason ?? "").get(end),
  async lab(run) {
    const { values } = labOf(run, page.drawn);
    const { brought, vectors, text: word, ...plain } = values;
    const long = { brought, ...(vectors ? { vectors } : {}) };
    const query = new URLSearchParams({ ...plain, ...(word ? { text: word } : {}) });
    location.assign(`/${page.lang}/lab?${query}${(await linked(long)).hash}`);
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

const last = () => Math.max(...store.state.runs.map((run) => run.updates[run.updates.length - 1]?.update ?? 1));
const seek = (update) => store.set({ cursor: update >= last() ? null : Math.max(1, update) });
const shared = { store, text, words, actions, seek };
mountResults(part("results"), shared);
mountSigns(part("signs"), shared);
mountCursor(part("cursor"), { ...shared, page, field: form.field, texts: form.values, clock });
mountCharts(part, shared);
mountGates(part("gates"), { ...shared, cells: page.cells });
mountWeights(part("weights"), shared);

button("start").addEventListener("click", () => start());
button("stop").addEventListener("click", () => { runs.halt(); show(); });
button("pause").addEventListener("click", () => { runs.halt("paused"); show(); });
button("copy-link").addEventListener("click", async () => {
  const label = button("copy-link").querySelector("span");
  const before = label.textContent;
  await navigator.clipboard.writeText(location.href).catch(() => {});
  label.textContent = button("copy-link").dataset.done;
  setTimeout(() => (label.textContent = before), 2000);
});
root.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-example]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  form.fill(readQuery(new URL(link.href).search, page.table));
  start();
});
addEventListener("pagehide", () => runs.halt());
addEventListener("pageshow", (event) => event.persisted && show());
addEventListener("popstate", () => {
  runs.halt();
  form.fill(readQuery(location.search, page.table));
  store.set({ runs: [], cursor: null });
  plan();
  show();
});
part("fold").open = !matchMedia("(max-width: 599px)").matches; // a phone's page is long enough
languages();
plan();
show();
