// How long a play takes: where it stops, how long the way there is, how long each stop is left to be read.
import { MS, clamp } from "./motion.js";

export const PACES = ["guided", "operation", "wave", "step"];

const READ = { start: 350, character: 60 };
const WHOLE = 90_000; // a guided play of a short text reaches its end in about this time
const SHORT = 8; // timesteps
const LEAST = 0.65; // of the time to read: 25 letters a second, as fast as subtitles

/** ms to read a sentence of so many letters. */
export const reading = (letters) => READ.start + READ.character * letters;

// A plan is { steps, beats, pace, speed, stops, hold }: stops [{ to, levels }] of the waves of a timestep,
// hold(at) → ms to read what was just done. Guided: the first timestep operation by operation, the later ones in one go.

const slow = ({ pace, beats }, position) => pace === "guided" && position < beats;
const inOneGo = (plan, position) => plan.pace === "step" || (plan.pace === "guided" && !slow(plan, position));
const factor = ({ pace, speed, beats }, position) => speed ?? (pace === "guided" || position < beats ? 1 : 1.5);

/** The next stop after a whole position, and ms to get there. */
export function ahead(plan, position, alone = false) {
  const { beats, stops, speed } = plan;
  const inStep = position % beats;
  if (inOneGo(plan, position) && !alone) {
    const quicker = plan.pace === "guided" ? 1.5 : 1;
    return { to: position - inStep + beats, ms: (MS.quick * (beats - inStep)) / (quicker * (speed ?? 1)) };
  }
  const stop = plan.pace === "wave" && stops?.find(({ to }) => to > inStep);
  if (stop) return { to: position - inStep + stop.to, ms: (MS.beat * stop.levels) / factor(plan, position) };
  return { to: position + 1, ms: MS.beat / factor(plan, position) };
}

/** ms that a stop is left to be read. */
export function rest(plan, position) {
  const { beats, hold } = plan;
  if (plan.pace === "guided" && position <= beats) return (ease(plan) * hold(position)) / factor(plan, position);
  return (inOneGo(plan, position) ? MS.step : hold(position)) / factor(plan, position);
}

/** The share of its reading time that the first timestep keeps, so that the end is reached in time. */
function ease({ steps, beats, hold }) {
  const later = (Math.min(steps, SHORT) - 1) * ((MS.quick * beats) / 1.5 + MS.step);
  let words = 0;
  for (let at = 1; at <= beats; at += 1) words += hold(at);
  return clamp((WHOLE - later - MS.beat * beats) / words, LEAST, 1);
}

/** ms from a position to the end. */
export function duration(plan, from = 0) {
  const end = plan.steps * plan.beats;
  let ms = 0;
  for (let position = from; position < end; ) {
    const next = ahead(plan, position);
    ms += next.ms + (next.to < end ? rest(plan, next.to) : 0);
    position = next.to;
  }
  return ms;
}
