// The laboratory's wiring: one run and one timeline, the views on them, and the address.
import { clock, prefersReducedMotion } from "./io/clock.js";
import { createAddress } from "./io/address.js";
import { createAsker } from "./io/ask.js";
import { Gone } from "./io/kept.js";
import { createLoader } from "./io/page.js";
import { released } from "./io/pointer.js";
import { createText } from "./io/text.js";
import { createRun } from "./model/run.js";
import { createTimeline } from "./model/timeline.js";
import { LONG, LONGEST } from "./model/fragment.js";
import { createOpened, OPENED } from "./model/opened.js";
import { changed, readQuery, writeQuery } from "./model/url-state.js";
import { createWhatIf } from "./model/what-if.js";
import { mountMade } from "./views/made.js";
import { mountNarrator } from "./views/narrator.js";
import { createNotices } from "./views/notices.js";
import { mountPanels } from "./views/panels.js";
import { mountPointed } from "./views/pointed.js";
import { mountPlayer } from "./views/player.js";
import { mountBringWeights } from "./views/bring-weights.js";
import { doing, mountSettingsForm, restore } from "./views/settings-form.js";
import { mountStage } from "./views/stage.js";
import { mountPredict } from "./views/predict.js";
import { mountScrollers } from "./views/scrollers.js";
import { mountFolds } from "./views/folds.js";
import { mountTabs } from "./views/tabs.js";
import { showWeights } from "./views/weights-told.js";
import { mountWhatIf } from "./views/what-if.js";
import { mountWhatIfMarks } from "./views/what-if-marks.js";

const VIEWS = { stage: mountStage, player: mountPlayer, narrator: mountNarrator, panels: mountPanels, "what-if": mountWhatIf, predict: mountPredict, made: mountMade };
const SAID = ["data-wide", "data-tall", "data-predicting", "data-troubled", "data-made"]; // of the whole page
const REPLACED = ["title", "settings", "notices", "stage", "narrator", "panels", "player", "reading"];
const AT_REST = 250;
const TOLD = 120; // ms after a change before its sentences are asked for

const lab = document.getElementById("lab");
const part = (name, where = document) => where.querySelector(`[data-part="${name}"]`);
const dataOf = (where) => JSON.parse(where.getElementById("page-data").textContent);
const loader = createLoader();
const notices = createNotices(part);
const address = createAddress(dataOf(document).settings, { tooLong });
const framed = location.pathname.startsWith("/embed/"); // such a path names no language
const here = (query = "") => location.pathname + query + (framed ? `${query ? "&" : "?"}lang=${document.documentElement.lang}` : "");
const ask = createAsker(here());
const tell = createAsker(here());
let waiting = null;
let turn = 0;
let pressed = null; // a button of the player, while the page that it is meant for is on its way
let page = open(dataOf(document));
if (address.packed) unpacked();

