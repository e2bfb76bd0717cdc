// The cell opened into units: every weight of one affine an edge, its sign the colour and its size the width.
import { shade } from "../model/format.js";
import { ancestorsOf } from "../model/kin.js";
import { BEAT } from "../model/motion.js";
import { madeOf, reached } from "../model/opened.js";
import { productOf } from "../model/product.js";
import { unitsOf } from "../model/units.js";
import { createWriter, html, svg } from "./svg.js";

const MOST = 16; // units; more edges could not be told apart
const TALL = 390;
const CURVES = ["sigmoid", "tanh", "relu"];
const RADIUS = 9;

/** → { toggle(on), unmount }; open(node, unit, from, step) shows a unit's whole product. */
export function mountUnits(element, { timeline, run, text, opened }, open) {
  const write = createWriter();
  let shown = null; // what stands in the picture: { view, own, reader, step, width, … }

  const choose = html("select", { "aria-label": text("stage.units_of") });
  const place = html("div", { class: "units-place" });
  const line = html("p", { class: "units-line", role: "status" });
  const legend = html("p", { class: "card-note" }, text("stage.units_legend"));
  const view = html("section", { class: "units", "aria-label": text("stage.units") },
    html("header", { class: "units-head" }, html("h3", {}, text("stage.units")), choose, legend), place, line);

  const nameOf = (id) => element.querySelector(`.box[data-node="${id}"]`)?.getAttribute("aria-label") ?? id;
  const readerOf = (id) => run.cell.nodes.find(({ op, args }) => CURVES.includes(op) && args.length === 1 && args[0] === id);
  const affines = () => run.cell.nodes.filter(({ op }) => op === "affine");

  function options() {
    const chosen = opened.get("of");
    const option = (value, words) => html("option", { value }, words);
    choose.replaceChildren(option("", ""), ...affines().map(({ id }) => option(id, nameOf(readerOf(id)?.id ?? id))));
    if (affines().some(({ id }) => id === chosen)) choose.value = chosen;
  }

  /** The timestep on the stage, and how many of its operations are done. */
  function now() {
    const step = Math.min(timeline.steps - 1, Math.floor(timeline.position / timeline.beats));
    return { step, done: timeline.position - step * timeline.beats };
  }

  /** What made the number that is open, of the timestep on the stage: Map id → its units, null all. */
  function kinOf() {
    const place = madeOf(opened.get("open"), run);
    if (!place || place.step !== now().step || !reached(place, run, timeline.at)) return null;
    return ancestorsOf(run.cell, place, place.step).get(place.step).values;
  }

  /** The chosen affine, else the last that made what is open, else the last one that has begun. */
  function current(done) {
    const chosen = affines().find(({ id }) => id === choose.value);
    const kin = kinOf();
    return chosen ?? affines().findLast(({ id }) => kin?.has(id)) ?? affines().findLast((node) => run.cell.nodes.indexOf(node) < done) ?? affines()[0];
  }

  function show() {
    if (!view.isConnected) return;
    const { step, done } = now();
    const own = current(done);
    const width = Math.min(880, Math.max(300, place.clientWidth));
    if (shown?.own !== own || shown.step !== step || shown.width !== width || shown.trace !== run.trace) draw(own, step, width);
    if (!shown?.nodes) return;
    for (const { circle, text: label, fill, number, index } of shown.nodes) {
      const known = done - index >= BEAT.output[0];
      write(circle, "fill", known ? fill : "var(--sunken)");
      write(circle, "class", known ? "units-node" : "units-node units-unknown");
      write(label, "text", known ? number : "");
    }
    const firing = done - shown.index;
    write(shown.drawing, "data-firing", String(firing > 0 && firing < 1));
  }

  function draw(own, step, width) {
    shown = { own, step, width, trace: run.trace };
    const acting = opened.get("of") ? "" : text("stage.units_acting", { name: nameOf(readerOf(own.id)?.id ?? own.id) });
    choose.options[0].textContent = acting || text("stage.units_active");
    if (run.trace.hidden > MOST) return place.replaceChildren(html("p", {}, text("stage.units_many", { n: run.trace.hidden, most: MOST })));
    const net = unitsOf(run.cell, run.trace, own.id, step, MOST);
    const reader = readerOf(own.id);
    const height = Math.max(TALL, 22 * Math.max(net.inputs.length, net.hidden));
    const [left, right] = [width < 560 ? 96 : 170, width - (width < 560 ? 118 : 220)];
    const [far, end] = [width - (width < 560 ? 64 : 110), width - 4];
    const y = (k, n) => ((k + 0.5) * height) / n;
    const drawing = svg("svg", { class: `units-svg hue-${own.hue}`, viewBox: `0 0 ${width} ${height}`, width, height, role: "group" });
    const edges = svg("g", { class: "units-edges", "aria-hidden": "true" });
    for (const { from, to, weight } of net.edges) {
      const zero = net.inputs[from].value === 0;
      edges.append(svg("line", {
        "data-to": to, x1: left, y1: y(from, net.inputs.length), x2: right, y2: y(to, net.hidden),
        class: `units-edge${zero ? " still" : ""}`, stroke: `var(--v${weight < 0 ? 1 : 19})`, "stroke-width": (0.3 + (4.2 * Math.abs(weight)) / (net.most || 1)).toFixed(2),
      }));
    }
    drawing.append(edges);
    net.inputs.forEach((input, k) => drawing.append(...inputNode(input, left, y(k, net.inputs.length), step)));
    const nodes = [];
    for (let unit = 0; unit < net.hidden; unit++) drawing.append(unitNode(unit, y(unit, net.hidden)));
    place.replaceChildren(drawing, ...(net.silent ? [html("p", { class: "card-note" }, text("stage.units_silent", { n: net.silent }))] : []));
    Object.assign(shown, { drawing, nodes, index: run.cell.nodes.indexOf(own) });
    say(null);

    function unitNode(unit, at) {
      const sum = value(own.id, unit);
      const result = reader && value(reader.id, unit);
      const group = svg("g", { class: "units-unit", "data-unit-of": unit, tabindex: 0, role: "button", "aria-label": text("stage.units_unit", { node: nameOf((reader ?? own).id), unit: unit + 1 }) });
      group.append(svg("rect", { class: "units-hit", x: right - 14, y: at - Math.min(14, height / net.hidden / 2), width: end - right + 14, height: Math.min(28, height / net.hidden), rx: 6 }));
      if (reader) group.append(svg("path", { class: "units-curve", d: `M${right + RADIUS} ${at}H${far - RADIUS}` }));
      for (const [x, one] of [[right, sum], ...(reader ? [[far, result]] : [])]) {
        const circle = svg("circle", { cx: x, cy: at, r: RADIUS, ...(x === far ? { "data-open": `${reader.id}:${step}:${unit}` } : {}) });
        const label = svg("text", { class: "units-number", x: x + RADIUS + (x === far ? 6 : 1), y: x === far || !reader ? at + 4 : at - 5, ...(x === far ? { "data-open": `${reader.id}:${step}:${unit}` } : {}) });
        if (x === far || !reader || width >= 560) nodes.push({ ...one, circle, text: label });
        else nodes.push({ ...one, number: "", circle, text: label });
        group.append(circle, label);
      }
      return group;
    }

    function value(id, unit) {
      const number = run.trace.number(id, step, unit);
      const { name, most } = run.trace.scale(id);
      return { fill: shade(number, name, most), number: text.number(number), index: run.cell.nodes.findIndex((node) => node.id === id) };
    }
  }

  function inputNode({ of, unit, value }, x, y, step) {
    const isX = of === "x";
    const source = run.cell.nodes.find(({ id }) => id === of.replace(/_prev$/, ""));
    const { name, most } = run.trace.scale(of);
    const plain = isX && run.trace.oneHot;
    const fill = plain ? (value ? "var(--x-line)" : "var(--sunken)") : shade(value, name, most);
    const token = plain ? run.trace.letter(unit) : undefined;
    const letter = token !== undefined ? text.token(token) : `${isX ? "x" : source?.symbol || "h"} ${unit + 1}`;
    const words = `${letter}  ${text.number(value)}`;
    const made = !isX && (!of.endsWith("_prev") || step > 0);
    const way = made ? { "data-open": `${of}:${step}:${unit}`, tabindex: 0, role: "button", "aria-label": text("stage.made_way", { name: `${nameOf(of.replace(/_prev$/, ""))}, ${text("stage.unit", { unit: unit + 1 })}`, step: of.endsWith("_prev") ? step : step + 1 }) } : {};
    return [
      svg("circle", { ...way, class: `units-node hue-${isX ? "x" : (source?.hue ?? "h")}`, cx: x, cy: y, r: RADIUS, fill }),
      svg("text", { class: "units-number", x: x - RADIUS - 6, y: y + 4, "text-anchor": "end" }, words),
    ];
  }

  /** Of the unit pointed at: its edges, and its product as a line. */
  function say(unit) {
    if (!shown?.drawing) return line.replaceChildren();
    const kin = unit === null ? kinOf() : null;
    const lit = kin?.has(shown.own.id) ? kin.get(shown.own.id) : new Set(unit === null ? [] : [unit]);
    shown.drawing.toggleAttribute("data-chosen", lit === null || lit.size > 0);
    for (const edge of shown.drawing.querySelectorAll(".units-edge")) edge.toggleAttribute("data-chosen", lit === null || lit.has(Number(edge.dataset.to)));
    if (unit === null && lit?.size === 1) [unit] = lit;
    if (unit === null) return line.replaceChildren(text("stage.units_hint"));
    const { terms, rest, bias, biasName, sum } = productOf(run.cell, run.trace, shown.own.id, shown.step, unit, 5);
    const signed = (v, first) => (v < 0 ? (first ? "−" : " − ") : first ? "" : " + ") + text.number(Math.abs(v));
    const parts = terms.map(({ weight, input }, k) => `${signed(weight, k === 0)} × ${text.number(input)}`);
    if (rest.n) parts.push(`${signed(rest.product, !parts.length)} (${text("stage.others", { n: rest.n })})`);
    if (biasName) parts.push(`${signed(bias, !parts.length)} (${text("stage.bias")})`);
    line.replaceChildren(html("strong", {}, text("stage.unit", { unit: unit + 1 })), ` ${parts.join("") || text.number(0)} = `, html("b", {}, text.number(sum)));
  }

  const unitAt = (event) => event.target.closest?.("[data-unit-of]");
  const point = (event) => unitAt(event) && say(Number(unitAt(event).dataset.unitOf));
  function press(event) {
    const unit = unitAt(event);
    if (!unit || event.target.closest("[data-open]")) return;
    run.select({ unit: Number(unit.dataset.unitOf) });
    open(shown.own.id, Number(unit.dataset.unitOf), unit, shown.step);
  }
  function key(event) {
    const unit = unitAt(event);
    if (event.target.dataset.open && ["Enter", " "].includes(event.key)) {
      event.preventDefault();
      return event.target.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    }
    const turn = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!unit || (!turn && !["Enter", " "].includes(event.key))) return;
    event.preventDefault();
    if (!turn) return press(event);
    const all = [...place.querySelectorAll("[data-unit-of]")];
    all[(all.indexOf(unit) + turn + all.length) % all.length].focus();
  }

  view.addEventListener("pointerover", point);
  view.addEventListener("focusin", point);
  view.addEventListener("click", press);
  view.addEventListener("keydown", key);
  choose.addEventListener("change", () => opened.set({ of: choose.value }));
  const resized = new ResizeObserver(show);
  const leave = [timeline.subscribe(show), opened.subscribe(() => {
    if (choose.value !== opened.get("of")) options();
    show();
    if (view.isConnected) say(null);
  }), run.subscribe((_, change) => {
    if (change === "selection") return;
    options();
    shown = null;
    show();
  })];

  return {
    toggle(on) {
      element.toggleAttribute("data-units", on);
      if (!on) {
        resized.disconnect();
        return view.remove();
      }
      element.append(view);
      options();
      resized.observe(place);
      shown = null;
      show();
    },
    unmount() {
      for (const stop of leave) stop();
      resized.disconnect();
      element.removeAttribute("data-units");
      view.remove();
    },
  };
}
