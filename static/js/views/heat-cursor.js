// The heatmap by keyboard: one stop, a frame that arrows move from cell to cell; Enter does what a click does, M shows what made the number.
import { html } from "./svg.js";

const ASKS = "m";

/** rows: [{ node, element, known }]; put(button, row, place) stands it on a cell; take(place) is the click, made(place) opens its ancestors. */
export function mountHeatCursor(area, rows, { timeline, run, text }, { name, take, made }) {
  const spoken = html("span", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  const button = html("button", { type: "button", class: "heat-cursor" });
  area.append(button, spoken);
  let at = null; // { row, unit, step }

  const ahead = () => Math.max(0, Math.ceil(timeline.position / timeline.beats) - 1);

  function place() {
    const { row, unit, step } = at;
    const { offsetTop: top, offsetHeight: height } = rows[row].element;
    const { steps, hidden } = run.trace;
    for (const [side, value] of Object.entries({ "--x": step / steps, "--w": 1 / steps })) button.style.setProperty(side, String(value));
    button.style.top = `${top + (height * unit) / hidden}px`;
    button.style.height = `${height / hidden}px`;
  }

  const placed = () => ({ node: rows[at.row].node, unit: at.unit, step: at.step });

  function words() {
    const { row, unit, step } = at;
    const { node, known } = rows[row];
    const values = { name: name(node), unit: unit + 1, step: step + 1, value: text.number(run.trace.number(node, step, unit)) };
    return text(step < Math.floor(known) ? "figures.cell" : "figures.cell_ahead", values);
  }

  function show() {
    at ??= { row: 0, unit: run.selection.unit, step: ahead() };
    place();
    button.setAttribute("aria-label", words());
  }

  /** Down from a value's last unit is the first of the next. */
  function move(by) {
    const { steps, hidden } = run.trace;
    const line = Math.min(rows.length * hidden - 1, Math.max(0, at.row * hidden + at.unit + (by.line ?? 0)));
    const step = Math.min(steps - 1, Math.max(0, by.to ?? at.step + (by.step ?? 0)));
    at = { row: Math.floor(line / hidden), unit: line % hidden, step };
    show();
    spoken.textContent = words();
    run.pointed.point(placed());
  }

  function key(event) {
    const last = run.trace.steps - 1;
    const by = { ArrowLeft: { step: -1 }, ArrowRight: { step: 1 }, ArrowUp: { line: -1 }, ArrowDown: { line: 1 }, Home: { to: 0 }, End: { to: last } }[event.key];
    if (event.key.toLowerCase() === ASKS && !event.ctrlKey && !event.metaKey && at.step < Math.floor(rows[at.row].known)) made(placed());
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(by);
  }

  button.addEventListener("keydown", key);
  button.addEventListener("focus", () => {
    show();
    run.pointed.point(placed());
  });
  button.addEventListener("blur", () => run.pointed.leave());
  button.addEventListener("click", () => take(placed()));
  const leave = run.subscribe((_, change) => change === "trace" && show());
  return () => {
    leave();
    button.remove();
    spoken.remove();
  };
}
