// The stage: everything drawn is a function of the timeline's position; it moves what the server drew.
import { shade, shortToken } from "../model/format.js";
import { createPicture } from "../model/picture.js";
import { groups, singles } from "../model/waves.js";
import { mountOperationCard } from "./operation-card.js";
import { mountStageControls } from "./stage-controls.js";
import { createTravellers } from "./stage-travellers.js";
import { createFader, createWriter } from "./svg.js";

const EDGE_SHIFT = 64;
const LEGIBLE = 11 / 11.5; // numbers of 11.5 px are never drawn smaller than 11; a wide cell scrolls
const TALL = 450; // px: what is lower may be drawn a quarter larger

export function mountStage(element, { timeline, run, text }) {
  const write = createWriter();
  let parts = null; // what belongs to the drawing on the page now
  let picture = null;
  let before = {};

  function take() {
    const drawing = element.querySelector("svg.stage-svg");
    if (!drawing || drawing.dataset.cell !== run.cell.id) return;
    parts?.leave();
    const { width, height } = run.diagram;
    drawing.style.setProperty("--least", `${Math.floor(width * LEGIBLE)}px`);
    drawing.style.setProperty("--most", `${Math.round(width * (height > TALL ? 1 : 1.25))}px`);
    parts = collect(drawing, run, text, write);
    before = {};
  }

  function show() {
    if (!parts) return;
    const spans = timeline.pace === "wave" ? parts.waves : parts.singles;
    if (before.spans !== spans) picture = createPicture(run.cell, run.diagram.wires, spans, run.trace.steps);
    const now = picture(timeline.position);
    const filled = before.step === now.step && before.trace === run.trace && before.unit === run.selection.unit;
    if (!filled) parts.fill(now.step, run.selection.unit);
    parts.show(now);
    if (timeline.resting && before.active !== timeline.at) keepInView(element, parts.drawing);
    before = { spans, step: now.step, trace: run.trace, unit: run.selection.unit, active: timeline.at };
  }

  const leaveRun = run.subscribe((_, change) => {
    if (change === "trace") take();
    show();
  });
  const leaveTimeline = timeline.subscribe(show);
  const card = mountOperationCard(element, { timeline, run, text });
  const controls = mountStageControls(element, { timeline, run, text });
  return () => {
    leaveTimeline();
    leaveRun();
    card();
    controls();
    parts?.leave();
  };
}

/** The elements of a drawing, and the functions that fill and show them. */
function collect(drawing, run, text, write) {
  const find = (selector) => [...drawing.querySelectorAll(selector)];
  const fade = createFader(write);
  const boxes = find(".box").map((group) => ({
    id: group.dataset.node,
    group,
    halo: group.querySelector(".halo"),
  }));
  const wires = find(".wire");
  const lit = find(".lit");
  const dots = find(".dot").map((dot) => ({
    dot,
    wire: run.diagram.wires.findIndex(({ node }) => node === dot.dataset.dot),
  }));
  const columns = find(".column").map((group) => column(group));
  const token = drawing.querySelector(".token");
  const travellers = createTravellers(drawing, run, write);

  function fill(step, unit) {
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
        const of = c.numbers.length === numbers.length ? k : unit;
        write(number, "text", text.number(numbers[of]));
        write(number, "class", of === unit ? "number chosen" : "number");
        if (of !== k) write(number, "y", Number(c.cells[of].getAttribute("y")) + Number(c.cells[of].getAttribute("height")) / 2 + 4.1);
      }
    }
    travellers.fill(step);
  }

  function show(now) {
    for (const { id, group, halo } of boxes) {
      const node = now.nodes[id];
      write(group, "data-state", node ? node.state : "done");
      if (node) fade(halo, node.halo);
    }
    now.wires.forEach((line, k) => {
      write(wires[k], "data-state", line.done ? "done" : "idle");
      fade(lit[k], line.lit);
    });
    for (const { dot, wire } of dots) write(dot, "data-state", now.wires[wire].done ? "done" : "idle");
    for (const c of columns) {
      const node = now.nodes[c.source];
      if (c.end) place(c, now.end, now.endNumbers, now.endShift, now.step);
      else if (node) place(c, node.shown, node.numbers, 0, now.step);
      else if (c.source === "x") write(c.group, "data-step", now.step);
      else place(c, now.start, now.startNumbers, now.startShift, now.step);
    }
    travellers.show(now);
  }

  function place(c, shown, numbers, shift, step) {
    fade(c.filled, shown);
    write(c.filled, "transform", shift ? `translate(${Math.round(shift * EDGE_SHIFT * 100) / 100} 0)` : null);
    fade(c.unknown, 1 - shown);
    fade(c.text, numbers);
    write(c.group, "data-state", shown > 0 ? "shown" : "veiled");
    if (c.end) return;
    write(c.group, "data-values", shown > 0 ? c.source : null);
    write(c.group, "data-step", shown > 0 ? step : null);
  }

  return {
    drawing,
    waves: groups(run.cell),
    singles: singles(run.cell),
    fill,
    show,
    leave: () => travellers.leave(),
  };
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
  };
}

/** Where the drawing is wider than its card: the active box stays in the picture. */
function keepInView(element, drawing) {
  const scroller = drawing.parentElement;
  if (scroller.scrollWidth <= scroller.clientWidth + 1) return;
  const active = drawing.querySelector(".box[data-state=active]");
  if (!active) return;
  const [box, view] = [active.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const off = box.left + box.width / 2 - (view.left + view.width / 2);
  if (Math.abs(off) < view.width / 2 - 130) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scroller.scrollBy({ left: off, behavior: calm ? "auto" : "smooth" });
}
