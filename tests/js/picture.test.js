import assert from "node:assert/strict";
import { test } from "node:test";
import { createPicture } from "../../static/js/model/picture.js";
import { groups, singles } from "../../static/js/model/waves.js";
import { BEATS, CELL, WIRES } from "./fixtures.js";

const STEPS = 3;
const picture = createPicture(CELL, WIRES, singles(CELL), STEPS);
const waves = createPicture(CELL, WIRES, groups(CELL), STEPS);

test("at every rest the operation just done is the only active one", () => {
  for (let p = 0; p <= STEPS * BEATS; p++) {
    const { nodes } = picture(p);
    const active = Object.keys(nodes).filter((id) => nodes[id].state === "active");
    const expected = p === 0 ? [] : CELL.nodes[(p - 1) % BEATS];
    assert.deepEqual(active, expected ? [expected.id ?? []].flat() : [], `position ${p}`);
  }
});

test("at rest exactly the values computed so far are shown, whole", () => {
  for (let p = 0; p < STEPS * BEATS; p++) {
    const shown = picture(p);
    CELL.nodes.forEach(({ id }, k) => assert.equal(shown.nodes[id].shown, k < p % BEATS ? 1 : 0, `${id} at ${p}`));
    assert.equal(shown.step, Math.floor(p / BEATS));
    assert.ok(shown.wires.every(({ copy }) => copy === 0));
  }
});

test("a box is ready when all it reads is there", () => {
  const { nodes } = picture(1);
  assert.deepEqual([nodes.z_pre.state, nodes.n_pre.state, nodes.z.state, nodes.h.state], ["ready", "ready", "idle", "idle"]);
});

test("inputs arrive together, before the box fires and its output appears", () => {
  const k = CELL.nodes.length - 1;
  const at = (f) => picture(k + f);
  const into = (f) => at(f).wires.filter((_, i) => WIRES[i].to === "h").map(({ travel }) => travel);
  assert.deepEqual(into(0.6), [1, 1]);
  assert.equal(at(0.54).nodes.h.fire, 0);
  assert.equal(at(0.64).nodes.h.shown, 0);
  assert.ok(at(0.9).nodes.h.numbers < 1 && at(0.9).nodes.h.shown === 1);
});

test("the handover empties the stage and brings the states to the left edge of the next timestep", () => {
  const h = BEATS - 1;
  assert.equal(picture(h + 0.5).step, 0);
  assert.equal(picture(h + 0.8).step, 1);
  assert.ok(picture(h + 0.8).start < 1);
  assert.equal(picture(BEATS).start, 1);
  assert.equal(picture(STEPS * BEATS).step, STEPS - 1);
  assert.equal(picture(STEPS * BEATS).end, 1);
});

test("the picture depends on the position alone, and is continuous where a beat begins", () => {
  for (let p = 0; p < STEPS * BEATS; p += 0.37) assert.deepEqual(picture(p), picture(p));
  for (let p = 1; p < STEPS * BEATS; p++) {
    const [a, b] = [picture(p), picture(p - 1e-6)];
    if (a.step !== b.step) continue;
    for (const { id } of CELL.nodes) assert.ok(Math.abs(a.nodes[id].shown - b.nodes[id].shown) < 1e-3, `${id} at ${p}`);
    a.wires.forEach(({ lit }, i) => assert.ok(Math.abs(lit - b.wires[i].lit) < 1e-3, `${WIRES[i].node} ${p}`));
  }
});

test("a wave keeps an affine and its activation together and fires independent pairs at once", () => {
  assert.deepEqual(groups(CELL).map(({ from, to, levels }) => [from, to, levels]), [
    [0, 1, [[0]]],
    [1, 5, [[1, 3], [2, 4]]],
    [5, 6, [[5]]],
    [6, 7, [[6]]],
  ]);
  const { nodes } = waves(1 + 4 * 0.4);
  assert.equal(nodes.z_pre.state, "active");
  assert.equal(nodes.n_pre.state, "active");
});

/** A picture as what turns (which frame it is, what is there at all) and what moves or fades (numbers). */
function split({ wires, nodes, ...edges }) {
  const parts = [...Object.values(nodes), ...wires.map(({ travel, ...line }) => line), edges];
  const moving = parts.flatMap((part) => Object.entries(part)).filter(([name, value]) => typeof value === "number" && !["step", "fire"].includes(name));
  const turned = parts.flatMap((part) => [part.state, part.done, part.step, part.turned, part.carries, part.fires, part.appears, part.shown > 0, part.start > 0, part.end > 0]);
  return { moving: moving.map(([, value]) => value), turned };
}

test("between a quiet position and the end of its quiet things only move and fade, as the corners tell", () => {
  let covered = 0;
  for (const show of [picture, waves]) {
    for (let p = 0; p < STEPS * BEATS; p += 0.0131) {
      const far = show.quiet(p);
      if (far - p < 1e-5) continue;
      covered += Math.min(far - p, 0.0131);
      const corners = show.corners(p, far);
      const pictures = corners.map((at) => split(show(at)));
      for (const share of [0.1, 0.3, 0.62, 0.9, 0.9999]) {
        const at = p + share * (far - p - 4e-6);
        const there = split(show(at));
        assert.deepEqual(there.turned, pictures[0].turned, `from ${p} at ${share}`);
        const k = Math.min(corners.findLastIndex((corner) => corner <= at), corners.length - 2);
        const part = (at - corners[k]) / (corners[k + 1] - corners[k]);
        const told = (i) => pictures[k].moving[i] + part * (pictures[k + 1].moving[i] - pictures[k].moving[i]);
        there.moving.forEach((value, i) => assert.ok(Math.abs(value - told(i)) < 0.01, `${i} from ${p} at ${share}: ${value}, not ${told(i)}`));
        for (const { copy, travel } of show(at).wires) if (copy > 0) assert.ok(Math.abs(travel - show.travel(at)) < 1e-9);
      }
    }
  }
  assert.ok(covered > 2 * STEPS * BEATS * 0.97);
});

test("the quiet ends just after a turn, so that the next begins there", () => {
  const ends = [];
  for (let p = 0; p < BEATS; ends.push(p)) p = waves.quiet(Number.isInteger(p) ? p + 0.01 : p);
  const turns = [0.55, 0.65, 1, ...[0.275, 0.325, 0.5, 0.775, 0.825, 1].map((f) => 1 + 4 * f), 5.55, 5.65, 6, 6.38, 6.7, 7];
  assert.equal(ends.length, turns.length);
  turns.forEach((at, k) => assert.ok(ends[k] >= at && ends[k] - at < 1e-5, `${at}, not ${ends[k]}`));
});
