import assert from "node:assert/strict";
import { test } from "node:test";
import { PACES, ahead, duration, reading, rest } from "../../static/js/model/pace.js";
import { createTimeline } from "../../static/js/model/timeline.js";
import { fakeClock } from "./fixtures.js";

// An LSTM that reads eight letters: 15 beats a timestep, sentences as long as its own.
const LETTERS = [65, 66, 96, 74, 70, 78, 56, 51, 62, 78, 84, 93, 70, 67, 45];
const STOPS = [{ to: 1, levels: 1 }, { to: 7, levels: 2 }, { to: 9, levels: 1 }, { to: 10, levels: 1 }, { to: 12, levels: 2 }, { to: 14, levels: 2 }, { to: 15, levels: 1 }];
const LSTM = { steps: 8, beats: 15, pace: "guided", speed: null, stops: STOPS, hold: (at) => reading(LETTERS[(at - 1) % 15]) };

test("a guided play of a word reaches its end within a minute and a half", () => {
  assert.ok(duration(LSTM) <= 90_500, `${duration(LSTM)} ms`);
  const [guided, operation, wave, step] = PACES.map((pace) => duration({ ...LSTM, pace }));
  assert.ok(step < guided && guided < wave && wave < operation);
});

test("guided: the first timestep goes operation by operation and is left to be read, the others in one go", () => {
  assert.equal(ahead(LSTM, 3).to, 4);
  assert.ok(rest(LSTM, 4) >= 0.65 * reading(LETTERS[3]));
  assert.equal(ahead(LSTM, 15).to, 30);
  assert.equal(ahead(LSTM, 17).to, 30);
  assert.ok(rest(LSTM, 30) < rest(LSTM, 4));
});

test("where there is time enough the first timestep keeps all its time to be read", () => {
  const short = { ...LSTM, beats: 4, hold: () => reading(60) };
  assert.equal(rest(short, 2), reading(60));
});

test("a longer text does not hurry the first timestep more", () => {
  assert.equal(rest({ ...LSTM, steps: 60 }, 4), rest(LSTM, 4));
});

test("twice the speed takes half the time, at every pace", () => {
  for (const pace of PACES) {
    const at = (speed) => duration({ ...LSTM, pace, speed });
    assert.ok(Math.abs(at(1) / at(2) - 2) < 1e-9, pace);
  }
});

test("a play takes the time that is said, and next goes one operation further whatever the pace", () => {
  for (const pace of PACES) {
    const clock = fakeClock();
    const timeline = createTimeline({ steps: 3, beats: 15, clock, pace });
    timeline.plan({ stops: STOPS, hold: LSTM.hold });
    timeline.play();
    const frames = 40 * 60; // each stop may begin a frame late
    clock.run(timeline.lasts(pace) + frames);
    assert.equal(timeline.position, 45, pace);
    assert.equal(timeline.playing, false);
    timeline.play();
    clock.run(timeline.lasts(pace) * 0.9);
    assert.equal(timeline.playing, true, pace);
  }
  const clock = fakeClock();
  const timeline = createTimeline({ steps: 3, beats: 15, clock, pace: "guided", at: 20 });
  timeline.next();
  clock.run(1000);
  assert.equal(timeline.position, 21);
});
