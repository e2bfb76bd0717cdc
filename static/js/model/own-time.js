// A cell's own view of a timeline that it shares with others: what a stage asks of a timeline, and no second clock.

/**
 * place: shared position → the cell's own, of which a timestep has so many beats; more: what only this view tells.
 * shown(): whether anybody can see the cell now; what is hidden is not told until refresh() finds it shown.
 */
export function createOwnTime(timeline, place, beats, name, more, shown = () => true) {
  const looks = new Set();
  const view = {
    get position() { return place(timeline.position); },
    get at() { return place(timeline.at); },
    get playing() { return timeline.playing; },
    get moving() { return timeline.moving; },
    get resting() { return timeline.resting; },
    get speed() { return timeline.speed; },
    beats,
    steps: timeline.steps,
    next: () => timeline.next(),
    pause: () => timeline.pause(),
    plan() {},
    soon: (job, does) => timeline.soon(`${name} ${job}`, does),
    get gliding() {
      const { gliding } = timeline;
      return gliding && { to: place(gliding.to), ms: gliding.ms };
    },
    /** Of a cell that waits, or that nobody sees, nothing moves before the next shared beat. */
    quiet(quiet) {
      return timeline.quiet((position) => {
        const next = Math.floor(position) + 1;
        const [here, there] = [place(position), place(next)];
        if (there === here || !shown()) return next;
        return position + ((quiet(here) - here) * (next - position)) / (there - here);
      });
    },
    /** A listener is called only when something moved for this cell. */
    subscribe(listener) {
      let seen = [];
      const look = () => {
        if (!shown()) return;
        const now = [place(timeline.position), place(timeline.at), timeline.resting, timeline.playing];
        if (now.every((part, k) => part === seen[k])) return;
        seen = now;
        listener(view);
      };
      looks.add(look);
      const leave = timeline.subscribe(look);
      return () => {
        leave();
        looks.delete(look);
      };
    },
    refresh: () => looks.forEach((look) => look()),
  };
  return Object.defineProperties(view, Object.getOwnPropertyDescriptors(more));
}
