// The stage: everything drawn is a function of the timeline's position; it moves what the server drew.
import { shade, shortToken } from "../model/format.js";
import { createOpened } from "../model/opened.js";
import { createPicture } from "../model/picture.js";
import { unitTold } from "../model/told.js";
import { groups, singles } from "../model/waves.js";
import { mountOperationCard } from "./operation-card.js";
import { mountStageControls } from "./stage-controls.js";
import { createSizes } from "./stage-size.js";
import { mountStageTools } from "./stage-tools.js";
import { createTravellers } from "./stage-travellers.js";
import { createFader, createWriter, html } from "./svg.js";

const EDGE_SHIFT = 64;
const COPIES = 4; // timesteps side by side: more would not move smoothly on a phone

/**
 * tools: false leaves out the ways of looking that need room or change the order of the operations.
 * glides: true where nothing else moves with the timeline that cannot go by itself.
 */
export function mountStage(element, { timeline, run, text, opened = createOpened(), tools = true, glides = false }) {
  const scroller = element.querySelector(".stage") ?? element;
  let copies = []; // one drawing, or one a timestep when the cell is unrolled
  let picture = null;
  let pictured = null;
  let seen = null;
  let present = null; // the drawing of the present timestep
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
    const unit = unitTold(run, timeline);
    copies.forEach((copy, k) => {
      const step = copies.length > 1 ? first + k : now.step;
      copy.fill(step, unit);
      copy.show(copies.length === 1 ? now : step === now.step ? beside(now) : apart(step, now));
      if (gliding && step === now.step) copy.glide((share) => picture.travel(position + share * (gliding.to - position)), gliding.ms);
    });
    present = copies[now.step - first]?.drawing ?? copies[0].drawing;
    if (sizes.wide && timeline.resting && seen !== timeline.at) keepInView(scroller, present);
    if (timeline.resting) seen = timeline.at;
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
    if (change === "trace") take();
    if (change !== "selection") spansOf = { wave: groups(run.cell), operation: singles(run.cell) };
    if (change === "order") pictured = null;
    show();
  });
  const leaveTimeline = timeline.subscribe(show);
  const leaveQuiet = glides ? timeline.quiet((position) => ("units" in element.dataset || !picture ? position : picture.quiet(position))) : () => {};
  const parts = { timeline, run, text, opened };
  const mounted = [mountOperationCard(element, parts), mountStageControls(element, parts)];
  const unroll = (on) => {
    take(on ? COPIES : 1);
    show();
    element.dispatchEvent(new Event("stagechange"));
  };
  if (tools) mounted.push(mountStageTools(element, parts, unroll));
  return () => {
    leaveTimeline();
    leaveQuiet();
    leaveRun();
    for (const unmount of mounted) unmount();
    for (const copy of copies) copy.leave();
    sizes.leave();
  };
}

