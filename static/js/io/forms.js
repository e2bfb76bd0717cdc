// A form that a script answers: where a frame may not submit forms, the browser refuses one before its submit event.

/** send() on its button or Enter in a field; → what undoes it. */
export function answerForm(form, send) {
  const stop = new AbortController();
  const instead = (event) => {
    event.preventDefault();
    send();
  };
  const on = (type, listener) => form.addEventListener(type, listener, { signal: stop.signal });
  on("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && event.target.matches("input, select")) instead(event);
  });
  on("click", (event) => { if (event.target.closest("button[type=submit]")) instead(event); });
  on("submit", instead);
  return () => stop.abort();
}
