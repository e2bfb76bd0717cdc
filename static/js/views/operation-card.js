// On a narrow screen: the operation just done as columns of large numbers, operands, sign, result.
import { shade } from "../model/format.js";
import { marksTold, unitTold } from "../model/told.js";
import { createWriter, html } from "./svg.js";

const SIGNS = { mul: "×", scale: "×", add: "+", one_minus: "1 −" };
const MOST = { high: 8, low: 4 }; // rows of numbers; of more units the neighbourhood of the one spoken of

export function mountOperationCard(element, { timeline, run, text }) {
  const card = html("section", { class: "operation" });
  element.append(card);
  const write = createWriter();
  const low = matchMedia("(max-height: 799px)"); // as in lab-small.css
  const narrow = matchMedia(document.querySelector('link[href*="/stage-map.css"]').media);
  let shown = "";
  let numbered = false; // whether the rows say already which units they are
  let marked = null; // the values whose row of that unit is marked; null: all
  let unit = 0; // the reader's, else the one that the sentence speaks of

  function show() {
    if (!narrow.matches || !timeline.resting && shown) return;
    const at = Math.round(timeline.position);
    unit = unitTold(run, { position: at, beats: timeline.beats });
    marked = marksTold(run, { position: at, beats: timeline.beats });
    const key = `${at} ${unit} ${run.cell.id} ${timeline.steps}`;
    if (key === shown && card.trace === run.trace) return;
    shown = key;
    card.trace = run.trace;
    draw(at);
  }

  function draw(at) {
    const index = at === 0 ? -1 : (at - 1) % timeline.beats;
    const step = at === 0 ? 0 : Math.floor((at - 1) / timeline.beats);
    const node = run.cell.nodes[index];
    const head = html("header", { class: "operation-head" });
    const of = { n: index + 1, of: timeline.beats };
    const short = html("span", { "aria-hidden": "true" }, text("stage.operation_short", of)); // the name has the room
    numbered = rows().length === run.trace.hidden;
    const name = node ? nameOf(node.id) : index < 0 ? "" : text("stage.handover");
    head.append(html("span", {}, short, html("span", { class: "visually-hidden" }, text("stage.operation", of))), html("strong", { class: node ? `hue-${node.hue}` : "" }, name));
    if (index < 0) card.replaceChildren(html("p", { class: "operation-start" }, text("stage.start")));
    else card.replaceChildren(head, node ? equation(node, step) : handover(step));
  }

  const nameOf = (id) => element.querySelector(`.box[data-node="${id}"]`)?.getAttribute("aria-label") ?? id;

  function rows() {
    const { hidden } = run.trace;
    const most = Math.min(hidden, low.matches ? MOST.low : MOST.high);
    const first = Math.max(0, Math.min(unit - most / 2, hidden - most));
    return Array.from({ length: most }, (_, k) => Math.floor(first) + k);
  }

  function equation(node, step) {
    const joined = node.op === "concat";
    const affine = node.op === "affine";
    const grid = html("div", { class: "operation-grid" });
    const sign = SIGNS[node.op] ?? "";
    if (node.op === "one_minus") grid.append(signColumn(sign));
    const operands = affine ? [] : node.args;
    operands.forEach((arg, k) => {
      if (k) grid.append(signColumn(joined ? "" : sign));
      grid.append(column(arg, step));
    });
    if (affine) grid.append(html("span", { class: `operation-glyph hue-${node.hue}` }, letter("W", node.owner)), ...node.args.flatMap((arg) => wide(arg, step)));
    else if (["sigmoid", "tanh", "relu"].includes(node.op)) grid.prepend(html("span", { class: `operation-glyph hue-${node.hue}` }, node.glyph));
    if (node.op === "scale") grid.prepend(html("span", { class: `operation-glyph hue-${node.hue}` }, letter("p", node.owner)), signColumn("×"));
    if (!joined) grid.append(signColumn("="), column(node.id, step));
    return grid;
  }

  /** A join is given part by part. */
  function wide(arg, step) {
    const node = run.cell.nodes.find(({ id }) => id === arg);
    return (node?.op === "concat" ? node.args : [arg]).map((part) => column(part, step));
  }

  function handover(step) {
    const grid = html("div", { class: "operation-grid" });
    for (const state of run.cell.states ?? ["h"]) grid.append(column(state, step));
    return grid;
  }

  function column(id, step) {
    const isX = id === "x";
    const rowsOf = memoryOf(id, step);
    if (rowsOf) return rowsOf;
    const source = run.cell.nodes.find((n) => n.id === id.replace(/_prev$/, ""));
    const block = html("div", { class: `operation-column hue-${isX ? "x" : source.hue}${source && !source.symbol && source.role === "sum" ? " plain" : ""}` });
    const when = id.endsWith("_prev") ? step : step + 1;
    const symbol = isX ? "x" : (source.symbol || "");
    block.append(html("div", { class: "operation-symbol" }, ...(symbol ? [letter(symbol, String(when))] : [html("small", {}, text(`stage.role.${source.role}`))])));
    const values = run.trace.value(id, step);
    const { name, most } = run.trace.scale(id);
    if (isX) {
      block.append(html("div", { class: "operation-token" }, run.trace.tokens?.[step] ?? text.number(values[0])));
      return block;
    }
    const first = !numbered;
    numbered = true;
    for (const k of rows()) {
      if (k >= values.length) break; // a memory may have fewer rows than the cell has units
      const words = text("stage.value", { node: nameOf(id.replace(/_prev$/, "")), unit: k + 1, step: when, value: text.number(values[k], 4) });
      const row = html("button", { type: "button", class: `operation-row${k === unit && (!marked || marked.includes(id)) ? " chosen" : ""}`, "data-unit": k, "data-open": `${id}:${step}:${k}`, "aria-label": words });
      const swatch = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      swatch.setAttribute("viewBox", "0 0 24 24");
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [key, v] of Object.entries({ width: 24, height: 24, rx: 2 })) rect.setAttribute(key, v);
      write(rect, "fill", shade(values[k], name, most));
      swatch.append(rect);
      if (first) row.append(html("small", {}, String(k + 1)));
      row.append(swatch, html("span", {}, text.number(values[k])));
      block.append(row);
    }
    return block;
  }

  /** A memory, or what stands for each of its rows, is too wide to list: its name and its size. */
  function memoryOf(id, step) {
    const node = run.cell.nodes.find((n) => n.id === id);
    if (id !== "memory" && node?.axes !== "SH") return null;
    const { hidden } = run.trace;
    const name = document.querySelector(`.box[data-node="${id}"]`)?.getAttribute("aria-label") ?? id;
    return html("div", { class: `operation-column hue-${node?.hue ?? "a"}` },
      html("div", { class: "operation-symbol" }, id === "memory" ? letter("m", "s") : html("small", {}, name)),
      html("div", { class: "operation-token" }, `${run.trace.value(id, step).length / hidden} × ${hidden}`));
  }

  function letter(name, below) {
    return html("span", { class: "operation-letter" }, html("i", {}, name), html("sub", {}, below));
  }

  function signColumn(sign) {
    return html("span", { class: "operation-sign" }, sign);
  }

  function choose(event) {
    const row = event.target.closest("[data-unit]");
    if (row) run.select({ unit: Number(row.dataset.unit) });
  }

  card.addEventListener("click", choose);
  const again = () => { shown = ""; show(); };
  for (const query of [narrow, low]) query.addEventListener("change", again);
  const leaveTimeline = timeline.subscribe(show);
  const leaveRun = run.subscribe(again);
  return () => {
    leaveTimeline();
    leaveRun();
    for (const query of [narrow, low]) query.removeEventListener("change", again);
    card.remove();
  };
}
