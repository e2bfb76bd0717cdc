// The number under the pointer, over a panel's veil and within its card.
import { labelled } from "../model/figure.js";
import { html } from "./svg.js";

/** A tip of this card; say(what) shows it or, where there is nothing to say, does not. */
export function mountTip(card, text) {
  const tip = html("div", { class: "tooltip panel-tip" });
  const hide = () => { tip.hidden = true; };
  hide();
  card.append(tip);

  function say(what) {
    const box = card.getBoundingClientRect();
    tip.textContent = labelled(what, text);
    tip.hidden = !tip.textContent;
    const left = Math.min(what.x - box.left + 14, box.width - tip.offsetWidth - 4);
    tip.style.transform = `translate(${Math.max(0, left)}px, ${what.y - box.top - tip.offsetHeight - 12}px)`;
  }

  return { say, hide, remove: () => tip.remove() };
}
