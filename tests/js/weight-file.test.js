import assert from "node:assert/strict";
import test from "node:test";

import { settingsOf } from "../../static/js/model/weight-file.js";

const LAYERS = [{ name: "", hidden: 2, input_size: 3 }];

test("a file of weights opens with its own letters, or with one column after another", () => {
  const named = settingsOf({ cell: "gru", layers: LAYERS, params: { values: { b_z: [1, 2] }, vocabulary: { inputs: ["a", "b", "ñ"] } } });
  assert.deepEqual([named.text, named.vectors, named.model, named.hidden], ["abñ", undefined, "mine", "2"]);
  assert.deepEqual(JSON.parse(named.brought).values, { b_z: [1, 2] });
  assert.equal(settingsOf({ cell: "gru", layers: LAYERS, params: { values: {} } }).vectors, "1,0,0;0,1,0;0,0,1");
  assert.equal(settingsOf({ cell: "gru", layers: LAYERS, params: { values: {}, vocabulary: { inputs: ["^"], source: ["1", "2"] } } }).text, "12");
});
