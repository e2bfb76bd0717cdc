// The stage: everything drawn is a function of the timeline's position; it moves what the server drew.
import { createOpened } from "../model/opened.js";
import { clamp } from "../model/motion.js";
import { createPicture } from "../model/picture.js";
import { marksTold, unitTold } from "../model/told.js";
import { groups, singles } from "../model/waves.js";
import { showEnds } from "./colour-key.js";
import { mountOperationCard } from "./operation-card.js";
import { mountAncestors } from "./stage-ancestors.js";
import { mountStageControls } from "./stage-controls.js";
import { collect } from "./stage-drawing.js";
import { createSizes } from "./stage-size.js";
import { mountStageTools } from "./stage-tools.js";
import { html } from "./svg.js";

const NOWHERE = [];
const COPIES = 4; // timesteps side by side: more would not move smoothly on a phone

/**
 * tools: false leaves out the ways of looking that need room or change the order of the operations.
 * glides: true where nothing else moves with the timeline that cannot go by itself.
 */
export function mountStage(element, { timeline, run, text, opened = createOpened(), tools = true, glides = false }) {
  const scroller = element.querySelector(".stage") ?? element;
  const name = element.querySelector("svg.stage-svg")?.getAttribute("aria-label") ?? "";
  let copies = []; // one drawing, or one a timestep when the cell is unrolled
  let picture = null;
  let pictured = null;
  let seen = null;
  let present = null; // the drawing of the present timestep
  let front = null; // { unit, marked }: the unit in front, and where it is marked
  let stand = null; // { first, step } of the copies
  const sizes = createSizes(scroller, () => {
    for (const copy of copies) copy.measure();
    if (sizes.wide && present && timeline.resting) keepInView(scroller, present);
  });
  let spansOf = { wave: groups(run.cell), operation: singles(run.cell) };

  function take(count = 1) {
    const drawing = element.querySelector("svg.stage-svg");
    if (!drawing || drawing.dataset.cell !== run.cell.id) return;
    for (const copy of copies) copy.leave();
    for (const extra of [...element.querySelectorAll("svg.stage-svg")].slice(1)) extra.parentElement.remove();
    if (!drawing.parentElement.matches(".stage-copy")) {
      const place = html("div", { class: "stage-copy" });
      drawing.replaceWith(place);
      place.append(drawing);
    }
    const drawings = [drawing];
    while (drawings.length < Math.min(count, run.trace.steps)) {
      const place = html("div", { class: "stage-copy" }, drawing.cloneNode(true));
      scroller.append(place);
      drawings.push(place.firstChild);
    }
    if (count === 1) drawing.setAttribute("aria-label", name);
    else for (const each of drawings) each.removeAttribute("data-step");
    copies = drawings.map((each) => collect(each, run, text));
    sizes.take(drawings, run.diagram);
    seen = pictured = null;
  }

  function show() {
    if (!copies.length) return;
    const spans = timeline.pace === "wave" ? spansOf.wave : spansOf.operation;
    if (pictured !== spans) picture = createPicture(run.cell, run.diagram.wires, spans, run.trace.steps);
    pictured = spans;
    const { position, gliding } = timeline;
    const now = picture(position);
    const first = Math.min(now.step - (now.step % (COPIES - 1)), run.trace.steps - copies.length);
    stand = { first, step: now.step };
    const told = { unit: unitTold(run, timeline), marked: marksTold(run, timeline) };
    front ??= told;
    if (told.unit !== front.unit || told.marked !== front.marked) {
      timeline.soon("front", () => {
        front = told;
        fill();
      });
    }
    fill();
    copies.forEach((copy, k) => {
      const step = copies.length > 1 ? first + k : now.step;
      copy.show(copies.length === 1 ? now : step === now.step ? beside(now) : apart(step, now));
      const course = gliding && step === now.step && glide(position, gliding);
      if (course) copy.glide(course);
    });
    present = copies[now.step - first]?.drawing ?? copies[0].drawing;
    if (sizes.wide && timeline.resting && seen !== timeline.at) keepInView(scroller, present);
    if (timeline.resting) seen = timeline.at;
  }

  function fill() {
    copies.forEach((copy, k) => {
      const step = copies.length > 1 ? stand.first + k : stand.step;
      if (copies.length > 1 && copy.drawing.dataset.step !== String(step)) copy.drawing.setAttribute("aria-label", text("stage.copy", { name, step: step + 1 }));
      copy.fill(step, front.unit, step === stand.step || !front.marked ? front.marked : NOWHERE);
    });
  }

  /** What is between here and where a glide ends, of the present timestep. */
  function glide(position, { to, ms }) {
    const corners = picture.corners(position, to);
    if (!(corners.at(-1) > position)) return null; // it waits, or is there already
    const pictures = corners.map(copies.length === 1 ? picture : (at) => beside(picture(at)));
    const offsets = corners.map((at) => clamp((at - position) / (corners.at(-1) - position)));
    return { pictures, offsets, share: (part) => picture.travel(position + part * (to - position)), ms };
  }

  /** Side by side the next timestep too changes while the states are handed over. */
  function quiet(position) {
    const busy = !picture || "units" in element.dataset || (copies.length > 1 && picture(position).hands);
    return busy ? position : picture.quiet(position);
  }

  /** The present timestep among others: its values stay, its states have no edge to leave by. */
  function beside(now) {
    const nodes = Object.fromEntries(Object.entries(now.nodes).map(([id, node]) => [id, node.state === "done" ? { ...node, shown: 1, numbers: 1 } : node]));
    return { ...now, nodes, start: 1, startShift: 0, startNumbers: 1, endShift: 0, end: now.arrived };
  }

  /** Another timestep than the present one: finished before it, empty after it. */
  function apart(step, now) {
    const { beats } = timeline;
    const past = step < now.step;
    const other = picture(past ? (step + 1) * beats - 1 : step * beats);
    const start = past ? 1 : step === now.step + 1 ? now.arrived : 0;
    const nodes = Object.fromEntries(Object.entries(other.nodes).map(([id, node]) => [id, { ...node, state: past ? "done" : "idle", fire: 0, halo: 0 }]));
    const wires = other.wires.map((line) => ({ ...line, lit: 0, done: past || (start === 1 && line.done) }));
    return { ...other, nodes, wires, start, startNumbers: start, end: past ? 1 : 0, endNumbers: past ? 1 : 0 };
  }

  const leaveRun = run.subscribe((_, change) => {
    if (change === "trace") {
      take();
      showEnds(element, run.trace.most, text);
    }
    if (change !== "selection") spansOf = { wave: groups(run.cell), operation: singles(run.cell) };
    if (change === "order") pictured = null;
    show();
  });
  const leaveTimeline = timeline.subscribe(show);
  const leaveQuiet = glides ? timeline.quiet(quiet) : () => {};
  const parts = { timeline, run, text, opened };
  const mounted = [mountOperationCard(element, parts), mountStageControls(element, parts)];
  const unroll = (on) => {
    take(on ? COPIES : 1);
    show();
    element.dispatchEvent(new Event("stagechange"));
  };
  mounted.push(tools ? mountStageTools(element, parts, unroll) : mountAncestors(element, parts).unmount);
  return () => {
    leaveTimeline();
    leaveQuiet();
    leaveRun();
    for (const unmount of mounted) unmount();
    for (const copy of copies) copy.leave();
    sizes.leave();
  };
}

/** Where the drawing is wider than its card: the active box stays in the picture. */
function keepInView(scroller, drawing) {
  const active = drawing.querySelector(".box[data-state=active]") ?? drawing.querySelector(".box");
  const [box, view] = [active.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const off = box.left + box.width / 2 - (view.left + view.width / 2);
  if (Math.abs(off) < view.width / 2 - 130) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scroller.scrollBy({ left: off, behavior: calm ? "auto" : "smooth" });
}
