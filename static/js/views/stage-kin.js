// The ancestors of a number, lit in every timestep that is drawn.
import { ancestorsOf } from "../model/kin.js";

/** at: where the story rests while ancestors are lit, else null. */
export function createKin(element, { timeline, run }) {
  const kin = { at: null, light, forget };

  /** What made the number of a place stays lit, the rest steps back, for as long as the story rests. */
  function light(place) {
    const drawings = [...element.querySelectorAll(".stage-svg")];
    const column = drawings.find(({ dataset }) => place && Number(dataset.step) === place.step)?.querySelector(`[data-column="${place.node}"]`);
    if (!column || column.dataset.state === "veiled") return;
    kin.at = timeline.at;
    const first = Math.min(...drawings.map(({ dataset }) => Number(dataset.step)));
    const found = ancestorsOf(run.cell, place, first);
    for (const drawing of drawings) {
      const step = Number(drawing.dataset.step);
      drawing.setAttribute("data-kin", step === place.step ? place.node : "");
      mark(drawing, found.get(step) ?? { values: new Map(), wires: new Set() }, found.get(step + 1));
    }
  }

  /** later: what the timestep after needs of the states that this one hands it. */
  function mark(drawing, { values, wires }, later) {
    for (const wire of drawing.querySelectorAll(".wire")) wire.toggleAttribute("data-kin", wires.has(`${wire.dataset.node} ${wire.dataset.to}`));
    for (const dot of drawing.querySelectorAll(".dot")) dot.toggleAttribute("data-kin", [...wires].some((wire) => wire.startsWith(`${dot.dataset.dot} `)));
    for (const box of drawing.querySelectorAll(".box")) box.toggleAttribute("data-kin", values.has(box.dataset.node));
    for (const column of drawing.querySelectorAll(".column")) {
      const { terminal } = column.dataset;
      const units = terminal ? later?.values.get(`${terminal}_prev`) : values.get(column.dataset.column);
      if (units === undefined) column.removeAttribute("data-kin");
      else column.setAttribute("data-kin", units?.size === 1 ? "one" : ""); // its number can be written where all have no room
      for (const part of column.querySelectorAll(".cell, .number")) {
        const k = Number(part.dataset.unit ?? part.dataset.of);
        part.toggleAttribute("data-kin", units === null || units?.has(k) === true);
      }
    }
  }

  function forget() {
    if (kin.at === null) return;
    kin.at = null;
    for (const marked of element.querySelectorAll("[data-kin]")) marked.removeAttribute("data-kin");
  }

  return kin;
}
