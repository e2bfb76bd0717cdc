// Numbers as colours and short words: the same rules as the server's first picture.

import { clamp } from "./motion.js";

export const GATES = ["forget", "input_gate", "output_gate", "reset", "update"];

/** "g" for what lies in 0 … 1, else "v", the scale around zero. */
export function scaleOf(node, byId = {}) {
  if (!node) return "v";
  const { range, op, role, args } = node;
  if (GATES.includes(role) || (range && range[0] === 0 && range[1] === 1)) return "g";
  return op === "one_minus" ? scaleOf(byId[args[0]], byId) : "v"; // what is left of a gate
}

const ONE = 0.7; // of the way to the end colour, in proportion up to a size of 1; the rest by logarithm
export const NEAREST = 2; // what the end colour stands for at least

/** The cell colour of a number: one of 21 of the theme's scale, "g" from 0 to 1, "v" from -most to most. */
export function shade(value, scale, most = NEAREST) {
  if (scale === "g") return `var(--g${evenRound(20 * clamp(value))})`;
  const size = Math.abs(value);
  const share = size > 1 ? ONE + (1 - ONE) * (Math.log(size) / Math.log(most)) : ONE * size;
  return tint(Math.sign(value) * Math.min(1, share));
}

/** A colour of the scale around zero by its place, -1 … 1. */
export const tint = (place) => `var(--v${evenRound(20 * clamp((1 + place) / 2))})`;

/** A scale's colours at their places from 0 to 1 of -most … most, as Plotly takes them. */
export function stops(colours, most) {
  return colours.map((colour, k) => {
    const share = (2 * k) / (colours.length - 1) - 1;
    const size = Math.abs(share);
    if (size === 1) return [(1 + share) / 2, colour];
    return [(1 + (Math.sign(share) * (size > ONE ? most ** ((size - ONE) / (1 - ONE)) : size / ONE)) / most) / 2, colour];
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
