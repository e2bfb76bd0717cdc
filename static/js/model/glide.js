// A stretch of a motion in which nothing changes but what the browser can move by itself: until its end no
// frame is asked for, and the place is told by the clock.

export function createGlide(clock) {
  let way = null; // { from, to, ms, began, wait }

  const share = () => Math.min(1, (clock.now() - way.began) / way.ms);

  return {
    get on() { return way !== null; },
    get position() { return way.from + share() * (way.to - way.from); },
    /** { to, ms }: where it ends and in how long, null when nothing glides. */
    get left() { return way && { to: way.to, ms: way.ms * (1 - share()) }; },
    start(from, to, ms, arrive) {
      const wait = clock.after(ms, () => {
        way = null;
        arrive();
      });
      way = { from, to, ms, began: clock.now(), wait };
    },
    stop() {
      if (way) clock.cancel(way.wait);
      way = null;
    },
  };
}
