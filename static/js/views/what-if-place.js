// Which value was pointed at: a cell or a number on the stage, or what is selected in a panel.

/** (element, what is selected, the present timestep) → { node, step, unit }, or null. */
export function placeAt(element, selection, present) {
  const cell = element.closest?.(".stage-svg .cell[data-unit], .stage-svg .number");
  if (cell) {
    const { values, column, terminal, state, step } = cell.closest(".column").dataset;
    if (state === "veiled") return null;
    return { node: values ?? column ?? terminal, step: Number(step ?? present), unit: Number(cell.dataset.unit ?? cell.dataset.of) };
  }
  const { node, step, unit } = selection;
  return element.closest?.(".panel-plot") && node && step !== null ? { node, step, unit } : null;
}
