// A motion that stands still at the time it is given: the browser moves or fades such an element on a
// layer of its own, without laying out, painting or layering the page again.

const HELD = 500; // ms

/** Starts a motion along keyframes in ms that then stands at the last, so that its end calls for no frame. */
function lead(element, keyframes, ms) {
  const whole = ms + HELD;
  const last = keyframes.length - 1;
  const led = keyframes.map((frame, k) => ({ ...frame, offset: ((frame.offset ?? k / last) * ms) / whole }));
  return element.animate([...led, { ...keyframes[last], offset: 1 }], { duration: whole, fill: "both" });
}

/**
 * keyframes, or what makes them when they are first needed → at(time): the element is where they are at this
 * time of the span; at(null) ends the motion. By itself, until it is told where to be, it goes on from one keyframe
 * to another, at.glide(from, to, ms), or from where it is to another time of its span, at.run(to, ms).
 */
export function still(element, keyframes, span) {
  let motion = null;
  let known = null;
  let gliding = null;
  let running = false;

  function at(time) {
    gliding?.cancel();
    gliding = null;
    if (running) {
      motion.pause();
      running = false;
      known = undefined;
    }
    if (time === known) return;
    known = time;
    if (time === null) {
      motion.cancel();
      motion = null;
      return;
    }
    if (!motion) {
      if (typeof keyframes === "function") keyframes = keyframes();
      motion = element.animate(keyframes, { duration: span, fill: "both" });
      motion.pause();
    }
    motion.currentTime = time;
  }

  at.glide = (from, to, ms) => {
    gliding?.cancel();
    gliding = lead(element, [from, to], ms);
  };
  at.run = (to, ms) => {
    motion.playbackRate = (to - known) / ms;
    motion.play();
    running = true;
  };
  return at;
}

/** Elements led along keyframes, each left at its last until all leads end. */
export function createLeads() {
  const led = [];
  return {
    lead: (element, keyframes, ms) => led.push(lead(element, keyframes, ms)),
    end() {
      for (const motion of led.splice(0)) motion.cancel();
    },
  };
}
