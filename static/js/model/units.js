// An affine opened into units: what it reads on one side, its units on the other, every weight between them.
import { matrixOf } from "./product.js";

/**
 * → { inputs: [{ of, unit, value }], silent, edges: [{ from, to, weight }], most, hidden }: edges join the index of an
 * input to a unit; most is the largest weight's size; beyond room, inputs that are 0 are left out and counted in silent.
 */
export function unitsOf(cell, trace, id, step, room = 16) {
  const node = cell.nodes.find((n) => n.id === id);
  const joined = (arg) => cell.nodes.find((n) => n.id === arg && n.op === "concat")?.args ?? [arg];
  const parts = node.args.flatMap(joined).sort((a, b) => (b === "x") - (a === "x"));
  let silent = 0;
  const inputs = parts.flatMap((of) => {
    const all = trace.value(of, step).map((value, unit) => ({ of, unit, value }));
    const drawn = all.length > room ? all.filter(({ value }) => value !== 0).slice(0, room) : all;
    silent += all.length - drawn.length;
    return drawn;
  });
  const matrix = (of) => trace.params[matrixOf(of, node.owner)];
  const units = Array.from({ length: trace.hidden }, (_, unit) => unit);
  const edges = inputs.flatMap(({ of, unit }, from) => units.map((to) => ({ from, to, weight: matrix(of)[to][unit] })));
  const most = edges.reduce((largest, { weight }) => Math.max(largest, Math.abs(weight)), 0);
  return { inputs, silent, edges, most, hidden: trace.hidden };
}
