// A number of the stage that is clicked is open: its ancestors are lit for as long as the story rests.
import { answerOf, madeOf, reached, sumOf, whereMade } from "../model/opened.js";
import { createKin } from "./stage-kin.js";

/** inside({ node, step, unit }, cell): how a sum is opened that has a view of its own; null: as any other number. */
export function mountAncestors(element, { timeline, run, opened }, inside = null) {
  const kin = createKin(element, { timeline, run });
  let shown = ""; // what is open

  const isSum = (id) => run.cell.nodes.find((node) => node.id === id)?.op === "affine";
  const placeOf = (open) => madeOf(open, run) ?? answerOf(open, run) ?? (inside ? null : sumOf(open, run));

  /** Lit where it was made; a number that the story has not come to has not been made. */
  function light() {
    kin.forget();
    const place = placeOf(shown);
    if (!place || !reached(place, run, timeline.at)) return;
    if (place.unit !== null && (!run.selection.chosen || run.selection.unit !== place.unit)) run.select({ unit: place.unit });
    if (!element.querySelector(`.stage-svg[data-step="${place.step}"]`)) goBack(place.step);
    kin.light(place);
  }

  /** To where a timestep has computed all and not yet handed it over. */
  function goBack(step) {
    if (timeline.finish) timeline.finish(step);
    else timeline.seek((step + 1) * timeline.beats - 1);
  }

  function openUp() {
    if (opened.get("open") === shown) return;
    shown = opened.get("open");
    light();
  }

  function click(event) {
    const cell = event.target.closest?.(".stage-svg [data-unit], .stage-svg .number");
    if (!cell) return kin.at !== null && !event.target.closest("button") ? opened.set({ open: "" }) : undefined;
    const column = cell.closest(".column");
    const id = column.dataset.column ?? column.dataset.terminal;
    if (!id || id === "x" || column.dataset.state === "veiled") return undefined;
    const place = { node: id, step: Number(column.dataset.step ?? column.closest("svg").dataset.step), unit: Number(cell.dataset.unit ?? cell.dataset.of) };
    if (inside && isSum(id)) return inside(place, cell);
    timeline.pause();
    const made = whereMade(place);
    const open = made ? `${made.node}:${made.step}:${made.unit}` : ""; // the state at the start: nothing made it
    return opened.set({ open: open === shown ? "" : open });
  }

  const follow = () => kin.at !== null && timeline.at !== kin.at && opened.set({ open: "" }, "story");
  const key = (event) => event.key === "Escape" && kin.at !== null && opened.set({ open: "" });
  element.addEventListener("click", click);
  addEventListener("keydown", key);
  const leave = [timeline.subscribe(follow), opened.subscribe(openUp)];
  return {
    light,
    forget: kin.forget,
    unmount() {
      for (const stop of leave) stop();
      element.removeEventListener("click", click);
      removeEventListener("keydown", key);
    },
  };
}
