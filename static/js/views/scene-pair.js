// Two cells on the same sequence: the second follows the first, and what they share is lit in both;
// while the first rests at what only it has, the second is dimmed.
import { createOpened } from "../model/opened.js";
import { createRun } from "../model/run.js";
import { anchorsOf, createPartner } from "../model/partners.js";
import { mountMade } from "./made.js";
import { mountStage } from "./stage.js";
import { html } from "./svg.js";

export function mount({ data, run, timeline, text, find }) {
  const place = find("beside");
  const second = createRun(data.beside);
  const anchors = anchorsOf(run.cell, second.cell, data.shared);
  const leave = timeline.subscribe(() => {
    const step = Math.min(timeline.steps - 1, Math.floor(timeline.position / timeline.beats));
    const here = timeline.position - step * timeline.beats;
    place.toggleAttribute("data-waiting", timeline.resting && !timeline.playing && anchors.every(([a]) => a !== here));
  });
  const opened = createOpened();
  const follower = createPartner(timeline, anchors);
  const unmount = mountStage(place, { timeline: follower, run: second, text, opened, glides: true });
  const made = html("div", { class: "made scene-made", role: "region", "aria-label": text("stage.made_title"), hidden: "" });
  (find("player") ?? find("narrator") ?? find("body")).after(made); // nothing that is pressed is pushed
  const closeMade = mountMade(made, { timeline: follower, run: second, text, opened }, made);
  const unlight = light(find("stage"), place, data.shared);
  return () => {
    leave();
    unlight();
    unmount();
    closeMade();
    made.remove();
  };
}

/** Pointing at a piece, or focusing it, lights its partner in the other cell. */
function light(first, second, shared) {
  const stop = new AbortController();
  const back = Object.fromEntries(Object.entries(shared).map(([a, b]) => [b, a]));
  const marked = () => [...first.querySelectorAll("[data-paired]"), ...second.querySelectorAll("[data-paired]")];
  const clear = () => marked().forEach((one) => one.removeAttribute("data-paired"));
  for (const [here, there, pairs] of [[first, second, shared], [second, first, back]]) {
    const look = (event) => {
      clear();
      const box = event.target.closest?.("[data-node], [data-column]");
      const id = box?.dataset.node ?? box?.dataset.column;
      if (!pairs[id]) return;
      for (const [root, name] of [[here, id], [there, pairs[id]]]) {
        for (const one of root.querySelectorAll(`.box[data-node="${name}"], .column[data-column="${name}"]`)) one.setAttribute("data-paired", "");
      }
    };
    for (const type of ["pointerover", "focusin"]) here.addEventListener(type, look, { signal: stop.signal });
    here.addEventListener("pointerleave", clear, { signal: stop.signal });
  }
  return () => {
    clear();
    stop.abort();
  };
}
