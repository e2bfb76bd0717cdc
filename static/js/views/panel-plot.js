// Any other view: a Plotly figure with the present and the veil laid over its plotting area.
import { present, uncovered } from "../model/figure.js";
import { html } from "./svg.js";

export function mountPlot(panel, { timeline, run, seek }) {
  const holder = panel.querySelector(".panel-plot");
  const place = html("div", { class: "plot" });
  const right = html("div", { class: "panel-veil" });
  const below = html("div", { class: "panel-veil" });
  const line = html("div", { class: "panel-line" });
  const over = html("div", { class: "plot-over" }, right, below, line);
  over.hidden = true;
  holder.append(place, over);
  const stop = new AbortController();
  const last = run.cell.nodes.length - 1;
  let time = "x";
  let width = 0;
  let moved = "";

  function move() {
    if (over.hidden) return;
    const { position, beats, steps } = timeline;
    const known = uncovered(position, beats, last) / steps;
    const step = present(position, beats, steps);
    if (moved === `${known} ${step} ${width}`) return;
    moved = `${known} ${step} ${width}`;
    right.style.transform = `translateX(${100 * known}%)`;
    below.style.transform = `translateY(${100 * known}%)`;
    line.style.transform = `translateX(${((step + 0.5) / steps) * width - 0.8}px)`;
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
    drawn({ left, top, width: wide, height }, meta) {
      time = meta.time;
      width = wide;
      over.hidden = time === "frames";
      below.hidden = line.hidden = true;
      if (time === "xy") below.hidden = false;
      else line.hidden = false;
      for (const [key, value] of Object.entries({ left, top, width, height })) over.style[key] = `${value}px`;
      move();
    },
    close() {
      stop.abort();
      unsubscribe();
      place.remove();
      over.remove();
    },
  };
}
