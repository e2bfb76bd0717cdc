// The first page: a small memory at work; it plays by itself unless the reader prefers calm.
import { clock, prefersReducedMotion } from "./io/clock.js";
import { createDone } from "./io/done.js";
import { createText } from "./io/text.js";
import { createRun } from "./model/run.js";
import { createTimeline } from "./model/timeline.js";
import { groups } from "./model/waves.js";
import { mountStage } from "./views/stage.js";

const START = 900;
const READ = 1100;
const { texts, lang } = JSON.parse(document.getElementById("scene-text").textContent);
const data = JSON.parse(document.getElementById("home-data").textContent);
const text = createText(texts, lang);
const root = document.querySelector("[data-home]");
const run = createRun(data.run);
const beats = run.cell.nodes.length + 1;
const timeline = createTimeline({ steps: run.trace.steps, beats, at: data.at, clock, reducedMotion: prefersReducedMotion, pace: "wave" });
timeline.plan({ stops: groups(run.cell).map(({ to, levels }) => ({ to, levels: levels.length })), hold: () => READ });
mountStage(root.querySelector("[data-part=stage]"), { timeline, run, text, glides: true });

const [said, play, range] = ["[data-said]", "[data-play]", "[data-range]"].map((one) => root.querySelector(one));
const letters = [...root.querySelectorAll("[data-letters] span")];
timeline.subscribe(() => {
  const { position } = timeline;
  const done = Math.ceil(position - 1e-9);
  const step = Math.floor(Math.max(0, done - 1) / beats);
  const beat = done ? run.narration.steps[step - run.narration.from]?.[(done - 1) % beats] : run.narration.start;
  if (beat && timeline.resting && said.textContent !== beat.sentence) said.textContent = beat.sentence;
  range.value = String(Math.round(position));
  root.dataset.moving = String(timeline.moving);
  play.dataset.playing = String(timeline.playing);
  play.setAttribute("aria-label", text(timeline.playing ? "scene.pause" : "scene.play"));
  letters.forEach((letter, k) => letter.toggleAttribute("data-now", k === Math.min(letters.length - 1, Math.floor(position / beats))));
});
play.addEventListener("click", () => timeline.toggle());
range.addEventListener("input", () => {
  timeline.pause();
  timeline.seek(Number(range.value));
});
if (!prefersReducedMotion()) setTimeout(() => !document.hidden && timeline.at === data.at && timeline.play(), START);

/** Chapters that were read on this device. */
const read = createDone("celda-read");
for (const link of document.querySelectorAll("[data-chapter]")) link.toggleAttribute("data-read", read.has(link.dataset.chapter));
