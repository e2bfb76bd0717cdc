import assert from "node:assert/strict";
import { test } from "node:test";
import { lag, part, pulse, smooth } from "../../static/js/model/motion.js";
import { readFileSync } from "node:fs";
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

const TABLE = JSON.parse(readFileSync(new URL("../colours.json", import.meta.url)));

test("colours are those of the table that the server keeps to; a larger size is never paler", () => {
  for (const { most, levels } of TABLE.signed) {
    for (const [v, level] of levels) assert.equal(shade(v, "v", most), `var(--v${level})`, `${v} of ${most}`);
    const sizes = Array.from({ length: 400 }, (_, k) => most ** (k / 200 - 1));
    const far = [1, -1].map((sign) => sizes.map((v) => Math.abs(Number(shade(sign * v, "v", most).match(/\d+/)) - 10)));
    for (const strengths of far) assert.deepEqual(strengths, strengths.toSorted((a, b) => a - b));
    assert.deepEqual(far[0], far[1], "both signs alike");
  }
  for (const [v, level] of TABLE.gate) assert.equal(shade(v, "g"), `var(--g${level})`);
});

test("Plotly's stops are where the numbers take their colours", () => {
  for (const { most } of TABLE.signed) {
    const places = stops(Array.from({ length: 21 }, (_, k) => k), most);
    for (const [place, k] of places) assert.equal(shade((2 * place - 1) * most, "v", most), `var(--v${k})`);
    assert.deepEqual([places[0][0], places[10][0], places[20][0]], [0, 0.5, 1]);
  }
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
  assert.deepEqual(trace.scale("z_pre"), { name: "v", most: 9 });
  assert.deepEqual(trace.scale("z"), { name: "g", most: 1 });
});

test("all but gates have one scale, as far as the largest of them, and of what stands beside", () => {
  const trace = createTrace(CELL, { ...RESPONSE, nodes: { ...RESPONSE.nodes, n: [[-0.97, 0], [0, 12]] } });
  for (const id of ["x", "z_pre", "n", "h", "h_prev"]) assert.deepEqual(trace.scale(id), { name: "v", most: 12 });
  assert.deepEqual(trace.scale("z"), { name: "g", most: 1 });
  assert.equal(createTrace(CELL, RESPONSE, {}, 30).scale("h").most, 30);
  assert.equal(createTrace(CELL, { ...RESPONSE, nodes: { h: [[0.1, 0.2], [0, 0]] } }).scale("h").most, 2);
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
