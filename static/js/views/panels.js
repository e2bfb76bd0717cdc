// The panels beside the stage: what the server drew, made to follow the timeline.
import { onPrint, onTheme } from "../io/figures.js";
import { mountPanel } from "./panel.js";
import { mountViewTabs } from "./panel-tabs.js";

export function mountPanels(element, { timeline, run, text, opened, whatIf }) {
  const stop = new AbortController();
  const hold = run.data.questions ? null : (place) => whatIf.hold(place, run.trace.number(place.node, place.step, place.unit));
  const made = ({ node, step, unit }) => opened.set({ open: `${node}:${step}:${unit}` });
  const context = { timeline, run, text, whatIf, opened, hold, made, select: choose, seek: (step) => choose({ step }, true) };
  const panels = [...element.querySelectorAll("[data-view]")].map((one) => mountPanel(one, context));
  const unmountTabs = mountViewTabs(element, opened, stop.signal);
  onTheme(() => panels.forEach((panel) => panel.stale()), stop.signal);
  onPrint((paper) => panels.forEach((panel) => panel.print(paper)), stop.signal);

  /** What is clicked is chosen everywhere; go: the timeline goes there too. */
  function choose(part, go = false) {
    run.select(part);
    if (!go || part.step === undefined) return;
    const index = run.cell.nodes.findIndex(({ id }) => id === part.node);
    timeline.seek(part.step * timeline.beats + (index < 0 ? run.cell.nodes.length : index + 1));
  }

  return () => {
    stop.abort();
    unmountTabs();
    panels.forEach((panel) => panel.close());
  };
}
