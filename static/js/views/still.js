// A motion that stands still at the time it is given: the browser moves or fades such an element on a
// layer of its own, without laying out, painting or layering the page again.

/**
 * keyframes, or what makes them when they are first needed → at(time): the element is where they are at this
 * time of the span; at(null) ends the motion. at.glide(to, ms): it goes on to another time by itself, and stays
 * there until it is told where to be.
 */
export function still(element, keyframes, span) {
  let motion = null;
  let known = null;
  let gliding = null;

  function at(time) {
    gliding?.cancel();
    gliding = null;
    if (time === known) return;
    known = time;
    if (time === null) {
      motion.cancel();
      motion = null;
      return;
    }
    if (!motion) {
      if (typeof keyframes === "function") keyframes = keyframes();
      motion = element.animate(keyframes, { duration: span });
      motion.pause();
    }
    motion.currentTime = time;
  }

  at.glide = (to, ms) => {
    gliding?.cancel();
    const share = (to - known) / span;
    gliding = share > 0 ? element.animate(keyframes, { duration: ms / share, iterationStart: known / span, iterations: share, fill: "both" }) : null;
  };
  return at;
}

/** An element led along places in ms, and left at the last → the end of it. */
export function led(element, places, ms) {
  const motion = element.animate(places, { duration: ms, fill: "both" });
  return () => motion.cancel();
}
