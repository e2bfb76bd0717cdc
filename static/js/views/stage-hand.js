// Firing by hand: of the operations that have their inputs, the reader says which comes next.
import { readOrder, writeOrder } from "../model/opened.js";
import { html } from "./svg.js";

/** → { hint, toggle(on), unmount }. The order that the reader makes is the run's; leaving brings the declared one back. */
export function mountHand(element, { timeline, run, text, opened }) {
  const hint = html("p", { class: "stage-hint", role: "status", hidden: "" });
  let declared = null;

  const inStep = () => {
    const at = Math.round(timeline.position);
    return at === timeline.steps * timeline.beats ? timeline.beats : at % timeline.beats;
  };

  function ready(id, done) {
    const node = run.cell.nodes.find((n) => n.id === id);
    return !done.has(id) && node.args.every((arg) => done.has(arg) || !run.cell.nodes.some((n) => n.id === arg));
  }

  function fire(event) {
    timeline.pause();
    if (timeline.moving) timeline.seek(timeline.at);
    const ids = run.cell.nodes.map(({ id }) => id);
    const k = inStep();
    const done = new Set(ids.slice(0, k));
    if (!ready(event.detail, done)) return wait(event.detail, done);
    const rest = ids.slice(k).filter((id) => id !== event.detail);
    opened.set({ order: writeOrder([...done, event.detail, ...rest], declared) }, "story");
    timeline.next();
  }

  /** What is not ready says what it waits for, unless it has fired. */
  function wait(id, done) {
    if (done.has(id)) return;
    const missing = run.cell.nodes.find((n) => n.id === id).args.filter((arg) => !done.has(arg) && run.cell.nodes.some((n) => n.id === arg));
    hint.textContent = text("stage.hand_waits", { name: nameOf(id), missing: missing.map(nameOf).join(", ") });
  }

  const nameOf = (id) => element.querySelector(`.box[data-node="${id}"]`)?.getAttribute("aria-label") ?? id;

  /** When all have fired, the states are the last thing to hand over. */
  function hand(event) {
    if ("hand" in element.dataset && inStep() === run.cell.nodes.length && event.target.closest?.("[data-terminal]")) timeline.next();
  }

  function follow() {
    if (declared) hint.textContent = text(inStep() >= run.cell.nodes.length ? "stage.hand_over" : "stage.hand_hint");
  }

  /** The run goes in the order that the page says. */
  function reorder() {
    if (!declared) return;
    const ids = readOrder(opened.get("order"), declared);
    if (ids.some((id, k) => id !== run.cell.nodes[k].id)) run.reorder(ids);
  }

  function toggle(on) {
    element.toggleAttribute("data-hand", on);
    hint.hidden = !on;
    timeline.pause();
    if (on) {
      declared = run.cell.nodes.map(({ id }) => id);
      timeline.pace = "operation";
      reorder();
      follow();
    } else if (declared) {
      const start = Math.floor(Math.min(timeline.at, timeline.steps * timeline.beats - 1) / timeline.beats) * timeline.beats;
      run.reorder(declared);
      declared = null;
      opened.set({ order: "" }, "story");
      timeline.seek(start);
    }
  }

  element.addEventListener("stagefire", fire);
  element.addEventListener("click", hand);
  const leave = [timeline.subscribe(follow), opened.subscribe(reorder)];
  return {
    hint,
    toggle,
    unmount() {
      for (const stop of leave) stop();
      element.removeEventListener("stagefire", fire);
      element.removeEventListener("click", hand);
      element.removeAttribute("data-hand");
      hint.remove();
    },
  };
}
