// Every card's heatmap and bars, uncovered by one timeline: at a position its timestep has been read.
import { html } from "./svg.js";

export function mountCompare(root, { timeline, run, text }) {
  const { steps, tokens } = run.trace;
  const covered = [...root.querySelectorAll("[data-covered]")].map((area) => {
    const wide = area.matches(".heat-values") ? [area] : [...area.querySelectorAll(".heat-values")];
    const veils = wide.map((place) => {
      const veil = html("div", { class: "panel-veil" });
      place.append(veil);
      return veil;
    });
    let now = null;
    if (!area.matches(".heat-values")) {
      now = html("div", { class: "panel-now" });
      now.style.width = `${100 / steps}%`;
      area.append(html("div", { class: "heat-over" }, now));
    }
    return { veils, now };
  });
  const outputs = [...root.querySelectorAll("[data-memory]")].map((output) => ({ output, memory: JSON.parse(output.dataset.memory) }));
  const letters = [...root.querySelectorAll(".heat-tokens [data-step]")];
  let shown = null;

  function show() {
    const seen = Math.min(steps, timeline.position + 1);
    const present = Math.min(steps - 1, timeline.position);
    for (const { veils, now } of covered) {
      for (const veil of veils) veil.style.transform = `translateX(${(100 * seen) / steps}%)`;
      if (now) now.style.transform = `translateX(${100 * present}%)`;
    }
    const step = Math.round(present);
    if (step === shown) return;
    shown = step;
    for (const letter of letters) letter.toggleAttribute("data-now", Number(letter.dataset.step) === step);
    for (const { output, memory } of outputs) {
      output.textContent = text("compare.now", { v: text.percent(memory[step], memory[step] < 0.1 ? 1 : 0), token: tokens ? text.token(tokens[step]) : String(step + 1) });
    }
  }
  return timeline.subscribe(show);
}
