// One time for cells of different length, wave by wave: a shared timestep has a beat for every wave of the
// deepest cell and a last one in which all hand their states over together. A wave lasts as long in every
// cell, so that the picture tells the truth about depth: a shallow cell is done early and waits.
// app/pages/aligned.py draws the first picture by the same rule.
import { uncovered } from "./figure.js";
import { clamp } from "./motion.js";
import { createOwnTime } from "./own-time.js";
import { groups } from "./waves.js";

/** How many operations are done after each wave. */
export const stopsOf = (cell) => groups(cell).slice(0, -1).map(({ to }) => to);

/** Of a shared timestep: the waves of the deepest cell, and the handover. */
export const sharedBeats = (cells) => Math.max(...cells.map((cell) => stopsOf(cell).length)) + 1;

/** The groups of a shared timestep: a beat takes as long as the slowest wave in it. */
export function sharedStops(cells) {
  const all = cells.map((cell) => groups(cell).slice(0, -1));
  const beats = sharedBeats(cells);
  return Array.from({ length: beats }, (_, k) => ({
    to: k + 1,
    levels: k === beats - 1 ? 1 : Math.max(...all.map((waves) => waves[k]?.levels.length ?? 1)),
  }));
}

/** (stops, shared beats, steps) → shared position → the cell's own position. */
export function createPlace(stops, beats, steps) {
  const waves = [0, ...stops];
  const ops = waves.at(-1);
  return function place(position) {
    const step = clamp(Math.floor(position / beats), 0, steps - 1);
    const k = position - step * beats;
    const handing = Math.max(0, k - (beats - 1));
    const wave = Math.min(Math.floor(k), waves.length - 1);
    const there = wave === waves.length - 1 ? ops : waves[wave] + (k - wave) * (waves[wave + 1] - waves[wave]);
    return step * (ops + 1) + there + handing;
  };
}

/** A cell's own view of the shared timeline; shown() as for createOwnTime. */
export function createAligned(timeline, cell, shown = () => true) {
  const stops = stopsOf(cell);
  const { beats, steps } = timeline;
  const own = cell.nodes.length + 1;
  const knownAt = (position) => uncovered(position, beats, stops.length - 1);
  const more = {
    pace: "wave",
    waves: stops.length,
    knownAt,
    /** Timesteps (with a fraction) whose state is computed. */
    get known() { return knownAt(timeline.position); },
    /** Waves done in this timestep; more than there are while it waits, or hands over. */
    get wave() { return timeline.position - Math.min(steps - 1, Math.floor(timeline.position / beats)) * beats; },
    /** To the start of the wave that an operation belongs to. */
    seek(position) {
      const step = Math.min(steps - 1, Math.floor(position / own));
      timeline.seek(step * beats + stops.findIndex((to) => to > position - step * own));
    },
    /** To where all cells have done a timestep and none has handed it over. */
    finish: (step) => timeline.seek((step + 1) * beats - 1),
  };
  return createOwnTime(timeline, createPlace(stops, beats, steps), own, cell.id, more, shown);
}
