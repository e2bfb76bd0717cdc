import assert from "node:assert/strict";
import test from "node:test";
import { agrees, createPointed } from "../../static/js/model/pointed.js";

test("what is pointed at is one thing under one name, and is heard once", () => {
  const pointed = createPointed();
  const heard = [];
  pointed.subscribe((place) => heard.push(place));
  pointed.point({ node: "h_prev", unit: 1, step: 2 });
  pointed.point({ node: "h", unit: 1, step: 1 });
  pointed.leave();
  pointed.point({});
  assert.deepEqual(heard, [{ node: "h", unit: 1, step: 1 }, null]);
});

test("what one side does not say does not part it from the other", () => {
  const place = { node: "f", unit: null, step: 3 };
  assert.ok(agrees(place, { node: "f", unit: 2 }));
  assert.ok(!agrees(place, { node: "f", step: 2 }));
  assert.ok(!agrees(place, { node: "i" }));
});
