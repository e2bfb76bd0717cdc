import assert from "node:assert/strict";
import test from "node:test";

import { arraysOf, labOf, safetensors } from "../../static/js/model/training-out.js";
import { besideOf, readChanges, readVersus, refusal, requestOf, withChange } from "../../static/js/model/training-request.js";
import { after, goingOn, heldName, layersOf, newRun, progress, reportAt, verdict, weightsAt } from "../../static/js/model/training-run.js";
import { linear, logarithmic, path, smooth } from "../../static/js/model/training-scale.js";
import { remedies, signsOf } from "../../static/js/model/training-signs.js";
import { createReader } from "../../static/js/model/training-sse.js";
import { createText } from "../../static/js/io/text.js";
import { createStore } from "../../static/js/model/training-store.js";
import { createWords } from "../../static/js/model/training-words.js";

const PAGE = {
  tasks: { "delayed-cue": { gap: [1, 200] }, "next-character": {} },
  cells: { rnn: { keep: false, sample: [{ id: "h" }] }, lstm: { keep: true, sample: [{ id: "f" }, { id: "h" }] } },
};
PAGE.rules = [
  { name: "text", by: "task", among: ["next-character"], reason: "knob", values: [] },
  { name: "forget_bias", by: "cell", among: ["lstm"], reason: "no_keep", values: [] },
  { name: "momentum", by: "optimiser", among: ["sgd"], reason: "no_momentum", values: [] },
  { name: "attention", by: "task", among: ["dates"], reason: "no_source", values: [] },
  { name: "normalisation", by: "task", among: ["delayed-cue"], reason: "one_sequence", values: ["batch"] },
];
const TEXTS = {
  task: "delayed-cue", text: "NEURONAL", gap: "20", cell: "lstm", hidden: "8", layers: "1", init: "orthogonal", radius: "", forget_bias: "1", seed: "7",
  optimiser: "adam", rate: "0.005", momentum: "0", clip: "1", updates: "100", batch: "32", decay: "0", dropout: "0", normalisation: "none",
  attention: "none", bidirectional: "no", clip_value: "none", truncate: "none", changes: "", versus: "",
};

test("events are read whatever the pieces they come in", () => {
  const stream = 'event: queued\ndata: {"queued": {"position": 2}}\n\n: still there\n\nevent: start\ndata: {"start": {"updates": 3}}\n\n';
  for (let size = 1; size < stream.length; size += 7) {
    const told = [];
    const read = createReader((kind, value) => told.push([kind, value]));
    for (let at = 0; at < stream.length; at += size) read(stream.slice(at, at + size));
    assert.deepEqual(told, [["queued", { position: 2 }], ["start", { updates: 3 }]]);
  }
});

test("a request says what the settings say, in the API's names and types", () => {
  assert.deepEqual(requestOf(TEXTS, PAGE), {
    task: "delayed-cue", knobs: { gap: 20 }, cell: "lstm", hidden: 8, layers: 1, forget_bias: 1, seed: 7, rate: 0.005, clip: 1,
    updates: 100, batch: 32, decay: 0, dropout: 0, init: "orthogonal", optimiser: "adam", normalisation: "none", sample: ["f", "h"],
  });
  const plain = requestOf({ ...TEXTS, cell: "rnn", clip: "none", radius: "1,5", normalisation: "layer" }, PAGE);
  assert.equal(plain.clip, null);
  assert.equal(plain.radius, 1.5);
  assert.equal(plain.normalisation, "layer");
  assert.equal(requestOf({ ...TEXTS, optimiser: "sgd", momentum: "0.9" }, PAGE).momentum, 0.9);
  assert.ok(!("forget_bias" in plain), "a cell without a gate that keeps has no such bias");
  assert.deepEqual(requestOf({ ...TEXTS, task: "next-character" }, PAGE).knobs, { text: "NEURONAL" });
});

test("the rarer settings are asked for in the API's types, and what means nothing here is not asked for", () => {
  const rare = { ...TEXTS, optimiser: "sgd", momentum: "0,9", clip_value: "0.1", truncate: "5", bidirectional: "yes", attention: "luong", normalisation: "batch" };
  const asked = requestOf(rare, PAGE);
  assert.deepEqual([asked.momentum, asked.clip_value, asked.truncate, asked.bidirectional, asked.normalisation], [0.9, 0.1, 5, true, "batch"]);
  assert.ok(!("attention" in asked), "a task without an encoder has nothing to look at");
  assert.equal(refusal("attention", rare, PAGE.rules), "no_source");
  assert.ok(!("normalisation" in requestOf({ ...rare, task: "next-character" }, PAGE)), "one sequence is no batch");
});

