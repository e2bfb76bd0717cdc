// What is folded under the laboratory: the address says which of it is open.

/** Every <details data-fold="name"> of the element is open while "name" is among the views. */
export function mountFolds(element, { opened }) {
  const stop = new AbortController();
  const folds = [...element.querySelectorAll("details[data-fold]")];
  const said = (fold) => opened.has("view", fold.dataset.fold);
  for (const fold of folds) {
    fold.addEventListener("toggle", () => {
      if (fold.open !== said(fold)) opened.toggle("view", fold.dataset.fold);
    }, { signal: stop.signal });
  }
  const leave = opened.subscribe(() => {
    for (const fold of folds) if (fold.open !== said(fold)) fold.open = said(fold);
  });
  return () => {
    stop.abort();
    leave();
  };
}
