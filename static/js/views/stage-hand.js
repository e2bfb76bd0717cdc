// Firing by hand: of the operations that have their inputs, the reader says which comes next.
import { readOrder, writeOrder } from "../model/opened.js";
import { html } from "./svg.js";

/** → { toggle(on), unmount }. The order that the reader makes is the run's; leaving brings the declared one and the reader's pace back. */
export function mountHand(element, { timeline, run, text, opened }) {
  const hint = html("p", { class: "stage-hint", role: "status" });
  const choices = html("div", { class: "stage-ready" }); // where the boxes are too small for a finger
  const place = html("div", { class: "stage-by-hand", hidden: "" }, hint, choices);
  element.append(place);
  let declared = null;
  let offered = ""; // the operations that stand as buttons

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
    if (!declared) return;
    hint.textContent = text(inStep() >= run.cell.nodes.length ? "stage.hand_over" : "stage.hand_hint");
    offer();
  }

  /** The operations that are ready as buttons; when all have fired, the handing over. */
  function offer() {
    const k = inStep();
    const done = new Set(run.cell.nodes.slice(0, k).map(({ id }) => id));
    const ids = run.cell.nodes.map(({ id }) => id).filter((id) => ready(id, done));
    const now = `${k} ${ids}`;
    if (now === offered) return;
    offered = now;
    const held = choices.contains(document.activeElement);
    const buttons = ids.map((id) => choice(nameOf(id), () => fire({ detail: id }), id));
    if (k === run.cell.nodes.length) buttons.push(choice(text("stage.hand_pass"), () => timeline.next()));
    choices.replaceChildren(...buttons);
    if (held) buttons[0]?.focus({ preventScroll: true });
  }

  function choice(words, press, id = "") {
    const made = html("button", { type: "button", class: "button", "data-ready": id }, words);
    made.addEventListener("click", press);
    return made;
  }

  /** The run goes in the order that the page says. */
  function reorder() {
    if (!declared) return;
    const ids = readOrder(opened.get("order"), declared);
    if (ids.some((id, k) => id !== run.cell.nodes[k].id)) run.reorder(ids);
    follow();
  }

  function toggle(on) {
    element.toggleAttribute("data-hand", on);
    place.hidden = !on;
    timeline.pause();
    if (on) {
      declared = run.cell.nodes.map(({ id }) => id);
      timeline.lend("operation");
      reorder();
      follow();
    } else if (declared) {
      const start = Math.floor(Math.min(timeline.at, timeline.steps * timeline.beats - 1) / timeline.beats) * timeline.beats;
      run.reorder(declared);
      declared = null;
      offered = "";
      timeline.lend(null);
      opened.set({ order: "" }, "story");
      timeline.seek(start);
    }
  }

  element.addEventListener("stagefire", fire);
  element.addEventListener("click", hand);
  const leave = [timeline.subscribe(follow), opened.subscribe(reorder)];
  return {
    toggle,
    unmount() {
      for (const stop of leave) stop();
      element.removeEventListener("stagefire", fire);
      element.removeEventListener("click", hand);
      element.removeAttribute("data-hand");
      place.remove();
    },
  };
}
