import assert from "node:assert/strict";
import { test } from "node:test";
import { createText } from "../../static/js/io/text.js";
import { at, bare, labelled, pointed, present, quiet, refilled, uncovered } from "../../static/js/model/figure.js";

const heat = (node, extra = {}) => ({
  type: "heatmap",
  meta: { node, x: "step", y: "unit" },
  z: [[0, 0], [0, 0]],
  hovertemplate: `${node} %{y} %{x}: %{z:.2f}<extra></extra>`,
  ...extra,
});
const FIGURE = {
  data: [heat("f", { showscale: true, zmin: 0, zmax: 1 }), heat("c", { zmin: -1, zmax: 1, colorscale: [[0, "blue"], [0.5, "white"], [1, "red"]] })],
  layout: {
    meta: { view: "gates", steps: 2, hidden: 2, plain: { margin: { l: 96, r: 0, t: 24, b: 4 }, height: 90 } },
    title: { text: "Gates" },
    sliders: [{}],
    updatemenus: [{}],
    annotations: [{ name: "label", text: "f" }, { name: "end", text: "c" }],
    margin: { l: 96, r: 18, t: 68, b: 82 },
    height: 212,
    paper_bgcolor: "#FFFFFF",
    xaxis: { side: "top" },
    yaxis2: { domain: [0, 1] },
  },
};
const SCALES = { f: { name: "g", most: 1 }, c: { name: "v", most: 6 } };
const TRACE = { steps: 2, hidden: 2, scale: (node) => SCALES[node], number: (node, step, unit) => (node === "c" ? 3 : 0.5) * (step + unit) - 1 };

test("a node is uncovered by its own operation, neither sooner nor later", () => {
  assert.equal(uncovered(0, 14, 2), 0);
  assert.equal(uncovered(2, 14, 2), 0);
  assert.equal(uncovered(2.5, 14, 2), 0.5);
  assert.equal(uncovered(3, 14, 2), 1);
  assert.equal(uncovered(13.9, 14, 2), 1);
  assert.equal(uncovered(14, 14, 2), 1);
  assert.equal(uncovered(28, 14, 2), 2);
});

test("the present goes on while the states are handed over, and stays on the last step", () => {
  assert.equal(present(0, 14, 3), 0);
  assert.equal(present(13, 14, 3), 0);
  assert.equal(present(13.5, 14, 3), 0.5);
  assert.equal(present(14, 14, 3), 1);
  assert.equal(present(42, 14, 3), 2);
});

test("a bare heatmap is cells alone, in the size of its place", () => {
  const { data, layout } = bare(FIGURE, 280, 60);
  assert.deepEqual([layout.width, layout.height], [280, 60]);
  assert.deepEqual(layout.margin, { l: 0, r: 0, t: 0, b: 0 });
  assert.deepEqual(layout.annotations, []);
  assert.ok(!("title" in layout) && !("sliders" in layout) && !("updatemenus" in layout));
  assert.ok(data.every(({ showscale }) => showscale === false));
  assert.equal(layout.xaxis.showticklabels, false);
  assert.equal(layout.yaxis2.showticklabels, false);
  assert.equal(FIGURE.layout.title.text, "Gates");
});

test("a quiet figure gives back the room of its controls and of the letters at its lines' ends", () => {
  const { layout } = quiet(FIGURE, 300);
  assert.deepEqual(layout.margin, { l: 96, r: 8, t: 24, b: 4 });
  assert.equal(layout.height, 90);
  assert.equal(layout.paper_bgcolor, "rgba(0,0,0,0)");
  assert.deepEqual(layout.annotations.map(({ name }) => name), ["label"]);
});

test("what is said of a point is written as the language writes numbers", () => {
  const text = createText({ "number.decimal": ",", "number.percent": "{v}\u00a0%" }, "es");
  const { data } = quiet(FIGURE, 300);
  assert.equal(data[0].hoverinfo, "none");
  const said = labelled({ point: { x: 3, y: 2, z: -0.126 }, meta: data[0].meta }, text);
  assert.equal(said, "f 2 3: \u22120,13");
  assert.equal(labelled({ point: { z: 0.5 }, meta: { hover: "%{z:.0%}" } }, text), "50\u00a0%");
  assert.equal(labelled({ point: {}, meta: {} }, text), "");
});

test("a figure of frames shows the steps read so far, and nothing before the first", () => {
  const frames = [
    { data: [{ x: [1] }], traces: [1] },
    { data: [{ x: [1, 2] }], traces: [1] },
  ];
  const figure = { data: [{ x: [0], y: [0] }, { x: [1, 2], y: [5] }], layout: {}, frames };
  assert.deepEqual(at(figure, 0).data.map(({ x }) => x), [[], []]);
  assert.deepEqual(at(figure, 1).data.map(({ x }) => x), [[0], [1]]);
  assert.deepEqual(at(figure, 2).data, figure.data);
});

test("another trace refills a heatmap, its scale as wide as its numbers; another size does not fit", () => {
  const { data } = refilled(FIGURE, TRACE);
  assert.deepEqual(data[0].z, [[-1, -0.5], [-0.5, 0]]);
  assert.deepEqual([data[0].zmin, data[0].zmax], [0, 1]);
  assert.deepEqual(data[1].z, [[-1, 2], [2, 5]]);
  assert.deepEqual([data[1].zmin, data[1].zmax], [-6, 6]); // of the whole trace, not its own
  assert.equal(refilled(FIGURE, { ...TRACE, steps: 3 }), null);
});

test("a point says whose it is, counted from 0", () => {
  const cell = { index: [1, 3], point: {}, meta: { node: "f", x: "step", y: "unit" } };
  assert.deepEqual(pointed(cell), { node: "f", unit: 1, step: 3 });
  const line = { index: 2, point: { x: 3 }, meta: { node: "h", unit: 1, x: "step", y: "value" } };
  assert.deepEqual(pointed(line), { node: "h", unit: 1, step: 2 });
  const dot = { index: 2, point: {}, meta: { node: "f", x: "share", y: "share", points: "unit" } };
  assert.deepEqual(pointed(dot), { node: "f", unit: 2 });
  const moment = { index: 0, point: { customdata: 4 }, meta: { node: "h", x: "value", y: "value", points: "step" } };
  assert.deepEqual(pointed(moment), { node: "h", step: 3 });
});

test("a field is that of the input being read, while the path ends at the state that is known", () => {
  const frame = (name) => ({ traces: [0, 1], data: [{ x: [`field ${name}`] }, { x: [`path ${name}`] }] });
  const figure = { data: [{ x: ["field 3"], meta: { points: "flow" } }, { x: ["path 3"], meta: { points: "step" } }], layout: {}, frames: [1, 2, 3].map(frame) };
  const seen = (known, reading) => at(figure, known, reading).data.map(({ x }) => x[0]);
  assert.deepEqual(seen(0, 1), ["field 1", undefined]);
  assert.deepEqual(seen(2, 3), ["field 3", "path 2"]);
  assert.deepEqual(seen(3, 3), ["field 3", "path 3"]);
});
