// What the compare page says at a position of the shared time: all of it pure functions of the position.
import { clamp } from "./motion.js";

const LIKELY = 3;

/** Where in its timestep a position is: { step, k: waves done or being done, whole }. */
export function momentOf(position, beats, steps) {
  const step = clamp(Math.floor(position / beats), 0, steps - 1);
  const k = position - step * beats;
  return { step, k: Math.ceil(k - 1e-9), whole: Number.isInteger(k) };
}

/**
 * Which sentence stands: { told: index } of what the timestep showed, or while waves are being computed
 * { step, k, waiting: indices of the cells that are done }. waves: of every cell; quick: no time to read waves.
 */
export function sentenceAt(position, beats, steps, waves, quick) {
  const { step, k, whole } = momentOf(position, beats, steps);
  const computed = k === beats || (k === beats - 1 && whole);
  if (computed) return { told: step + 1 };
  if (quick || k === 0) return { told: step };
  const waiting = waves.flatMap((count, i) => (count < k || (count === k && whole) ? [i] : []));
  return { step, k, waiting };
}

/** What a cell is at: "rest" between timesteps, "wave", "done" while others compute, "handing". */
export function phaseOf(position, beats, steps, waves) {
  const { k, whole } = momentOf(position, beats, steps);
  if (k === 0 || (k === beats && whole)) return "rest";
  if (k === beats) return "handing";
  return k > waves || (k === waves && whole && waves < beats - 1) ? "done" : "wave";
}

/** The likeliest symbols of a readout after so many timesteps, [{ symbol, share }], the likeliest first. */
export function expectedAt(outputs, known) {
  if (!outputs || known === 0) return [];
  const shares = outputs.probabilities[known - 1];
  const order = shares.map((_, k) => k).sort((a, b) => shares[b] - shares[a] || a - b);
  return order.slice(0, LIKELY).map((k) => ({ symbol: outputs.vocabulary[k], share: shares[k] }));
}

/** The position that other cells' time has for this one: the same timestep, as far into it as there are waves. */
export function moved(position, beats, next) {
  const step = Math.floor(position / beats);
  return step * next + Math.min(position - step * beats, next - 1);
}
