// The ancestors of a number, lit in every timestep that is drawn, and a way to those that are not.
import { ancestorsOf } from "../model/product.js";
import { html } from "./svg.js";

/** at: where the story rests while ancestors are lit, else null. goTo({ node, step, unit }) shows what made a number. */
export function createKin(element, bar, { timeline, run, text }, goTo) {
  const note = html("p", { class: "stage-kin" });
  const kin = { at: null, light, forget, unmount: () => note.remove() };

  /** What made the number of a place stays lit, the rest steps back; it is told for as long as the story rests. */
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
    tell(found.get(first), first, place.unit);
  }

  /** later: what the timestep after needs of the states that this one hands it. */
  function mark(drawing, { values, wires }, later) {
    for (const wire of drawing.querySelectorAll(".wire")) wire.toggleAttribute("data-kin", wires.has(`${wire.dataset.node} ${wire.dataset.to}`));
    for (const dot of drawing.querySelectorAll(".dot")) dot.toggleAttribute("data-kin", [...wires].some((wire) => wire.startsWith(`${dot.dataset.dot} `)));
    for (const box of drawing.querySelectorAll(".box")) box.toggleAttribute("data-kin", values.has(box.dataset.node));
    for (const column of drawing.querySelectorAll(".column")) {
      const { terminal } = column.dataset;
      const units = terminal ? later?.values.get(`${terminal}_prev`) : values.get(column.dataset.column);
      column.toggleAttribute("data-kin", units !== undefined);
      for (const part of column.querySelectorAll(".cell, .number")) {
        const k = Number(part.dataset.unit ?? part.dataset.of);
        part.toggleAttribute("data-kin", units === null || units?.has(k) === true);
      }
    }
  }

  /** Which states came from a timestep that is not drawn, each a way there. */
  function tell(kinFirst, first, unit) {
    const states = run.cell.states.filter((state) => kinFirst?.values.has(`${state}_prev`));
    if (!first || !states.length) return;
    const ways = states.map((state) => {
      const units = kinFirst.values.get(`${state}_prev`);
      const { symbol, hue } = run.cell.nodes.find(({ id }) => id === state);
      const way = html("button", { type: "button", class: `stage-way hue-${hue}`, "aria-label": text("stage.made_way", { name: symbol || state, step: first }) }, html("i", {}, symbol || state), html("sub", {}, String(first)));
      way.addEventListener("click", () => goTo({ node: `${state}_prev`, step: first, unit: !units || units.has(unit) ? unit : [...units][0] }));
      return way;
    });
    note.replaceChildren(text("stage.made_before", { step: first }), ...ways.flatMap((way) => [" ", way]));
    bar.prepend(note);
  }

  function forget() {
    if (kin.at === null) return;
    kin.at = null;
    note.remove();
    for (const marked of element.querySelectorAll("[data-kin]")) marked.removeAttribute("data-kin");
  }

  return kin;
}
