import assert from "node:assert/strict";
import { test } from "node:test";
import { unitsOf } from "../../static/js/model/units.js";

const cell = { nodes: [
  { id: "xh", op: "concat", args: ["h_prev", "x"] },
  { id: "h_pre", op: "affine", args: ["xh"], owner: "h" },
] };
const values = { x: [0, 2, 0], h_prev: [0.5, -0.5] };
const trace = { hidden: 2, params: { W_h: [[1, 2, 3], [4, 5, 6]], U_h: [[-7, 0.5], [0, 1]] }, value: (id) => values[id] };

test("every weight is an edge from its input to its unit, x first", () => {
  const { inputs, edges, most, silent } = unitsOf(cell, trace, "h_pre", 0);
  assert.deepEqual(inputs.map(({ of, unit, value }) => [of, unit, value]), [["x", 0, 0], ["x", 1, 2], ["x", 2, 0], ["h_prev", 0, 0.5], ["h_prev", 1, -0.5]]);
  assert.equal(edges.length, 10);
  assert.deepEqual(edges.find(({ from, to }) => from === 2 && to === 1), { from: 2, to: 1, weight: 6 });
  assert.deepEqual(edges.find(({ from, to }) => from === 3 && to === 0), { from: 3, to: 0, weight: -7 });
  assert.deepEqual([most, silent], [7, 0]);
});

test("where inputs are more than there is room for, the zeros are left out and counted", () => {
  const { inputs, edges, silent } = unitsOf(cell, trace, "h_pre", 0, 2);
  assert.deepEqual(inputs.map(({ of, unit }) => [of, unit]), [["x", 1], ["h_prev", 0], ["h_prev", 1]]);
  assert.deepEqual([edges.length, silent], [6, 2]);
});
