// A small chart of numbers against the updates, a line each: raw thin, smoothed on top.
import { linear, logarithmic, path, smooth } from "../model/training-scale.js";
import { html, svg } from "./svg.js";

const HEIGHT = 190;
const LEFT = 50, TOP = 16, BOTTOM = 26;
const LETTERS = 18; // of a line's name
const WIDE = 420;
const APART = 9; // px from one mark to the next

/** A card of a run's number. options: { title, value(report), log, high, tick, marks(report), lines(runs), note(runs), said(runs) } */
export function mountChart(element, { store, text, ...options }) {
  const note = html("span", { class: "card-note" });
  const place = html("div", {});
  element.replaceChildren(html("div", { class: "card-head" }, html("h2", {}, options.title), note), place);
  const series = (runs, width) => namesOn(runs, width).map((name, k) => ({ run: runs[k], kind: `${k}`, name, value: options.value }));
  const plot = createPlot(place, { ...options, text, series });
  const leave = store.subscribe((next) => {
    if (!next.runs.length) return;
    plot.draw(next);
    note.textContent = options.note?.(next.runs) ?? text("train.axis_updates");
  });
  return () => { plot.close(); leave(); };
}

/** The drawing alone. series(runs, width): [{ run, kind, name, value(report) }]; reach(runs): numbers that the axis must hold besides; seek(update) */
export function createPlot(place, { text, seek, ...options }) {
  const drawing = svg("svg", { class: "chart", role: "img", height: HEIGHT });
  place.append(drawing);
  let width = 0;
  let state = null;
  let updateAt = null; // of a place in px
  const observer = new ResizeObserver(([{ contentRect }]) => {
    const found = Math.round(contentRect.width);
    if (found === width) return;
    width = found;
    if (state) draw();
  });
  observer.observe(place);

  function draw(next = state) {
    state = next;
    if (width < 80) return;
    const { runs, cursor } = state;
    const most = Math.max(1, ...runs.map((run) => run.start?.updates ?? 1));
    const all = options.series(runs, width).map((one) => ({ ...one, points: one.run.updates.map((report) => [report.update, one.value(report)]) }));
    const lines = (options.lines?.(runs) ?? []).filter(({ at }) => Number.isFinite(at));
    const reach = [...all.flatMap(({ points }) => points.map(([, v]) => v)), ...(options.reach?.(runs) ?? [])].filter(Number.isFinite).concat(lines.map(({ at }) => at));
    const y = options.log ? logarithmic(reach) : linear(reach.length ? [robust(reach)] : [1], { high: options.high });
    const x = linear([most], { high: most, most: width < WIDE ? 3 : 5 });
    const right = 22 + 7 * Math.max(0, ...all.map(({ name }) => name.length)); // room for the lines' names
    const [w, h] = [width - LEFT - right, HEIGHT - TOP - BOTTOM];
    const px = (v) => LEFT + x.place(v) * w;
    const py = (v) => TOP + (1 - y.place(v)) * h;
    updateAt = (at) => Math.round(((at - LEFT) / w) * most);
    const parts = [];
    for (const tick of y.ticks) {
      parts.push(svg("line", { x1: LEFT, x2: LEFT + w, y1: py(tick), y2: py(tick), class: "chart-grid" }));
      parts.push(svg("text", { x: LEFT - 8, y: py(tick) + 4, class: "chart-tick chart-left" }, options.tick(tick)));
    }
    for (const tick of x.ticks) parts.push(svg("text", { x: px(tick), y: HEIGHT - 6, class: "chart-tick chart-middle" }, text.number(tick, 0)));
    for (const { at, kind } of lines) parts.push(svg("line", { x1: LEFT, x2: LEFT + w, y1: py(at), y2: py(at), class: `chart-line-${kind}` }));
    const ends = [];
    all.forEach(({ run, kind, name, points }, k) => {
      const xs = points.map(([at]) => px(at));
      const even = smooth(points.map(([, v]) => v), Math.min(9, 1 + (points.length >> 2)), options.log);
      const shown = (v) => (Number.isFinite(v) ? py(v) : NaN);
      if (!options.quiet) parts.push(svg("path", { d: path(points.map(([, v], n) => [xs[n], options.log && !(v > 0) ? NaN : py(v)])), class: `chart-raw run-${kind}` }));
      parts.push(svg("path", { d: path(even.map((v, n) => [xs[n], shown(v)])), class: `chart-even run-${kind}` }));
      const last = even[even.length - 1];
      if (even.length) ends.push({ kind, x: xs[xs.length - 1], y: Number.isFinite(last) ? py(last) : TOP + h, name: Number.isFinite(last) ? name : `${name}: 0` });
      let marked = -Infinity;
      for (const [n, report] of (options.marks ? run.updates : []).entries()) {
        const top = TOP - 12 + 7 * k;
        if (!options.marks(report) || xs[n] - marked < APART) continue; // many at once would be a bar
        marked = xs[n];
        parts.push(svg("path", { d: `M${xs[n] - 3.5} ${top}h7l-3.5 6Z`, class: `chart-mark mark-${k}` }));
      }
    });
    for (const at of new Set(runs.flatMap((run) => (run.request.changes ?? []).map((change) => change.at)))) {
      parts.push(svg("line", { x1: px(at), x2: px(at), y1: TOP, y2: TOP + h, class: "chart-change" }));
    }
    for (const { at, label, kind } of lines) parts.push(svg("text", { x: LEFT + w - 4, y: py(at) - 5, class: `chart-label chart-left chart-label-${kind}` }, label));
    for (const { kind, x: at, y: where, name } of apart(ends)) {
      parts.push(svg("text", { x: Math.min(at, LEFT + w) + 8, y: where + 4, class: `chart-label end-${kind}` }, name));
    }
    const [peak, where] = all.flatMap(({ points }) => points).reduce((high, [at, v]) => (v > high[0] ? [v, at] : high), [-Infinity, 0]);
    if (!options.log && options.high === undefined && peak > y.high * 1.001) { // a spike beyond the axis says how far it went
      const left = px(where) < LEFT + w / 2;
      parts.push(svg("path", { d: `M${px(where) - 4} ${TOP}h8l-4 -7Z`, class: "chart-above" }));
      parts.push(svg("text", { x: px(where) + (left ? 8 : -8), y: TOP - 1, class: `chart-label chart-label-guess${left ? "" : " chart-left"}` }, text("train.above", { most: options.shown(peak) })));
    }
    if (cursor !== null) parts.push(svg("line", { x1: px(cursor), x2: px(cursor), y1: TOP - 4, y2: TOP + h, class: "chart-cursor" }));
    drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    drawing.setAttribute("width", width);
    drawing.setAttribute("aria-label", options.said(runs));
    drawing.replaceChildren(...parts);
  }

  function point(event) {
    if (!updateAt || (event.type === "pointermove" && !event.buttons)) return;
    seek(updateAt(event.clientX - drawing.getBoundingClientRect().left));
  }
  drawing.addEventListener("pointerdown", point);
  drawing.addEventListener("pointermove", point);
  return { draw, close: () => observer.disconnect() };
}

/** The runs' names where there is room for all, else what tells each from the other; never past the card's edge. */
export function namesOn(runs, width) {
  const whole = width >= WIDE && runs.every(({ name }) => name.length <= LETTERS);
  return runs.map(({ name, label }) => (whole ? name : label.length > LETTERS ? `${label.slice(0, LETTERS - 1)}…` : label));
}

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
