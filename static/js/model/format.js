// Numbers as colours and short words: the same rules as the server's first picture.

export const GATES = ["forget", "input_gate", "output_gate", "reset", "update"];

/** "g" for what lies in 0 … 1, else "v", the scale around zero. */
export function scaleOf(node, byId = {}) {
  if (!node) return "v";
  const { range, op, role, args } = node;
  if (GATES.includes(role) || (range && range[0] === 0 && range[1] === 1)) return "g";
  return op === "one_minus" ? scaleOf(byId[args[0]], byId) : "v"; // what is left of a gate
}

/** The cell colour of a number: one of 21 of the theme's scale; "l" is v by the logarithm of 1 + size. */
export function shade(value, scale, most = 1) {
  const part = scale === "l" ? (Math.sign(value) * Math.log1p(Math.abs(value))) / Math.log1p(most) : value / most;
  const share = scale === "g" ? part : (part + 1) / 2;
  return `var(--${scale === "g" ? "g" : "v"}${evenRound(20 * Math.min(1, Math.max(0, share)))})`;
}

const LARGE = 10; // up to this end colours stay in proportion
const OVERSHADOWED = 0.25; // half the steps do not reach this share of the end: they would have no colour

/** The scale around zero of rows, one list of numbers a timestep: in proportion, unless a few steps outgrow all others. */
export function aroundZero(rows) {
  const peaks = rows.map((row) => row.reduce((most, v) => Math.max(most, Math.abs(v)), 0)).sort((a, b) => a - b);
  const most = Math.max(1, peaks.at(-1) ?? 1);
  const large = most > LARGE && peaks[Math.floor((peaks.length - 1) / 2)] < OVERSHADOWED * most;
  return { name: large ? "l" : "v", most };
}

/** A scale's colours at their places from 0 to 1 of -most … most, as Plotly takes them. */
export function stops(colours, { name, most }) {
  return colours.map((colour, k) => {
    const place = k / (colours.length - 1);
    if (name !== "l" || k === 0 || place === 1) return [place, colour];
    const s = 2 * place - 1;
    return [(Math.sign(s) * Math.expm1(Math.abs(s) * Math.log1p(most)) / most + 1) / 2, colour];
  });
}

/** Half to even, as the server rounds. */
function evenRound(value) {
  const whole = Math.floor(value);
  return value - whole === 0.5 ? whole + (whole % 2) : Math.round(value);
}

const SIGNS = { " ": "\u2423", "\n": "\u21b5", "\t": "\u21e5" };

/** A token short enough for its box. */
export function shortToken(token) {
  const shown = SIGNS[token] ?? token;
  return [...shown].length < 4 ? shown : `${[...shown].slice(0, 2).join("")}\u2026`;
}
