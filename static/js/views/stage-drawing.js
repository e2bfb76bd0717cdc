// A drawing of the stage: its elements, filled with a timestep's values and shown as a picture says.
import { shade, shortToken } from "../model/format.js";
import { createTravellers } from "./stage-travellers.js";
import { createLeads, still } from "./still.js";
import { createFader, createWriter } from "./svg.js";

const FADED = ["filled", "unknown", "text"]; // of a column, where they are drawn
const EDGE_SHIFT = 64;
const shifted = (share) => `translateX(${share * EDGE_SHIFT}px)`; // in a drawing the browser moves no `translate` by itself

/** The elements of a drawing, and the functions that fill and show them. */
export function collect(drawing, run, text) {
  const write = createWriter();
  const find = (selector) => [...drawing.querySelectorAll(selector)];
  const fade = createFader(write);
  const leads = createLeads(); // of what goes on by itself
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

  /** A small drawing has no numbers, a map few columns; to fade what is not drawn would cost every frame. */
  function measure() {
    for (const c of columns) for (const part of FADED) c.drawn[part] = (c[part]?.getBoundingClientRect().width ?? 0) > 0;
  }

  let filled = {};
  /** A timestep's values; the unit in front is marked in those that marked names, in all where it is null. */
  function fill(step, unit, marked) {
    if (filled.step !== step || filled.unit !== unit) put(step, unit);
    else if (filled.marked === marked) return;
    filled = { step, unit, marked };
    for (const { source, end, numbers, front } of columns) {
      const here = !marked || (!end && marked.includes(source));
      numbers.forEach((number, k) => write(number, "class", k !== front ? "number" : here ? "number front chosen" : "number front"));
    }
  }

  function put(step, unit) {
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
      const front = Math.min(unit, numbers.length - 1); // a memory may have fewer rows than the cell has units
      const each = c.numbers.length === numbers.length;
      c.front = each ? front : 0;
      for (const [k, number] of c.numbers.entries()) {
        const of = each ? k : front;
        write(number, "text", text.number(numbers[of]));
        write(number, "data-of", of);
        if (of !== k) write(number, "y", Number(c.cells[of].getAttribute("y")) + Number(c.cells[of].getAttribute("height")) / 2 + 4.1);
      }
    }
    travellers.fill(step);
  }

  function show(now) {
    leads.end();
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
      const node = c.end ? null : now.nodes[c.source];
      if (node && node === c.seen && now.step === c.step) continue;
      [c.seen, c.step] = [node, now.step];
      if (c.source === "x" && !c.end) write(c.group, "data-step", now.step);
      else place(c, standing(c, now), now.step);
    }
    travellers.show(now);
  }

  /** How far a column and its numbers are there, and how far from their place. */
  function standing(c, now) {
    if (c.end) return { shown: now.end, numbers: now.endNumbers, shift: now.endShift, changes: now.hands };
    const node = now.nodes[c.source];
    if (node) return { shown: node.shown, numbers: node.numbers, shift: null, changes: node.appears };
    return { shown: now.start, numbers: now.startNumbers, shift: now.startShift, changes: now.hands };
  }

  function place(c, { shown, numbers, shift, changes }, step) {
    if (c.drawn.filled || !changes) fade(c.filled, shown, changes);
    c.shift(changes && shift !== null && c.drawn.filled ? 1 + shift : null);
    if (c.drawn.unknown || !changes) fade(c.unknown, 1 - shown, changes);
    if (c.drawn.text || !changes) fade(c.text, numbers, changes);
    write(c.group, "data-state", shown > 0 ? "shown" : "veiled");
    if (c.end) return;
    write(c.group, "data-values", shown > 0 ? c.source : null);
    write(c.group, "data-step", shown > 0 ? step : null);
  }

  /** From where it is shown all goes on by itself, along the pictures to come. */
  function glide(course) {
    const { pictures, offsets, ms } = course;
    const along = (element, values, style) => {
      if (values.some((value) => value !== values[0])) leads.lead(element, values.map((value, k) => ({ ...style(value), offset: offsets[k] })), ms);
    };
    const fading = (element, values) => along(element, values, (opacity) => ({ opacity }));
    for (const { id, halo, seen } of boxes) if (seen?.fires) fading(halo, pictures.map(({ nodes }) => nodes[id].halo));
    lines.forEach(({ lit, seen }, k) => seen.glows && fading(lit, pictures.map(({ wires }) => wires[k].lit)));
    for (const c of columns) {
      if (c.source === "x" && !c.end) continue;
      const stands = pictures.map((now) => standing(c, now));
      if (!stands[0].changes) continue;
      const shares = stands.map(({ shown }) => shown);
      if (c.drawn.filled) fading(c.filled, shares);
      if (c.drawn.unknown) fading(c.unknown, shares.map((share) => 1 - share));
      if (c.drawn.text) fading(c.text, stands.map(({ numbers }) => numbers));
      if (c.drawn.filled) along(c.filled, stands.map(({ shift }) => shift), (shift) => ({ transform: shifted(shift) }));
    }
    travellers.glide(course, leads.lead);
  }

  return { drawing, fill, show, measure, glide, leave: travellers.leave };
}

function column(group) {
  const end = "terminal" in group.dataset;
  const filled = group.querySelector(".filled");
  return {
    group,
    end,
    source: end ? group.dataset.terminal : group.dataset.column,
    sub: group.querySelector(".symbol .sub"),
    filled,
    shift: still(filled, { transform: [-1, 0, 1, 1].map(shifted) }, 3),
    unknown: group.querySelector(".unknown"),
    text: group.querySelector(".numbers"),
    cells: [...group.querySelectorAll(".cell")],
    numbers: [...group.querySelectorAll(".number")],
    drawn: { filled: true, unknown: true, text: true },
    seen: null,
    step: null,
  };
}
