// Any other view: a Plotly figure with the present and the veil laid over its plotting area.
import { present, uncovered } from "../model/figure.js";
import { html, svg } from "./svg.js";
import { mountPlotPoint } from "./panel-point.js";
import { createPlace } from "./veil.js";

const MARK = 5; // px of a point and its rim
const FAR = 4000; // px: beyond any figure

export function mountPlot(panel, { timeline, run, seek }) {
  const holder = panel.querySelector(".panel-plot");
  const place = html("div", { class: "plot" });
  const right = html("div", { class: "panel-veil" });
  const below = html("div", { class: "panel-veil" });
  const line = html("div", { class: "panel-line" });
  const over = html("div", { class: "plot-over" }, right, below, line);
  over.hidden = true;
  holder.append(place, over);
  const point = mountPlotPoint(holder, run, run.trace.steps);
  const stop = new AbortController();
  const last = run.cell.nodes.length - 1;
  let lines = []; // each shown as far as its own value is computed: { node, clip, seen }
  let time = "x";
  let width = 0;
  const { steps } = run.trace;
  const away = [createPlace(right, steps, (at) => `${(100 * at) / steps}%`), createPlace(below, steps, (at) => `0 ${(100 * at) / steps}%`)];
  let stand = null; // the line's, over an area of a width

  function move() {
    if (over.hidden) return;
    const { position, beats, gliding } = timeline;
    const to = (at) => gliding && { at: at(gliding.to), ms: gliding.ms };
    const now = (p) => present(p, beats, steps);
    const known = (p) => (lines.length ? Math.min(steps, Math.floor(now(p)) + 1) : uncovered(p, beats, last));
    for (const veil of away) veil(known(position), to(known));
    stand(now(position), to(now));
    for (const line of lines) reveal(line, position, beats, steps);
  }

  /** A line ends at the last value that is computed. */
  function reveal(line, position, beats, steps) {
    const index = run.cell.nodes.findIndex(({ id }) => id === line.node);
    const known = Math.floor(uncovered(position, beats, index));
    if (line.seen === known) return;
    line.seen = known;
    line.clip.setAttribute("width", known ? FAR + ((known - 0.5) / steps) * width + MARK : 0);
  }

  /** Lines of values over time, each behind a clip of its own. */
  function clipped(traces) {
    if (time !== "x" || !traces.every(({ meta, drawn }) => drawn && meta?.node && meta.y === "value")) return [];
    return traces.map(({ meta: { node }, drawn }) => {
      const id = `known-${node}`;
      drawn.ownerSVGElement.querySelector(`#${id}`)?.remove();
      const clip = svg("rect", { x: -FAR, y: -FAR, width: 0, height: 2 * FAR });
      drawn.ownerSVGElement.append(svg("clipPath", { id }, clip));
      drawn.setAttribute("clip-path", `url(#${id})`);
      return { node, clip, seen: null };
    });
  }

  over.addEventListener(
    "click",
    (event) => {
      const box = over.getBoundingClientRect();
      seek(Math.floor(((event.clientX - box.left) / box.width) * run.trace.steps));
    },
    { signal: stop.signal },
  );
  const unsubscribe = timeline.subscribe(move);
  return {
    place,
    size: () => ({ width: holder.clientWidth }),
    drawn({ left, top, width: wide, height, traces }, meta) {
      time = meta.time;
      if (wide !== width) {
        stand?.(0); // a whole place has no motion
        stand = createPlace(line, steps, (at) => `${((at + 0.5) / steps) * wide - 0.8}px`);
      }
      width = wide;
      lines = clipped(traces);
      over.hidden = time === "frames";
      below.hidden = line.hidden = true;
      if (time === "xy") below.hidden = false;
      else line.hidden = false;
      for (const [key, value] of Object.entries({ left, top, width, height })) over.style[key] = `${value}px`;
      move();
      point.drawn({ left, top, width: wide, height, traces }, meta.time);
    },
    close() {
      point.close();
      stop.abort();
      unsubscribe();
      place.remove();
      over.remove();
    },
  };
}
