// What made a gradient: asked for by a number of the wave, by the card, or by a number of the list itself.

/** Hears clicks in root; ask("h:2:1") brings the list of that gradient, ask("") closes it. */
export function mountGradientMade(root, ask) {
  function press(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest(".back-made a[href], [data-made-here]");
    if (link) {
      event.preventDefault();
      return ask(new URL(link.href).searchParams.get("made") ?? "");
    }
    const number = event.target.closest(".wave-column[data-state=shown] :is(.cell, .wave-number:not([data-of=norm]))");
    if (!number) return undefined;
    const { values, step } = number.closest(".wave-column").dataset;
    return ask(`${values}:${step}:${number.dataset.unit ?? number.dataset.of}`);
  }

  root.addEventListener("click", press);
  return () => root.removeEventListener("click", press);
}
