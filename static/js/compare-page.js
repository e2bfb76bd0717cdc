// The compare page's wiring: one timeline, and for every cell a stage and a card that follow it.
import { clock, prefersReducedMotion } from "./io/clock.js";
import { createLoader } from "./io/page.js";
import { createText } from "./io/text.js";
import { createAligned, sharedBeats, sharedStops } from "./model/aligned.js";
import { moved } from "./model/compare.js";
import { createOpened } from "./model/opened.js";
import { createRun } from "./model/run.js";
import { createTimeline } from "./model/timeline.js";
import { changed, readQuery, writeQuery } from "./model/url-state.js";
import { mountCompare } from "./views/compare.js";
import { mountCompareCells } from "./views/compare-cells.js";
import { mountCompareLink } from "./views/compare-link.js";
import { mountCompareTold } from "./views/compare-told.js";
import { mountMade } from "./views/made.js";
import { createPointed } from "./model/pointed.js";
import { mountPointed } from "./views/pointed.js";
import { mountPlayer } from "./views/player.js";
import { doing, mountSettingsForm, restore } from "./views/settings-form.js";
import { mountStage } from "./views/stage.js";
import { mountTabs } from "./views/tabs.js";

const AT_REST = 250;
const root = document.getElementById("compare");
const dataOf = (where) => JSON.parse(where.getElementById("page-data").textContent);
const loader = createLoader();
const narrow = matchMedia("(max-width: 599px)"); // a phone: one stage in front, the others still
let waiting = null;
let page = open(dataOf(document));

/** Mounts every view on the page's data. */
function open(data) {
  const text = createText(data.text, data.lang);
  const pointed = createPointed(); // in one cell, lit in all
  const runs = data.runs.map(({ cell, trace, lines }) => createRun({ cell, diagram: cell.diagram, trace, lines, most: data.most }, pointed));
  const cells = runs.map(({ cell }) => cell);
  const [beats, { steps }] = [sharedBeats(cells), runs[0].trace];
  const timeline = createTimeline({
    steps,
    beats,
    at: Number(data.values.at ?? 0),
    clock,
    reducedMotion: prefersReducedMotion,
    pace: data.values.pace ?? "wave",
    speed: Number(data.values.speed) || null,
  });
  const opened = createOpened(data.values);
  const inFront = (k) => !narrow.matches || k === Number(opened.get("tab"));
  const times = cells.map((cell, k) => createAligned(timeline, cell, () => inFront(k)));
  const names = cells.map(({ id }) => data.names[id]);
  const most = () => Math.max(...data.runs.map(({ memory }, k) => Math.max(1, ...memory.slice(0, times[k].known))));
  const unmounts = [...root.querySelectorAll(".compare-card")].flatMap((card, k) => {
    const [run, time, { memory }] = [runs[k], times[k], data.runs[k]];
    const number = createOpened(); // of each cell one, in no address
    return [
      mountStage(card.querySelector(".compare-stage"), { timeline: time, run, text, opened: number, tools: false, glides: true }),
      mountMade(card.querySelector("[data-part=made]"), { timeline: time, run, text, opened: number }),
      mountCompare(card, { timeline, time, run, memory, most, text }),
    ];
  });
  unmounts.push(mountPointed(root, { pointed, timeline }));
  unmounts.push(mountCompareLink(root, { timeline, runs, times, text }));
  const told = mountCompareTold(root.querySelector(".compare-narrator"), { timeline, times, runs, told: data.told, names, text });
  unmounts.push(told.close, mountPlayer(root.querySelector(".compare-player"), { timeline, run: runs[0], text }));
  timeline.plan({ stops: sharedStops(cells), hold: told.hold });
  const form = root.querySelector("form");
  unmounts.push(mountSettingsForm(form, { change: (name, value) => show(changed(valuesNow(), name, value), true) }));
  unmounts.push(mountCompareCells(form, { choose, say, text }), mountTabs(root, { opened }));
  const refresh = () => times.forEach((time) => time.refresh());
  narrow.addEventListener("change", refresh);
  unmounts.push(() => narrow.removeEventListener("change", refresh), opened.subscribe(refresh));
  unmounts.push(timeline.subscribe(() => remember(timeline)), opened.subscribe(() => remember(timeline)));
  return { data, timeline, opened, text, close: () => unmounts.forEach((unmount) => unmount?.()) };
}

/** The settings that show exactly this; the start needs no position. */
function valuesNow() {
  const { data, timeline, opened } = page;
  const at = timeline.at ? String(timeline.at) : "";
  return { ...data.values, at, speed: timeline.speed ?? "", pace: timeline.pace, tab: opened.get("tab") };
}

/** Other cells have other waves: the timestep stays. */
function choose(cells) {
  const { data, timeline } = page;
  const values = valuesNow();
  const next = Math.max(...cells.map((id) => data.waves[id])) + 1;
  const at = values.at && String(moved(Number(values.at), timeline.beats, next));
  show({ ...values, cells: cells.join(","), at }, true);
}

/** At rest the address says where the reader is; while it plays, nothing is written. */
function remember(timeline) {
  clearTimeout(waiting);
  if (timeline.resting && !timeline.playing) waiting = setTimeout(() => write(valuesNow(), false), AT_REST);
}

function write(values, push) {
  const query = writeQuery(values, page.data.settings);
  if (query === location.search) return;
  history[push ? "pushState" : "replaceState"](null, "", location.pathname + query + location.hash);
}

/** Fetches the page of these settings and puts its parts in the place of the old ones. */
async function show(values, push) {
  clearTimeout(waiting);
  root.setAttribute("aria-busy", "true");
  const query = writeQuery(values, page.data.settings);
  let next;
  try {
    next = await loader.load(location.pathname + query);
  } catch {
    root.removeAttribute("aria-busy");
    return say({ kind: "failed", title: page.text("page.failed"), again: () => show(values, push) });
  }
  if (!next) return;
  root.removeAttribute("aria-busy");
  const was = doing(root.querySelector("form"));
  page.close();
  root.replaceChildren(...document.importNode(next.getElementById("compare"), true).childNodes);
  document.title = next.title;
  if (push) write(values, true);
  const data = dataOf(next);
  page = open(data);
  restore(root.querySelector("form"), was);
  if (was.name === "cells") root.querySelector(`[name=cells][value="${was.value}"]`)?.focus({ preventScroll: true });
}

/** One message of the page's own, or none. */
function say(words) {
  const place = root.querySelector("[data-notices]");
  place.querySelector("[data-said]")?.remove();
  if (!words) return;
  const [box, inner, strong] = ["div", "div", "strong"].map((name) => document.createElement(name));
  [box.className, box.dataset.said, strong.textContent] = ["problem", words.kind, words.title];
  inner.append(strong);
  if (words.fix) inner.append(Object.assign(document.createElement("p"), { textContent: words.fix }));
  box.append(inner);
  if (words.again) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: page.text("page.retry") });
    button.addEventListener("click", words.again);
    box.append(button);
  }
  place.append(box);
}

addEventListener("popstate", () => {
  const { data, timeline } = page;
  const values = readQuery(location.search, data.settings);
  const still = (all) => writeQuery({ ...all, at: "", speed: "", pace: "", tab: "" }, data.settings);
  if (still(values) !== still(data.values)) return void show(values, false);
  page.opened.follow(values);
  timeline.pace = values.pace ?? "wave";
  timeline.speed = values.speed ?? null;
  timeline.seek(Number(values.at ?? 0));
});
