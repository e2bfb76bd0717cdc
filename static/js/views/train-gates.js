// A sample's gates and states at the update that is looked at: a heatmap a node, units down, steps across; and where it attends.
import { NEAREST, shade } from "../model/format.js";
import { reportAt } from "../model/training-run.js";
import { html, svg } from "./svg.js";

const UNIT = 9;
const ATTENTION = { id: "attention", hue: "", gate: true };

export function mountGates(element, { store, text, cells }) {
  const note = html("span", { class: "card-note" });
  const body = html("div", { class: "heats" });
  element.replaceChildren(html("div", { class: "card-head" }, html("h2", {}, text("train.gates")), note), body);
  let drawn = "";
  let places = [];

  function build(runs) {
    const key = JSON.stringify(runs.map((run) => [run.name, run.request.cell, run.start?.read, ...Object.values(run.updates[0]?.sample ?? {}).map((v) => [v.length, v[0].length])]));
    if (key === drawn) return;
    drawn = key;
    places = runs.map((run) => {
      const box = html("div", { class: "heat-run" });
      if (runs.length > 1) box.append(html("h3", {}, run.name));
      const sample = run.updates[0]?.sample;
      if (!sample) {
        box.append(html("p", { class: "card-note" }, text("train.not_yet"))); // its place is kept: nothing jumps when it begins
        return { box, nodes: [] };
      }
      const nodes = cells[run.request.cell].sample.map((node) => heat(node, sample[node.id], run.start.read));
      if (sample.attention) nodes.push(heat(ATTENTION, sample.attention, run.start.read, run.start.source_read));
      box.append(...nodes.map(({ figure }) => figure));
      return { box, nodes };
    });
    body.replaceChildren(...places.map(({ box }) => box));
  }

  /** columns: what is read at every step; rows: what every row is, where it is a symbol. */
  function heat(node, values, columns = [], rows = []) {
    const [steps, units] = [values.length, values[0].length];
    const rects = Array.from({ length: steps * units }, (_, n) => svg("rect", { x: Math.floor(n / units) + 0.04, y: (n % units) + 0.05, width: 0.92, height: 0.9 }));
    const name = node.name ?? text("train.attention");
    const height = Math.min(rows.length ? 240 : 144, Math.max(40, units * (rows.length ? 14 : UNIT)));
    const picture = svg("svg", { class: "heat", viewBox: `0 0 ${steps} ${units}`, preserveAspectRatio: "none", height, role: "img", "aria-label": name }, ...rects);
    const label = html("figcaption", node.hue ? { class: `hue-${node.hue}` } : {}, ...(node.name ? [html("i", { class: "letter" }, node.id), " "] : []), name);
    const figure = html("figure", { "data-heat": node.id }, label, picture);
    if (rows.length) figure.append(symbols(rows, "heat-rows"));
    if (columns.length === steps) figure.append(symbols(columns, "heat-columns"));
    figure.classList.toggle("heat-named", rows.length > 0);
    return { node, rects, units, figure };
  }

  const symbols = (list, name) => html("span", { class: name, "aria-hidden": "true" }, ...list.map((symbol) => html("span", {}, symbol === " " ? "␣" : symbol)));

  return store.subscribe(({ runs, cursor }) => {
    const told = runs.filter((run) => run.updates[0]?.sample);
    if (!told.length) return;
    build(runs);
    note.textContent = text(told[0].request.layers > 1 ? "train.gates_note_top" : "train.gates_note", { update: reportAt(told[0], cursor).update });
    runs.forEach((run, k) => {
      const report = reportAt(run, cursor);
      if (!report?.sample) return; // its numbers had left the finite ones: what was drawn last stays
      const free = places[k].nodes.filter(({ node }) => !node.gate).flatMap(({ node }) => report.sample[node.id].flat());
      const most = free.reduce((far, v) => Math.max(far, Math.abs(v)), NEAREST);
      for (const { node, rects, units } of places[k].nodes) {
        const values = report.sample[node.id];
        values.forEach((row, t) => row.forEach((v, u) => rects[t * units + u].setAttribute("fill", shade(v, node.gate ? "g" : "v", most))));
      }
    });
  });
}
