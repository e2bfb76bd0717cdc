import assert from "node:assert/strict";
import { test } from "node:test";
import { questionsOf, reasonOf } from "../../static/js/model/predict.js";
import { createTrace } from "../../static/js/model/trace.js";

const cell = {
  id: "one-gate", states: ["h"],
  nodes: [
    { id: "z_pre", op: "affine", args: ["x"], owner: "z", role: "sum" },
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
  assert.deepEqual(all.map(({ node }) => node), ["z", "h", "z"]);
  assert.deepEqual(all.map(({ after, shown }) => [after, shown]), [[0, 2], [6, 7], [8, 10]]);
  assert.deepEqual(all.map(({ kind, options, right }) => [kind, options[right]]), [["value", "high"], ["sign", "falls"], ["change", "opens"]]);
});

test("a ready question follows its operation", () => {
  const all = questionsOf(cell, trace, [{ node: "z", ask: "?", answers: [] }]);
  assert.deepEqual(all.map(({ kind, after }) => [kind, after]), [["value", 0], ["ready", 2], ["sign", 6], ["change", 8]]);
});

test("the reason is the largest push towards the answer", () => {
  assert.deepEqual(reasonOf(cell, trace, { node: "z", step: 0, unit: 0, kind: "value" }), { of: "x", by: 2 });
  assert.equal(reasonOf(cell, trace, { node: "z", step: 1, unit: 0, kind: "change" }).by, -4);
});
