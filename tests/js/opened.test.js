import assert from "node:assert/strict";
import test from "node:test";

import { createOpened, madeOf, readOrder, sumOf, writeOrder } from "../../static/js/model/opened.js";

test("what is opened stands beside the rest and is heard once", () => {
  const opened = createOpened({ panel: "phase", at: "12" });
  const heard = [];
  opened.subscribe((_, by) => heard.push(by));
  opened.toggle("view", "units");
  opened.toggle("view", "unrolled");
  opened.toggle("view", "units");
  opened.set({ panel: "phase" });
  assert.equal(opened.get("view"), "unrolled");
  assert.ok(opened.has("view", "unrolled") && !opened.has("view", "units"));
  opened.follow({ tab: "time" });
  assert.deepEqual(opened.texts, { tab: "time", panel: "", units: "", view: "", of: "", open: "", order: "", chart: "" });
  assert.deepEqual(heard, ["address", "reader", "reader", "reader", "address"]);
});

test("an order of one's own is written as briefly as it can be read back", () => {
  const declared = ["xh", "f_pre", "f", "i_pre", "i", "c"];
  const own = ["xh", "i_pre", "f_pre", "f", "i", "c"];
  assert.equal(writeOrder(declared, declared), "");
  assert.equal(writeOrder(own, declared), "xh.i_pre");
  assert.deepEqual(readOrder("xh.i_pre", declared), own);
  assert.deepEqual(readOrder("", declared), declared);
});

test("a number of the run is opened: a sum term by term, any other with what made it", () => {
  const nodes = [{ id: "xh", op: "concat" }, { id: "f_pre", op: "affine" }, { id: "f", op: "sigmoid" }];
  const run = { cell: { nodes, states: ["h"] }, trace: { steps: 3, hidden: 2 } };
  assert.deepEqual(sumOf("f_pre:2:1", run), { node: "f_pre", step: 2, unit: 1 });
  assert.equal(madeOf("f_pre:2:1", run), null);
  assert.deepEqual(madeOf("f:0:1", run), { node: "f", step: 0, unit: 1 });
  assert.deepEqual(madeOf("h_prev:1:0", run), { node: "h", step: 0, unit: 0 });
  assert.equal(madeOf("h_prev:0:0", run), null);
  for (const other of ["", "f", "f:3:0", "f:0:2", "xh:0:0", "z:0:0"]) assert.equal(sumOf(other, run) ?? madeOf(other, run), null);
});
