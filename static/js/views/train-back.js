// How large the gradient is at every timestep of one update, on its way back: bars of the power of ten.
import { reportAt } from "../model/training-run.js";
import { logarithmic, path } from "../model/training-scale.js";
import { wayBack } from "../model/training-signs.js";
import { html, svg } from "./svg.js";
import { namesOn } from "./train-chart.js";

const HEIGHT = 190;
const LEFT = 50, TOP = 16, BOTTOM = 26;

export function mountBack(element, { store, text, tick, power }) {
  const note = html("span", { class: "card-note" });
  const drawing = svg("svg", { class: "chart", role: "img", height: HEIGHT });
  element.replaceChildren(html("div", { class: "card-head" }, html("h2", {}, text("train.back")), note), drawing);
  let width = 0;
  let state = null;
  const observer = new ResizeObserver(([{ contentRect }]) => {
    width = Math.round(contentRect.width);
    if (state?.runs.length) draw();
  });
  observer.observe(drawing.parentElement);

  function draw() {
    const reports = state.runs.map((run) => reportAt(run, state.cursor));
    if (width < 80 || !reports.some(Boolean)) return;
    const all = reports.flatMap((report) => report?.back ?? []).filter((v) => v > 0);
    const y = logarithmic(all);
    const steps = Math.max(...reports.map((report) => report?.back.length ?? 0));
    const names = namesOn(state.runs, width);
    const right = 22 + 7 * Math.max(...names.map(({ length }) => length)); // room for the lines' names
    const [w, h] = [width - LEFT - right, HEIGHT - TOP - BOTTOM];
    const px = (t) => LEFT + (steps > 1 ? t / (steps - 1) : 0.5) * w;
    const py = (v) => TOP + (1 - y.place(v)) * h;
    const parts = y.ticks.flatMap((at) => [
      svg("line", { x1: LEFT, x2: LEFT + w, y1: py(at), y2: py(at), class: "chart-grid" }),
      svg("text", { x: LEFT - 8, y: py(at) + 4, class: "chart-tick chart-left" }, tick(at)),
    ]);
    for (const t of new Set([0, Math.floor((steps - 1) / 2), steps - 1])) parts.push(svg("text", { x: px(t), y: HEIGHT - 6, class: "chart-tick chart-middle" }, String(t + 1)));
    reports.forEach((report, k) => {
      if (!report) return;
      const points = report.back.map((v, t) => [px(t), v > 0 ? py(v) : NaN]);
      parts.push(svg("path", { d: path(points), class: `chart-even run-${k}` }));
      for (const [x, at] of points) if (steps <= 60 && Number.isFinite(at)) parts.push(svg("circle", { cx: x, cy: at, r: 2.6, class: `chart-dot end-${k}` }));
      const end = points[points.length - 1];
      if (Number.isFinite(end?.[1])) parts.push(svg("text", { x: end[0] + 8, y: end[1] + 4 + (k ? 12 : -4) * (reports.length > 1), class: `chart-label end-${k}` }, names[k]));
    });
    const first = reports.find(Boolean);
    note.textContent = text("train.axis_steps", { update: first.update });
    drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    drawing.setAttribute("width", width);
    drawing.setAttribute("aria-label", reports.map((report, k) => report && text("train.back_said", { run: state.runs[k].name, n: report.back.length, way: power(wayBack(report)) })).filter(Boolean).join(" "));
    drawing.replaceChildren(...parts);
  }

  const leave = store.subscribe((next) => {
    state = next;
    if (next.runs.length) draw();
  });
  return () => {
    observer.disconnect();
    leave();
  };
}
