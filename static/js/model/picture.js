// What the stage shows at a position: a pure function, so that scrubbing, playing and printing agree.
import { BEAT, HANDOVER, clamp, part, pulse, smooth } from "./motion.js";

const within = (f, [from, to]) => part(f, from, to);
const SWELL = 0.06; // of a beat: a copy appears
const FADE = [-0.02, 0.05]; // and leaves, about its arrival
/** Where more changes than what moves or fades: a state, a step, what is there at all. */
const TURNS = [[BEAT.fire[0], BEAT.output[0]], [HANDOVER.arrive[0], HANDOVER.turn]];
const PAST = 1e-6; // of a beat: just after a turn
const CROSSED = 1 / (1 / BEAT.light[1] + 1 / BEAT.leave[1]); // what was handed over fades, and is lit again
const CURVED = [[BEAT.pulse], [HANDOVER.leave, HANDOVER.enter]];
const PARTS = 12; // of a curve
/** Between two of these all that fades or shifts does so evenly. */
const CORNERS = [BEAT, HANDOVER].map(({ turn, ...stage }, k) => {
  const [begin, end] = stage.travel;
  const curves = CURVED[k].flatMap(([from, to]) => Array.from({ length: PARTS }, (_, i) => from + ((to - from) * i) / PARTS));
  return [...new Set([...Object.values(stage).flat(), ...BEAT.leave, CROSSED, begin + SWELL, end + FADE[0], end + FADE[1], ...curves])].sort((a, b) => a - b);
});

const stood = { fire: 0, halo: 0, fires: false, appears: false };
/** What does not move is the same object from frame to frame. */
const NODES = {
  idle: { ...stood, state: "idle", shown: 0, numbers: 0 },
  ready: { ...stood, state: "ready", shown: 0, numbers: 0 },
  done: { ...stood, state: "done", shown: 1, numbers: 1 },
};
const LINES = [false, true].map((done) => ({ done, lit: 0, travel: 0, copy: 0, carries: false, glows: false }));

/**
 * cell, its wires [{node, to}], spans of a timestep (waves.js), steps of the trace → position → picture:
 * step, and for every node { state, fire, halo, shown, numbers }, for every wire { done, lit, travel, copy },
 * and of the states { end, endShift, start, startShift, startNumbers } for the two edges. What may change in
 * the span under way: a node that fires or just fired, one that appears or leaves, a wire that is lit, one that
 * carries, and the edges' states.
 */
