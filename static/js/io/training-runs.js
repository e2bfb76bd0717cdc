// The runs under way: asked of the API, followed as they are told, left when nobody wants them any more.
import { after, goingOn, newRun, over } from "../model/training-run.js";
import { listen, Refused } from "./stream.js";

/** store: of the runs; lost: the problem told when a stream breaks off; changed(): something else than one more update. */
export function createRuns({ api, lang, store, lost, changed, now }) {
  let stops = [];

  /** asked: [{ request, name, label }]. A run that is done, or has come part of the way, is not told anew. */
  function start(asked) {
    halt();
    const before = store.state.runs;
    const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
    const runs = asked.map(({ request, name, label }, k) => {
      const done = before.find((run) => run.status === "done" && same(run.request, request));
      return done ? { ...done, name, label } : (goingOn(before[k], request, name, label) ?? newRun(request, name, label));
    });
    store.set({ runs, cursor: null });
    runs.forEach((run, k) => run.status === "waiting" && follow(k));
    changed();
  }

  async function follow(k) {
    const stop = new AbortController();
    stops.push(stop);
    const run = () => store.state.runs[k];
    const fail = (problem) => {
      store.replace(k, { ...run(), status: "failed", problem });
      changed();
    };
    const take = (kind, value) => {
      if (stop.signal.aborted) return;
      store.replace(k, after(run(), kind, value, now()));
      if (kind !== "update") changed();
    };
    try {
      await listen(api, run().request, { lang, signal: stop.signal, take });
      if (!stop.signal.aborted && !over(run())) fail(lost);
    } catch (error) {
      if (stop.signal.aborted) return;
      fail(error instanceof Refused ? error.problem : lost);
    }
  }

  /** Ends every stream; what was told stays. */
  function halt(status = "stopped") {
    for (const stop of stops) stop.abort();
    stops = [];
    store.set({ runs: store.state.runs.map((run) => (over(run) ? run : { ...run, status })) });
  }

  return { start, halt };
}
