// Four easing functions and the staging of a beat: everything that moves is a composition of these.

export const clamp = (value, low = 0, high = 1) => Math.min(high, Math.max(low, value));

/** The share of the sub-interval from…to that fraction f has passed. */
export const part = (f, from, to) => clamp((f - from) / (to - from));

/** Zero velocity and zero acceleration at both ends. */
export const smooth = (t) => t ** 3 * (10 + t * (6 * t - 15));

/** There and back: 0 → 1 → 0. */
export const pulse = (t) => smooth(t < 0.5 ? 2 * t : 2 - 2 * t);

/** The fraction of the i-th of n things that start one after another, r of a duration apart. */
export const lag = (f, i, n, r) => clamp(f * ((n - 1) * r + 1) - i * r);

/** Sub-intervals of a beat: wires light, inputs travel and arrive together, the box fires, its output appears. */
export const BEAT = {
  light: [0, 0.15],
  travel: [0.05, 0.6],
  leave: [0, 0.12],
  fire: [0.55, 0.62],
  pulse: [0.55, 0.75],
  output: [0.65, 0.85],
  numbers: [0.8, 1],
};

/** Sub-intervals of the last beat: the states run to the right edge, leave, and enter at the left. */
export const HANDOVER = {
  light: [0, 0.1],
  travel: [0.03, 0.4],
  arrive: [0.38, 0.46],
  leave: [0.48, 0.7],
  turn: 0.7,
  enter: [0.7, 0.94],
  numbers: [0.9, 1],
};

export const MS = { beat: 900, quick: 280, back: 300, step: 900 };
