// Figures as plain data: what a page takes away from one, puts into one, and how far time has uncovered it.
import { stops } from "./format.js";
import { clamp } from "./motion.js";

/** Timesteps (with a fraction) of a node that are computed at a position; index is the node's place in the story. */
export function uncovered(position, beats, index) {
  const step = Math.floor(position / beats);
  return step + clamp(position - step * beats - index);
}

/** The timestep (with a fraction, while the states are handed over) that is the present. */
export function present(position, beats, steps) {
  const step = Math.floor(position / beats);
  return Math.min(steps - 1, step + clamp(position - step * beats - (beats - 1)));
}

/** A heatmap's cells alone, for a page that writes labels, tokens and legends itself. */
export function bare({ data, layout }, width, height) {
  const axes = Object.keys(layout).filter((key) => /^[xy]axis/.test(key));
  const hidden = Object.fromEntries(axes.map((key) => [key, { ...layout[key], showticklabels: false }]));
  return {
    data: data.map((trace) => ({ ...silent(trace), showscale: false })),
    layout: { ...plain(layout), ...hidden, annotations: [], margin: { l: 0, r: 0, t: 0, b: 0 }, width, height },
  };
}

/** A figure without title, slider, button and letters at its lines' ends; frames stay with the caller. */
export function quiet({ data, layout }, width) {
  const annotations = (layout.annotations ?? []).filter(({ name }) => name !== "end");
  const margin = { ...layout.margin, ...layout.meta.plain?.margin };
  if (annotations.length < (layout.annotations ?? []).length) margin.r = 8;
  return { data: data.map(silent), layout: { ...plain(layout), annotations, margin, width } };
}

/** Its label is the page's to show, above the veil; the words stay in meta. */
function silent(trace) {
  if (!trace.hovertemplate) return trace;
  const { hovertemplate, ...rest } = trace;
  return { ...rest, hoverinfo: "none", meta: { ...trace.meta, hover: hovertemplate.replace("<extra></extra>", "") } };
}

/** A label with a point's numbers in it, as the language writes them. */
export function labelled({ point, meta }, text) {
  return (meta.hover ?? "").replace(/%\{(\w+)(?::([^}]*))?\}/g, (_, name, format) => {
    const value = point[name];
    if (format === ".0%") return text.percent(value);
    return format ? text.number(value, 2) : String(value);
  });
}

function plain(layout) {
  const { title, sliders, updatemenus, ...rest } = layout;
  const kept = layout.meta.plain ?? {};
  return { ...rest, ...kept, paper_bgcolor: "rgba(0,0,0,0)" };
}

/** The figure of a step (counted from 1) out of its frames; of step 0 nothing is known, but a flow is that of the input being read. */
export function at({ data, layout, frames }, step, reading = step) {
  if (!frames?.length) return { data, layout };
  const drawn = (k) => new Map(k > 0 ? frames[k - 1].traces.map((index, n) => [index, frames[k - 1].data[n]]) : []);
  const [known, read] = [drawn(Math.min(step, frames.length)), drawn(Math.min(reading, frames.length))];
  const none = { x: [], y: [], text: [] };
  const now = (trace, k) => (trace.meta?.points === "flow" ? read : known).get(k) ?? (step > 0 ? {} : none);
  return { data: data.map((trace, k) => ({ ...trace, ...now(trace, k) })), layout };
}

/** The same figure with another trace's numbers, where each Plotly trace says whose they are; else null. */
export function refilled(figure, trace) {
  const { steps, hidden } = figure.layout.meta;
  if (steps !== trace.steps || hidden !== trace.hidden) return null;
  if (!figure.data.every(({ meta }) => meta.x === "step" && meta.y === "unit")) return null;
  const data = figure.data.map((drawn) => {
    const node = drawn.meta.node;
    const z = Array.from({ length: hidden }, (_, unit) =>
      Array.from({ length: steps }, (_, step) => trace.number(node, step, unit)),
    );
    const scale = trace.scale(node);
    if (scale.name === "g") return { ...drawn, z };
    const colorscale = stops(drawn.colorscale.map(([, colour]) => colour), scale.most);
    return { ...drawn, z, zmin: -scale.most, zmax: scale.most, colorscale };
  });
  return { ...figure, data };
}

/** The same figure in other colours: inks is a Map of lower-case hexadecimal colours. */
export function repainted(figure, inks) {
  return JSON.parse(JSON.stringify(figure).replace(/#[0-9a-f]{6}\b/gi, (ink) => inks.get(ink.toLowerCase()) ?? ink));
}

/** What is under the pointer: { node, unit, step }, counted from 0; a part that a figure does not say is left out. */
export function pointed({ index, point, meta }) {
  const found = {};
  if (meta.node && meta.node !== "tokens" && meta.node !== "probabilities") found.node = meta.node;
  if (meta.unit !== undefined) found.unit = meta.unit;
  if (Array.isArray(index)) {
    if (meta.y === "unit") found.unit = index[0];
    if (meta.y === "symbol") found.symbol = meta.symbols[index[0]];
    found.step = index[1];
  } else if (meta.x === "step") found.step = point.x - 1;
  if (meta.points === "unit") found.unit = index;
  if (meta.points === "step" && point.customdata > 0) found.step = point.customdata - 1;
  return found;
}
