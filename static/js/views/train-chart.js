// A small chart of one number against the updates, a line a run: raw thin, smoothed on top.
import { linear, logarithmic, path, smooth } from "../model/training-scale.js";
import { html, svg } from "./svg.js";

const HEIGHT = 190;
const LEFT = 50, TOP = 16, BOTTOM = 26;

/** options: { title, value(report), log, high, marks(report), line, flat, note(runs),
 * parts(run): what a lone run's number is made of, [{ name, value(report) }] }; x: what runs along the axis. */
export function mountChart(element, { store, text, seek, ...options }) {
  const title = html("h2", {}, options.title);
  const note = html("span", { class: "card-note" });
  const drawing = svg("svg", { class: "chart", role: "img", height: HEIGHT });
  element.replaceChildren(html("div", { class: "card-head" }, title, note), drawing);
  let width = 0;
  let state = null;
  const observer = new ResizeObserver(([{ contentRect }]) => {
    const found = Math.round(contentRect.width);
    if (found === width) return;
    width = found;
    if (state) draw();
  });
  observer.observe(drawing.parentElement);

  function draw() {
    if (width < 80) return;
    const { runs, cursor } = state;
    const most = Math.max(1, ...runs.map((run) => run.start?.updates ?? 1));
    const series = runs.map((run) => run.updates.map((report) => [report.update, options.value(report)]));
    const inner = runs.length === 1 ? (options.parts?.(runs[0]) ?? []) : [];
    const within = inner.map(({ value }) => runs[0].updates.map((report) => [report.update, value(report)]));
    const values = [...series, ...within].flatMap((points) => points.map(([, v]) => v)).filter(Number.isFinite);
    const lines = (options.lines?.(runs) ?? []).filter(({ at }) => Number.isFinite(at));
    const reach = [...values, ...lines.map(({ at }) => at)];
    const y = options.log ? logarithmic(reach) : linear(reach.length ? [robust(reach)] : [1], { high: options.high });
    const x = linear([most], { high: most, most: width < 420 ? 3 : 5 });
    const named = [...runs.map(({ name }) => fitting(name, width)), ...inner.map(({ name }) => name)];
    const right = 22 + 7 * Math.max(...named.map(({ length }) => length)); // room for the lines' names
    const [w, h] = [width - LEFT - right, HEIGHT - TOP - BOTTOM];
    const px = (v) => LEFT + x.place(v) * w;
    const py = (v) => TOP + (1 - y.place(v)) * h;
    const parts = [];
    for (const tick of y.ticks) {
      parts.push(svg("line", { x1: LEFT, x2: LEFT + w, y1: py(tick), y2: py(tick), class: "chart-grid" }));
      parts.push(svg("text", { x: LEFT - 8, y: py(tick) + 4, class: "chart-tick chart-left" }, options.tick(tick)));
    }
    for (const tick of x.ticks) parts.push(svg("text", { x: px(tick), y: HEIGHT - 6, class: "chart-tick chart-middle" }, text.number(tick, 0)));
    for (const { at, label, kind } of lines) {
      parts.push(svg("line", { x1: LEFT, x2: LEFT + w, y1: py(at), y2: py(at), class: `chart-line-${kind}` }));
    }
    const ends = [];
    within.forEach((points, k) => {
      const even = smooth(points.map(([, v]) => v), Math.min(9, 1 + (points.length >> 2)), options.log);
      parts.push(svg("path", { d: path(even.map((v, n) => [px(points[n][0]), py(v)])), class: `chart-part part-${k}` }));
      if (even.length) ends.push({ k: "part", x: px(points[points.length - 1][0]), y: py(even[even.length - 1]), name: inner[k].name });
    });
    series.forEach((points, k) => {
      const xs = points.map(([at]) => px(at));
      parts.push(svg("path", { d: path(points.map(([, v], n) => [xs[n], py(v)])), class: `chart-raw run-${k}` }));
      const even = smooth(points.map(([, v]) => v), Math.min(9, 1 + (points.length >> 2)), options.log);
      parts.push(svg("path", { d: path(even.map((v, n) => [xs[n], py(v)])), class: `chart-even run-${k}` }));
      if (even.length) ends.push({ k, x: xs[xs.length - 1], y: py(even[even.length - 1]), name: runs[k].name });
      if (options.marks) {
        for (const [n, report] of runs[k].updates.entries()) {
          if (!options.marks(report)) continue;
          const top = TOP - 12 + 7 * k;
          parts.push(svg("path", { d: `M${xs[n] - 3.5} ${top}h7l-3.5 6Z`, class: `chart-mark mark-${k}` }));
        }
      }
      for (const change of runs[k].request.changes ?? []) {
        parts.push(svg("line", { x1: px(change.at), x2: px(change.at), y1: TOP, y2: TOP + h, class: "chart-change" }));
      }
    });
    for (const { at, label, kind } of lines) {
      parts.push(svg("text", { x: LEFT + 6, y: py(at) - 5, class: `chart-label chart-label-${kind}` }, label));
    }
    for (const { k, x: at, y: where, name } of apart(ends)) {
      parts.push(svg("text", { x: Math.min(at, LEFT + w) + 8, y: where + 4, class: `chart-label end-${k}` }, k === "part" ? name : fitting(name, width)));
    }
    if (cursor !== null) parts.push(svg("line", { x1: px(cursor), x2: px(cursor), y1: TOP - 4, y2: TOP + h, class: "chart-cursor" }));
    drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    drawing.setAttribute("width", width);
    drawing.setAttribute("aria-label", options.said(runs));
    drawing.replaceChildren(...parts);
    note.textContent = options.note?.(runs) ?? text("train.axis_updates");
    drawing.scaleOf = (px) => Math.round(((px - LEFT) / w) * most);
  }

  function point(event) {
    if (!drawing.scaleOf || (event.type === "pointermove" && !event.buttons)) return;
    seek(drawing.scaleOf(event.clientX - drawing.getBoundingClientRect().left));
  }
  drawing.addEventListener("pointerdown", point);
  drawing.addEventListener("pointermove", point);
  const leave = store.subscribe((next) => {
    state = next;
    if (next.runs.length) draw();
  });
  return () => {
    observer.disconnect();
    leave();
  };
}

/** A run's name where there is room, else its last word, which tells the two apart. */
export const fitting = (name, width) => (width < 420 ? name.split(" ").pop() : name);

/** The top of a linear axis: a lone spike does not flatten everything else. */
function robust(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const high = sorted[Math.floor(sorted.length * 0.97)] ?? 1;
  return Math.max(1e-6, Math.min(sorted[sorted.length - 1], high * 1.25));
}

/** Labels at least 14 px apart, about the same middle. */
function apart(ends) {
  const down = [...ends].sort((a, b) => a.y - b.y);
  const before = down.reduce((sum, { y }) => sum + y, 0);
  for (let k = 1; k < down.length; k += 1) down[k].y = Math.max(down[k].y, down[k - 1].y + 14);
  const off = (down.reduce((sum, { y }) => sum + y, 0) - before) / (down.length || 1);
  for (const end of down) end.y -= off;
  return ends;
}
