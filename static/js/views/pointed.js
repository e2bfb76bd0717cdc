// One light in every view: what is pointed at or focused in one of them is lit in all. Figures have their own, in panel-point.js.
import { agrees, readPlace } from "../model/pointed.js";

const number = (text) => (text === undefined ? null : Number(text));
const stepOf = (element) => number(element.closest(".stage-svg")?.dataset.step);

/** What each kind of element stands for; the first that holds an element says it. "lights" where it is lit too. */
const PLACES = [
  [".stage-svg .column :is([data-unit], .number)", (one) => column(one.closest(".column"), number(one.dataset.unit ?? one.dataset.of))],
  [".stage-svg .column", (one) => column(one, null)],
  [".stage-svg .box[data-node]", (one) => (one.dataset.node === "x" ? { step: stepOf(one) } : { node: one.dataset.node, step: stepOf(one) })],
  [".token-card[data-card]", (one) => ({ step: number(one.dataset.card) })],
  [".heat-tokens [data-step]", (one) => ({ step: number(one.dataset.step) })],
  [".heat-label", (one) => one.parentElement.dataset.node || one.parentElement.dataset.row ? { node: one.parentElement.dataset.node ?? one.parentElement.dataset.row } : null],
  [".plot-legend [data-node]", (one) => ({ node: one.dataset.node })],
  ["[data-open]", (one) => readPlace(one.dataset.open)],
  ["[data-unit-of]", (one) => ({ unit: number(one.dataset.unitOf) })],
  [".operation-row[data-unit]", (one) => ({ unit: number(one.dataset.unit) })],
];
const LIT = ".stage-svg .column:not([data-column=x]) .cell[data-unit], .stage-svg .box[data-node], .token-card[data-card], .heat-tokens [data-step], .compare-computed .heat-label, .plot-legend [data-node], .operation-row[data-open], [data-table] [data-open], .made [data-open], [data-unit-of]";

/** A column of the input has no units of the cell; its end is where the state is handed on. */
function column(group, unit) {
  const node = group.dataset.column ?? group.dataset.terminal;
  return node === "x" ? { step: stepOf(group) } : { node, unit, step: stepOf(group) };
}

function placeOf(element) {
  for (const [selector, say] of PLACES) if (element.matches(selector)) return say(element);
  return null;
}

function placeAt(target) {
  for (const [selector, say] of PLACES) {
    const found = target.closest?.(selector);
    if (found) return say(found);
  }
  return null;
}

/** root: whatever holds the views of one timeline. Where [data-points] is, the view publishes what is under the pointer by itself. */
export function mountPointed(root, { pointed, timeline }) {
  const stop = new AbortController();
  const { signal } = stop;
  let lit = [];
  let step = null;

  const publish = ({ target }) => {
    if (target.closest?.("[data-points]")) return; // it says itself what is under the pointer
    const place = placeAt(target);
    if (place) pointed.point(place);
    else pointed.leave();
  };
  root.addEventListener("pointerover", publish, { signal });
  root.addEventListener("focusin", ({ target }) => target.matches(":focus-visible") && publish({ target }), { signal });
  for (const event of ["pointerleave", "focusout"]) root.addEventListener(event, () => pointed.leave(), { signal });

  function draw(place) {
    for (const element of lit) element.removeAttribute("data-pointed");
    lit = place ? [...root.querySelectorAll(LIT)].filter((element) => lights(element, place)) : [];
    for (const element of lit) element.setAttribute("data-pointed", "");
  }

  /** On the stage a value of another timestep lights where it is worked out, unless its own timestep stands there too. */
  function lights(element, place) {
    const here = placeOf(element);
    if (!here) return false;
    const drawing = element.closest(".stage-svg");
    const asked = drawing && !stands(place.step) ? { ...place, step: null } : place;
    return tells(asked, here) && agrees(asked, here);
  }

  const stands = (at) => [...root.querySelectorAll(".stage-svg")].some((drawing) => Number(drawing.dataset.step) === at);

  const leave = [pointed.subscribe(draw), timeline.subscribe(() => {
    const now = `${Math.floor(timeline.position / timeline.beats)} ${timeline.resting}`;
    if (now === step) return;
    step = now;
    if (pointed.place) draw(pointed.place);
  })];
  return () => {
    stop.abort();
    leave.forEach((end) => end());
    draw(null);
  };
}

/** What an element stands for most narrowly is pointed at: a timestep alone lights no gate, a gate no unit. */
const tells = (place, { node = null, unit = null }) => place[unit !== null ? "unit" : node !== null ? "node" : "step"] !== null;
