import assert from "node:assert/strict";
import { test } from "node:test";
import { anchorsOf, between, createPartner } from "../../static/js/model/partners.js";
import { createTimeline } from "../../static/js/model/timeline.js";
import { fakeClock } from "./fixtures.js";

const cell = (...ids) => ({ nodes: ids.map((id) => ({ id })) });
const gru = cell("xh", "z_pre", "z", "r_pre", "r", "n_pre", "n", "kept", "h");
const lstm = cell("xh", "f_pre", "f", "i_pre", "i", "g_pre", "g", "kept", "written", "c", "h");
const anchors = anchorsOf(gru, lstm, { x: "x", xh: "xh", z: "f", n: "g", kept: "kept", h: "h" });
const shown = (id) => lstm.nodes[between(anchors, gru.nodes.findIndex((node) => node.id === id) + 1) - 1].id;

test("an operation that both cells have is shown in both", () => {
  assert.deepEqual(["xh", "z", "n", "kept", "h"].map(shown), ["xh", "f", "g", "kept", "h"]);
});

test("what has no partner in the other cell is waited for where it stands", () => {
  assert.deepEqual(["z_pre", "r_pre", "r", "n_pre"].map(shown), ["xh", "f", "f", "f"]);
});

test("the second cell moves on evenly, never backwards, and ends with the first", () => {
  const way = Array.from({ length: 101 }, (_, k) => between(anchors, (k * 10) / 100));
  assert.deepEqual(way, [...way].sort((a, b) => a - b));
  assert.equal(way[0], 0);
  assert.equal(way.at(-1), lstm.nodes.length + 1);
});

test("a box of the second cell is fired by the operation of the first during which it fires", () => {
  const beats = gru.nodes.length + 1;
  const timeline = createTimeline({ steps: 2, beats, clock: fakeClock(), reducedMotion: true });
  const second = createPartner(timeline, anchors);
  const own = lstm.nodes.length + 1;
  for (const [k, { id }] of lstm.nodes.entries()) {
    second.seek(own + k);
    assert.ok(Number.isInteger(timeline.position) && second.position <= own + k, id);
    second.next();
    assert.ok(second.position > own + k, id);
  }
});
