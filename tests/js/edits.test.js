import assert from "node:assert/strict";
import { test } from "node:test";
import { dropEdit, isClamped, putEdit, readEdits, sameEdits, writeEdits } from "../../static/js/model/edits.js";
import { LONG, pack, splitLong, unpack } from "../../static/js/model/fragment.js";
import { createHistory } from "../../static/js/model/history.js";
import { createWhatIf } from "../../static/js/model/what-if.js";

const TEXTS = { overrides: "f:2:*:1,c:0:3:-0.5", changes: "token:2:%2C%3A,state:c:0:1,weight:W_f:0:3:1.5,weight:b_f:1:0,seed:8,scale:2" };

test("what the address says is read and written back the same", () => {
  assert.deepEqual(writeEdits(readEdits(TEXTS)), TEXTS);
  assert.deepEqual(readEdits(TEXTS)[0], { kind: "value", node: "f", step: 2, unit: null, value: 1 });
  assert.equal(readEdits(TEXTS)[2].value, ",:");
});

test("an edit of the same place takes the place of the old one; dropping it leaves the others", () => {
  const edits = readEdits(TEXTS);
  const next = putEdit(edits, { ...edits[0], value: 0 });
  assert.equal(next.length, edits.length);
  assert.equal(next[0].value, 0);
  assert.deepEqual(dropEdit(next, edits[0]), edits.slice(1));
  assert.ok(!sameEdits(edits, next));
});

test("an override without a unit clamps every unit of its step alone", () => {
  const edits = readEdits(TEXTS);
  assert.ok(isClamped(edits, "f", 2, 3));
  assert.ok(!isClamped(edits, "f", 1, 3));
  assert.ok(!isClamped(edits, "c", 0, 2));
});

test("undo gives the very state that was, and redo the one that was undone", () => {
  const [a, b, c] = [[], [1], [2]];
  const history = createHistory(a);
  history.push(b);
  history.push(c);
  assert.equal(history.undo(), b);
  assert.equal(history.undo(), a);
  assert.equal(history.undo(), a);
  assert.equal(history.redo(), b);
  history.push(a);
  assert.ok(!history.canRedo);
});

test("a long address goes through the fragment and comes back", async () => {
  const values = { cell: "gru", text: "ñandú 👩‍🚀, &=#~", changes: Array.from({ length: 400 }, (_, k) => `weight:W_f:${k % 16}:${k}:${Math.sin(k)}`).join(",") };
  const { query, fragment } = splitLong(values, LONG + 1);
  assert.deepEqual(query, { cell: "gru" });
  const packed = await pack(fragment);
  assert.match(packed, /^#~[\w-]+$/);
  assert.deepEqual({ ...query, ...(await unpack(packed)) }, values);
  assert.deepEqual(await unpack("#main"), {});
  await assert.rejects(unpack("#~broken"));
  assert.equal(splitLong(values, LONG).fragment, null);
});

const cell = { id: "x", nodes: [{ id: "h", args: [] }], states: ["h"] };
const answerOf = (value) => ({ trace: { nodes: { h: [[value]] }, inputs: [[1]], hidden: 1, steps: 1 } });
const edit = (value) => ({ kind: "value", node: "h", step: 0, unit: 0, value });

test("the newest question wins; undo shows the very answer that was there", async () => {
  const waiting = [];
  const taken = [];
  const base = answerOf(0);
  const whatIf = createWhatIf({
    cell, base, texts: {}, take: (answer) => taken.push(answer),
    ask: (texts) => new Promise((resolve) => waiting.push({ texts, resolve })),
  });
  whatIf.put(edit(1));
  whatIf.put(edit(2));
  const [late, newest] = waiting;
  const [one, two] = [answerOf(1), answerOf(2)];
  newest.resolve(two);
  await new Promise(setImmediate);
  late.resolve(one);
  await new Promise(setImmediate);
  assert.deepEqual(taken, [two]);
  whatIf.undo();
  await new Promise(setImmediate);
  assert.equal(taken.at(-1), one);
  whatIf.undo();
  await new Promise(setImmediate);
  assert.equal(taken.at(-1), base);
  assert.equal(waiting.length, 2);
  assert.ok(!whatIf.changed);
});

test("a preview is shown but not said; committing the same says it once", async () => {
  const whatIf = createWhatIf({ cell, base: answerOf(0), texts: {}, take() {}, ask: async () => answerOf(1) });
  whatIf.preview(edit(1));
  await new Promise(setImmediate);
  assert.deepEqual(whatIf.edits, []);
  assert.equal(whatIf.shown.length, 1);
  whatIf.put(edit(1));
  assert.equal(whatIf.edits.length, 1);
  whatIf.cancel();
  whatIf.undo();
  assert.ok(!whatIf.canUndo);
});
