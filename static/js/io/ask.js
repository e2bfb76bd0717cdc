// Asks the laboratory for another run. The newest question wins; older ones are dropped.

/** → ask(address values) → the answer, or null when a newer question took its place. Rejects when it failed. */
export function createAsker(path) {
  let newest = null;
  return async function ask(values) {
    newest?.abort();
    const mine = (newest = new AbortController());
    try {
      const answer = await fetch(path, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(values),
        signal: mine.signal,
      });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
      const found = await answer.json();
      return mine === newest ? found : null;
    } catch (error) {
      if (mine.signal.aborted) return null;
      throw error;
    }
  };
}
