import assert from "node:assert/strict";
import { test } from "node:test";
import { createTimeline } from "../../static/js/model/timeline.js";
import { groups } from "../../static/js/model/waves.js";
import { BEATS, CELL, fakeClock } from "./fixtures.js";

function start(options = {}) {
  const clock = fakeClock();
  const timeline = createTimeline({ steps: 3, beats: BEATS, clock, ...options });
  timeline.plan({ stops: groups(CELL).map(({ to, levels }) => ({ to, levels: levels.length })), hold: () => 500 });
  return { clock, timeline };
}

test("next moves for 900 ms and rests at the next whole position without a frame", () => {
  const { clock, timeline } = start();
  timeline.next();
  clock.run(400);
  assert.ok(timeline.position > 0.2 && timeline.position < 0.6);
  assert.equal(timeline.at, 1);
  clock.run(600);
  assert.equal(timeline.position, 1);
  assert.equal(clock.frames, 0);
  assert.equal(clock.waits, 0);
});

test("next during a motion finishes the beat at once and starts the one after", () => {
  const { clock, timeline } = start();
  timeline.next();
  clock.run(100);
  timeline.next();
  assert.equal(timeline.at, 2);
  clock.run(50);
  assert.ok(timeline.position >= 1);
});

test("previous during a motion takes the beat back, at rest goes one back", () => {
  const { clock, timeline } = start({ at: 4 });
  timeline.next();
  clock.run(200);
  timeline.previous();
  assert.equal(timeline.position, 4);
  timeline.previous();
  timeline.previous();
  clock.run(400);
  assert.equal(timeline.position, 2);
});

test("playing waits between beats and next skips the wait", () => {
  const { clock, timeline } = start();
  timeline.play();
  clock.run(1000);
  assert.equal(timeline.position, 1);
  assert.equal(clock.waits, 1);
  timeline.next();
  assert.ok(timeline.playing && timeline.moving);
});

test("pause finishes the beat and rests; hiding the page pauses", () => {
  const { clock, timeline } = start();
  timeline.play();
  clock.run(300);
  clock.hide();
  assert.equal(timeline.playing, false);
  clock.run(900);
  assert.equal(timeline.position, 1);
  assert.equal(clock.frames + clock.waits, 0);
});

test("it plays to the end and stops there; play starts again", () => {
  const { clock, timeline } = start({ speed: 4, pace: "step" });
  timeline.play();
  clock.run(6000);
  assert.equal(timeline.position, 3 * BEATS);
  assert.equal(timeline.playing, false);
  timeline.play();
  assert.ok(timeline.position < 1);
});

test("steps are whole timesteps in both directions", () => {
  const { clock, timeline } = start({ at: 3 });
  timeline.nextStep();
  clock.run(1000);
  assert.equal(timeline.position, BEATS);
  timeline.nextStep();
  timeline.nextStep();
  clock.run(1000);
  assert.equal(timeline.position, 3 * BEATS);
  timeline.previousStep();
  clock.run(1000);
  assert.equal(timeline.position, 2 * BEATS);
});

test("at the pace of waves a stop is a set that fires together", () => {
  const { clock, timeline } = start({ pace: "wave" });
  timeline.next();
  clock.run(1000);
  timeline.next();
  clock.run(2000);
  assert.equal(timeline.position, 5);
  timeline.previous();
  clock.run(400);
  assert.equal(timeline.position, 1);
});

test("reduced motion jumps from rest to rest", () => {
  const { clock, timeline } = start({ reducedMotion: true });
  timeline.next();
  assert.equal(timeline.position, 1);
  assert.equal(clock.frames, 0);
});

test("without motion a timestep that plays in one go shows every operation, each for its share of the time", () => {
  const { clock, timeline } = start({ reducedMotion: true, pace: "step" });
  const seen = [];
  timeline.subscribe(() => seen.push(timeline.position));
  timeline.play();
  clock.run(20_000);
  assert.deepEqual([...new Set(seen)], Array.from({ length: 3 * BEATS + 1 }, (_, at) => at));
  assert.equal(clock.frames, 0);
});

test("seek takes any position, also while playing, and clamps", () => {
  const { timeline } = start();
  timeline.seek(4.25);
  assert.equal(timeline.position, 4.25);
  timeline.seek(999);
  assert.equal(timeline.position, 3 * BEATS);
});

