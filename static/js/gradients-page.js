// The page of the way back: its own timeline, the drawing, the card, the player and the figures on it.
import { clock, prefersReducedMotion } from "./io/clock.js";
import { Gone, linked, unlinked } from "./io/kept.js";
import { createLoader } from "./io/page.js";
import { createText } from "./io/text.js";
import { LONG } from "./model/fragment.js";
import { createBackward } from "./model/backward.js";
import { createTimeline } from "./model/timeline.js";
import { changed, readQuery, writeQuery } from "./model/url-state.js";
import { mountGradientCard } from "./views/gradient-card.js";
import { mountGradientMade } from "./views/gradient-made.js";
import { mountGradientPanels } from "./views/gradient-panels.js";
import { mountGradientWave } from "./views/gradient-wave.js";
import { mountPlayer } from "./views/player.js";
import { mountBringWeights } from "./views/bring-weights.js";
import { doing, mountSettingsForm, restore } from "./views/settings-form.js";

const REPLACED = ["title", "settings", "notices", "forward", "controls", "wave", "layers", "card", "made", "player", "panels", "reading"];
const AT_REST = 250;
const OWN = ["loss", "node", "step", "truncate"]; // controls outside the form's element

const root = document.getElementById("back");
const part = (name, where = document) => where.querySelector(`[data-part="${name}"]`);
const dataOf = (where) => JSON.parse(where.getElementById("page-data").textContent);
const loader = createLoader();
const sentences = createLoader();
const origins = createLoader();
let waiting = null;
let packed = {}; // what only the fragment of the address says: weights that were brought
let page = open(dataOf(document));
if (location.hash.startsWith("#~")) unpacked();

async function unpacked() {
  packed = await unlinked(location.hash).catch((error) => {
    if (error instanceof Gone) tell({ title: page.text("what_if.gone"), fix: page.text("what_if.gone_fix") });
    return {};
  });
  if (Object.keys(packed).length) show(here(page.data), false);
}