test("a change that means nothing beside the optimiser of its moment is not asked for", () => {
  assert.ok(!("changes" in requestOf({ ...TEXTS, changes: "20:momentum:0.9" }, PAGE)));
  const { changes } = requestOf({ ...TEXTS, changes: "20:optimiser:sgd,20:momentum:0.9,30:clip_value:none" }, PAGE);
  assert.deepEqual(changes, [{ at: 20, optimiser: "sgd", momentum: 0.9 }, { at: 30, clip_value: null }]);
});

test("changes at one update are one change of the API's", () => {
  const request = requestOf({ ...TEXTS, changes: "50:rate:0.1,20:clip:none,50:clip:2" }, PAGE);
  assert.deepEqual(request.changes, [{ at: 20, clip: null }, { at: 50, rate: 0.1, clip: 2 }]);
  const shorter = requestOf({ ...TEXTS, updates: "50", changes: "50:rate:0.1,20:clip:none" }, PAGE);
  assert.deepEqual(shorter.changes, [{ at: 20, clip: null }]);
});

test("a change takes the place of what was planned after it", () => {
  assert.equal(withChange("20:clip:1,50:rate:0.1", { at: 30, name: "rate", value: "1" }), "20:clip:1,30:rate:1");
  assert.equal(withChange("20:clip:1", { at: 20, name: "clip", value: "2" }), "20:clip:2");
  assert.deepEqual(readChanges(""), []);
});

test("the other run differs in what is compared and shares the seed", () => {
  const beside = besideOf({ ...TEXTS, versus: "cell:rnn,clip:none", changes: "20:clip:2,30:rate:1" });
  assert.deepEqual([beside.cell, beside.clip, beside.seed, beside.changes], ["rnn", "none", "7", "30:rate:1"]);
  assert.equal(besideOf(TEXTS), null);
  assert.deepEqual(readVersus("init:orthogonal,radius:1"), { init: "orthogonal", radius: "1" });
});

function told(events, request = requestOf(TEXTS, PAGE)) {
  return events.reduce((run, [kind, value], k) => after(run, kind, value, 1000 * k), newRun(request, "LSTM"));
}
const update = (n, more = {}) => ["update", { update: n, loss: 1, accuracy: 0.3, norm: 1, clipped: false, rate: 0.1, rate_of_decay: null, back: [1, 1], saturated: 0, signs: [], ...more }];
const START = ["start", { updates: 4, chance: 0.25, estimate: 2 }];

test("a run knows how far it is and how long the rest takes", () => {
  assert.deepEqual(progress(told([["queued", { position: 1 }]])), { share: 0, seconds: null });
  assert.deepEqual(progress(told([START])), { share: 0, seconds: null }, "nothing tells before a few updates");
  const ten = (n) => progress(told([["start", { updates: 10 }], ...Array.from({ length: n }, (_, k) => update(k + 1))]));
  assert.deepEqual([ten(4), ten(5), ten(8)], [{ share: 0.4, seconds: null }, { share: 0.5, seconds: 5 }, { share: 0.8, seconds: 2 }]);
  assert.equal(told([START, update(1), ["end", { updates: 4, held_out: {} }]]).status, "done");
  assert.equal(told([START, ["error", { type: "/problems/diverged", update: 1 }]]).status, "diverged");
});

test("the report at an update is the last before it", () => {
  const run = told([START, update(1), update(3)]);
  assert.deepEqual([null, 1, 2, 3, 9].map((at) => reportAt(run, at).update), [3, 1, 1, 3, 3]);
});

test("the end says whether it learned, against chance", () => {
  const ending = (accuracy) => told([START, ["end", { updates: 4, held_out: { "gap 20": { accuracy, loss: 1 } } }]]);
  assert.deepEqual([0.99, 0.6, 0.26].map((a) => verdict(ending(a))), ["learned", "partly", "guessing"]);
  const unbounded = { ...ending(0), start: { updates: 4, chance: 0 } }; // a task that nobody answers by chance
  assert.equal(verdict(unbounded), "guessing");
  const dates = (accuracy, loss) => verdict({ ...ending(0), start: { chance: 0 }, end: { held_out: { "held out": { accuracy, loss, guess_accuracy: 0.25, guess_loss: 2 } } } });
  assert.equal(dates(0.25, 2.38), "guessing", "what the commonest answer gets is nothing learnt");
  assert.equal(dates(0.45, 1.95), "guessing", "some luck, and no surer than who knows nothing");
  assert.deepEqual([dates(0.45, 1.2), dates(0.8, 3), dates(0.99, 0.1)], ["partly", "partly", "learned"]);
  const always = { held_out: { "n 21-24": { accuracy: 0.96, loss: 0.2, guess_accuracy: 0.95, guess_loss: 0.2 } } };
  assert.equal(verdict({ ...ending(0), start: { chance: 0 }, end: always }), "guessing", "right as often as one answer to all");
  assert.deepEqual(heldName("gap 20"), { key: "gap", n: 20 });
  assert.deepEqual(heldName("8 bits"), { key: "bits", n: 8 });
  assert.deepEqual(heldName("n 21-24"), { key: "n", n: "21–24" });
  assert.equal(heldName("held out").key, "new");
});