/** Mounts every view on the page's data. */
function open(data) {
  const run = createRun(data);
  run.select(unitOf(data.values));
  const text = createText(data.text, data.lang);
  const timeline = createTimeline({
    steps: run.trace.steps,
    beats: data.trace.beats,
    at: Number(data.values.at ?? 0),
    clock,
    reducedMotion: prefersReducedMotion,
    pace: paceOf(data.values, data.settings),
    speed: Number(data.values.speed) || null,
  });
  const whatIf = imagining(data, run, timeline);
  const opened = createOpened(data.values);
  const set = (name, value) => show(changed({ ...address.values, ...now(page) }, name, value), true, name === "layer" ? timeline.at / timeline.beats : null);
  const unmounts = Object.entries(VIEWS).map(([name, mount]) => mount(part(name), { timeline, run, text, whatIf, opened, set, glides: true }));
  unmounts.push(mountTabs(lab, { opened }), mountFolds(part("reading"), { opened }));
  unmounts.push(mountPointed(lab, { pointed: run.pointed, timeline }));
  const places = Object.fromEntries(["stage", "player", "panels", "reading"].map((name) => [name, part(name)]));
  unmounts.push(mountWhatIfMarks(places, { timeline, run, text, whatIf }));
  const form = part("settings").querySelector("form");
  unmounts.push(mountSettingsForm(form, { change: set }));
  const take = ({ theme }, settings) => show({ ...(theme ? { theme } : {}), ...settings }, true);
  unmounts.push(mountBringWeights(form, {
    take: (settings) => take(address.values, settings), tell: (words) => notices.tell("file", words), text, lang: data.lang,
  }));
  unmounts.push(mountScrollers(document.querySelector("main")));
  unmounts.push(opened.subscribe((_, by) => {
    if (by === "address") return;
    clearTimeout(waiting);
    address.write({ ...address.values, ...now({ timeline, run, opened }) }, by === "reader");
  }));
  unmounts.push(timeline.subscribe(() => remember(timeline, run)), run.subscribe(() => remember(timeline, run)));
  return { data, run, timeline, text, whatIf, opened, close: () => unmounts.forEach((unmount) => unmount?.()) };
}

/** The edits of this page's run: shown at once, told a little later, committed to the address. */
function imagining(data, run, timeline) {
  const own = { request: data.request, trace: data.trace, tokens: data.tokens, weights: data.weights };
  const at = () => now({ timeline, run });
  let telling = null;
  const whatIf = createWhatIf({
    cell: data.cell,
    base: data.base ?? own,
    texts: data.values,
    ask: (texts) => ask({ ...address.values, ...texts, ...at() }),
    take({ request, trace, weights }) {
      run.replace({ request, trace });
      showWeights(part, notices, weights);
      clearTimeout(telling);
      telling = setTimeout(async () => {
        const real = !whatIf.changed && !data.base;
        const told = real ? data : await tell({ ...address.values, ...whatIf.texts, ...at(), tell: 1 }).catch(() => null);
        if (told && page.run === run) run.tell(told.narration);
      }, TOLD);
    },
  });
  if (data.base) whatIf.know(own);
  let texts = JSON.stringify(whatIf.texts);
  whatIf.subscribe((_, what) => {
    if (what !== "edits" || JSON.stringify(whatIf.texts) === texts) return;
    texts = JSON.stringify(whatIf.texts);
    const field = part("settings").querySelector("[name=overrides]");
    if (field) field.value = whatIf.texts.overrides;
    clearTimeout(waiting);
    address.write({ ...address.values, ...whatIf.texts, ...at() }, true);
  });
  return whatIf;
}

/** What only the fragment says is not on the page that the server drew. */
async function unpacked() {
  try {
    show(await address.read(), false);
  } catch (error) {
    const why = error instanceof Gone ? "gone" : "damaged";
    notices.tell("damaged", { title: page.text(`what_if.${why}`), fix: page.text(`what_if.${why}_fix`) });
  }
}

function tooLong(n, kept) {
  notices.tell("kept", kept ? { title: page.text("what_if.kept"), fix: page.text("what_if.kept_fix"), note: true } : null);
  const near = Math.ceil(n / 100) * 100; // the same for every position
  const fix = n && page.text("what_if.too_long_fix", { n: near, most: LONGEST });
  notices.tell("too-long", n ? { title: page.text("what_if.too_long"), fix } : null);
}

/** Where the reader is and what is open, as the address says it. */
function now({ timeline, run, opened }) {
  return { ...opened?.texts, at: timeline.at, unit: run.selection.chosen ? run.selection.unit : "", speed: timeline.speed ?? "", pace: timeline.chosenPace };
}

function unitOf({ unit }) {
  return { unit: Number(unit ?? 0), chosen: unit !== undefined };
}

/** At rest the address says where the reader is; while it plays, nothing is written. */
function remember(timeline, run) {
  clearTimeout(waiting);
  if (!timeline.resting || timeline.playing) return;
  waiting = setTimeout(() => {
    address.write({ ...address.values, ...now({ timeline, run }) });
  }, AT_REST);
}

