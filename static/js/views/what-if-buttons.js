// The buttons of the card: with words, or with a picture that words name.
import { html, svg } from "./svg.js";

const ICONS = {
  undo: "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6",
  redo: "m15 7 5 5-5 5M20 12H10a6 6 0 0 0-6 6",
  reset: "M5 5v5h5M5.6 15a7 7 0 1 0 .6-7.6L5 10",
  other: "M5 12h.01M12 12h.01M19 12h.01",
  remove: "M7 7l10 10M17 7 7 17",
};

export function button(name, words) {
  return html("button", { type: "button", class: name }, words);
}

export function iconButton(name, words) {
  const made = html("button", { type: "button", class: "what-if-icon", "aria-label": words, title: words, "data-do": name });
  made.append(svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: ICONS[name] })));
  return made;
}
