// Where the imagined run is not the real one: on the stage, on the letters, in the table of numbers.
import { isClamped } from "../model/edits.js";

const SEEN = 0.005; // a difference that two decimals show
const LATER = 250; // ms of quiet before the table is written

/** elements: { stage, player, panels, reading }. */
export function mountWhatIfMarks({ stage, player, panels, reading }, { timeline, run, text, whatIf }) {
  let waiting = null;
  let marked = "";
  let clean = true; // nothing stands marked

  function mark(force = false) {
    if (!timeline.resting && !force) return;
    const key = `${timeline.at} ${stage.querySelectorAll(".stage-svg").length}`;
    if (!force && key === marked) return;
    marked = key;
    if (clean && !whatIf.changed) return;
    clean = !whatIf.changed;
    for (const column of stage.querySelectorAll(".stage-svg .column")) {
      const end = "terminal" in column.dataset;
      const id = column.dataset.column ?? column.dataset.terminal?.replace(/^>/, "");
      const step = end ? Number(column.closest("svg").dataset.step) : Number(column.dataset.step);
      const known = id && Number.isInteger(step) && step < run.trace.steps && whatIf.changed && column.dataset.state !== "veiled";
      let any = false;
      for (const part of column.querySelectorAll(".cell, .number")) {
        const unit = Number(part.dataset.unit ?? part.dataset.of);
        const differs = known && Number.isInteger(unit) && Math.abs(run.trace.number(id, step, unit) - whatIf.base.number(id, step, unit)) >= SEEN;
        part.toggleAttribute("data-differs", Boolean(differs));
        part.toggleAttribute("data-clamped", Boolean(known && isClamped(whatIf.shown, id, step, unit)));
        any ||= differs;
      }
      column.toggleAttribute("data-differs", Boolean(any));
    }
    stage.toggleAttribute("data-imagined", whatIf.changed);
  }

  /** Swapped letters stand on the cards and over the heatmaps. */
  function letters() {
    const { tokens, steps } = run.trace;
    if (!tokens) return;
    for (let step = 0; step < steps; step++) {
      const swapped = whatIf.baseTokens?.[step] !== tokens[step];
      const card = player.querySelector(`[data-card="${step}"]`);
      write(card?.querySelector(".token-letter"), tokens[step], swapped);
      card?.toggleAttribute("data-swapped", swapped);
      for (const word of panels.querySelectorAll(`.heat-tokens [data-step="${step}"]`)) write(word, tokens[step], swapped);
    }
  }

  function write(element, token, swapped) {
    if (!element || (!swapped && !element.hasAttribute("data-swapped"))) return;
    element.textContent = { " ": "␣", "\n": "↵", "\t": "⇥" }[token] ?? token;
    element.toggleAttribute("data-swapped", swapped);
  }

  function table() {
    const rows = run.cell.nodes.filter(({ op }) => op !== "concat");
    reading.querySelectorAll("table.numbers tbody").forEach((body, k) => {
      [...body.rows].forEach((row, unit) => [...row.cells].slice(1).forEach((cell, step) => {
        const v = run.trace.number(rows[k].id, step, unit);
        cell.textContent = text.number(v, 4);
        cell.toggleAttribute("data-differs", v !== whatIf.base.number(rows[k].id, step, unit));
      }));
    });
  }

  const again = () => {
    marked = "";
    mark(true);
    letters();
    clearTimeout(waiting);
    waiting = setTimeout(table, LATER);
  };
  const unsubscribe = [
    timeline.subscribe(() => mark()),
    run.subscribe((_, change) => change === "trace" && whatIf.started && again()),
  ];
  if (whatIf.changed) again();
  whatIf.started = true;
  const unrolled = () => mark(true);
  stage.addEventListener("stagechange", unrolled);
  return () => {
    clearTimeout(waiting);
    stage.removeEventListener("stagechange", unrolled);
    unsubscribe.forEach((leave) => leave());
  };
}