/** The elements of a drawing, and the functions that fill and show them. */
function collect(drawing, run, text) {
  const write = createWriter();
  const find = (selector) => [...drawing.querySelectorAll(selector)];
  const fade = createFader(write);
  const boxes = find(".box").map((group) => ({
    id: group.dataset.node,
    group,
    halo: group.querySelector(".halo"),
    seen: null,
  }));
  const lit = find(".lit");
  const lines = find(".wire").map((path, k) => ({ path, lit: lit[k], seen: null }));
  const dots = find(".dot").map((dot) => ({
    dot,
    wire: run.diagram.wires.findIndex(({ node }) => node === dot.dataset.dot),
  }));
  const columns = find(".column").map((group) => column(group));
  const token = drawing.querySelector(".token");
  const travellers = createTravellers(drawing, run, write);

  /** A small drawing has no numbers; to move them all the same would layer the page again at every frame. */
  let numbered = true;
  function measure() {
    const numbers = columns.find(({ text }) => text)?.text;
    numbered = !numbers || getComputedStyle(numbers).display !== "none";
  }

  let filled = null;
  function fill(step, unit) {
    if (filled === `${step} ${unit}`) return;
    filled = `${step} ${unit}`;
    write(drawing, "data-step", step);
    if (token && run.trace.tokens) write(token, "text", shortToken(run.trace.tokens[step]));
    for (const c of columns) {
      const at = c.source.endsWith("_prev") && !c.end ? step : step + 1;
      if (c.sub) write(c.sub, "text", String(at));
      const numbers = run.trace.value(c.source, step);
      const { name, most } = run.trace.scale(c.source);
      c.cells.forEach((cell, k) => {
        const plain = c.source === "x" && run.trace.oneHot;
        write(cell, "fill", plain ? (numbers[k] ? "var(--x-line)" : "var(--sunken)") : shade(numbers[k], name, most));
        write(cell, "data-number", String(numbers[k]));
      });
      for (const [k, number] of c.numbers.entries()) {
        const chosen = Math.min(unit, numbers.length - 1); // a memory may have fewer rows than the cell has units
        const of = c.numbers.length === numbers.length ? k : chosen;
        write(number, "text", text.number(numbers[of]));
        write(number, "data-of", of);
        write(number, "class", of === chosen ? "number chosen" : "number");
        if (of !== k) write(number, "y", Number(c.cells[of].getAttribute("y")) + Number(c.cells[of].getAttribute("height")) / 2 + 4.1);
      }
    }
    travellers.fill(step);
  }

  function show(now) {
    for (const box of boxes) {
      const node = now.nodes[box.id] ?? null;
      if (node && node === box.seen) continue;
      box.seen = node;
      write(box.group, "data-state", node ? node.state : "done");
      if (node) fade(box.halo, node.halo, node.fires);
    }
    lines.forEach((line, k) => {
      const { done, lit: share, glows } = now.wires[k];
      if (now.wires[k] === line.seen) return;
      line.seen = now.wires[k];
      write(line.path, "data-state", done ? "done" : "idle");
      fade(line.lit, share, glows);
    });
    for (const { dot, wire } of dots) write(dot, "data-state", now.wires[wire].done ? "done" : "idle");
    for (const c of columns) {
      const node = now.nodes[c.source];
      if (c.end) place(c, now.end, now.endNumbers, now.endShift, now.hands, now.step);
      else if (node && node === c.seen && now.step === c.step) continue;
      else if (node) place(c, node.shown, node.numbers, 0, node.appears, now.step);
      else if (c.source === "x") write(c.group, "data-step", now.step);
      else place(c, now.start, now.startNumbers, now.startShift, now.hands, now.step);
      [c.seen, c.step] = [node, now.step];
    }
    travellers.show(now);
  }

  function place(c, shown, numbers, shift, changes, step) {
    fade(c.filled, shown, changes);
    write(c.filled, "transform", shift ? `translate(${Math.round(shift * EDGE_SHIFT * 100) / 100} 0)` : null);
    fade(c.unknown, 1 - shown, changes);
    if (numbered || !changes) fade(c.text, numbers, changes);
    write(c.group, "data-state", shown > 0 ? "shown" : "veiled");
    if (c.end) return;
    write(c.group, "data-values", shown > 0 ? c.source : null);
    write(c.group, "data-step", shown > 0 ? step : null);
  }

  return { drawing, fill, show, measure, glide: travellers.glide, leave: travellers.leave };
}

function column(group) {
  const end = "terminal" in group.dataset;
  return {
    group,
    end,
    source: end ? group.dataset.terminal : group.dataset.column,
    sub: group.querySelector(".symbol .sub"),
    filled: group.querySelector(".filled"),
    unknown: group.querySelector(".unknown"),
    text: group.querySelector(".numbers"),
    cells: [...group.querySelectorAll(".cell")],
    numbers: [...group.querySelectorAll(".number")],
    seen: null,
    step: null,
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
