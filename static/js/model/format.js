// Numbers as colours and short words: the same rules as the server's first picture.

export const GATES = ["forget", "input_gate", "output_gate", "reset", "update"];

/** "g" for what lies in 0 … 1, else "v", the scale around zero. */
export function scaleOf(node, byId = {}) {
  if (!node) return "v";
  const { range, op, role, args } = node;
  if (GATES.includes(role) || (range && range[0] === 0 && range[1] === 1)) return "g";
  return op === "one_minus" ? scaleOf(byId[args[0]], byId) : "v"; // what is left of a gate
}

/** The cell colour of a number: one of 21 of the theme's scale. */
export function shade(value, scale, most = 1) {
  const share = scale === "g" ? value / most : (value / most + 1) / 2;
  return `var(--${scale}${evenRound(20 * Math.min(1, Math.max(0, share)))})`;
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
