// The dot product of one unit of an affine, term by term, and what made any number: pure, from the node list.

/**
 * → { terms: [{ of, unit, matrix, weight, input, product }], bias, biasName, sum, hidden: { n, product } }:
 * inputs that are zero are left out; beyond most, the smallest terms are gathered.
 */
export function productOf(cell, trace, id, step, unit, most = 9) {
  const node = cell.nodes.find((n) => n.id === id);
  const parts = node.args.flatMap((arg) => joined(cell, arg));
  const all = parts.flatMap((part) => {
    const matrix = matrixOf(part, node.owner);
    const weights = trace.params[matrix][unit];
    return trace.value(part, step).map((input, k) => ({ of: part, unit: k, matrix, weight: weights[k], input, product: weights[k] * input }));
  });
  const names = parts.includes("x") ? [`b_${node.owner}`] : [`bU_${node.owner}`, `b_${node.owner}`];
  const biasName = names.find((name) => trace.params[name]);
  const moving = all.filter(({ input }) => input !== 0);
  const kept = new Set([...moving].sort((a, b) => Math.abs(b.product) - Math.abs(a.product)).slice(0, most));
  const rest = moving.filter((term) => !kept.has(term));
  return {
    terms: moving.filter((term) => kept.has(term)),
    rest: { n: rest.length, product: rest.reduce((sum, { product }) => sum + product, 0) },
    bias: biasName ? trace.params[biasName][unit] : 0,
    biasName,
    sum: trace.number(id, step, unit),
  };
}

/** The matrix that an affine multiplies a value by. */
export const matrixOf = (part, owner) => `${{ x: "W", memory: "W", context: "C" }[part] ?? "U"}_${owner}`;

const joined = (cell, id) => {
  const node = cell.nodes.find((n) => n.id === id);
  return node?.op === "concat" ? node.args : [id];
};

/**
 * What made a number, back to the inputs of the timestep: { values: Map id → Set of units (null: all), wires: Set "from to" }.
 * An affine mixes all units of what it reads; every other operation works unit by unit.
 */
export const kinOf = (cell, id, unit) => madeBy(cell, new Map([[id, new Set([unit])]]));

/**
 * The same back through the timesteps before, as far as the first: Map step → { values, wires }. A state before is
 * the same numbers as the state that the timestep before handed on.
 */
export function ancestorsOf(cell, { node, step, unit }, first = 0) {
  const found = new Map();
  let asked = new Map([[node, new Set([unit])]]);
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
      visit(arg, node.op === "affine" || node.op === "concat" ? null : units);
    }
  };
  for (const [id, units] of asked) visit(id, units);
  return { values, wires };
}
