// The fields of free mode; text waits until the typing pauses.

import { answerForm } from "../io/forms.js";

const TYPING = 320;

export function mountControls(form, { change, data }) {
  const stop = new AbortController();
  let waiting = null;
  const values = () => {
    const given = new FormData(form);
    return Object.fromEntries(Object.keys(data.controls).map((name) => [name, String(given.get(name) ?? "")]));
  };
  const send = () => {
    clearTimeout(waiting);
    const bad = [...form.elements].some((field) => field.validity && !field.validity.valid);
    if (!bad) change(values());
  };
  const on = (type, listener) => form.addEventListener(type, listener, { signal: stop.signal });
  on("input", (event) => {
    if (event.isComposing || !["text", "number"].includes(event.target.type) || event.target.value.trim() === "") return;
    clearTimeout(waiting);
    waiting = setTimeout(send, TYPING);
  });
  on("compositionend", () => { waiting = setTimeout(send, TYPING); });
  on("change", (event) => { if (event.target.type !== "text" || event.target.value.trim()) send(); });
  const leave = answerForm(form, send);
  return () => {
    leave();
    clearTimeout(waiting);
    stop.abort();
  };
}
