// Two futures of one number, and how far all its units differ: real solid, imagined dashed with hollow markers. What is not computed yet is veiled.
import { GATES, tint } from "../model/format.js";
import { present, uncovered } from "../model/figure.js";
import { largest } from "../model/futures.js";
import { html, svg } from "./svg.js";

const SIZE = { height: 148, left: 40, right: 64, top: 10, bottom: 24 };
const HATCH = "what-if-hatch";
const EDGE = 5; // px of a mark beyond its centre
const NEAR = 15; // px between the words at the two ends
const CROWDED = 26; // px a step under which not every letter is written
const MARKS = {
  h: "M-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0Z", c: "M-3-3H3V3H-3Z", f: "M-3.6-2.8H3.6L0 3.6Z", i: "M-3.6 2.8H3.6L0-3.6Z",
  g: "M0-4 4 0 0 4-4 0Z", o: "M-3-3 3 3M3-3-3 3", r: "M2.8-3.6V3.6L-3.6 0Z", z: "M-2.8-3.6V3.6L3.6 0Z",
};

/** show({ node, unit, name }) draws; follow() moves the present. */
export function createFutures({ timeline, run, text, whatIf }) {
  const place = html("figure", { class: "what-if-chart" });
  let now = null; // { line, veil, x, … } of the chart, and what follows the present in it
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
    picture.setAttribute("role", "img");
    Object.assign(now, { picture, node, unit, name, real, imagined }, difference(node, name, width));
    place.replaceChildren(picture, now.caption, ...(now.root ? [now.root] : []));
    follow();
  }

  function lines({ own, real, imagined, width }) {
    const { height, left, right, top, bottom } = SIZE;
    const steps = real.length;
    const [low, high] = span(own, [...real, ...imagined]);
    const x = (step) => left + ((width - left - right) * (step + 0.5)) / steps;
    const y = (v) => top + ((height - top - bottom) * (high - v)) / (high - low || 1);
    const root = svg("svg", { width, height, class: `hue-${own.hue}` });
    const veil = svg("rect", { class: "future", fill: `url(#${HATCH})`, y: top, height: height - top - bottom });
    root.append(hatch());
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
    const line = svg("path", { class: "now", d: `M0 ${top}V${height - bottom}` });
    const ends = ["real", "imagined"].map((which) => svg("text", { class: which === "real" ? "end" : "end end-imagined", x: width - right + 8 }, text(`what_if.${which}`)));
    root.append(veil, line, ...ends);
    now = { line, veil, x, y, right: width - right, ends };
    return root;
  }

  function hatch() {
    const pattern = svg("pattern", { id: HATCH, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    pattern.append(svg("rect", { class: "hatch-ground", width: 7, height: 7 }), svg("path", { class: "grid", d: "M.5 0V7" }));
    return svg("defs", {}, pattern);
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

  /** The words at the right end stand at the last values known, kept apart where the lines meet. */
  function ends(step) {
    const [real, imagined] = [now.real[step], now.imagined[step]];
    now.ends[0].toggleAttribute("hidden", real === undefined);
    now.ends[1].toggleAttribute("hidden", real === imagined);
    if (real === undefined) return;
    const [high, low] = [now.y(real), now.y(imagined)];
    const off = real === imagined ? 0 : Math.max(0, NEAR - Math.abs(high - low)) / 2;
    const above = high <= low ? -1 : 1;
    const within = (y) => String(Math.min(SIZE.height - SIZE.bottom, Math.max(SIZE.top, y)) + 4);
    now.ends[0].setAttribute("y", within(high + above * off));
    now.ends[1].setAttribute("y", within(low - above * off));
  }

  function difference(node, name, width) {
    const { steps, hidden } = run.trace;
    const caption = html("figcaption", { class: "card-note" });
    const most = largest(whatIf.base, run.trace, node).by;
    if (!most) return { caption, root: null };
    const row = Math.max(3, Math.min(12, Math.floor(72 / hidden)));
    const inner = width - SIZE.left - SIZE.right;
    const root = svg("svg", { class: "what-if-difference", width, height: hidden * row, role: "img" });
    const gap = row > 6 ? 1.2 : 0;
    for (let u = 0; u < hidden; u++) for (let t = 0; t < steps; t++) {
      const d = run.trace.number(node, t, u) - whatIf.base.number(node, t, u);
      root.append(svg("rect", {
        x: (SIZE.left + (inner * t) / steps + (steps > 60 ? 0 : 1)).toFixed(2), y: u * row, width: (inner / steps - (steps > 60 ? 0 : 2)).toFixed(2), height: row - gap,
        fill: tint(d / most), "data-unit": u, "data-step": t, "data-number": d,
      }));
    }
    const cover = svg("rect", { class: "future", fill: `url(#${HATCH})`, height: hidden * row });
    root.append(cover, svg("text", { class: "tick", x: width - SIZE.right + 8, y: Math.min(12, hidden * row) }, `±${text.number(most)}`));
    return { caption, root, cover };
  }

  /** How many timesteps of the drawn value are computed. */
  function known() {
    const index = run.cell.nodes.findIndex(({ id }) => id === now.node);
    return Math.floor(uncovered(timeline.position, timeline.beats, index) + 1e-9);
  }

  function follow() {
    if (!now) return;
    const x = now.x(present(timeline.position, timeline.beats, timeline.steps));
    now.line.setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
    const steps = known();
    if (steps === now.known) return;
    now.known = steps;
    const { left } = SIZE;
    cover(now.veil, steps ? Math.min(now.right, now.x(steps - 1) + EDGE) : left, steps);
    if (now.cover) cover(now.cover, left + ((now.right - left) * steps) / run.trace.steps, steps);
    ends(steps - 1);
    say(steps);
  }

  function cover(veil, from, steps) {
    veil.setAttribute("x", from.toFixed(1));
    veil.setAttribute("width", Math.max(0, now.right - from).toFixed(1));
    veil.toggleAttribute("hidden", steps >= run.trace.steps);
  }

  /** In words, as far as it is computed. */
  function say(steps) {
    const { name, node, unit } = now;
    const said = steps ? { name, u: unit + 1, t: steps, real: now.real[steps - 1], imagined: now.imagined[steps - 1] } : { name, u: unit + 1 };
    now.picture.setAttribute("aria-label", text(steps ? "what_if.chart_label" : "what_if.chart_veiled", said));
    const most = largest(whatIf.base, run.trace, node, steps);
    const key = !now.root ? "difference_none" : !steps ? "difference_veiled" : most.by ? "difference" : "difference_none_yet";
    now.caption.textContent = text(`what_if.${key}`, { n: run.trace.hidden, name });
    const far = { name, v: most.imagined - most.real, u: most.unit + 1, t: most.step + 1 };
    now.root?.setAttribute("aria-label", most.by ? text("what_if.difference_label", far) : now.caption.textContent);
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
