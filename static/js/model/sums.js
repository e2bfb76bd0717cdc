// What made a number with its sums written out: its own line, then those of what it reads, to the products of weights and inputs.
import { lineageOf } from "./kin.js";
import { productOf } from "./product.js";
import { lineOf } from "./written.js";

const MOST = 12; // as app/narrator/ancestry.py

/**
 * → [{ node, unit, step, value, line, product }]: line is null or filled tokens; product, of what reads whole vectors,
 * { terms: [{ of, unit, matrix, weight, input, product }], rest: { n, product }, bias, biasName, matrices }.
 */
export function sumsOf(run, { node, step, unit }) {
  const { cell, trace } = run;
  return lineageOf(cell, node).map((id) => {
    const own = cell.nodes.find((one) => one.id === id);
    const product = own.op === "affine" ? named(productOf(cell, trace, id, step, unit, MOST)) : own.across ? readOf(run, own, step) : null;
    return { node: own, step, unit, value: trace.number(id, step, unit), line: lineOf(run, { node: id, step, unit }), product };
  });
}

/**
 * What the readout gives a symbol: { token, value, logit, product } and values, whether it is the sum itself; the sums
 * of what it reads are their own.
 */
export function answerSum({ cell, trace, data: { readout } }, { step, symbol }) {
  const { V, b_y: bias, values, parts } = readout;
  const [first, end] = parts.find(([from, to]) => from <= symbol && symbol < to); // one softmax
  const all = cell.said.flatMap((of) => trace.value(of, step).map((input, unit) => ({ of, unit, input })));
  const terms = all.map((term, k) => ({ ...term, matrix: "V", weight: V[symbol][k], product: V[symbol][k] * term.input }));
  const logit = terms.reduce((sum, { product }) => sum + product, bias[symbol]);
  const { vocabulary, probabilities, values: said } = trace.outputs;
  return { token: vocabulary[symbol], n: end - first, value: (said ?? probabilities)[step][symbol], logit, values, product: named(gathered(terms, { bias: bias[symbol], biasName: "b_y" })) };
}

/** What acts across the units without weights reads every number of its arguments. */
function readOf({ cell, trace }, { args }, step) {
  const axes = Object.fromEntries(cell.nodes.map((one) => [one.id, one.axes]));
  const all = args.filter((arg) => arg !== "memory" && axes[arg] !== "SH").flatMap((of) => trace.value(of, step).map((input, unit) => ({ of, unit, input, product: input })));
  return gathered(all);
}

function gathered(all, more = {}) {
  const terms = all.filter(({ input }) => input !== 0);
  const kept = new Set([...terms].sort((a, b) => Math.abs(b.product) - Math.abs(a.product)).slice(0, MOST));
  const rest = terms.filter((term) => !kept.has(term));
  return { ...more, terms: terms.filter((term) => kept.has(term)), rest: { n: rest.length, product: rest.reduce((sum, { product }) => sum + product, 0) } };
}

function named(product) {
  const matrices = [...new Set(product.terms.map(({ matrix }) => matrix))].filter(Boolean);
  return { ...product, matrices: product.biasName ? [...matrices, product.biasName] : matrices };
}
