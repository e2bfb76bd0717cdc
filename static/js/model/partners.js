// Where a second cell stands while a first one goes through a timestep: at the operation that they share.

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
