// The gradient norm of every layer and of the readout: a drawing a run, all with one axis.
import { layersOf } from "../model/training-run.js";
import { html } from "./svg.js";
import { createPlot } from "./train-chart.js";

export function mountLayers(element, { store, text, words, seek }) {
  const note = html("span", { class: "card-note" }, text("train.axis_updates"));
  const body = html("div", { class: "train-pair" });
  element.replaceChildren(html("div", { class: "card-head" }, html("h2", {}, text("train.layers")), note), body);
  let places = [];
  const norms = (runs) => runs.flatMap((run) => layersOf(run).flatMap(({ k }) => run.updates.map((report) => report.norms[k])));
  const last = (run, k) => run.updates[run.updates.length - 1]?.norms[k];

  function panel(k) {
    const name = html("h3", {});
    const box = html("div", {}, name);
    const plot = createPlot(box, {
      text, seek, log: true, quiet: true, tick: words.tick, reach: norms,
      series: (runs) => layersOf(runs[k]).map((layer, n) => ({ run: runs[k], kind: `part-${n % 6}`, name: words.array(layer.name), value: (report) => report.norms[layer.k] })),
      said: (runs) => text("train.layers_said", { run: runs[k].name, values: layersOf(runs[k]).map((layer) => `${words.array(layer.name)} ${words.small(last(runs[k], layer.k))}`).join("; ") }),
    });
    return { box, name, plot };
  }

  const leave = store.subscribe((state) => {
    const { runs } = state;
    element.hidden = !runs.some(({ start }) => start);
    if (element.hidden) return;
    if (places.length !== runs.length) {
      for (const { plot } of places) plot.close();
      places = runs.map((_, k) => panel(k));
      body.replaceChildren(...places.map(({ box }) => box));
    }
    places.forEach(({ name, plot }, k) => {
      name.hidden = runs.length < 2;
      name.textContent = runs[k].name;
      plot.draw(state);
    });
  });
  return () => { for (const { plot } of places) plot.close(); leave(); };
}
