import assert from "node:assert/strict";
import { test } from "node:test";
import { ancestorsOf, kinOf } from "../../static/js/model/kin.js";
import { productOf } from "../../static/js/model/product.js";
import { createTrace } from "../../static/js/model/trace.js";
import { CELL } from "./fixtures.js";

const cell = { ...CELL, nodes: CELL.nodes.map((node) => ({ ...node, owner: node.op === "affine" ? node.id[0] : "", vector: node.op === "affine" ? `b_${node.id[0]}` : "" })) };
const trace = createTrace(cell, {
  steps: 1, hidden: 2, input_size: 2, inputs: [[1, 0]],
  params: { W_z: [[0.5, 9], [1, 9]], U_z: [[2, 3], [4, 5]], b_z: [0.25, 0] },
  nodes: { z_pre: [[0.5 + 2 * 0.1 + 3 * -0.2 + 0.25, 0]], h: [[0, 0]] },
}, { h: [0.1, -0.2] });

test("the terms and the bias of a dot product add up to the traced number", () => {
  const { terms, bias, sum } = productOf(cell, trace, "z_pre", 0, 0);
  assert.deepEqual(terms.map(({ matrix, unit }) => `${matrix}.${unit}`), ["W_z.0", "U_z.0", "U_z.1"]);
  assert.ok(Math.abs(terms.reduce((s, t) => s + t.product, bias) - sum) < 1e-12);
});

test("what is too much is gathered, not lost", () => {
  const { terms, rest, bias, sum } = productOf(cell, trace, "z_pre", 0, 0, 1);
  assert.equal(terms.length, 1);
  assert.equal(rest.n, 2);
  assert.ok(Math.abs(terms[0].product + rest.product + bias - sum) < 1e-12);
});

test("a number's ancestors are its own unit up to an affine and all units before it", () => {
  const { values, wires } = kinOf(cell, "h", 1);
  assert.deepEqual([...values.get("z")], [1]);
  assert.deepEqual([...values.get("z_pre")], [1]);
  assert.equal(values.get("xh"), null);
  assert.equal(values.get("h_prev"), null);
  assert.ok(wires.has("z h") && wires.has("x xh") && !wires.has("h >h"));
  assert.deepEqual([...kinOf(cell, "z", 0).values.keys()], ["z", "z_pre", "xh", "x", "h_prev"]);
});

test("through the timesteps ancestors go back unit by unit along a belt and by all units through a product", () => {
  const args = { xh: ["x", "h_prev"], f_pre: ["xh"], f: ["f_pre"], c: ["f", "c_prev"], h: ["c"] };
  const ops = { xh: "concat", f_pre: "affine", f: "sigmoid", c: "mul", h: "tanh" };
  const belt = { states: ["c", "h"], nodes: Object.keys(args).map((id) => ({ id, op: ops[id], args: args[id], across: ops[id] === "affine" })) };
  const found = ancestorsOf(belt, { node: "c", step: 2, unit: 1 });
  assert.deepEqual([...found.keys()], [2, 1, 0]);
  assert.deepEqual([...found.get(2).values.get("c_prev")], [1]);
  assert.equal(found.get(2).values.has("h"), false);
  // c of step 1 by its own unit until h of step 1, read whole by step 2's product, needs every unit of it
  assert.equal(found.get(1).values.get("h"), null);
  assert.equal(found.get(1).values.get("c"), null);
  assert.equal(found.get(0).values.get("x"), null);
  assert.ok(found.get(1).wires.has("c >c") && found.get(1).wires.has("h >h") && !found.get(2).wires.has("c >c"));
  assert.deepEqual([...ancestorsOf(belt, { node: "c", step: 2, unit: 1 }, 1).keys()], [2, 1]);
  const carry = { states: ["c"], nodes: [{ id: "g", op: "affine", across: true, args: ["x"] }, { id: "c", op: "add", args: ["g", "c_prev"] }] };
  assert.deepEqual([...ancestorsOf(carry, { node: "c", step: 1, unit: 0 }).get(0).values.get("c")], [0]);
});
