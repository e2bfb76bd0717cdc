// A motion that stands still at the time it is given: the browser moves or fades such an element on a
// layer of its own, without laying out, painting or layering the page again.

/**
 * keyframes, or what makes them when they are first needed → at(time): the element is where they are at this
 * time of the span; at(null) ends the motion.
 */
export function still(element, keyframes, span) {
  let motion = null;
  let known = null;
  return function at(time) {
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
  };
}
