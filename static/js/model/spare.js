// What need not come with the first frame of a motion: a job at a time, while all that moves goes by itself.

const APART = 50; // ms: three frames

export function createSpare(clock) {
  const jobs = new Map(); // of one name the newest counts
  let wait = null;

  function next() {
    const [[name, job]] = jobs;
    jobs.delete(name);
    wait = jobs.size ? clock.after(APART, next) : null;
    job();
  }

  return {
    add(name, job) {
      jobs.set(name, job);
      wait ??= clock.after(APART, next);
    },
    /** All that is left, at once. */
    empty() {
      if (wait === null) return;
      clock.cancel(wait);
      wait = null;
      const left = [...jobs.values()];
      jobs.clear();
      for (const job of left) job();
    },
  };
}
