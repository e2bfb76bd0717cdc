// The veil over what is not computed yet: while it moves it has a layer of its own, at rest it is part of the picture.
import { still } from "./still.js";
import { html } from "./svg.js";

/** Over so many steps → { element, uncover(known steps, with a fraction) }. */
export function createVeil(steps) {
  const element = html("div", { class: "panel-veil" });
  const moved = still(element, { translate: ["0", "100%"] }, steps);
  let shown = null;
  return {
    element,
    uncover(known) {
      if (known === shown) return;
      shown = known;
      const whole = Number.isInteger(known);
      moved(whole ? null : known);
      if (whole) element.style.translate = `${(100 * known) / steps}%`;
      if (element.hidden !== (known >= steps)) element.hidden = known >= steps;
    },
  };
}
