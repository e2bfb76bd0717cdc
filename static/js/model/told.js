// Which sentence stands at a position: narration is { from, steps: [[beat…]…], start }.

/** The beat of the operation just done, or the one in progress; undefined where no sentence has come. */
export function beatAt(narration, position, beats) {
  const done = Math.ceil(position - 1e-9);
  if (done <= 0) return narration?.start;
  const step = Math.floor((done - 1) / beats);
  return narration?.steps[step - narration.from]?.[(done - 1) % beats];
}
