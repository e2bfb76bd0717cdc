// The narrator: the sentence of the operation at rest or in progress, its equation with the active
// term lit, the chosen unit's arithmetic, and one live region for those who do not see the stage.

import { madeOf, reached } from "../model/opened.js";
import { beatAt, beatOf, unitTold } from "../model/told.js";
import { fill } from "../model/written.js";
import { mountNarratorTable } from "./narrator-table.js";
import { drawnLine } from "./written-line.js";

const BEGUN = 1e-6; // of a beat
const AHEAD = 4; // timesteps before the end of the sentences at hand
const SETTLE = 350; // ms of rest before the live region speaks: never while scrubbing

export function mountNarrator(element, { timeline, run, text, opened, glides = false }) {
  const root = element.matches("[data-narrator]") ? element : element.querySelector("[data-narrator]");
  const part = (name) => root.querySelector(`[data-${name}]`);
  const [sentence, tokens, line, unitName, see, live, all, here] = [
    "sentence", "tokens", "arithmetic", "unit-name", "see-unit", "live", "all-equations", "here",
  ].map(part);
  const window = root.ownerDocument.defaultView;
  let shown = "";
  let asked = "";
  let moved = null; // the operation under way that is already written
  let spokenStep = -1;
  let timer = 0;
  let told = run.narration;

  // Where a motion begins, already its operation is told: before the first frame in which the stage moves.
  function position() {
    const { moving, at, position: here } = timeline;
    return moving && at > here && Number.isInteger(here) ? here + BEGUN : here;
  }

  // The beat that stands at a position: the one in progress while moving, else the one just done.
  // A number whose ancestors are lit is told instead, with its own sum.
  function current() {
    const place = opened && madeOf(opened.get("open"), run);
    const made = place && reached(place, run, timeline.at) && beatOf(run, place);
    if (made) return { ...made, unit: place.unit, place };
    const here = { position: position(), beats: timeline.beats };
    const done = Math.ceil(here.position - 1e-9);
    const beat = beatAt(told, here.position, here.beats);
    return { step: Math.max(0, Math.floor((done - 1) / here.beats)), beat, unit: unitTold(run, here) };
  }

  function draw() {
    const done = Math.ceil(position() - 1e-9);
    if (timeline.moving && done === moved) return;
    moved = timeline.moving ? done : null;
    const { step, beat, unit, place } = current();
    if (!beat) return ask(step);
    const key = `${step} ${beat.node} ${beat.case} ${unit} ${beat.sentence}`;
    if (key !== shown) {
      shown = key;
      sentence.textContent = beat.sentence;
      root.className = root.className.replace(/\bhue-\w+/, `hue-${beat.hue}`);
      root.dataset.node = beat.node ?? "";
      root.dataset.case = beat.case;
      timeline.soon("equation", () => light(beat));
      timeline.soon("line", () => write(beat, unit, step));
    }
    timeline.soon("table", () => table.show(beat, unit, step));
    const last = told.from + told.steps.length;
    if (last < timeline.steps && step + AHEAD >= last) request(last - AHEAD, unit);
    window.clearTimeout(timer);
    if (!timeline.moving) timer = window.setTimeout(() => speak(step, beat, place), SETTLE);
  }

  function ask(step) {
    sentence.textContent = text("narrator.pending");
    line.hidden = true;
    shown = "";
    request(step, run.selection.unit);
  }

  // More sentences than the page brought along: whoever owns the page's data may fetch them.
  function request(step, unit) {
    const key = `${step} ${unit}`;
    if (key === asked) return;
    asked = key;
    root.dispatchEvent(new window.CustomEvent("celda:narration", { bubbles: true, detail: { step, unit, take } }));
  }

  function take(narration) {
    run.tell(narration);
  }

  function light(beat) {
    const [equation, ids] = told.places[beat.node ?? (beat.role === "input" ? "x" : "")];
    for (const lit of root.querySelectorAll(".lit")) lit.classList.remove("lit");
    for (const row of root.querySelectorAll("[data-line]")) {
      row.toggleAttribute("data-current", row.dataset.line === equation);
      if (row.dataset.line !== equation) continue;
      for (const id of ids) {
        const term = row.querySelector(`[data-node="${id}"]`);
        for (const part of term ? [term] : row.querySelectorAll(`[data-value="${id}"]`)) part.classList.add("lit");
      }
    }
  }

  function write(beat, unit, step) {
    const numbers = beat.numbers?.[unit];
    line.hidden = here.hidden = !numbers;
    here.dataset.open = `${beat.node}:${step}:${unit}`; // a click shows what made it
    const [named] = beat.units;
    see.hidden = !numbers || named === undefined || named === unit;
    if (!see.hidden) see.textContent = text("narrator.see", { u: named + 1 });
    if (!numbers) return beat.numbers && request(step, unit);
    unitName.textContent = text("narrator.unit", { u: unit + 1 });
    tokens.replaceChildren(...drawnLine(fill(told.lines[beat.node], numbers, step), { step, unit }, text));
  }

  // At rest the beat, of a number whose ancestors are lit its sum too; while playing only the first beat of each timestep.
  function speak(step, beat, place) {
    const told = beat.spoken ?? beat.sentence;
    const said = place && !line.hidden ? `${told} ${sum()}` : told;
    const whole = Number.isInteger(timeline.position);
    if (timeline.playing ? step === spokenStep : !whole) return;
    const fresh = step !== spokenStep;
    spokenStep = step;
    live.textContent = fresh && timeline.position > 0 ? withStep(step, said) : said;
  }

  /** The line as it is heard, without what only the eye needs. */
  function sum() {
    const words = (part) => (part.getAttribute("aria-hidden") ? "" : part.children.length ? [...part.childNodes].map((child) => (child.nodeType === 1 ? words(child) : child.data)).join(" ") : part.textContent);
    return `${unitName.textContent}: ${[...tokens.children].map(words).join(" ")}`.replace(/\s+/g, " ");
  }

  function withStep(step, said) {
    const token = run.trace?.tokens?.[step];
    const values = { t: step + 1, steps: timeline.steps, sentence: said };
    return token === undefined || token === null
      ? text("narrator.step_vector", values)
      : text("narrator.step", { ...values, tok: text.token(token) });
  }

  function toggleAll() {
    const open = root.toggleAttribute("data-all");
    all.setAttribute("aria-expanded", String(open));
  }

  function renew(_, change) {
    told = change === "selection" ? told : run.narration;
    shown = "";
    moved = null;
    if (change === "trace") asked = "";
    draw();
  }

  // The sentence speaks of another unit than the one shown: one click goes there.
  function seeNamed() {
    const { beat, place } = current();
    if (beat?.units[0] === undefined) return;
    run.select({ unit: beat.units[0] });
    if (place) opened.set({ open: `${place.node}:${place.step}:${beat.units[0]}` });
  }

  all.addEventListener("click", toggleAll);
  see.addEventListener("click", seeNamed);
  const table = mountNarratorTable(root, element, { run, text, opened }, () => renew(null, "selection"));
  const leaveQuiet = glides ? timeline.quiet((position) => Math.floor(position) + 1) : () => {}; // in a wave too every operation has its sentence
  const first = live.textContent;
  const unsubscribe = [timeline.subscribe(draw), run.subscribe(renew), ...(opened ? [opened.subscribe(() => renew(null, "selection"))] : [])];
  window.clearTimeout(timer); // the live region is empty at load
  live.textContent = first;
  return () => {
    unsubscribe.forEach((stop) => stop());
    leaveQuiet();
    table.close();
    all.removeEventListener("click", toggleAll);
    see.removeEventListener("click", seeNamed);
    window.clearTimeout(timer);
  };
}
