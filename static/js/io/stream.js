// A training's events as they arrive: fetch and its body's stream, so that leaving stops the run.
import { createReader } from "../model/training-sse.js";

/** A refusal in the API's own words. */
export class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail ?? problem.title ?? String(status));
    Object.assign(this, { problem, status });
  }
}

/** (address, request, {lang, signal, take}) → resolves at the stream's end; rejects when refused or cut off. */
export async function listen(address, request, { lang, signal, take }) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream", "Accept-Language": lang },
    body: JSON.stringify(request),
    signal,
  });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(problem, answer.status);
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const read = createReader(take);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    read(value);
  }
}
