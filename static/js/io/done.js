// What was done, kept on this device only; where nothing may be stored it lasts as long as the page.

/** → { has(id), set(id, yes) } */
export function createDone(key) {
  let done = new Set();
  try {
    done = new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
  } catch {
    // storage is optional
  }
  return {
    has: (id) => done.has(id),
    set(id, yes) {
      if (yes) done.add(id);
      else done.delete(id);
      try {
        localStorage.setItem(key, JSON.stringify([...done]));
      } catch {
        // then it lasts as long as the page
      }
    },
  };
}
