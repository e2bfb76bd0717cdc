// A written-out line as elements: letters with their timestep, signs, and numbers that a click asks where they come from.
import { html } from "./svg.js";

/** tokens filled, of a number's place: { step, unit }. A number that has a sum of its own says in data-open whose it is. */
export function drawnLine(tokens, { step, unit }, text) {
  return tokens.map((token) => {
    if ("value" in token) return numberOf(token, step, unit, text);
    if ("text" in token) return html("span", { class: `symbol hue-${token.hue}` }, html("i", {}, token.text), ...below(token.sub, text));
    return html("span", { class: "sign", "data-sign": token.op }, token.op);
  });
}

// As on the stage a subscript is a timestep; the unit is said in words.
function below(step, text) {
  return [html("sub", { "aria-hidden": "true" }, String(step)), html("span", { class: "visually-hidden" }, text("narrator.at_step", { t: step }))];
}

function numberOf({ value, of, hue, addend, sum, result }, step, unit, text) {
  const names = ["number", addend && "addend", result && "result", `hue-${hue}`];
  const shown = html("span", { class: names.filter(Boolean).join(" "), "data-open": `${sum ?? of}:${step}:${unit}` }, html("span", {}, text.number(value)));
  if (addend) shown.append(html("small", {}, text(`narrator.addend.${addend}`)));
  return shown;
}
