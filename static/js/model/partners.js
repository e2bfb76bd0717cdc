// Where a second cell stands while a first one goes through a timestep: at the operation that they share.
import { clamp } from "./motion.js";
import { createOwnTime } from "./own-time.js";

/** Positions within a timestep that belong together: the start, every shared operation, the end. */
export function anchorsOf(first, second, shared) {
  const index = (cell, id) => cell.nodes.findIndex((node) => node.id === id) + 1;
  const found = Object.entries(shared)
    .map(([a, b]) => [index(first, a), index(second, b)])
    .filter(([a, b]) => a > 0 && b > 0)
    .sort(([a], [b]) => a - b);
  const rising = found.filter(([, b], k) => found.slice(0, k).every(([, before]) => before < b));
  return [[0, 0], ...rising, [first.nodes.length + 1, second.nodes.length + 1]];
}

/** What has no partner is waited for: the second goes on only during the operation that they share. */
export function between(anchors, position) {
  const k = Math.max(1, anchors.findIndex(([a]) => a >= position));
  const [[, b], [c, d]] = [anchors[k - 1], anchors[k]];
  return b + (d - b) * Math.max(0, position - (c - 1));
}

/** The second cell's own view of the first one's timeline. */
export function createPartner(timeline, anchors) {
  const { beats, steps } = timeline;
  const own = anchors.at(-1)[1];
  const place = (position) => {
    const step = clamp(Math.floor(position / beats), 0, steps - 1);
    return step * own + between(anchors, position - step * beats);
  };
  const more = {
    pace: "operation",
    /** To the start of the operation of the first cell during which the second passes a position. */
    seek(position) {
      const step = clamp(Math.floor(position / own), 0, steps - 1);
      const [during] = anchors.find(([, b]) => b > position - step * own) ?? anchors.at(-1);
      timeline.seek(step * beats + during - 1);
    },
    /** To where the first cell has done a timestep and not handed it over. */
    finish: (step) => timeline.seek((step + 1) * beats - 1),
  };
  return createOwnTime(timeline, place, own, "beside", more);
}
