import assert from "node:assert/strict";
import { test } from "node:test";
import { createAligned, createPlace, sharedBeats, sharedStops, stopsOf } from "../../static/js/model/aligned.js";
import { createTimeline } from "../../static/js/model/timeline.js";
import { CELL, fakeClock } from "./fixtures.js";

const SHALLOW = {
  id: "shallow",
  states: ["h"],
  nodes: [
    { id: "h_pre", op: "affine", args: ["x", "h_prev"], role: "sum", range: null },
    { id: "h", op: "tanh", args: ["h_pre"], role: "state", range: null },
  ],
};
const STEPS = 3;
const BEATS = sharedBeats([CELL, SHALLOW]);

test("a shared timestep has the waves of the deepest cell and one handover", () => {
  assert.deepEqual(stopsOf(CELL), [1, 5, 6]);
  assert.deepEqual(stopsOf(SHALLOW), [2]);
  assert.equal(BEATS, 4);
  assert.deepEqual(sharedStops([CELL, SHALLOW]).map(({ levels }) => levels), [2, 2, 1, 1]);
});

test("whole positions are rest for every cell, and no cell ever goes back", () => {
  for (const cell of [CELL, SHALLOW]) {
    const place = createPlace(stopsOf(cell), BEATS, STEPS);
    let before = -1;
    for (let p = 0; p <= STEPS * BEATS; p += 0.125) {
      const now = place(p);
      assert.ok(now >= before, `${cell.id} at ${p}`);
      if (Number.isInteger(p)) assert.ok(Number.isInteger(now), `${cell.id} at ${p}`);
      before = now;
    }
    assert.equal(before, STEPS * (cell.nodes.length + 1));
  }
});

test("the shallow cell is done first, waits, and hands over with the other", () => {
  const [deep, shallow] = [CELL, SHALLOW].map((cell) => createPlace(stopsOf(cell), BEATS, STEPS));
  assert.deepEqual([1, 2, 3].map(shallow), [2, 2, 2]);
  assert.deepEqual([1, 2, 3].map(deep), [1, 5, 6]);
  assert.deepEqual([3.5, 4].map(shallow), [2.5, 3]);
  assert.deepEqual([3.5, 4].map(deep), [6.5, 7]);
});

test("what does not move is not told; a fired box is sought on the shared time", () => {
  const timeline = createTimeline({ steps: STEPS, beats: BEATS, at: 1, clock: fakeClock(), reducedMotion: true });
  const aligned = createAligned(timeline, SHALLOW);
  let told = 0;
  aligned.subscribe(() => { told++; });
  timeline.seek(2);
  timeline.seek(3);
  assert.equal(told, 1);
  timeline.seek(4);
  assert.equal(told, 2);
  assert.equal(aligned.known, 1);
  createAligned(timeline, CELL).seek(7 + 3); // the second operation of the second wave
  assert.equal(timeline.position, 4 + 1);
});

test("what nobody sees is not told until it is shown", () => {
  const timeline = createTimeline({ steps: STEPS, beats: BEATS, at: 0, clock: fakeClock(), reducedMotion: true });
  let seen = false;
  const aligned = createAligned(timeline, CELL, () => seen);
  const told = [];
  aligned.subscribe(({ position }) => told.push(position));
  timeline.seek(2);
  assert.deepEqual(told, []);
  seen = true;
  aligned.refresh();
  aligned.refresh();
  assert.deepEqual(told, [5]);
});

test("all cells are quiet as long as the least quiet one; one that waits, or that nobody sees, until the next wave", () => {
  const clock = fakeClock();
  const timeline = createTimeline({ steps: STEPS, beats: BEATS, at: 0, clock, pace: "wave", speed: 1 });
  const quiet = [];
  let seen = true;
  createAligned({ ...timeline, steps: STEPS, beats: BEATS, quiet: (fn) => quiet.push(fn) }, CELL, () => seen).quiet((p) => p + 0.4);
  createAligned({ ...timeline, steps: STEPS, beats: BEATS, quiet: (fn) => quiet.push(fn) }, SHALLOW).quiet((p) => p);
  const [deep, shallow] = quiet;
  assert.ok(Math.abs(deep(1.5) - 1.6) < 1e-9); // four operations in this wave
  assert.equal(shallow(0.5), 0.5);
  assert.equal(shallow(1.5), 2);
  seen = false;
  assert.equal(deep(1.5), 2);
});
