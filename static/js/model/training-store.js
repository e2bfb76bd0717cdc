// The runs on the page and the update that is looked at; views subscribe and draw at most once a frame.

/** frame(fn): calls fn before the next picture. */
export function createStore({ frame }) {
  const listeners = new Set();
  let state = { runs: [], cursor: null };
  let due = false;

  function set(change) {
    state = { ...state, ...change };
    if (due) return;
    due = true;
    frame(() => {
      due = false;
      for (const listener of listeners) listener(state);
    });
  }

  return {
    get state() { return state; },
    set,
    /** Another run in the place of the one with this number. */
    replace(index, run) {
      set({ runs: state.runs.map((old, k) => (k === index ? run : old)) });
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(state);
      return () => listeners.delete(listener);
    },
  };
}
