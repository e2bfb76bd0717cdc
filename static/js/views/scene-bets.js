// The bets of two nets while they learn: bars that follow the number of updates.
import { createWriter } from "./svg.js";

const TALL = 58;
const SURE = 0.999;

export function mount({ data, timeline, text, element, set }) {
  const write = createWriter();
  const { bets, targets, updates } = data.figure;
  const nets = [...element.querySelectorAll(".bets-net")].map((net) => ({
    name: net.dataset.net,
    right: net.querySelector("[data-right]"),
    steps: [...net.querySelectorAll(".bets-bars")].map((chart) => [...chart.querySelectorAll(".bet")]),
    shares: [...net.querySelectorAll("[data-share]")],
  }));
  const written = (p) => text.percent(Math.min(p, SURE), p >= 0.99 ? 1 : 0); // short of certainty never written as certain
  const when = element.querySelector("[data-updates]");
  const leave = timeline.subscribe(() => {
    const at = Math.min(updates.length - 1, Math.floor(timeline.position + 1e-9));
    const rest = timeline.position - at;
    when.textContent = text("scene.updates", { n: updates[at] });
    for (const { name, right, steps, shares } of nets) {
      const [now, then] = [bets[name][at], bets[name][Math.min(at + 1, updates.length - 1)]];
      steps.forEach((bars, t) => bars.forEach((bar, k) => {
        const p = now[t][k] + (then[t][k] - now[t][k]) * rest;
        write(bar, "height", TALL * p);
        write(bar, "y", 60 - TALL * p);
        write(bar, "data-number", String(now[t][k]));
      }));
      shares.forEach((share, t) => write(share, "text", written(now[t][targets[t]])));
      const sure = targets.filter((target, t) => now[t][target] > 0.5).length;
      write(right, "text", text("scene.right", { n: sure, of: targets.length }));
    }
  });
  const offer = element.querySelector("[data-set-text]");
  const take = (event) => {
    event.preventDefault();
    set("text", offer.dataset.setText);
  };
  offer?.addEventListener("click", take);
  return () => {
    leave();
    offer?.removeEventListener("click", take);
  };
}
