// The present is marked in the chart of the two futures.
import { clamp } from "../model/motion.js";
import { still } from "./still.js";
import { svg } from "./svg.js";

export function mountFutures(element, { timeline }) {
  const last = timeline.steps - 1;
  const marks = [...element.querySelectorAll("svg.future")].map((chart) => {
    const [left, pitch] = [Number(chart.dataset.left) + 12, Number(chart.dataset.pitch)];
    const mark = svg("path", { class: "future-now", d: `M${left} 18V${chart.viewBox.baseVal.height - 24}` });
    chart.append(mark);
    const stands = (at) => ({ transform: `translateX(${pitch * at}px)` });
    return { mark, pitch, stands, moved: still(mark, [stands(0), stands(Math.max(1, last))], Math.max(1, last)) };
  });
  const stepAt = (position) => clamp(position / timeline.beats - 1, 0, last);
  return timeline.subscribe(() => {
    const { position, resting, gliding } = timeline;
    const step = stepAt(position);
    for (const { mark, pitch, stands, moved } of marks) {
      moved(resting || step === 0 ? null : step);
      if (resting || step === 0) mark.setAttribute("transform", `translate(${pitch * step} 0)`);
      else if (gliding) moved.glide(stands(step), stands(stepAt(gliding.to)), gliding.ms);
    }
  });
}
