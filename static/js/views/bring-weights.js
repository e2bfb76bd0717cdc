// A safetensors file of the reader's: read by the API, then the weights of this page.
import { FORM } from "../model/fragment.js";
import { settingsOf } from "../model/weight-file.js";

const API = new URL("/api/v1/weights", location.href);

/**
 * take(settings) gets what the file is and shows it; tell({ title, fix, note }) says why it cannot be taken, or how it
 * was read.
 */
export function mountBringWeights(form, { take, tell, text, lang }) {
  const input = form.querySelector("[data-weights-file]");
  const stop = new AbortController();
  input?.addEventListener("change", (event) => {
    event.stopPropagation(); // no setting of the form's
    if (input.files.length) read(input.files[0]);
  }, { signal: stop.signal });

  async function read(file) {
    let answer;
    let found;
    try {
      answer = await fetch(API, { method: "POST", body: file, headers: { "Accept-Language": lang }, signal: stop.signal });
      found = await answer.json();
    } catch {
      if (!stop.signal.aborted) tell({ title: text("page.failed"), fix: "" });
      return;
    }
    if (!answer.ok) return tell({ title: found.title, fix: found.detail });
    const settings = settingsOf(found);
    const long = new URLSearchParams({ brought: settings.brought }).toString().length > FORM;
    if (long) return tell({ title: text("page.weights_many"), fix: text("page.weights_many_fix") });
    await take(settings);
    if (found.notes.length) tell({ title: text("page.weights_read"), fix: found.notes.join(" "), note: true });
  }

  return () => stop.abort();
}