function open(data, before = null) {
  const text = createText(data.text, data.lang);
  const wave = createBackward(data);
  const timeline = createTimeline({
    steps: wave.steps,
    beats: wave.beats,
    at: data.at,
    clock,
    reducedMotion: prefersReducedMotion,
    pace: before?.timeline.pace,
    speed: Number(data.values.speed) || null,
  });
  const context = { timeline, wave, text, run: wave.run, ask, reducedMotion: prefersReducedMotion };
  const stop = new AbortController();
  const unmounts = [
    mountGradientWave(part("wave"), context),
    mountGradientCard(part("card"), context),
    mountPlayer(part("player"), context),
    mountGradientPanels(part("panels"), context),
    mountGradientMade(root, made),
    mountSettingsForm(part("settings").querySelector("form"), { change }),
    mountBringWeights(part("settings").querySelector("form"), { take: bring, tell, text, lang: data.lang }),
    timeline.subscribe(() => remember(timeline, data)),
    () => stop.abort(),
  ];
  part("controls").addEventListener("change", ({ target }) => {
    if (target.reportValidity()) change(target.name, target.value);
  }, { signal: stop.signal });
  part("layers").addEventListener("click", (event) => {
    const link = event.target.closest("[data-layer-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show({ ...readQuery(new URL(link.href).search, data.settings), ...packed }, true);
  }, { signal: stop.signal });
  return { data, wave, timeline, text, close: () => unmounts.forEach((unmount) => unmount?.()) };
}

const here = (data) => ({ ...readQuery(location.search, data.settings), ...packed });
const unpackedPart = (values) => Object.fromEntries(Object.entries(values).filter(([name]) => !(name in packed)));

/** What these settings are fetched with: a link, or a form where that would be too long. */
function load(from, values, settings) {
  const query = writeQuery(values, settings);
  return query.length > LONG ? from.load(location.pathname, new URLSearchParams(values)) : from.load(location.pathname + query);
}

/** The address of these settings; what of the fragment still holds stays there. */
async function addressed(values, settings) {
  packed = Object.fromEntries(Object.entries(packed).filter(([name, text]) => values[name] === text));
  const { hash } = Object.keys(packed).length ? await linked(packed) : { hash: "" };
  return location.pathname + writeQuery(unpackedPart(values), settings) + hash;
}

/** Another loss, cut or cell: the wave begins anew; what no longer fits the other settings goes. */
function change(name, value) {
  const next = OWN.includes(name) ? { ...here(page.data), [name]: value } : changed(here(page.data), name, value);
  delete next.at;
  delete next.made;
  if (name === "cell") delete next.node;
  if (name === "text" || name === "vectors") delete next.step;
  show(next, true);
}

/** A file of the reader's: its weights go into the fragment. */
function bring({ brought, ...settings }) {
  packed = { brought };
  return show({ ...settings, brought }, true);
}

/** At rest the address says where the gradient is. */
function remember(timeline, data) {
  clearTimeout(waiting);
  if (!timeline.resting || timeline.playing) return;
  waiting = setTimeout(() => {
    const query = writeQuery({ ...unpackedPart(here(data)), at: timeline.at || "", speed: timeline.speed ?? "" }, data.settings);
    if (query !== location.search) history.replaceState(null, "", location.pathname + query + location.hash);
  }, AT_REST);
}

/** The sentences about a step that the page did not bring along. */
async function ask(j, again) {
  const asking = page;
  const values = { ...here(asking.data), at: j * asking.timeline.beats + 1 };
  const next = await load(sentences, values, asking.data.settings).catch(() => null);
  if (!next || asking !== page) return;
  asking.wave.take(dataOf(next).narration);
  again();
}

/** What made a gradient, in its place on the page; the way stays where it is. */
async function made(place) {
  const asking = page;
  const values = { ...here(asking.data), made: place };
  const next = await load(origins, values, asking.data.settings).catch(() => null);
  if (!next || asking !== page) return;
  const [element, found] = [part("made"), part("made", next)];
  const inside = element.contains(document.activeElement) || document.activeElement?.matches("[data-made-here]");
  element.replaceChildren(...document.importNode(found, true).childNodes);
  element.hidden = found.hidden;
  if (inside) (element.hidden ? part("card").querySelector("[data-made-here]") : element.querySelector("h2"))?.focus({ preventScroll: true });
  history.pushState(null, "", await addressed(values, asking.data.settings));
}

async function show(values, push) {
  const { settings } = page.data;
  root.setAttribute("aria-busy", "true");
  let next;
  try {
    next = await load(loader, values, settings);
  } catch {
    root.removeAttribute("aria-busy");
    return complain(() => show(values, push));
  }
  if (!next) return;
  root.removeAttribute("aria-busy");
  clearTimeout(waiting);
  const url = push && (await addressed(values, settings));
  const was = doing(part("settings").querySelector("form"));
  const focused = part("controls").contains(document.activeElement) ? document.activeElement.name : null;
  page.close();
  for (const name of REPLACED) part(name).replaceChildren(...document.importNode(part(name, next), true).childNodes);
  part("forward").href = part("forward", next).href;
  part("made").hidden = part("made", next).hidden;
  document.title = next.title;
  if (push) history.pushState(null, "", url);
  page = open(dataOf(next), page);
  restore(part("settings").querySelector("form"), was);
  if (focused) part("controls").querySelector(`[name="${focused}"]`)?.focus({ preventScroll: true });
}

/** Why a file cannot be taken, or how it was read. */
function tell({ title, fix, note }) {
  const [box, inner, strong, p] = ["div", "div", "strong", "p"].map((name) => document.createElement(name));
  [box.className, strong.textContent, p.textContent] = [note ? "problem note" : "problem", title, fix];
  inner.append(strong, " ", p);
  box.append(inner);
  part("notices").querySelector(".lab-notices").replaceChildren(box);
}

/** The last good picture stays, with a word about what failed. */
function complain(again) {
  const strong = document.createElement("strong");
  strong.textContent = page.text("page.failed");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = page.text("page.retry");
  button.addEventListener("click", again);
  const box = document.createElement("div");
  box.className = "problem";
  box.append(strong, button);
  part("notices").querySelector(".lab-notices").replaceChildren(box);
}

addEventListener("click", ({ target }) => {
  const other = target.closest?.("[data-language], [data-part=forward]");
  if (other && location.hash.startsWith("#~")) other.hash = location.hash; // what is too long for the query goes along
});

addEventListener("popstate", () => show(here(page.data), false));
