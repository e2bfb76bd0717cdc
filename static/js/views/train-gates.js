// A sample's gates and states at the update that is looked at: a heatmap a node, units down, steps across.
import { shade } from "../model/format.js";
import { reportAt } from "../model/training-run.js";
import { html, svg } from "./svg.js";

const UNIT = 9;

export function mountGates(element, { store, text, cells }) {
  const note = html("span", { class: "card-note" });
  const body = html("div", { class: "heats" });
  element.replaceChildren(html("div", { class: "card-head" }, html("h2", {}, text("train.gates")), note), body);
  let drawn = "";
  let places = [];

  function build(runs) {
    const key = JSON.stringify(runs.map((run) => [run.name, run.request.cell, shape(run)]));
    if (key === drawn) return;
    drawn = key;
    places = runs.map((run) => {
      const [steps, units] = shape(run);
      const box = html("div", { class: "heat-run" });
      if (runs.length > 1) box.append(html("h3", {}, run.name));
      const nodes = cells[run.request.cell].sample.map((node) => heat(node, steps, units));
      box.append(...nodes.map(({ figure }) => figure));
      return { box, nodes };
    });
    body.replaceChildren(...places.map(({ box }) => box));
  }

  function heat(node, steps, units) {
    const rects = [];
    const picture = svg("svg", { class: "heat", viewBox: `0 0 ${steps} ${units}`, preserveAspectRatio: "none", height: Math.min(144, Math.max(40, units * UNIT)), role: "img", "aria-label": node.name });
    for (let t = 0; t < steps; t += 1) {
      for (let u = 0; u < units; u += 1) {
        const rect = svg("rect", { x: t + 0.04, y: u + 0.05, width: 0.92, height: 0.9, fill: "var(--sunken)" });
        rects.push(rect);
        picture.append(rect);
      }
    }
    const label = html("figcaption", { class: `hue-${node.hue}` }, html("i", { class: "letter" }, node.id), ` ${node.name}`);
    return { node, rects, steps, units, figure: html("figure", {}, label, picture) };
  }

  return store.subscribe(({ runs, cursor }) => {
    if (!runs.some((run) => run.updates.length)) return;
    const told = runs.filter((run) => run.updates[0]?.sample);
    build(told);
    told.forEach((run, k) => {
      const report = reportAt(run, cursor);
      if (k === 0) note.textContent = text(run.request.layers > 1 ? "train.gates_note_top" : "train.gates_note", { update: report.update });
      for (const { node, rects, steps, units } of places[k].nodes) {
        const values = report.sample[node.id];
        const most = node.bounded ? 1 : Math.max(1, ...values.flat().map(Math.abs));
        for (let t = 0; t < steps; t += 1) for (let u = 0; u < units; u += 1) rects[t * units + u].setAttribute("fill", shade(values[t][u], node.gate ? "g" : "v", most));
      }
    });
  });
}

function shape(run) {
  const [values] = Object.values(run.updates[0].sample);
  return [values.length, values[0].length];
}
