// Moves on through every operation up to a position, quicker than playing.

/** fast: whether positions are a cell's operations. → walk(target, speed), with stop(). */
export function createWalk(timeline, fast) {
  let walking = null;

  function walk(target, speed = 2.2) {
    walking?.();
    timeline.pause();
    const was = timeline.speed;
    timeline.speed = fast ? speed : was;
    let expected = timeline.at;
    const off = timeline.subscribe(() => {
      if (!timeline.resting) return;
      if (timeline.at !== expected || timeline.at >= target) return walking?.();
      expected = timeline.at + 1;
      queueMicrotask(() => walking && timeline.next());
    });
    walking = () => {
      off();
      walking = null;
      timeline.speed = was;
    };
    if (timeline.at >= target) walking();
  }
  walk.stop = () => walking?.();
  return walk;
}
