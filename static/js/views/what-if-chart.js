// Two futures of one number, and how far all its units differ: real solid, imagined dashed with hollow markers.
import { GATES, shade } from "../model/format.js";
import { present } from "../model/figure.js";
import { html, svg } from "./svg.js";

const SIZE = { height: 148, left: 40, right: 64, top: 10, bottom: 24 };
const NEAR = 15; // px between the words at the two ends
const CROWDED = 26; // px a step under which not every letter is written
const MARKS = {
  h: "M-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0Z", c: "M-3-3H3V3H-3Z", f: "M-3.6-2.8H3.6L0 3.6Z", i: "M-3.6 2.8H3.6L0-3.6Z",
  g: "M0-4 4 0 0 4-4 0Z", o: "M-3-3 3 3M3-3-3 3", r: "M2.8-3.6V3.6L-3.6 0Z", z: "M-2.8-3.6V3.6L3.6 0Z",
};

/** show({ node, unit, name }) draws; follow() moves the present. */
export function createFutures({ timeline, run, text, whatIf }) {
  const place = html("figure", { class: "what-if-chart" });
  let now = null; // { line, ground, x }
  let drawn = null;

  function values(trace, node, unit) {
    return Array.from({ length: trace.steps }, (_, step) => trace.number(node, step, unit));
  }

  function show(what) {
    drawn = what;
    const width = place.clientWidth;
    if (!width || !what) return;
    const { node, unit, name } = what;
    const own = whatIf.cell.nodes.find(({ id }) => id === node);
    const [real, imagined] = [values(whatIf.base, node, unit), values(run.trace, node, unit)];
    const picture = lines({ own, real, imagined, width });
    const said = { name, u: unit + 1, real: real.at(-1), imagined: imagined.at(-1) };
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", text("what_if.chart_label", said));
    place.replaceChildren(picture, ...difference(node, name, width));
    follow();
  }

  function lines({ own, real, imagined, width }) {
    const { height, left, right, top, bottom } = SIZE;
    const steps = real.length;
    const [low, high] = span(own, [...real, ...imagined]);
    const x = (step) => left + ((width - left - right) * (step + 0.5)) / steps;
    const y = (v) => top + ((height - top - bottom) * (high - v)) / (high - low || 1);
    const root = svg("svg", { width, height, class: `hue-${own.hue}` });
    const ground = svg("rect", { class: "future", y: top, height: height - top - bottom });
    root.append(ground);
    for (const v of ticks(low, high)) {
      root.append(svg("path", { class: v === 0 ? "zero" : "grid", d: `M${left} ${y(v)}H${width - right}` }));
      root.append(svg("text", { class: "tick", x: left - 8, y: y(v) + 4, "text-anchor": "end" }, text.number(v, Number.isInteger(v) ? 0 : high - low < 0.2 ? 2 : 1)));
    }
    const path = (all) => "M" + all.map((v, k) => `${x(k).toFixed(1)} ${y(v).toFixed(1)}`).join("L");
    const back = imagined.map((v, k) => `${x(k).toFixed(1)} ${y(v).toFixed(1)}`).reverse().join("L");
    root.append(svg("path", { class: "gap", d: `${path(real)}L${back}Z` }));
    root.append(svg("path", { class: "real", d: path(real) }), svg("path", { class: "imagined", d: path(imagined) }));
    const each = (width - left - right) / steps;
    if (each >= 8) {
      real.forEach((v, k) => root.append(mark(own, x(k), y(v), "real-mark")));
      imagined.forEach((v, k) => v !== real[k] && root.append(mark(own, x(k), y(v), "imagined-mark")));
    }
    letters(root, x, each, height);
    ends(root, width - right + 8, y(real.at(-1)), y(imagined.at(-1)), real.at(-1) === imagined.at(-1));
    const line = svg("path", { class: "now", d: `M0 ${top}V${height - bottom}` });
    root.append(line);
    now = { line, ground, x, right: width - right };
    return root;
  }

  const mark = (own, x, y, name) => svg("path", { class: name, d: MARKS[own.hue] ?? MARKS.h, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` });

  function letters(root, x, each, height) {
    const { tokens, steps } = run.trace;
    const every = tokens && each >= 11 ? 1 : Math.ceil(CROWDED / each);
    for (let k = 0; k < steps; k += every) {
      const word = tokens ? [...(tokens[k].trim() || "␣")].slice(0, 3).join("") : String(k + 1);
      const swapped = whatIf.base.tokens && tokens && tokens[k] !== whatIf.base.tokens[k];
      root.append(svg("text", { class: swapped ? "tick swapped" : "tick", x: x(k), y: height - 6, "text-anchor": "middle", "data-step": k }, word));
    }
  }

  /** The words at the right end, kept apart where the lines meet. */
  function ends(root, x, real, imagined, same) {
    if (same) {
      root.append(svg("text", { class: "end", x, y: real + 4 }, text("what_if.real")));
      return;
    }
    const off = Math.max(0, NEAR - Math.abs(real - imagined)) / 2;
    const above = real <= imagined ? -1 : 1;
    const within = (y) => Math.min(SIZE.height - SIZE.bottom, Math.max(SIZE.top, y));
    root.append(svg("text", { class: "end", x, y: within(real + above * off) + 4 }, text("what_if.real")));
    root.append(svg("text", { class: "end end-imagined", x, y: within(imagined - above * off) + 4 }, text("what_if.imagined")));
  }

  function difference(node, name, width) {
    const { steps, hidden } = run.trace;
    let [most, where] = [0, null];
    const all = Array.from({ length: hidden }, (_, u) => Array.from({ length: steps }, (_, t) => {
      const d = run.trace.number(node, t, u) - whatIf.base.number(node, t, u);
      if (Math.abs(d) > most) [most, where] = [Math.abs(d), { v: d, u: u + 1, t: t + 1 }];
      return d;
    }));
    if (!where) return [html("figcaption", { class: "card-note" }, text("what_if.difference_none", { name }))];
    const row = Math.max(3, Math.min(12, Math.floor(72 / hidden)));
    const inner = width - SIZE.left - SIZE.right;
    const root = svg("svg", { class: "what-if-difference", width, height: hidden * row, role: "img", "aria-label": text("what_if.difference_label", { name, ...where }) });
    const gap = row > 6 ? 1.2 : 0;
    all.forEach((units, u) => units.forEach((d, t) => root.append(svg("rect", {
      x: (SIZE.left + (inner * t) / steps + (steps > 60 ? 0 : 1)).toFixed(2), y: u * row, width: (inner / steps - (steps > 60 ? 0 : 2)).toFixed(2), height: row - gap,
      fill: shade(d, "v", most), "data-unit": u, "data-step": t, "data-number": d,
    }))));
    const scale = `±${text.number(most)}`;
    root.append(svg("text", { class: "tick", x: width - SIZE.right + 8, y: Math.min(12, hidden * row) }, scale));
    return [html("figcaption", { class: "card-note" }, text("what_if.difference", { n: hidden })), root];
  }

  function follow() {
    if (!now) return;
    const step = present(timeline.position, timeline.beats, timeline.steps);
    const x = now.x(step);
    now.line.setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
    now.ground.setAttribute("x", x.toFixed(1));
    now.ground.setAttribute("width", Math.max(0, now.right - x).toFixed(1));
  }

  const resized = new ResizeObserver(() => place.firstChild?.getAttribute?.("width") !== String(place.clientWidth) && show(drawn));
  resized.observe(place);
  return { place, show, follow, close: () => resized.disconnect() };
}

function span(own, values) {
  if (GATES.includes(own.role)) return [0, 1];
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const pad = (high - low) * 0.06 || 0.5;
  return [low < 0 ? low - pad : 0, high > 0 ? high + pad : 0];
}

/** Three or four round numbers within a range. */
function ticks(low, high) {
  const rough = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? power;
  const found = [];
  for (let v = Math.ceil(low / step); v * step <= high + 1e-9; v++) found.push(v * step === 0 ? 0 : Number((v * step).toPrecision(6)));
  return found;
}
