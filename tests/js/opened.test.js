import assert from "node:assert/strict";
import test from "node:test";

import { createOpened, readOrder, writeOrder } from "../../static/js/model/opened.js";

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
  assert.deepEqual(opened.texts, { tab: "time", panel: "", view: "", of: "", open: "", order: "" });
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
