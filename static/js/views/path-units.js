// Along what the path is drawn: its principal components, or two units that the reader chooses.

/** changed() is called when the address says other axes; value() → [unit, unit], or null for the components. */
export function mountPathUnits(panel, { opened, run }, changed) {
  const stop = new AbortController();
  const place = panel.querySelector("[data-axes]");
  const [kind, ...axes] = place ? [...place.querySelectorAll("select")] : [];

  function value() {
    const units = opened.get("units").split(",").map(Number);
    const { hidden } = run.trace;
    const usable = place && opened.get("units") && units.length === 2 && units.every((unit) => Number.isInteger(unit) && unit >= 0 && unit < hidden);
    return usable ? units : null;
  }

  function show() {
    if (!place) return;
    const units = value();
    kind.value = units ? "units" : "";
    axes.forEach((axis, k) => {
      axis.parentElement.hidden = !units;
      axis.value = String(units?.[k] ?? k);
    });
  }

  place?.addEventListener("change", () => {
    opened.set({ units: kind.value ? axes.map((axis) => axis.value).join(",") : "" });
  }, { signal: stop.signal });
  let said = opened.get("units");
  const leave = opened.subscribe(() => {
    show();
    if (opened.get("units") === said) return;
    said = opened.get("units");
    changed();
  });
  return {
    value,
    close() {
      stop.abort();
      leave();
    },
  };
}