test("a spike is named at its worst, with the median before it", () => {
  const run = told([START, update(1), update(2, { norm: 2 }), update(3, { norm: 90, signs: ["spike"] }), update(4, { norm: 20, signs: ["spike"] })]);
  const [spike] = signsOf(run);
  assert.deepEqual([spike.name, spike.update, spike.norm, spike.times], ["spike", 3, 90, 2]);
  assert.deepEqual([spike.median, spike.before], [2, 2]);
  const many = Array.from({ length: 100 }, (_, k) => update(k + 3));
  const early = told([START, update(1, { signs: ["worse_than_guessing"] }), update(2, { norm: 90, signs: ["spike", "worse_than_guessing"] }), ...many]);
  assert.deepEqual(signsOf(early).map(({ name }) => name), ["spike", "worse_than_guessing"], "what a run begins with is told though it passes");
});

test("vanishing is named when the whole way back loses it, and not once the answers are right", () => {
  const signs = ["vanishing"];
  const far = { signs, rate_of_decay: 0.7, back: Array(30).fill(1) };
  assert.equal(signsOf(told([START, update(1, far)]))[0].name, "vanishing");
  assert.deepEqual(signsOf(told([START, update(1, { ...far, back: [1, 1, 1] })])), []);
  assert.deepEqual(signsOf(told([START, update(1, { ...far, accuracy: 1 })])), []);
});

test("a remedy is never what is already there", () => {
  const request = requestOf({ ...TEXTS, cell: "rnn", clip: "none", init: "gauss" }, PAGE);
  assert.deepEqual(remedies("spike", request).map(({ name }) => name), ["clip", "slower"]);
  assert.deepEqual(remedies("spike", { ...request, clip: 1 }).map(({ name }) => name), ["slower"]);
  assert.deepEqual(remedies("vanishing", request).map(({ name }) => name), ["orthogonal", "gates"]);
  assert.deepEqual(remedies("vanishing", requestOf(TEXTS, PAGE)).map(({ name }) => name), ["keep", "layer_norm"]);
});

test("divergence is a sign with its place", () => {
  const [sign] = signsOf(told([START, update(1), ["error", { type: "/x/diverged", update: 2, step: 5, node: "h" }]]));
  assert.deepEqual([sign.name, sign.update, sign.step, sign.node], ["diverged", 2, 5, "h"]);
});

test("axes are round, logarithms are powers of ten, gaps stay gaps", () => {
  assert.deepEqual(linear([1.4]).ticks, [0, 0.5, 1]);
  assert.equal(linear([2]).place(1), 0.5);
  const log = logarithmic([0.02, 300]);
  assert.deepEqual([log.low, log.high], [0.01, 1000]);
  assert.equal(log.place(0), 0);
  assert.deepEqual(smooth([0, 3, 0], 3), [1.5, 1, 1.5]);
  assert.deepEqual(smooth([0, 1, 1], 3, true), [NaN, 1, 1], "what is 0 has no place on a logarithmic axis");
  assert.equal(path([[0, 1], [1, NaN], [2, 3], [3, 4]]), "M0 1M2 3L3 4");
});

test("safetensors: header length, names, shapes, float32 in order", () => {
  const bytes = safetensors({ b: [1, -2], W: [[0.5, 1], [2, 3]] }, { cell: "rnn" });
  const view = new DataView(bytes.buffer);
  const length = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  assert.equal(length % 8, 0);
  assert.deepEqual(header.W, { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] });
  assert.deepEqual(header.b, { dtype: "F32", shape: [2], data_offsets: [16, 24] });
  assert.equal(view.getFloat32(8 + length + 20, true), -2);
  assert.equal(bytes.length, 8 + length + 24);
});

