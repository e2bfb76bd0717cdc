// Two cells on the same sequence: the second follows the first, and what they share is lit in both.
import { clock, prefersReducedMotion } from "../io/clock.js";
import { createRun } from "../model/run.js";
import { createTimeline } from "../model/timeline.js";
import { mountStage } from "./stage.js";

export function mount({ data, run, timeline, text, find }) {
  const place = find("beside");
  const second = createRun(data.beside);
  const beats = second.cell.nodes.length + 1;
  const follower = createTimeline({ steps: second.trace.steps, beats, at: 0, clock, reducedMotion: prefersReducedMotion });
  const anchors = anchorsOf(run, second, data.shared);
  const leave = timeline.subscribe(() => {
    const step = Math.min(timeline.steps - 1, Math.floor(timeline.position / timeline.beats));
    const there = between(anchors, timeline.position - step * timeline.beats);
    const to = step * beats + (timeline.resting ? Math.round(there) : there);
    if (to !== follower.position) follower.seek(to);
  });
  const unmount = mountStage(place, { timeline: follower, run: second, text });
  const unlight = light(find("stage"), place, data.shared);
  return () => {
    leave();
    unlight();
    unmount();
  };
}

/** Positions within a timestep that belong together: the start, every shared operation, the end. */
function anchorsOf(run, second, shared) {
  const index = (one, id) => one.cell.nodes.findIndex((node) => node.id === id) + 1;
  const found = Object.entries(shared)
    .map(([a, b]) => [index(run, a), index(second, b)])
    .filter(([a, b]) => a > 0 && b > 0)
    .sort(([a], [b]) => a - b);
  const rising = found.filter(([, b], k) => found.slice(0, k).every(([, before]) => before < b));
  return [[0, 0], ...rising, [run.cell.nodes.length + 1, second.cell.nodes.length + 1]];
}

/** What has no partner is waited for: the second goes on only during the operation that they share. */
function between(anchors, position) {
  const k = Math.max(1, anchors.findIndex(([a]) => a >= position));
  const [[, b], [c, d]] = [anchors[k - 1], anchors[k]];
  return b + (d - b) * Math.max(0, position - (c - 1));
}

/** Pointing at a piece, or focusing it, lights its partner in the other cell. */
function light(first, second, shared) {
  const stop = new AbortController();
  const back = Object.fromEntries(Object.entries(shared).map(([a, b]) => [b, a]));
  const marked = () => [...first.querySelectorAll("[data-paired]"), ...second.querySelectorAll("[data-paired]")];
  const clear = () => marked().forEach((one) => one.removeAttribute("data-paired"));
  for (const [here, there, pairs] of [[first, second, shared], [second, first, back]]) {
    const look = (event) => {
      clear();
      const box = event.target.closest?.("[data-node], [data-column]");
      const id = box?.dataset.node ?? box?.dataset.column;
      if (!pairs[id]) return;
      for (const [root, name] of [[here, id], [there, pairs[id]]]) {
        for (const one of root.querySelectorAll(`.box[data-node="${name}"], .column[data-column="${name}"]`)) one.setAttribute("data-paired", "");
      }
    };
    for (const type of ["pointerover", "focusin"]) here.addEventListener(type, look, { signal: stop.signal });
    here.addEventListener("pointerleave", clear, { signal: stop.signal });
  }
  return () => {
    clear();
    stop.abort();
  };
}
