// How far the trainings are that a page waits for: its own address, asked for as events.

/** (address, tell({done, of}), signal) → resolves when they are over, or when signal aborts; rejects when they failed. */
export function follow(address, tell, signal) {
  const source = new EventSource(address);
  return new Promise((resolve, reject) => {
    source.addEventListener("progress", ({ data }) => tell(JSON.parse(data)));
    source.addEventListener("end", resolve);
    source.addEventListener("error", () => reject(new Error(`${address} did not train`)));
    signal?.addEventListener("abort", resolve);
  }).finally(() => source.close());
}
