// Which sentence stands at a position: narration is { from, steps: [[beat…]…], start }.

const NONE = [];

/** The beat of the operation just done, or the one in progress; undefined where no sentence has come. */
export function beatAt(narration, position, beats) {
  const done = Math.ceil(position - 1e-9);
  if (done <= 0) return narration?.start;
  const step = Math.floor((done - 1) / beats);
  return narration?.steps[step - narration.from]?.[(done - 1) % beats];
}

/** The unit in front at a position: the reader's, else the one that the sentence speaks of. */
export function unitTold(run, { position, beats }) {
  const { chosen, unit } = run.selection;
  return chosen ? unit : (beatAt(run.narration, position, beats)?.units[0] ?? unit);
}

/** The values whose number of the unit in front is marked: those of the line that is written; null: all, the reader chose the unit. */
export function marksTold(run, { position, beats }) {
  const { narration, selection } = run;
  return selection.chosen ? null : (narration?.rows?.[beatAt(narration, position, beats)?.node] ?? NONE);
}

/** Where a number was made: { step, beat }, null where no sentence tells of it. */
export function beatOf(run, { node, step }) {
  const index = run.cell.nodes.findIndex(({ id }) => id === node);
  const beat = run.narration?.steps[step - run.narration.from]?.[index];
  return beat ? { step, beat } : null;
}
