// Numbers for the clipboard, not rounded: one, a column, a value over timesteps (a row a unit, a column a step).

/** known: timesteps of the value that are computed; of what is ahead nothing is copied. */
export function copied(trace, node, step, unit, how, known) {
  if (how === "number") return String(trace.number(node, step, unit));
  if (how === "column") return trace.value(node, step).join("\n");
  const units = Array.from({ length: trace.value(node, 0).length }, (_, u) => u);
  const steps = Array.from({ length: known }, (_, t) => t);
  return units.map((u) => steps.map((t) => trace.number(node, t, u)).join("\t")).join("\n");
}
