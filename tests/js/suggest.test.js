// The question that is suggested changes something, and the summary names where two futures are furthest apart.
import assert from "node:assert/strict";
import { test } from "node:test";
import { largest } from "../../static/js/model/futures.js";
import { bite, biting } from "../../static/js/model/suggest.js";
import { createTrace } from "../../static/js/model/trace.js";
import { CELL } from "./fixtures.js";

const traceOf = (z, n) => createTrace(CELL, {
  steps: 1, hidden: 2, input_size: 1, inputs: [[1]],
  nodes: { z_pre: [[0, 0]], z: [z], n_pre: [[0, 0]], n: [n], h: [z.map((v, k) => v * n[k])] },
});

test("a gate over nothing is not asked about: the unit is, where it lets something through", () => {
  const trace = traceOf([0.9, 0.9], [0, 0.8]);
  assert.equal(bite(CELL, trace, { node: "z", step: 0, unit: 0, value: 0 }), 0);
  assert.ok(Math.abs(bite(CELL, trace, { node: "z", step: 0, unit: 1, value: 0 }) - 0.72) < 1e-12);
  assert.equal(biting(CELL, trace, "z", 0, 0).unit, 1);
  assert.deepEqual(biting(CELL, trace, "z", 0, 1), { kind: "value", node: "z", step: 0, unit: 1, value: 0 });
});

test("where no gate changes anything a state itself is asked about", () => {
  const { node, value } = biting(CELL, traceOf([0.9, 0.9], [0, 0]), null, 0, 0);
  assert.deepEqual({ node, value }, { node: "h", value: 1 });
});

test("the largest difference is found among the steps that are known", () => {
  const [real, imagined] = [traceOf([0.5, 0.5], [0, 0.8]), traceOf([0.5, 0], [0, 0.8])];
  assert.deepEqual(largest(real, imagined, "h"), { unit: 1, step: 0, real: 0.4, imagined: 0, by: 0.4 });
  assert.equal(largest(real, imagined, "h", 0).by, 0);
});
