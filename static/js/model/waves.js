// Operations in the order of the story, cut into groups that can be shown firing together.

/**
 * cell → [{ from, to, levels }]: positions within a timestep; levels are the node indices that fire one after
 * another inside the group. An affine and the activation that reads it stay together; the last group is the handover.
 */
export function groups(cell) {
  const units = [];
  cell.nodes.forEach((node, index) => {
    const before = cell.nodes[index - 1];
    const pair = before?.op === "affine" && node.args.length === 1 && node.args[0] === before.id;
    if (pair) units.at(-1).push(index);
    else units.push([index]);
  });
  const found = [];
  for (const unit of units) {
    const last = found.at(-1);
    const inside = new Set(last?.flat().map((i) => cell.nodes[i].id));
    if (last && !cell.nodes[unit[0]].args.some((arg) => inside.has(arg))) last.push(unit);
    else found.push([unit]);
  }
  const spans = found.map((unitsOf) => {
    const all = unitsOf.flat();
    const depth = Math.max(...unitsOf.map((unit) => unit.length));
    const levels = Array.from({ length: depth }, (_, k) => unitsOf.filter((u) => u.length > k).map((u) => u[k]));
    return { from: all[0], to: all.at(-1) + 1, levels };
  });
  const n = cell.nodes.length;
  return [...spans, { from: n, to: n + 1, levels: [[n]] }];
}

/** The groups when operations fire one by one. */
export const singles = (cell) =>
  Array.from({ length: cell.nodes.length + 1 }, (_, k) => ({ from: k, to: k + 1, levels: [[k]] }));
