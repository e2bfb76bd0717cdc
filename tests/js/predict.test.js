import assert from "node:assert/strict";
import { test } from "node:test";
import { questionsOf, reasonOf } from "../../static/js/model/predict.js";
import { createTrace } from "../../static/js/model/trace.js";

const cell = {
  id: "one-gate", states: ["h"],
  nodes: [
    { id: "z_pre", op: "affine", args: ["x"], owner: "z", vector: "b_z", role: "sum" },
    { id: "z", op: "sigmoid", args: ["z_pre"], role: "update", range: [0, 1] },
    { id: "h", op: "mul", args: ["z", "x"], role: "state" },
  ],
};
const trace = createTrace(cell, {
  steps: 3, hidden: 2, inputs: [[1, 0], [0, 1], [1, 0]],
  nodes: { z_pre: [[2, -2], [-2, 2], [2, -2]], z: [[0.9, 0.1], [0.1, 0.9], [0.9, 0.4]], h: [[0.9, 0], [0, 0.9], [0.9, 0]] },
  params: { W_z: [[2, -2], [-2, 2]], b_z: [0.5, 0] },
});

test("every timestep has its question, asked before the sum that gives it away and shown after the value", () => {
  const all = questionsOf(cell, trace);
  assert.deepEqual(all.map(({ node }) => node), ["z", "h", "h"]);
  assert.deepEqual(all.map(({ after, shown }) => [after, shown]), [[0, 2], [6, 7], [10, 11]]);
  assert.deepEqual(all.map(({ kind, options, right }) => [kind, options[right]]), [["value", "high"], ["sign", "positive"], ["rise", "rises"]]);
});

test("a ready question follows its operation", () => {
  const all = questionsOf(cell, trace, [{ node: "z", ask: "?", answers: [] }]);
  assert.deepEqual(all.map(({ kind, after }) => [kind, after]), [["value", 0], ["ready", 2], ["sign", 6], ["rise", 10]]);
});

test("the reason is the operation's own: the terms of a sum, what changed most, a product, both sides of a mix by their role", () => {
  const sum = { of: "sum", parts: [{ name: "x", by: 2 }, { name: "bias", by: 0.5 }], sum: 2 };
  assert.deepEqual(reasonOf(cell, trace, { node: "z", step: 0, unit: 0, kind: "value" }), sum);
  assert.deepEqual(reasonOf(cell, trace, { node: "z", step: 1, unit: 0, kind: "change" }), { of: "most", name: "x", by: -4 });
  const product = reasonOf(cell, trace, { node: "h", step: 1, unit: 1, kind: "sign" });
  assert.deepEqual([product.of, product.gate], ["mul", 0.9]);
  const mixed = { nodes: [{ id: "k", role: "kept" }, { id: "w", role: "written" }, { id: "h", op: "add", args: ["w", "k"], role: "state" }] };
  const values = { number: (id) => ({ k: 0.5, w: -0.1 })[id] };
  assert.deepEqual(reasonOf(mixed, values, { node: "h", step: 0, unit: 0, kind: "rise" }), { of: "add", kept: 0.5, written: -0.1 });
});
