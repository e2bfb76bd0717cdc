// The charts of the training page, each with what it reads of a run, its lines and its words.
import { clipped } from "../model/training-run.js";
import { mountBack } from "./train-back.js";
import { mountChart } from "./train-chart.js";
import { mountLayers } from "./train-layers.js";

/** part(name): where each stands. */
export function mountCharts(part, shared) {
  const { text, words } = shared;
  const last = ({ updates }) => updates[updates.length - 1];
  const said = (what, read) => (runs) =>
    text("train.chart_said", { what, values: runs.filter(last).map((run) => `${run.name}: ${read(last(run))}`).join("; ") });
  const guessing = (at) => (at ? [{ at, label: text("train.guessing"), kind: "guess" }] : []);

  mountChart(part("loss"), {
    ...shared, title: text("train.loss"), value: ({ loss }) => loss, tick: words.plain, shown: words.small,
    lines: ([run]) => guessing(run.start?.guessing),
    said: said(text("train.loss"), ({ loss }) => words.small(loss)),
  });
  mountChart(part("accuracy"), {
    ...shared, title: text("train.accuracy"), value: ({ accuracy }) => accuracy, high: 1, tick: (v) => text.percent(v),
    lines: ([run]) => guessing(run.start?.chance),
    said: said(text("train.accuracy"), ({ accuracy }) => text.percent(accuracy)),
  });
  mountChart(part("norm"), {
    ...shared, title: text("train.norm"), value: ({ norm }) => norm, log: true, tick: words.tick, marks: (report) => report.clipped,
    lines(runs) {
      const limits = new Set(runs.map(({ request }) => request.clip).filter(Boolean));
      return [...limits].map((at) => ({ at, label: text("train.clip_at", { limit: words.small(at) }), kind: "clip" }));
    },
    note(runs) {
      const times = runs.map((run) => `${run.name} ${clipped(run).times}`).join(" · ");
      return runs.some((run) => clipped(run).times) ? text("train.clip_note", { runs: times }) : text("train.axis_updates");
    },
    said: said(text("train.norm"), ({ norm }) => words.small(norm)),
  });
  mountBack(part("back"), { ...shared, tick: words.tick, power: words.small });
  mountLayers(part("layers"), shared);
}
