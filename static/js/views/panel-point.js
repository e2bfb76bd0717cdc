// The light over a figure: what is pointed at anywhere, by overlays that are only moved.
import { html } from "./svg.js";

/** Over a heatmap: the step's column over all rows, the unit's row and the cell, in the rows that it concerns. */
export function mountHeatPoint(area, over, rows, { run, steps }) {
  const { pointed } = run;
  const stop = new AbortController();
  const column = html("div", { class: "panel-point", hidden: "" });
  column.style.width = `${100 / steps}%`;
  over.append(column);
  const lines = rows.map(({ element, node }) => {
    const line = html("div", { class: "panel-point panel-point-unit", hidden: "" });
    over.append(line);
    return { line, element, node };
  });
  area.setAttribute("data-points", "");

  function draw(place) {
    column.hidden = (place?.step ?? null) === null;
    if (!column.hidden) column.style.transform = `translateX(${100 * place.step}%)`;
    for (const { line, element, node } of lines) {
      const here = place && (place.node === null || place.node === node);
      const own = Boolean(here && place.node);
      if (element.hasAttribute("data-pointed") !== own) element.toggleAttribute("data-pointed", own);
      line.hidden = !here || place.unit === null || place.unit >= run.trace.hidden;
      if (line.hidden) continue;
      line.style.top = `${element.offsetTop}px`;
      line.style.height = `${element.offsetHeight / run.trace.hidden}px`;
      line.style.transform = `translateY(${100 * place.unit}%)`;
    }
  }

  function point(event) {
    const label = event.target.closest?.(".heat-label");
    if (label) return pointed.point({ node: label.parentElement.dataset.node ?? label.parentElement.dataset.row });
    for (const { element, node } of lines) {
      const box = element.querySelector(".heat-values").getBoundingClientRect();
      if (event.clientY < box.top || event.clientY >= box.bottom || event.clientX < box.left || event.clientX >= box.right) continue;
      const part = (at, from, size, n) => Math.min(n - 1, Math.floor(((at - from) / size) * n));
      return pointed.point({
        node,
        unit: part(event.clientY, box.top, box.height, run.trace.hidden),
        step: part(event.clientX, box.left, box.width, steps),
      });
    }
    pointed.leave();
  }

  area.addEventListener("pointermove", point, { signal: stop.signal });
  area.addEventListener("pointerleave", () => pointed.leave(), { signal: stop.signal });
  const leave = pointed.subscribe(draw);
  return () => {
    stop.abort();
    leave();
    column.remove();
    for (const { line } of lines) line.remove();
    area.removeAttribute("data-points");
  };
}

/** Over any other figure: the step's column and row over an area of time, else a ring about each point that it is. */
export function mountPlotPoint(holder, run, steps) {
  const { pointed } = run;
  const bands = ["x", "y"].map((axis) => html("div", { class: "panel-point", "data-axis": axis, hidden: "" }));
  const rings = html("div", { class: "panel-rings" });
  const area = html("div", { class: "plot-point" }, ...bands);
  holder.append(area, rings);
  holder.setAttribute("data-points", "");
  let drawn = null;

  function draw(place) {
    rings.replaceChildren();
    const at = place?.step ?? null;
    bands.forEach((band) => {
      band.hidden = !drawn || at === null || at >= steps || !(drawn.time === "xy" || (drawn.time === "x" && band.dataset.axis === "x"));
      if (!band.hidden) band.style.transform = band.dataset.axis === "x" ? `translateX(${100 * at}%)` : `translateY(${100 * at}%)`;
    });
    for (const { meta, drawn: group, points } of drawn?.traces ?? []) {
      if (drawn.time === "x") group?.toggleAttribute("data-pointed", Boolean(place?.node && place.node === meta?.node));
      if (!place || drawn.time !== "frames") continue;
      if (meta?.points === "unit" && place.unit !== null && (place.node === null || place.node === meta.node)) ring(points[place.unit]);
      if (meta?.points === "step" && at !== null) ring(points.find(({ data }) => data === at + 1));
    }
  }

  function ring(point) {
    if (!point) return;
    const element = html("div", { class: "panel-ring" });
    element.style.transform = `translate(${point.x}px, ${point.y}px)`;
    rings.append(element);
  }

  const leave = pointed.subscribe(draw);
  return {
    /** After each drawing: where its area and its points are. */
    drawn({ left, top, width, height, traces }, time) {
      drawn = { traces, time };
      for (const [key, value] of Object.entries({ left, top, width, height })) area.style[key] = `${value}px`;
      bands[0].style.width = `${100 / steps}%`;
      bands[1].style.height = `${100 / steps}%`;
      draw(pointed.place);
    },
    close() {
      leave();
      area.remove();
      rings.remove();
    },
  };
}
