// What was, is and will be again: a line of states with a present.

export function createHistory(first, most = 200) {
  let past = [];
  let present = first;
  let future = [];
  return {
    get present() { return present; },
    get canUndo() { return past.length > 0; },
    get canRedo() { return future.length > 0; },
    push(next) {
      past = [...past, present].slice(-most);
      present = next;
      future = [];
    },
    undo() {
      if (!past.length) return present;
      future = [present, ...future];
      present = past.at(-1);
      past = past.slice(0, -1);
      return present;
    },
    redo() {
      if (!future.length) return present;
      past = [...past, present];
      [present, ...future] = future;
      return present;
    },
  };
}
