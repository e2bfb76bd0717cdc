// The browser's time: frames, waits, and the moment when nobody looks.

export const clock = {
  now: () => performance.now(),
  frame: (fn) => requestAnimationFrame(fn),
  cancelFrame: (id) => cancelAnimationFrame(id),
  after: (ms, fn) => setTimeout(fn, ms),
  cancel: (id) => clearTimeout(id),
  onHidden(fn) {
    const look = () => document.hidden && fn();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  },
};

export const prefersReducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
