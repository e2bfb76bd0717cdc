// The document's numbered sub-steps: each plays its stretch of the timestep that is shown.

export function mountParts(element, { timeline, run }, walk) {
  const stop = new AbortController();
  const buttons = [...element.querySelectorAll("[data-from]")];
  const span = (button) => [Number(button.dataset.from), Number(button.dataset.to)];
  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-from]");
    if (!button) return;
    const step = Math.min(timeline.steps - 1, Math.floor(Math.max(0, timeline.at - 1) / timeline.beats));
    const [from, to] = span(button);
    timeline.seek(step * timeline.beats + from);
    walk(step * timeline.beats + to, 1);
  }, { signal: stop.signal });
  const leave = timeline.subscribe(() => {
    const index = timeline.at === 0 ? 0 : (Math.ceil(timeline.position) - 1) % timeline.beats + 1;
    for (const button of buttons) {
      const [from, to] = span(button);
      button.toggleAttribute("data-now", index > from && index <= to && index < run.cell.nodes.length + 1);
    }
  });
  return () => {
    leave();
    stop.abort();
  };
}