/** Fetches the page of these settings and puts its parts in the place of the old ones. moment: in timesteps, where to stay in a run of other operations. */
async function show(values, push, moment = null) {
  const query = writeQuery(values, page.data.settings);
  const long = query.length > LONG;
  const mine = ++turn;
  lab.setAttribute("aria-busy", "true");
  let next;
  try {
    next = await loader.load(here(long ? "" : query), long ? new URLSearchParams(values) : null);
  } catch {
    lab.removeAttribute("aria-busy");
    pressed = null;
    notices.complain(page.text("page.failed"), page.text("page.retry"), () => show(values, push, moment));
    return;
  }
  if (!next) return;
  await released();
  if (mine !== turn) return;
  lab.removeAttribute("aria-busy");
  clearTimeout(waiting);
  const was = doing(part("settings").querySelector("form"));
  page.close();
  for (const name of REPLACED) part(name).replaceChildren(...document.importNode(part(name, next), true).childNodes);
  for (const name of SAID) lab.toggleAttribute(name, next.getElementById("lab").hasAttribute(name));
  document.title = next.title;
  const data = dataOf(next);
  if (moment !== null) data.values.at = String(Math.min(data.trace.steps * data.trace.beats, Math.round(moment * data.trace.beats)));
  const { model, at } = data.values; // with another cell, its sibling's
  if (push) address.write({ ...values, ...(model && { model }), ...(moment !== null && { at }) }, true);
  page = open(data);
  restore(part("settings").querySelector("form"), was);
  const button = pressed && part("player").querySelector(`[data-action="${pressed}"]`);
  pressed = null;
  button?.focus({ preventScroll: true });
  button?.click();
}

/** What is pressed after a setting was changed is meant for the run that comes. */
part("player").addEventListener("click", (event) => {
  const action = event.target.closest("[data-action]")?.dataset.action;
  if (!action || !lab.hasAttribute("aria-busy")) return;
  event.stopPropagation();
  pressed = action;
}, { capture: true });

addEventListener("popstate", async () => {
  const values = await address.read().catch(() => null);
  const { settings } = page.data;
  if (!values || writeQuery(values, settings) === writeQuery(shown(), settings)) return;
  if (writeQuery(unmoved(values), settings) !== writeQuery(unmoved(shown()), settings)) return void show(values, false);
  if (page.timeline.chosenPace !== paceOf(values, settings)) page.timeline.pace = paceOf(values, settings);
  page.opened.follow(values);
  page.timeline.speed = values.speed ?? null;
  page.timeline.seek(Number(values.at ?? 0));
  page.run.select(unitOf(values));
  page.whatIf.follow(values);
});

const FOLLOWED = ["overrides", "changes", "at", "unit", "speed", "pace", ...OPENED];

function paceOf(values, settings) {
  return values.pace ?? settings.find(({ name }) => name === "pace").default;
}

/** An address without what the page itself can follow. */
function unmoved(values) {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !FOLLOWED.includes(name)));
}

const shown = () => ({ ...page.data.values, ...page.whatIf.texts, ...now(page) });

/** A long text comes with the sentences around one position; the narrator asks for those around another. */
const sentences = createAsker(here());
addEventListener("celda:narration", async ({ detail: { step, unit, take } }) => {
  const asking = page;
  const values = { ...address.values, ...asking.whatIf.texts, at: step * asking.timeline.beats + 1, unit, tell: 1 };
  const next = await sentences(values).catch(() => null);
  if (next && asking === page) take(next.narration);
});

addEventListener("click", ({ target }) => {
  const other = target.closest?.("[data-language], [data-fragment]");
  if (other && address.packed) other.hash = location.hash; // what is too long for the query goes along
});

addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-setting-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(readQuery(new URL(link.href).search, page.data.settings), true);
});
