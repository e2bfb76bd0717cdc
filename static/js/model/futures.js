// Two futures beside each other: where they are furthest apart, and which edit pulls them apart.

/** Where a value differs most in its first timesteps: { unit, step, real, imagined, by }; by 0 where it is the same. */
export function largest(base, trace, node, steps = trace.steps) {
  let found = { unit: 0, step: 0, real: base.number(node, 0, 0), imagined: trace.number(node, 0, 0), by: 0 };
  for (let unit = 0; unit < trace.hidden; unit++) {
    for (let step = 0; step < steps; step++) {
      const [real, imagined] = [base.number(node, step, unit), trace.number(node, step, unit)];
      const by = Math.abs(imagined - real);
      if (by > found.by) found = { unit, step, real, imagined, by };
    }
  }
  return found;
}
