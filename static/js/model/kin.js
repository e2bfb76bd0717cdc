// What made a number, from the node list: pure. Which values and wires, and whose sums are written out.

/**
 * What made a number, back to the inputs of the timestep: { values: Map id → Set of units (null: all), wires: Set "from to" }.
 * What acts across the units reads whole vectors, as the affine does; every other operation works unit by unit.
 */
export const kinOf = (cell, id, unit) => madeBy(cell, new Map([[id, new Set([unit])]]));

/**
 * The same back through the timesteps before, as far as the first: Map step → { values, wires }. A state before is
 * the same numbers as the state that the timestep before handed on. nodes: several at once; unit null: all of each.
 */
export function ancestorsOf(cell, { node, nodes = [node], step, unit }, first = 0) {
  const found = new Map();
  let asked = new Map(nodes.map((id) => [id, unit === null ? null : new Set([unit])]));
  for (let t = step; t >= first && asked.size; t--) {
    const kin = madeBy(cell, asked);
    if (t < step) for (const state of asked.keys()) kin.wires.add(`${state} >${state}`);
    found.set(t, kin);
    asked = new Map(cell.states.filter((state) => kin.values.has(`${state}_prev`)).map((state) => [state, kin.values.get(`${state}_prev`)]));
  }
  return found;
}

function madeBy(cell, asked) {
  const values = new Map();
  const wires = new Set();
  const byId = new Map(cell.nodes.map((node) => [node.id, node]));
  const visit = (value, units) => {
    const known = values.get(value);
    if (known === null || (known && units && [...units].every((u) => known.has(u)))) return;
    values.set(value, units === null ? null : new Set([...(known ?? []), ...units]));
    const node = byId.get(value);
    for (const arg of node?.args ?? []) {
      wires.add(`${arg} ${value}`);
      visit(arg, node.across || node.op === "concat" ? null : units);
    }
  };
  for (const [id, units] of asked) visit(id, units);
  return { values, wires };
}

/**
 * The nodes whose sums make a node's, each after its reader; what is folded into its reader is not named, and what
 * acts across the units ends the list. app/narrator/ancestry.py lists the same.
 */
export function lineageOf(cell, id) {
  const byId = new Map(cell.nodes.map((node) => [node.id, node]));
  const found = new Set();
  const visit = (value, asked) => {
    const node = byId.get(value);
    if (!node || node.axes === "SH") return;
    if (asked || node.across || node.symbol) found.add(value);
    if (!node.across) for (const arg of node.args) visit(arg, false);
  };
  visit(id, true);
  return [...found];
}
