// A drawing whose parts say from which position on they are there: data-on, and data-off when they are past;
// data-sweep veils what a chart has not reached. A drawing wider than its place follows what came last.
import { createWriter } from "./svg.js";

export function mountFigure(element, { timeline, element: root }) {
  const write = createWriter();
  const parts = [...root.querySelectorAll("[data-on]")].map((part) => ({
    part,
    on: Number(part.dataset.on),
    off: part.dataset.off === undefined ? Infinity : Number(part.dataset.off),
  }));
  const sweeps = [...root.querySelectorAll("[data-sweep]")].map((veil) => ({ veil, span: Number(veil.dataset.span) }));
  const followed = parts.filter(({ part }) => part.matches(".seq-cell, [data-follow]")).sort((a, b) => a.on - b.on);
  let placed = null;
  const leave = timeline.subscribe(() => {
    const now = timeline.position + 0.35; // what comes is there a little before the position is reached
    for (const { part, on, off } of parts) write(part, "data-state", now < on ? "future" : now < off ? "present" : "past");
    const share = timeline.position / (timeline.steps * timeline.beats);
    for (const { veil, span } of sweeps) write(veil, "transform", `translate(${(share * span).toFixed(1)} 0)`);
    write(root, "data-at", String(timeline.at));
    if (!timeline.moving && timeline.at === placed) return;
    placed = timeline.at;
    const present = followed.findLast(({ on }) => on <= now)?.part;
    if (!present || element.scrollWidth <= element.clientWidth) return;
    const [box, view] = [present.getBoundingClientRect(), element.getBoundingClientRect()];
    element.scrollLeft += box.left + box.width / 2 - view.left - view.width / 2;
  });
  return leave;
}
