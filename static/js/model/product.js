// The dot product of one unit of an affine, term by term: pure, from the node list.

/**
 * → { terms: [{ of, unit, matrix, weight, input, product }], bias, biasName, sum, hidden: { n, product } }:
 * inputs that are zero are left out; beyond most, the smallest terms are gathered.
 */
export function productOf(cell, trace, id, step, unit, most = 9) {
  const { vector: biasName, all } = allOf(cell, trace, id, step, unit);
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

/** What each value that an affine reads adds to a unit's sum, and the bias, by their names. */
export function addendsOf(cell, trace, id, step, unit) {
  const { vector, all } = allOf(cell, trace, id, step, unit);
  const found = vector ? { [vector]: trace.params[vector][unit] } : {};
  for (const { of, product } of all) found[of] = (found[of] ?? 0) + product;
  return found;
}

function allOf(cell, trace, id, step, unit) {
  const { args, owner, vector } = cell.nodes.find((n) => n.id === id);
  const all = args.flatMap((arg) => joined(cell, arg)).flatMap((of) => {
    const matrix = matrixOf(of, owner);
    const weights = trace.params[matrix][unit];
    return trace.value(of, step).map((input, k) => ({ of, unit: k, matrix, weight: weights[k], input, product: weights[k] * input }));
  });
  return { vector, all };
}

/** The matrix that an affine multiplies a value by. */
export const matrixOf = (part, owner) => `${{ x: "W", memory: "W", context: "C" }[part] ?? "U"}_${owner}`;

const joined = (cell, id) => {
  const node = cell.nodes.find((n) => n.id === id);
  return node?.op === "concat" ? node.args : [id];
};
