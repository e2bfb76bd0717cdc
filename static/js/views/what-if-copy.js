// Copies the value under edit, its column or all of it, as far as it is computed; and shows what made it.
import { copied } from "../model/copying.js";
import { html } from "./svg.js";

const HOW = ["number", "column", "whole"];

/** chosen() → { node, step, unit, gate, computed, steps }; null stands for all; steps: those that are computed. */
export function createCopies({ run, text, opened, on }, chosen) {
  const done = html("span", { class: "card-note", role: "status" });
  const buttons = HOW.map((how) => html("button", { type: "button", class: "button button-quiet", "data-copy": how }));
  const made = html("button", { type: "button", class: "button button-quiet what-if-made", "data-made-of": "" }, text("what_if.made"));
  const place = html("div", { class: "what-if-copy", role: "group", "aria-label": text("what_if.copy") });
  place.append(html("span", { class: "card-note" }, text("what_if.copy")), ...buttons, done, made);

  async function copy(how) {
    const { node, step, unit, steps } = chosen();
    const lines = copied(run.trace, node, step ?? 0, unit ?? run.selection.unit, how, steps);
    try {
      await navigator.clipboard.writeText(lines);
      done.textContent = how === "whole" && steps < run.trace.steps ? text("what_if.copied_known", { n: steps }) : text("what_if.copied");
    } catch {
      done.textContent = text("what_if.not_copied");
    }
    setTimeout(() => (done.textContent = ""), 2000);
  }

  for (const button of buttons) on(button, "click", () => copy(button.dataset.copy));
  on(made, "click", () => {
    const { node, step, unit } = chosen();
    opened.set({ open: `${node}:${step}:${unit}` });
  });

  return {
    place,
    /** What each button copies of the value that is chosen now. */
    name() {
      const { step, unit, gate, computed, steps } = chosen();
      const can = {
        number: computed && step !== null && unit !== null,
        column: step !== null && steps > step,
        whole: steps > 0,
      };
      for (const button of buttons) {
        const how = button.dataset.copy;
        button.disabled = !can[how];
        button.textContent = text(how !== "whole" ? `what_if.copy_${how}` : gate ? "what_if.copy_whole" : "what_if.copy_value");
      }
      made.disabled = step === null || unit === null || steps <= step;
    },
  };
}
