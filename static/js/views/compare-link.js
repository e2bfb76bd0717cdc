// Pointing at a unit and a timestep in one cell shows the same unit and timestep in all; a click goes there.
import { html } from "./svg.js";

export function mountCompareLink(root, { timeline, runs, times, text }) {
  const stop = new AbortController();
  const cards = [...root.querySelectorAll(".compare-card")];
  const { steps } = timeline;
  const rows = cards.flatMap((card, cell) =>
    [...card.querySelectorAll("[data-row]")].map((row) => {
      const number = html("b", { class: "heat-number" });
      const pick = html("div", { class: "panel-pick" });
      pick.style.width = `${100 / steps}%`;
      pick.style.height = `${100 / runs[cell].trace.hidden}%`;
      number.hidden = pick.hidden = true;
      row.querySelector(".heat-label").append(number);
      row.querySelector(".heat-values").append(pick);
      return { row, cell, number, pick };
    }),
  );
  const { pointed } = runs[0]; // of all
  let chosen = null; // a unit
  let marked = null;

  function place(event) {
    const area = event.target.closest?.(".compare-computed .heat-values");
    if (!area) return null;
    const box = area.getBoundingClientRect();
    const { hidden } = runs[cards.indexOf(area.closest(".compare-card"))].trace;
    const share = (at, from, size, n) => Math.min(n - 1, Math.max(0, Math.floor(((at - from) / size) * n)));
    return { node: area.parentElement.dataset.row, unit: share(event.clientY, box.top, box.height, hidden), step: share(event.clientX, box.left, box.width, steps) };
  }

  function show() {
    const step = pointed.place?.step ?? Math.min(steps - 1, Math.floor(Math.max(0, timeline.position - 1) / timeline.beats));
    const unit = pointed.place?.unit ?? chosen;
    for (const { row, cell, number, pick } of rows) {
      const { hidden } = runs[cell].trace;
      const seen = unit !== null && unit < hidden && step < times[cell].known;
      row.toggleAttribute("data-picked", seen);
      number.hidden = pick.hidden = !seen;
      if (!seen) continue;
      number.textContent = text.number(runs[cell].trace.number(row.dataset.row, step, unit));
      pick.style.transform = `translate(${100 * step}%, ${100 * unit}%)`;
    }
    mark(unit);
  }

  /** The unit's cells in every stage. */
  function mark(unit) {
    if (unit === marked) return;
    marked = unit;
    for (const cell of root.querySelectorAll(".stage-svg [data-picked]")) cell.removeAttribute("data-picked");
    if (unit === null) return;
    for (const cell of root.querySelectorAll(`.stage-svg .column:not([data-column=x]) .cell[data-unit="${unit}"]`)) cell.setAttribute("data-picked", "");
  }

  function point(event) {
    const next = place(event);
    if (next) pointed.point(next);
  }

  function click(event) {
    const there = place(event);
    if (!there) return;
    choose(there.unit);
    timeline.pause();
    timeline.seek(there.step * timeline.beats + timeline.beats - 1);
  }

  function choose(unit) {
    chosen = unit;
    for (const run of runs) if (run.selection.unit !== unit && unit < run.trace.hidden) run.select({ unit });
    show();
  }

  const folds = [...root.querySelectorAll(".compare-computed")];
  const fold = ({ target }) => folds.forEach((other) => { other.open = target.open; });
  for (const one of folds) one.addEventListener("toggle", fold, { signal: stop.signal });
  root.addEventListener("pointermove", point, { signal: stop.signal });
  root.addEventListener("click", click, { signal: stop.signal });
  const leave = runs.map((run) => run.subscribe((_, change) => change === "selection" && run.selection.chosen && run.selection.unit !== chosen && choose(run.selection.unit)));
  leave.push(pointed.subscribe(show));
  leave.push(timeline.subscribe(() => timeline.resting && show()));
  return () => {
    stop.abort();
    for (const off of leave) off();
    mark(null);
    for (const { number, pick } of rows) [number, pick].forEach((element) => element.remove());
  };
}
