// Ways of looking at the stage: several timesteps side by side, by hand, in units, the inside of a product.
import { sumOf } from "../model/opened.js";
import { unitTold } from "../model/told.js";
import { html, svg } from "./svg.js";
import { mountAncestors } from "./stage-ancestors.js";
import { mountHand } from "./stage-hand.js";
import { mountUnits } from "./stage-units.js";
import { openZoom } from "./stage-zoom.js";

const ICONS = {
  units: "M3 6a2 2 0 1 0 4 0 2 2 0 1 0-4 0M3 18a2 2 0 1 0 4 0 2 2 0 1 0-4 0M17 12a2 2 0 1 0 4 0 2 2 0 1 0-4 0M7 6.8l10 4.4M7 17.2l10-4.4",
  unroll: "M3 7h5v10H3zM16 7h5v10h-5zM8 12h8",
  hand: "M9 11V5a1.6 1.6 0 0 1 3.2 0v5l5 1.2a2.4 2.4 0 0 1 1.8 2.8l-1 6H9.6L5.4 14.6a1.6 1.6 0 0 1 2.4-2Z",
  product: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l5 5M8 11h6M11 8v6",
};

/** unroll(on) is the stage's own; the rest happens here. */
export function mountStageTools(element, { timeline, run, text, opened }, unroll) {
  const bar = html("div", { class: "stage-tools" });
  const product = button("product", text("stage.product"), () => zoomInto(sumNow(), unitTold(run, timeline), product));
  const hand = mountHand(element, { timeline, run, text, opened });
  const units = mountUnits(element, { timeline, run, text, opened }, zoomInto);
  const several = button("unroll", text("stage.unroll"), () => opened.toggle("view", "unrolled", "units"));
  const byHand = button("hand", text("stage.hand"), () => opened.toggle("view", "hand"));
  const inUnits = button("units", text("stage.units"), () => opened.toggle("view", "units", "unrolled"));
  const toggles = [[several, "unrolled", unroll], [byHand, "hand", hand.toggle], [inUnits, "units", units.toggle]];
  for (const [toggle] of toggles) toggle.setAttribute("aria-pressed", "false");
  bar.append(product, byHand, inUnits, several);
  for (const wide of [byHand, several]) wide.classList.add("stage-tool-wide");
  element.append(bar);
  let zoom = null; // { close }
  let opener = null; // what gets the focus back
  const kin = mountAncestors(element, { timeline, run, opened }, ({ node, unit, step }, cell) => zoomInto(node, unit, cell.matches("[tabindex]") ? cell : product, step));
  let shown = ""; // what is open

  function button(icon, words, press) {
    const drawing = svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: ICONS[icon] }));
    const made = html("button", { type: "button", class: "button stage-tool" }, drawing, html("span", {}, words));
    made.addEventListener("click", press);
    return made;
  }

  const stepNow = () => Math.min(timeline.steps - 1, Math.floor(Math.max(0, timeline.at - 1) / timeline.beats));

  /** The affine at hand: of the operation just done, or the one behind it. */
  function sumNow() {
    const index = timeline.at === 0 ? -1 : (timeline.at - 1) % timeline.beats;
    let node = run.cell.nodes[index];
    while (node && node.op !== "affine" && node.args.length === 1) node = run.cell.nodes.find(({ id }) => id === node.args[0]);
    return node?.op === "affine" ? node.id : null;
  }

  function zoomInto(node, unit, from, step = stepNow()) {
    if (!node) return;
    timeline.pause();
    opener = from;
    opened.set({ open: `${node}:${step}:${unit}` });
  }

  /** What is open follows what the page says is open. */
  function openUp() {
    for (const [toggle, view, turn] of toggles) {
      const on = opened.has("view", view) && !(view === "unrolled" && opened.has("view", "units"));
      if (on === (toggle.getAttribute("aria-pressed") === "true")) continue;
      toggle.setAttribute("aria-pressed", String(on));
      kin.forget();
      turn(on);
      kin.light();
    }
    if (opened.get("open") === shown) return;
    shown = opened.get("open");
    zoom?.close();
    const place = sumOf(shown, run);
    zoom = place && openZoom(element, { run, text }, place, opener, () => opened.set({ open: "" }));
  }

  function follow() {
    if (product.hidden !== (sumNow() === null)) timeline.soon("product", () => { product.hidden = sumNow() === null; });
    if (zoom && timeline.moving) opened.set({ open: "" }, "story");
  }

  const leave = [timeline.subscribe(follow), opened.subscribe(openUp)];
  return () => {
    for (const stop of leave) stop();
    zoom?.close();
    hand.unmount();
    units.unmount();
    kin.unmount();
    bar.remove();
  };
}
