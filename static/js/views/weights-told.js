// What is said of the weights follows the changes: trained ones that a seed replaced are trained no more.
import { html } from "./svg.js";

const LEARNT = "[data-note=learned], [data-note=half_learned], [data-note^=brought]";

/** told: { line, drawn?: the name of drawn weights, note?: { title, fix } }. */
export function showWeights(part, notices, told) {
  const line = part("reading").querySelector("[data-weights-line]");
  line.textContent = told.line;
  line.hidden = !told.line;
  notices.tell("drawn", told.note ? { ...told.note, note: true } : null);
  for (const notice of part("notices").querySelectorAll(LEARNT)) notice.hidden = Boolean(told.note);
  const choice = part("settings").querySelector("select[name=model]");
  const was = choice.querySelector("option[value=drawn]");
  if (told.drawn && !was) {
    choice.dataset.real = choice.value;
    choice.prepend(html("option", { value: "drawn", disabled: "" }, told.drawn));
  } else if (told.drawn) was.textContent = told.drawn;
  else if (was) was.remove();
  if (told.drawn) choice.value = "drawn";
  else if (was) choice.value = choice.dataset.real ?? "";
}