export function createPicture(cell, wires, spans, steps) {
  const ids = cell.nodes.map(({ id }) => id);
  const index = Object.fromEntries(ids.map((id, k) => [id, k]));
  const n = ids.length;
  const beats = n + 1;

  function placed(position) {
    const step = clamp(Math.floor(position / beats), 0, steps - 1);
    const inStep = position - step * beats; // may be beats: the end of the last timestep
    const span = spans.find(({ to }) => inStep < to) ?? { from: beats, to: beats + 1, levels: [] };
    return { step, inStep, span, f: (inStep - span.from) / (span.to - span.from) };
  }

  /** Of what fires now: how far it is, how much of a position a level takes, and where this one ends. */
  function level(position) {
    const { step, span, f } = placed(position);
    const count = Math.max(1, span.levels.length);
    const k = Math.floor(f * count);
    const each = (span.to - span.from) / count;
    const end = step * beats + (k + 1 < count ? span.from + (k + 1 + PAST) * each : span.to);
    return { stage: Number(span.to > n), now: f * count - k, each, end };
  }

  /** The position up to which things only move and fade, which the browser does alone. */
  picture.quiet = (position) => {
    const { stage, now, each, end } = level(position);
    const turn = TURNS[stage].find((at) => at > now);
    if (now === 0) return position;
    return turn ? position + (turn - now + PAST) * each : end;
  };

  /** Positions of such a stretch whose pictures tell all others; the last is short of what turns there. */
  picture.corners = (position, far) => {
    const { stage, now, each } = level(position);
    const last = far - 2 * PAST * each;
    const between = CORNERS[stage].map((at) => position + (at - now) * each);
    return [position, ...between.filter((at) => at > position && at < last), last];
  };

  /** How far what travels has come, in such a stretch. */
  picture.travel = (position) => {
    const { stage, now } = level(position);
    return smooth(within(now, (stage ? HANDOVER : BEAT).travel));
  };

  function picture(position) {
    const { step, inStep, span, f } = placed(position);
    const fraction = Array(beats).fill(null); // of what fires now
    span.levels.forEach((level, k) => {
      for (const node of level) fraction[node] = clamp(f * span.levels.length - k);
    });
    const before = spans.findLast(({ to }) => to <= inStep);
    const fading = 1 - within(f * Math.max(1, span.levels.length), BEAT.leave);
    const just = new Set(before?.levels.at(-1) ?? []);
    const moves = !Number.isInteger(position); // at rest too may be the middle of a wave

    const last = step === steps - 1;
    const handing = fraction[n];
    const left = handing !== null && !last ? within(handing, HANDOVER.leave) : 0;
    const leaving = moves && handing !== null && !last;
    const turned = handing !== null && !last && handing >= HANDOVER.turn;
    const entering = turned ? within(handing, HANDOVER.enter) : 1;
    const began = span.from === 0 && step > 0; // the handover was the beat just done
    const ended = inStep >= beats;

    const has = (id) => !(id in index) || index[id] < span.from || (fraction[index[id]] ?? -1) >= BEAT.output[0];
    const nodes = {};
    ids.forEach((id, k) => {
      const now = fraction[k];
      const done = k < span.from;
      if (now === null && !done) return (nodes[id] = NODES[cell.nodes[k].args.every(has) ? "ready" : "idle"]);
      if (now === null && handing === null && !just.has(k)) return (nodes[id] = NODES.done);
      const item = { state: "idle", fire: 0, halo: 0, shown: 0, numbers: 0 };
      item.fires = moves && (now !== null || just.has(k));
      item.appears = leaving || (moves && now !== null);
      if (turned) {
        item.state = cell.nodes[k].args.every((arg) => !(arg in index)) ? "ready" : "idle";
      } else if (now !== null && now > 0) {
        item.state = now >= BEAT.fire[0] ? "active" : "ready";
        item.fire = within(now, BEAT.fire);
        item.halo = 0.18 * item.fire + 0.4 * pulse(within(now, BEAT.pulse));
        item.shown = within(now, BEAT.output);
        item.numbers = within(now, BEAT.numbers);
      } else if (done) {
        const lit = just.has(k) ? fading : 0;
        item.state = lit === 1 ? "active" : "done"; // with what else begins: every change of a face paints the drawing
        item.fire = lit;
        item.halo = 0.18 * lit;
        item.shown = item.numbers = 1 - left;
      } else item.state = cell.nodes[k].args.every(has) ? "ready" : "idle";
      nodes[id] = item;
    });

    const lines = wires.map(({ node, to }) => {
      const reader = to[0] === ">" ? n : index[to];
      const now = fraction[reader];
      const given = !(node in index) && node !== "x";
      if (now === null && handing === null && !just.has(reader) && !(began && given)) return LINES[Number(has(node))];
      const line = { done: has(node), lit: 0, travel: 0, copy: 0 };
      line.carries = moves && now !== null;
      line.glows = moves && (now !== null || just.has(reader) || (given && (began || leaving)));
      const stage = reader === n ? HANDOVER : BEAT;
      if (turned) {
        line.done = !(node in index);
        line.lit = given ? within(handing, HANDOVER.numbers) : 0;
        return line;
      }
      if (now !== null && now > 0) {
        line.lit = within(now, stage.light) * (1 - left);
        line.travel = smooth(within(now, stage.travel));
        line.copy = within(now, [stage.travel[0], stage.travel[0] + SWELL]) * (1 - within(now, FADE.map((after) => stage.travel[1] + after)));
      } else if (just.has(reader)) line.lit = fading;
      if (began && given) line.lit = Math.max(line.lit, fading);
      return line;
    });

    return {
      step: turned ? step + 1 : step,
      hands: moves && handing !== null,
      nodes,
      wires: lines,
      end: handing !== null && handing > 0 ? within(handing, HANDOVER.arrive) * (1 - left) : Number(ended),
      endNumbers: Number(ended) || (last && handing !== null ? within(handing, HANDOVER.numbers) : 0),
      arrived: handing !== null && handing > 0 ? (turned ? 1 : within(handing, HANDOVER.arrive)) : Number(ended),
      turned,
      endShift: smooth(left),
      start: turned ? entering : 1 - left,
      startShift: turned ? smooth(entering) - 1 : 0,
      startNumbers: turned ? within(handing, HANDOVER.numbers) : 1 - left,
    };
  }
  return picture;
}
