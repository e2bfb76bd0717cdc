// What moves with the timesteps over a figure: while it moves it has a layer of its own, at rest it is part of the picture.
import { still } from "./still.js";
import { html } from "./svg.js";

const FOLDED = "details:not([open])"; // there, as in what is hidden, the browser moves nothing by itself

/**
 * stands(at) → the CSS translation at a timestep from 0 to steps, in equal parts → place(at, then): moves the
 * element there; then { at, ms }: from there it goes on by itself.
 */
export function createPlace(element, steps, stands) {
  const placed = (at) => ({ translate: stands(at) });
  const moved = still(element, () => [placed(0), placed(steps)], steps);
  let seen = true;
  let shown = null;
  new ResizeObserver(([{ contentRect }]) => { seen = contentRect.width > 0; }).observe(element);
  return function place(at, then = null) {
    if (at === shown && !(then?.at > at)) return;
    shown = at;
    const whole = Number.isInteger(at);
    moved(whole ? null : at);
    if (whole) element.style.translate = stands(at);
    else if (then?.at > at && seen && !element.closest(FOLDED)) moved.glide(placed(at), placed(Math.min(steps, then.at)), then.ms);
  };
}

/** The veil over what is not computed yet, over so many steps → { element, uncover(known steps, then) }. */
export function createVeil(steps) {
  const element = html("div", { class: "panel-veil" });
  const place = createPlace(element, steps, (at) => `${(100 * at) / steps}%`);
  return {
    element,
    uncover(known, then) {
      place(known, then);
      if (element.hidden !== (known >= steps)) element.hidden = known >= steps;
    },
  };
}
