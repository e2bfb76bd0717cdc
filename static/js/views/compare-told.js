// What tells the cells apart, in words: after every timestep what was measured, in between who still computes.
import { sentenceAt } from "../model/compare.js";

const SETTLE = 350; // ms of rest before the live region speaks
const LISTS = { en: "en-GB", es: "es" }; // no comma before "and", as the server writes
const READ = { start: 350, character: 60, wave: 700 };

/** told: the sentences before the first timestep and after each; times: every cell's view of the timeline. */
export function mountCompareTold(element, { timeline, times, runs, told, names, text }) {
  const sentence = element.querySelector("[data-told]");
  const live = element.querySelector("[data-live]");
  const waves = times.map((time) => time.waves);
  const { tokens } = runs[0].trace;
  const list = new Intl.ListFormat(LISTS[text.lang]);
  let timer = 0;
  let first = true;
  let shown = "";

  const at = (position, quick) => sentenceAt(position, timeline.beats, timeline.steps, waves, quick);

  function words({ told: index, step, k, waiting }) {
    if (index !== undefined) return told[index];
    const said = [text("compare.arrives", { token: text.token(tokens[step]), k, n: timeline.beats - 1 })];
    const cells = list.format(waiting.map((i) => names[i]));
    if (waiting.length) said.push(text("compare.waits", { cells, n: waiting.length }));
    return said.join(" ");
  }

  function show() {
    const { position } = timeline;
    const moment = `${Math.ceil(position - 1e-9)} ${Number.isInteger(position)} ${timeline.pace}`;
    if (timeline.moving && moment === shown) return;
    shown = moment;
    const found = at(position, timeline.pace === "step");
    const now = words(found);
    if (sentence.textContent !== now) sentence.textContent = now;
    clearTimeout(timer);
    if (!timeline.moving && !first) timer = setTimeout(() => speak(found, now), SETTLE);
    first = false;
  }

  function speak(found, now) {
    if (timeline.playing && found.told === undefined) return;
    if (live.textContent !== now) live.textContent = now;
  }

  /** How long the player waits at a position: to read what a timestep showed, or to look at a wave. */
  function hold(position) {
    const found = at(position, false);
    if (found.told === undefined) return READ.wave;
    return position % timeline.beats ? READ.start + READ.character * told[found.told].length : READ.start;
  }

  const leave = timeline.subscribe(show);
  return {
    hold,
    close() {
      leave();
      clearTimeout(timer);
    },
  };
}