test("trained weights go to the laboratory by name, or it says why not", () => {
  const end = { params: { W_h: [[0.12345678, 1]], U_h: [[2]], b_h: [3] }, V: [[1]], b_y: [0] };
  const request = { task: "next-character", knobs: { text: "AB" }, cell: "rnn", hidden: 1 };
  const { values } = labOf({ request, end, start: { inputs: ["A", "B"], outputs: ["A", "$"], source: [] } });
  assert.deepEqual(JSON.parse(values.brought), {
    values: { W_h: [[0.123457, 1]], U_h: [[2]], b_h: [3], V: [[1]], b_y: [0] }, vocabulary: { inputs: ["A", "B"], outputs: ["A", "$"] },
  });
  assert.deepEqual([values.text, values.hidden, values.model], ["AB", "1", "mine"]);
  assert.equal(labOf({ request: { ...request, hidden: 64 }, end, start: {} }).reason, "units");
  const many = { ...end, V: Array.from({ length: 1000 }, () => Array(40).fill(0.123456)) };
  assert.equal(labOf({ request, end: many, start: { inputs: ["A"] } }).reason, "weights", "more than a page can be asked for");
  const dates = { ...request, task: "dates", cell: "gru", attention: "luong" };
  const whole = labOf({ request: dates, end: { ...end, params: { "encoder.W_z": [[1]], W_z: [[1]] } }, start: { inputs: ["^"], outputs: ["$"], source: ["1"] } });
  assert.deepEqual([whole.values.cell, whole.values.text, JSON.parse(whole.values.brought).vocabulary.source], ["gru_luong", "3/7/1998", ["1"]]);
  assert.equal(labOf({ request: { ...dates, cell: "lstm" }, end, start: {} }).reason, "attention");
  assert.deepEqual(Object.keys(arraysOf(end)), ["W_h", "U_h", "b_h", "V", "b_y"]);
});

test("every layer and the readout has its gradient norm", () => {
  const start = { arrays: ["encoder0", "layer0", "layer0_back", "V", "b_y"] };
  assert.deepEqual(layersOf({ start }).map(({ name, k }) => [name, k]), [["encoder0", 0], ["layer0", 1], ["layer0_back", 2], ["V", 3]]);
});

test("a run that goes on keeps what it told up to where its requests part, and times only the rest", () => {
  const before = { ...told([START, update(1), update(2), update(3)]), status: "paused" };
  const changed = { ...before.request, changes: [{ at: 2, rate: 1 }] };
  const on = goingOn(before, changed, "LSTM");
  assert.deepEqual([on.status, on.updates.map((u) => u.update)], ["waiting", [1, 2]]);
  assert.equal(before.updates.length, 3);
  let run = after(on, "start", START[1], 50_000);
  for (const [n, at] of [[1, 50_000], [2, 50_000], [3, 51_000], [4, 52_000], [5, 53_000], [6, 54_000], [7, 55_000]]) run = after(run, "update", update(n)[1], at);
  assert.deepEqual(run.updates.map((u) => u.update), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(progress({ ...run, start: { updates: 11 } }).seconds, 4);
  assert.equal(goingOn(before, { ...before.request, seed: 8 }, "LSTM"), null);
  assert.equal(goingOn(before, before.request, "LSTM").updates.length, 3);
});

test("the weights at an update are those told last before it, at first those drawn", () => {
  const run = told([["start", { ...START[1], weights: { U: 0 } }], update(1), update(2, { weights: { U: 2 } }), update(3)]);
  assert.deepEqual([1, 2, null].map((at) => weightsAt(run, at).weights.U), [0, 2, 2]);
});

test("a task's own sequence goes along in its letters, or a row of columns a timestep where it has none", () => {
  const end = { params: { b_h: [3] }, V: [[1]], b_y: [0] };
  const { values } = labOf({ request: { task: "delayed-cue", knobs: { gap: 2 }, cell: "rnn", hidden: 1 }, end, start: { inputs: [..."ABCDwxyz?"] } });
  assert.deepEqual([values.text, values.vectors], ["Bwz?", undefined]);
  const sums = labOf({ request: { task: "binary-addition", knobs: { bits: 2 }, cell: "rnn", hidden: 1 }, end, start: { inputs: ["a", "b"] } });
  assert.equal(sums.values.vectors, "1,1;0,1;0,0");
});

test("views are told once a frame, with the newest", () => {
  const frames = [];
  const store = createStore({ frame: (fn) => frames.push(fn) });
  const seen = [];
  store.subscribe(({ cursor }) => seen.push(cursor));
  store.set({ cursor: 1 });
  store.set({ cursor: 2 });
  for (const fn of frames.splice(0)) fn();
  assert.deepEqual(seen, [null, 2]);
});

test("numbers are the language's: a decimal comma, powers in raised figures, also in what a remedy sets", () => {
  const words = createWords(createText({ "train.power": "{m}·10{e}", "train.sign_line.spike": "{times}", "number.percent": "{v} %", "number.decimal": "," }, "es"), PAGE);
  assert.deepEqual([words.small(3.2e-7), words.small(0.25), words.tick(1e-5), words.tick(0.01)], ["3,2·10⁻⁷", "0,250", "10⁻⁵", "0,01"]);
  assert.deepEqual([words.given("0.0005"), words.given("1e-7"), words.given("none")], ["0,0005", "1·10⁻⁷", "none"]);
  assert.equal(words.sign({ name: "spike", norm: 4.7e10, median: 400, share: 0, loss: 1 }), "1,2·10⁸");
});
