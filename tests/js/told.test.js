import assert from "node:assert/strict";
import test from "node:test";
import { createRun } from "../../static/js/model/run.js";
import { marksTold, unitTold } from "../../static/js/model/told.js";
import { BEATS, CELL } from "./fixtures.js";

const column = () => [[0.1, 0.2, 0.3]];
const TRACE = { steps: 1, hidden: 3, input_size: 1, inputs: [[1]], nodes: { z_pre: column(), z: column(), n_pre: column(), n: column(), h: column() } };
const NARRATION = {
  from: 0,
  start: { node: null, units: [] },
  steps: [[...CELL.nodes.map(({ id }) => ({ node: id, units: id === "z" ? [2] : id === "h" ? [1, 0] : [] })), { node: null, units: [] }]],
  rows: { xh: [], z_pre: ["z_pre"], z: ["z_pre", "z"], n_pre: ["n_pre"], n: ["n_pre", "n"], h: ["z", "n", "h"] },
};
const after = (id) => ({ position: CELL.nodes.findIndex((node) => node.id === id) + 1, beats: BEATS });

test("what is marked is the line's own: its unit, in the columns it reckons with, while it is worked out too", () => {
  const run = createRun({ cell: CELL, trace: TRACE, narration: NARRATION, request: {} });
  for (const [id, unit] of [["z", 2], ["h", 1], ["n", 0]]) {
    const { position, beats } = after(id);
    for (const at of [position, position - 0.5]) {
      assert.equal(unitTold(run, { position: at, beats }), unit);
      assert.deepEqual(marksTold(run, { position: at, beats }), NARRATION.rows[id]);
    }
  }
  for (const position of [0, 1, BEATS]) assert.deepEqual(marksTold(run, { position, beats: BEATS }), []);
});

test("a unit that the reader has chosen is marked in all columns, whatever is told", () => {
  const run = createRun({ cell: CELL, trace: TRACE, narration: NARRATION, request: {} });
  run.select({ unit: 0 });
  for (const position of [0, ...Array(BEATS).keys()]) {
    assert.equal(unitTold(run, { position, beats: BEATS }), 0);
    assert.equal(marksTold(run, { position, beats: BEATS }), null);
  }
});
