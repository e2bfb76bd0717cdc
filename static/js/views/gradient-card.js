// The sentence of the operation that passes the gradient on, and the sizes before and after it.
import { written } from "../model/backward.js";
import { html, svg } from "./svg.js";

const SETTLE = 350;

/** ask(j): fetches the sentences about a step of the wave and calls again() when they are here. */
export function mountGradientCard(element, { timeline, wave, text, ask }) {
  const [sentence, flow, live, here] = ["sentence", "flow", "live", "made-here"].map((name) => element.querySelector(`[data-${name}]`));
  let shown = null;
  let timer = null;

  function show() {
    const { j, step, beat } = wave.current(timeline.position);
    const told = beat < 0 ? { sentence: wave.narration.start } : wave.told(j, beat);
    const key = `${j} ${beat} ${Boolean(told)}`;
    if (key === shown) return;
    shown = key;
    if (!told) return ask(j, show);
    sentence.textContent = told.sentence;
    timeline.soon("flow", () => flow.replaceChildren(...sizes(step, beat)));
    point(step, wave.cell.nodes[beat]);
    clearTimeout(timer);
    timer = setTimeout(() => { live.textContent = timeline.playing ? "" : (told.spoken ?? told.sentence); }, SETTLE);
  }

  /** The way to what made the largest gradient of the operation just passed. */
  function point(step, node) {
    here.hidden = !node?.opens;
    if (here.hidden) return;
    const sizes = wave.nodes[node.id][step].map(Math.abs);
    const unit = sizes.indexOf(Math.max(...sizes));
    const to = new URL(location.href);
    to.searchParams.set("made", `${node.id}:${step}:${unit}`);
    here.href = to.search;
    here.textContent = text("gradients.made_here", { u: unit + 1 });
  }

  function sizes(step, beat) {
    if (beat < 0) return [];
    const node = wave.cell.nodes[beat];
    if (!node) return handed(step);
    const came = html("span", { class: "back-came" }, html("b", {}, node.name), ` ${written(text, wave.norms[node.id][step])}`);
    const sent = [...new Set(node.sends)].map((value) => arrow(nameOf(value), wave.size(value, node.id, step)));
    return [came, ...sent];
  }

  function handed(step) {
    if (wave.cuts.includes(step)) return [html("span", { class: "back-came" }, text("gradients.cut"))];
    const words = step ? text("gradients.arrives_handed", { step }) : text("gradients.arrives_start");
    if (!step) return [html("span", { class: "back-came" }, words)];
    const states = wave.cell.states.map((s) => arrow(s, wave.size(s, `>${s}`, step - 1)));
    return [html("span", { class: "back-came" }, words), ...states];
  }

  const nameOf = (value) => wave.names[value] ?? wave.cell.nodes[wave.order(value)].name;

  function arrow(name, size) {
    const icon = svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: "M19 12H5M11 6l-6 6 6 6" }));
    return html("span", { class: "back-sent" }, icon, `${name} ${written(text, size)}`);
  }

  const leave = timeline.subscribe(show);
  return () => {
    clearTimeout(timer);
    leave();
  };
}