test("a long hitch slows the motion and does not skip it", () => {
  const { clock, timeline } = start();
  timeline.next();
  clock.run(32);
  clock.run(600, 600);
  assert.ok(timeline.position < 0.1);
});

test("subscribers are called at once and until they leave", () => {
  const { timeline } = start();
  let calls = 0;
  const leave = timeline.subscribe(() => calls++);
  timeline.seek(1);
  leave();
  timeline.seek(2);
  assert.equal(calls, 2);
});

test("the first timestep is slower than the later ones unless a speed is chosen", () => {
  const { clock, timeline } = start({ at: BEATS });
  timeline.next();
  clock.run(650);
  assert.equal(timeline.position, BEATS + 1);
  timeline.speed = 0.5;
  timeline.next();
  clock.run(1000);
  assert.ok(timeline.position < BEATS + 2);
});

/** Between a quarter and three quarters of an operation nothing changes but what goes by itself. */
function gliding() {
  const { clock, timeline } = start();
  timeline.quiet((p) => (p % 1 >= 0.25 && p % 1 < 0.75 ? Math.floor(p) + 0.75 : p));
  timeline.next();
  while (!timeline.gliding) clock.run(16);
  return { clock, timeline };
}

test("while all views are quiet no frame is asked for, and the position goes on by the clock", () => {
  const { clock, timeline } = gliding();
  const from = timeline.position;
  const seen = [];
  const leave = timeline.subscribe(() => seen.push(timeline.position));
  clock.run(320);
  assert.equal(clock.frames, 0);
  assert.deepEqual(seen, [from]);
  assert.ok(Math.abs(timeline.position - from - 320 / 900) < 1e-9);
  assert.equal(timeline.gliding.to, 0.75);
  clock.run(144);
  assert.equal(timeline.gliding, null);
  assert.ok(seen[1] === 0.75 && timeline.moving);
  leave();
  clock.run(300);
  assert.equal(timeline.position, 1);
  assert.equal(clock.frames + clock.waits, 0);
});

test("a view that is not quiet keeps the frames coming", () => {
  const { clock, timeline } = start();
  timeline.quiet((p) => Math.floor(p) + 1);
  timeline.quiet((p) => p);
  timeline.next();
  clock.run(200);
  assert.equal(timeline.gliding, null);
  assert.equal(clock.frames, 1);
});

test("what goes by itself is interrupted like any motion", () => {
  for (const [act, there] of [["next", 2], ["previous", 0], ["nextStep", BEATS], ["pause", 1]]) {
    const { clock, timeline } = gliding();
    clock.run(160);
    if (act === "pause") timeline.play(); // finishes what is under way, then the next one
    while (!timeline.gliding && act === "pause") clock.run(16);
    timeline[act]();
    assert.equal(timeline.gliding, null, act);
    clock.run(2000);
    assert.equal(timeline.position, act === "pause" ? 2 : there, act);
    assert.equal(clock.frames + clock.waits, 0, act);
  }
  const { clock, timeline } = gliding();
  timeline.seek(3.5);
  clock.run(1000);
  assert.equal(timeline.position, 3.5);
  assert.equal(clock.frames + clock.waits, 0);
});

test("what may come later comes job by job while all glides, and at once where the motion ends or is interrupted", () => {
  const done = [];
  const work = (timeline, ...names) => names.forEach((name) => timeline.soon(name, () => done.push(name)));
  const { clock, timeline } = gliding();
  work(timeline, "line", "table", "line"); // of one name the newest
  assert.deepEqual(done, []);
  clock.run(64);
  assert.deepEqual(done, ["line"]);
  clock.run(64);
  assert.deepEqual(done, ["line", "table"]);
  for (const act of ["next", "previous", "pause", "nextStep"]) {
    const { timeline } = gliding();
    if (act === "pause") timeline.play();
    done.length = 0;
    work(timeline, act);
    timeline[act]();
    if (act === "pause") timeline.seek(2);
    assert.deepEqual(done, [act]);
  }
  done.length = 0;
  const { timeline: still } = gliding();
  work(still, "before");
  still.seek(1.5);
  work(still, "at once");
  assert.deepEqual(done, ["before", "at once"]);
});
