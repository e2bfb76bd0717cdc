// A small player for scenes with a clock of their own: back, play, on, and a slider.

export function mountClock(element, { timeline, text, element: root }) {
  const stop = new AbortController();
  const on = (target, type, listener) => target?.addEventListener(type, listener, { signal: stop.signal });
  const [previous, toggle, next] = ["previous", "toggle", "next"].map((name) => element.querySelector(`[data-clock="${name}"]`));
  const range = element.querySelector("[data-clock-range]");
  on(previous, "click", () => timeline.seek(Math.ceil(timeline.position) - 1));
  on(next, "click", () => timeline.next());
  on(toggle, "click", () => timeline.toggle());
  on(range, "input", () => {
    timeline.pause();
    timeline.seek(Number(range.value));
  });
  on("keys" in root.dataset ? document : root, "keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, select, textarea, button, a, summary")) return;
    const does = { " ": () => timeline.toggle(), ArrowRight: () => timeline.next(), ArrowLeft: () => timeline.seek(Math.ceil(timeline.position) - 1) }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
  const leave = timeline.subscribe(() => {
    range.value = String(Math.round(timeline.position));
    toggle.dataset.playing = String(timeline.playing);
    toggle.setAttribute("aria-label", text(timeline.playing ? "scene.pause" : "scene.play"));
  });
  return () => {
    leave();
    stop.abort();
  };
}
