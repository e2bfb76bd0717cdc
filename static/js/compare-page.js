// The compare page: one timeline for all cells; a choice of cells or another text asks for a new page.
import { clock, prefersReducedMotion } from "./io/clock.js";
import { createText } from "./io/text.js";
import { createTimeline } from "./model/timeline.js";
import { createTrace } from "./model/trace.js";
import { mountCompare } from "./views/compare.js";
import { mountPlayer } from "./views/player.js";

const AT_REST = 250;
const MOST = 4;
const data = JSON.parse(document.getElementById("page-data").textContent);
const text = createText(data.text, data.lang);
const root = document.getElementById("compare");
const player = root.querySelector(".player");
const form = root.querySelector("form");
const zeros = data.h.map(() => [0]);

// What the player needs of a run: the first cell's states on the cards of the letters.
const run = {
  cell: { nodes: [], states: ["h"] },
  trace: createTrace({ nodes: [] }, { steps: data.steps, hidden: data.hidden, tokens: data.tokens, nodes: { h: data.h }, inputs: zeros }),
  narration: null,
  selection: { unit: 0 },
  subscribe(listener) {
    listener(run, "trace");
    return () => {};
  },
};
const timeline = createTimeline({ steps: data.steps, beats: 1, at: Number(player.dataset.at), clock, reducedMotion: prefersReducedMotion });
mountPlayer(player.parentElement, { timeline, run, text });
mountCompare(root, { timeline, run, text });

let waiting = null;
timeline.subscribe(() => {
  clearTimeout(waiting);
  if (timeline.resting && !timeline.playing) waiting = setTimeout(remember, AT_REST);
});

function remember() {
  const query = new URLSearchParams(location.search);
  if (timeline.at) query.set("at", timeline.at);
  else query.delete("at");
  const search = query.size ? `?${query}` : "";
  if (search !== location.search) history.replaceState(null, "", location.pathname + search);
}

/** Two to four: the last box of two stays ticked, a fifth is not taken. */
function limit() {
  const boxes = [...form.querySelectorAll("[name=cells]")];
  const ticked = boxes.filter(({ checked }) => checked).length;
  for (const box of boxes) box.disabled = box.checked ? ticked <= 2 : ticked >= MOST;
}

form.addEventListener("change", () => form.requestSubmit());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const query = new URLSearchParams();
  query.set("cells", [...form.querySelectorAll("[name=cells]:checked")].map(({ value }) => value).join(","));
  for (const { name, value } of form.querySelectorAll("[type=text], [type=hidden]")) query.set(name, value);
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme) query.set("theme", theme);
  location.search = `?${query}`;
});
limit();
