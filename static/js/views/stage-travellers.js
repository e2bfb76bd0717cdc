// Copies of the columns that travel along the wires; made when a wire is first used, numberless.
import { shade } from "../model/format.js";
import { wire } from "../model/wire.js";
import { still } from "./still.js";
import { createFader, html, svg } from "./svg.js";

const CELL = 14;
const ASIDE = 12; // half a copy and its frame
const FRAME = 16; // ms
const FAR = 1e4; // px: farther than any drawing is wide

export function createTravellers(drawing, run, write) {
  const { boxes, wires } = run.diagram;
  const boxOf = Object.fromEntries(boxes.map((box) => [box.id, box]));
  const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
  const layer = html("div", { class: "stage-over", "aria-hidden": "true" });
  layer.style.width = `${width}px`;
  layer.style.height = `${height}px`;
  drawing.after(layer);
  const fade = createFader(write);
  const made = new Map();
  const passed = []; // the last picture of every wire
  let step = 0;

  /** The layer lies on the drawing, in the drawing's units. */
  const resized = new ResizeObserver(() => {
    const [box, place] = [drawing, drawing.parentElement].map((element) => element.getBoundingClientRect());
    const scale = Math.min(box.width / width, box.height / height);
    const [x, y] = [(box.width - width * scale) / 2, (box.height - height * scale) / 2];
    layer.style.transform = `translate(${box.left - place.left + x}px, ${box.top - place.top + y}px) scale(${scale})`;
  });
  for (const element of [drawing, drawing.parentElement]) resized.observe(element);

  /** A copy starts where its column stands, so that the eye sees where it comes from; an input beside its letter. */
  function route({ node, points: [first, second, ...others] }) {
    const { column, kind } = boxOf[node];
    if (kind === "input") return wire([apart(node, first, second), second, ...others].map(([x, y]) => [x, y]));
    const from = column && kind !== "state" ? [[column.x + 9, column.y + column.height / 2]] : [];
    return wire([...from, ...[first, second, ...others].map(([x, y]) => [x, y])]);
  }

  function apart(node, first, second) {
    const aside = [tall(run.trace.value(node, 0).length) / 2 + 4, ASIDE];
    return first.map((at, k) => at + Math.sign(second[k] - at) * Math.min(aside[k], Math.abs(second[k] - at)));
  }

  const tall = (count) => Math.min(52, Math.max(30, 13 * count));

  /** An input lies, as its row does: upright it would cover the letter that it leaves or what stands under its way. */
  const lies = ({ node }) => boxOf[node].kind === "input";

  function make(k) {
    const copy = { way: route(wires[k]), node: wires[k].node, cells: [], step: null, stands: "" };
    const picture = (copy.picture = svg("svg", { width: 1, height: 1 }));
    copy.group = html("div", { class: "traveller" }, picture);
    const values = parts(copy.node);
    const heights = values.map(({ count }) => (values.length > 1 ? 36 : tall(count)));
    const rect = (along, across, long, wide, look) => {
      const place = lies(wires[k]) ? { x: along, y: across, width: long, height: wide } : { x: across, y: along, width: wide, height: long };
      return svg("rect", { ...look, ...place });
    };
    let at = -heights.reduce((a, b) => a + b + 4, 0) / 2;
    values.forEach(({ id, hue, count }, i) => {
      const height = heights[i];
      picture.append(rect(at, -9, height + 4, 18, { class: `frame hue-${hue}`, rx: 3.5 }));
      const pitch = height / count;
      for (let unit = 0; unit < count; unit++) {
        const cell = rect(at + 2 + unit * pitch + 0.25, -CELL / 2, pitch > 6 ? pitch - 1 : pitch + 0.1, CELL, { rx: pitch > 8 ? 2 : 0 });
        copy.cells.push({ cell, id, unit });
        picture.append(cell);
      }
      at += height + 4;
    });
    const above = Math.min(...[...made.keys()].filter((other) => other > k));
    layer.insertBefore(copy.group, made.get(above)?.group ?? null); // as the wires lie, whichever came first
    copy.axes = [`${FAR}px 0`, `0 ${FAR}px`].map((to) => still(copy.group, { translate: ["0 0", to], composite: "add" }, FAR));
    made.set(k, copy);
    return copy;
  }

  /** What a copy of a value is made of: a join carries its parts one above the other. */
  function parts(id) {
    const node = run.cell.nodes.find((n) => n.id === id);
    const ids = node?.op === "concat" ? [...node.args].reverse() : [id];
    return ids.map((part) => ({ id: part, hue: hueOf(part), count: run.trace.value(part, 0).length }));
  }

  function hueOf(id) {
    if (id === "x") return "x";
    if (id === "memory") return "a";
    const node = run.cell.nodes.find((n) => n.id === id.replace(/_prev$/, ""));
    return node.role === "sum" || node.op === "affine" ? `${node.hue} plain` : node.hue;
  }

  function refill(copy) {
    if (copy.step === step) return;
    copy.step = step;
    for (const { cell, id, unit } of copy.cells) {
      const value = run.trace.number(id, step, unit);
      const { name, most } = run.trace.scale(id);
      const plain = id === "x" && run.trace.oneHot;
      write(cell, "fill", plain ? (value ? "var(--x-line)" : "var(--sunken)") : shade(value, name, most));
    }
  }

  return {
    fill(next) {
      step = next;
      for (const copy of made.values()) copy.step = null;
    },
    show(now) {
      now.wires.forEach((line, k) => {
        if (line === passed[k]) return;
        passed[k] = line;
        const { carries } = line;
        const seen = carries || line.copy > 0;
        const copy = made.get(k) ?? (seen ? make(k) : null);
        if (!copy) return;
        fade(copy.picture, line.copy, carries);
        if (seen) refill(copy); // before it is seen: with what else begins
        const place = seen ? copy.way.at(line.travel) : [];
        const stands = seen && !carries ? place.map((at) => `${at}px`).join(" ") : "";
        if (stands !== copy.stands) copy.group.style.translate = copy.stands = stands;
        copy.axes.forEach((axis, k) => axis(carries ? place[k] : null));
      });
    },
    /** What is on its way goes on by itself: pictures at their offsets, share(k) of the way at k of the ms. */
    glide({ pictures, offsets, share, ms }, lead) {
      const parts = Math.ceil(ms / FRAME);
      const shares = Array.from({ length: parts + 1 }, (_, k) => share(k / parts));
      passed.forEach(({ carries }, k) => {
        const copies = pictures.map(({ wires }) => wires[k].copy);
        if (!carries || copies.every((copy) => copy === 0)) return;
        const { group, picture, way } = made.get(k);
        lead(group, shares.map((u) => ({ translate: way.at(u).map((at) => `${at}px`).join(" ") })), ms);
        if (copies.some((copy) => copy !== copies[0])) lead(picture, copies.map((opacity, i) => ({ opacity, offset: offsets[i] })), ms);
      });
    },
    leave() {
      resized.disconnect();
      layer.remove();
    },
  };
}
