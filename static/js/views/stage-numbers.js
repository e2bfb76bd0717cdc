// Numbers by keyboard: from a box or a state before into its column, unit by unit; Enter shows what made the number.
import { unitTold } from "../model/told.js";

const TURNS = { ArrowUp: -1, ArrowDown: 1 };

/** valueOf(cell) says a number in words. */
export function mountStageNumbers(element, { timeline, run, text }, valueOf) {
  /** A state before has no box to start from: its column takes the focus. */
  function prepare() {
    for (const column of element.querySelectorAll("svg.stage-svg [data-column$=_prev]:not([tabindex])")) {
      const name = boxOf(column)?.getAttribute("aria-label") ?? "";
      for (const [key, value] of Object.entries({ tabindex: "0", role: "button", "aria-label": text("stage.before", { name }) })) column.setAttribute(key, value);
    }
  }

  const boxOf = (column) => column.closest("svg").querySelector(`.box[data-node="${column.dataset.column.replace(/_prev$/, "")}"]`);
  const homeOf = (column) => (column.hasAttribute("tabindex") ? column : boxOf(column));
  const columnOf = (place) => (place.matches(".column") ? place : place.closest("svg").querySelector(`.column[data-column="${place.dataset.node}"]`));
  const cellOf = (column, unit) => column.querySelector(`.cell[data-unit="${unit}"]`);

  function enter(column, unit) {
    const cell = column?.dataset.state === "shown" && cellOf(column, unit);
    if (!cell) return;
    for (const [key, value] of Object.entries({ tabindex: "-1", role: "button", "aria-label": text("stage.number", { value: valueOf(cell) }) })) cell.setAttribute(key, value);
    cell.focus({ preventScroll: true });
  }

  function turn(column, from, by) {
    const unit = (from + by + run.trace.hidden) % run.trace.hidden;
    run.select({ unit });
    enter(column, unit);
  }

  function key(event) {
    const cell = event.target.closest?.(".cell[data-unit]");
    const place = event.target.closest?.(".box[data-node], .column[tabindex]");
    if (!cell && !place) return;
    const column = cell?.closest(".column") ?? columnOf(place);
    const by = TURNS[event.key];
    const presses = ["Enter", " "].includes(event.key);
    if (by) turn(column, cell ? Number(cell.dataset.unit) : unitTold(run, timeline), by);
    else if (presses && cell) press(cell);
    else if (presses && place.matches(".column")) enter(column, unitTold(run, timeline));
    else if (event.key === "Escape" && cell && !cell.closest("[data-kin]")) homeOf(column)?.focus({ preventScroll: true });
    else return;
    event.preventDefault();
  }

  /** A click by key; of a state before, the focus goes to the number where it was made. */
  function press(cell) {
    const { dataset: { column: id } } = cell.closest(".column");
    cell.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    const made = id.endsWith("_prev") && element.querySelector(`.stage-svg[data-kin="${id.slice(0, -5)}"] .column[data-column="${id.slice(0, -5)}"]`);
    if (made) enter(made, Number(cell.dataset.unit));
  }

  /** A number that is no longer there gives its focus back. */
  function follow() {
    const column = document.activeElement?.closest?.(".stage-svg .column");
    if (column?.dataset.state === "veiled" && element.contains(column)) homeOf(column)?.focus({ preventScroll: true });
  }

  element.addEventListener("keydown", key);
  element.addEventListener("stagechange", prepare);
  const leave = [run.subscribe((_, change) => change === "trace" && prepare()), timeline.subscribe(follow)];
  return () => {
    for (const stop of leave) stop();
    element.removeEventListener("keydown", key);
    element.removeEventListener("stagechange", prepare);
  };
}
