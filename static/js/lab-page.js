// The laboratory's wiring: one run and one timeline, the views on them, and the address.
import { clock, prefersReducedMotion } from "./io/clock.js";
import { createLoader } from "./io/page.js";
import { createText } from "./io/text.js";
import { createRun } from "./model/run.js";
import { createTimeline } from "./model/timeline.js";
import { changed, readQuery, writeQuery } from "./model/url-state.js";
import { mountNarrator } from "./views/narrator.js";
import { mountPanels } from "./views/panels.js";
import { mountPlayer } from "./views/player.js";
import { doing, mountSettingsForm, restore } from "./views/settings-form.js";
import { mountStage } from "./views/stage.js";
import { mountTabs } from "./views/tabs.js";

const VIEWS = { stage: mountStage, player: mountPlayer, narrator: mountNarrator, panels: mountPanels };
const REPLACED = ["title", "settings", "notices", "stage", "narrator", "panels", "player", "reading"];
const AT_REST = 250;

const lab = document.getElementById("lab");
const part = (name, where = document) => where.querySelector(`[data-part="${name}"]`);
const dataOf = (where) => JSON.parse(where.getElementById("page-data").textContent);
const loader = createLoader();
const narrations = createLoader();
let waiting = null;
let page = open(dataOf(document));

/** Mounts every view on the page's data; how the reader plays (pace, speed) goes on. */
function open(data, before = null) {
  const run = createRun(data);
  run.select({ unit: Number(data.values.unit ?? 0) });
  const text = createText(data.text, data.lang);
  const timeline = createTimeline({
    steps: run.trace.steps,
    beats: data.trace.beats,
    at: Number(data.values.at ?? 0),
    clock,
    reducedMotion: prefersReducedMotion,
    pace: before?.timeline.pace,
    speed: Number(data.values.speed) || null,
  });
  const unmounts = Object.entries(VIEWS).map(([name, mount]) => mount(part(name), { timeline, run, text }));
  const form = part("settings").querySelector("form");
  unmounts.push(mountSettingsForm(form, { change: (name, value) => show(changed(here(data), name, value), true) }));
  unmounts.push(timeline.subscribe(() => remember(timeline, run, data)), run.subscribe(() => remember(timeline, run, data)));
  return { data, run, timeline, text, close: () => unmounts.forEach((unmount) => unmount?.()) };
}

/** The address as it stands, read by the server's own table. */
function here(data) {
  return readQuery(location.search, data.settings);
}

/** At rest the address says where the reader is; while it plays, nothing is written. */
function remember(timeline, run, data) {
  clearTimeout(waiting);
  if (!timeline.resting || timeline.playing) return;
  waiting = setTimeout(() => {
    const values = { ...here(data), at: timeline.at, unit: run.selection.unit, speed: timeline.speed ?? "" };
    const query = writeQuery(values, data.settings);
    if (query !== location.search) history.replaceState(null, "", location.pathname + query + location.hash);
  }, AT_REST);
}

/** Fetches the page of these settings and puts its parts in the place of the old ones. */
async function show(values, push) {
  const url = location.pathname + writeQuery(values, page.data.settings);
  lab.setAttribute("aria-busy", "true");
  let next;
  try {
    next = await loader.load(url);
  } catch {
    lab.removeAttribute("aria-busy");
    complain(() => show(values, push));
    return;
  }
  if (!next) return;
  lab.removeAttribute("aria-busy");
  clearTimeout(waiting);
  const was = doing(part("settings").querySelector("form"));
  page.close();
  for (const name of REPLACED) part(name).replaceChildren(...document.importNode(part(name, next), true).childNodes);
  document.title = next.title;
  if (push) history.pushState(null, "", url);
  page = open(dataOf(next), page);
  restore(part("settings").querySelector("form"), was);
}

/** The last good picture stays, with a word about what failed. */
function complain(again) {
  const box = document.createElement("div");
  box.className = "problem";
  const words = document.createElement("div");
  const strong = document.createElement("strong");
  strong.textContent = page.text("page.failed");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = page.text("page.retry");
  button.addEventListener("click", again);
  words.append(strong);
  box.append(words, button);
  part("notices").querySelector(".lab-notices").replaceChildren(box);
}

mountTabs(lab);
addEventListener("popstate", () => {
  const values = here(page.data);
  if (writeQuery(values, page.data.settings) !== writeQuery(shown(), page.data.settings)) show(values, false);
});

/** A long sequence brings its sentences in windows; the next one comes with the page at that step. */
lab.addEventListener("celda:narration", async ({ detail }) => {
  const values = { ...here(page.data), at: detail.step * page.timeline.beats + 1 };
  const next = await narrations.load(location.pathname + writeQuery(values, page.data.settings)).catch(() => null);
  if (next) detail.take(dataOf(next).narration);
});

function shown() {
  return { ...page.data.values, at: page.timeline.at, unit: page.run.selection.unit, speed: page.timeline.speed ?? "" };
}

/** A long text comes with the sentences around one position; the narrator asks for those around another. */
const sentences = createLoader();
addEventListener("celda:narration", async ({ detail: { step, unit, take } }) => {
  const asking = page;
  const values = { ...here(asking.data), at: step * asking.timeline.beats + 1, unit };
  const next = await sentences.load(location.pathname + writeQuery(values, asking.data.settings)).catch(() => null);
  if (next && asking === page) take(dataOf(next).narration);
});

addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-setting-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(readQuery(new URL(link.href).search, page.data.settings), true);
});
