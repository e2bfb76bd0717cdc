import assert from "node:assert/strict";
import { test } from "node:test";
import { lag, part, pulse, smooth } from "../../static/js/model/motion.js";
import { shade, shortToken, stops } from "../../static/js/model/format.js";
import { createTrace } from "../../static/js/model/trace.js";
import { createRun } from "../../static/js/model/run.js";
import { drawn, wire } from "../../static/js/model/wire.js";
import { CELL } from "./fixtures.js";

test("smooth starts and ends at rest", () => {
  assert.equal(smooth(0), 0);
  assert.equal(smooth(1), 1);
  assert.ok(smooth(0.01) < 1e-4 && 1 - smooth(0.99) < 1e-4);
  assert.ok(Math.abs(smooth(0.5) - 0.5) < 1e-12);
});

test("part, pulse and lag stay between 0 and 1", () => {
  assert.deepEqual([part(0.1, 0.2, 0.4), part(0.3, 0.2, 0.4).toFixed(2), part(0.9, 0.2, 0.4)], [0, "0.50", 1]);
  assert.deepEqual([pulse(0), pulse(0.5), pulse(1)], [0, 1, 0]);
  assert.equal(lag(1, 3, 4, 0.2), 1);
  assert.equal(lag(0.05, 3, 4, 0.2), 0);
});

test("a wire's way is as long as its runs and quarter arcs and never leaves them", () => {
  const way = wire([[0, 0], [100, 0], [100, 50]], 11);
  assert.ok(Math.abs(way.length - (89 + 39 + (Math.PI / 2) * 11)) < 1e-9);
  assert.deepEqual(way.at(0), [0, 0]);
  const [x, y] = way.at(1);
  assert.ok(Math.hypot(x - 100, y - 50) < 1e-9);
  for (let u = 0; u < 1; u += 0.01) {
    const [a, b] = [way.at(u), way.at(u + 0.01)];
    assert.ok(Math.hypot(b[0] - a[0], b[1] - a[1]) <= way.length * 0.0101);
  }
});

test("colours: zero in the middle, ends at the ends, gates from empty to full", () => {
  assert.deepEqual([shade(-1, "v"), shade(0, "v"), shade(3, "v", 6), shade(9, "v")], ["var(--v0)", "var(--v10)", "var(--v15)", "var(--v20)"]);
  assert.deepEqual([shade(0, "g"), shade(0.5, "g"), shade(1, "g")], ["var(--g0)", "var(--g10)", "var(--g20)"]);
});

test("long tokens and spaces fit their box", () => {
  assert.deepEqual([shortToken("U"), shortToken(" "), shortToken("notebook")], ["U", "\u2423", "no\u2026"]);
});

const RESPONSE = {
  steps: 2, hidden: 2, input_size: 1, tokens: ["a", "b"], inputs: [[1], [1]],
  nodes: { z_pre: [[1, 2], [3, -4]], z: [[0.1, 0.2], [0.3, 0.4]], h: [[0.5, 0.6], [0.7, 0.8]] },
};

test("a trace knows the previous states, joins and the end of every colour scale", () => {
  const trace = createTrace(CELL, RESPONSE, { h: [9, 8] });
  assert.deepEqual(trace.value("h_prev", 0), [9, 8]);
  assert.deepEqual(trace.value("h_prev", 1), [0.5, 0.6]);
  assert.deepEqual(trace.value("xh", 1), [1, 0.5, 0.6]);
  assert.deepEqual(trace.scale("z_pre"), { name: "v", most: 4 });
  assert.deepEqual(trace.scale("z"), { name: "g", most: 1 });
  assert.equal(trace.scale("h_prev").most, 9);
});

test("values of one family have one scale, by the logarithm where a few steps outgrow the others", () => {
  const kin = { ...CELL, nodes: CELL.nodes.map((node) => (node.id === "n_pre" ? { ...node, family: "h" } : node)) };
  const column = (...values) => values.map((v) => [v, 0]);
  const nodes = { ...RESPONSE.nodes, n_pre: column(-3, 3), h: column(2, -5) };
  assert.deepEqual(createTrace(kin, { ...RESPONSE, nodes }).scale("n_pre"), { name: "v", most: 5 });
  const grows = createTrace(CELL, { ...RESPONSE, nodes: { ...nodes, h: column(9, 999) } }).scale("h_prev");
  assert.deepEqual(grows, { name: "l", most: 999 });
  const shades = [-999, -99, -9, 0, 9, 99, 999].map((v) => shade(v, grows.name, grows.most));
  assert.deepEqual(shades, [0, 3, 7, 10, 13, 17, 20].map((k) => `var(--v${k})`));
  const places = stops(["a", "b", "c", "d", "e", "f", "g"], grows).map(([at]) => Math.round(999 * (2 * at - 1)));
  assert.deepEqual(places, [-999, -99, -9, 0, 9, 99, 999]);
});

test("a run tells its subscribers of another trace and of what is chosen", () => {
  const run = createRun({ cell: CELL, trace: RESPONSE, request: {} });
  const seen = [];
  run.subscribe((_, change) => seen.push(change));
  run.select({ unit: 1 });
  run.replace({ trace: { ...RESPONSE, hidden: 1, nodes: { h: [[1], [1]] } } });
  assert.deepEqual(seen, ["trace", "selection", "trace"]);
  assert.equal(run.selection.unit, 0);
});

test("a drawn wire is walked corner by corner, over its gaps", () => {
  const { points, length } = drawn("M0 0H20M33 0L89 0A11 11 0 0 1 100 11L100 50");
  assert.ok(Math.abs(length - (89 + 5.5 * Math.PI + 39)) < 0.1);
  assert.deepEqual(points.at(-1), [100, 50, length]);
  assert.deepEqual(points.slice(0, 4), [[0, 0, 0], [20, 0, 20], [33, 0, 33], [89, 0, 89]]);
  for (const [x, y] of points.slice(4, -1)) assert.ok(Math.abs(Math.hypot(x - 89, y - 11) - 11) < 1e-9);
});
