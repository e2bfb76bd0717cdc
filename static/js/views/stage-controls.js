// What the reader does on the stage: a box seeks to its operation, a cell chooses its unit, both say their value.
import { unitTold } from "../model/told.js";
import { mountStageNumbers } from "./stage-numbers.js";
import { html } from "./svg.js";

const isInput = (id) => id === "x" || id === "memory";

export function mountStageControls(element, { timeline, run, text }) {
  const tip = html("div", { class: "stage-tip", role: "tooltip", hidden: "" });
  element.append(tip);
  const nameOf = new Map();

  /** Boxes become buttons, once for every drawing. */
  function prepare() {
    for (const box of element.querySelectorAll("svg.stage-svg .box[data-node]:not([tabindex])")) {
      nameOf.set(box.dataset.node, box.getAttribute("aria-label"));
      box.querySelector("title")?.remove();
      const input = isInput(box.dataset.node);
      box.setAttribute("tabindex", input ? "-1" : "0");
      box.setAttribute("role", input ? "group" : "button");
    }
  }

  const positionOf = (id) => Math.floor(Math.min(timeline.position, timeline.steps * timeline.beats - 1) / timeline.beats) * timeline.beats
    + run.cell.nodes.findIndex((node) => node.id === id);

  function fire(box) {
    const id = box.dataset.node;
    run.select({ node: isInput(id) ? null : id });
    if (isInput(id)) return;
    if ("hand" in element.dataset) return element.dispatchEvent(new CustomEvent("stagefire", { detail: id }));
    timeline.pause();
    timeline.seek(positionOf(id));
    timeline.next();
  }

  const boxAt = (event) => event.target.closest?.(".box[data-node]");
  const cellAt = (event) => event.target.closest?.(".stage-svg :is([data-unit], .number)");

  function click(event) {
    const cell = cellAt(event);
    if (cell) {
      hide();
      return choose(cell);
    }
    const box = boxAt(event);
    if (!box) return;
    fire(box);
    hide();
  }

  function choose(cell) {
    const column = cell.closest(".column");
    const unit = Number(cell.dataset.unit ?? cell.dataset.of);
    const id = column.dataset.column ?? column.dataset.terminal;
    if (id === "x") return;
    const several = column.querySelectorAll(".number").length > 1;
    run.select({ node: id, unit: cell.dataset.unit || several ? unit : unitTold(run, timeline) });
  }

  function key(event) {
    if (event.key === "Escape") return hide();
    if (!["Enter", " "].includes(event.key) || !boxAt(event)) return;
    event.preventDefault();
    fire(boxAt(event));
  }

  function hide() {
    tip.hidden = true;
  }

  function look(event) {
    const cell = event.target.closest?.(".stage-svg [data-unit]");
    const box = boxAt(event);
    if (cell && cell.closest("[data-state=shown], .filled")) say(cell, valueOf(cell));
    else if (box) say(box, nameOf.get(box.dataset.node) ?? "");
    else hide();
  }

  function valueOf(cell) {
    const column = cell.closest(".column");
    const id = column.dataset.column ?? column.dataset.terminal;
    const step = Number(cell.closest("svg").dataset.step);
    const letter = id.endsWith("_prev") ? `${id.slice(0, -5)}` : id;
    const start = id.endsWith("_prev") && step === 0 ? "_start" : "";
    const values = { node: letter.replace("_", " "), unit: Number(cell.dataset.unit) + 1, step: step + (id.endsWith("_prev") ? 0 : 1), value: text.number(Number(cell.dataset.number), 4) };
    return text(`stage.value${start}`, values);
  }

  function say(target, words) {
    if (!words) return hide();
    tip.textContent = words;
    tip.hidden = false;
    const column = target.closest(".column")?.querySelector(".frame"); // no number of it is covered
    const [box, frame] = [(column ?? target).getBoundingClientRect(), element.getBoundingClientRect()];
    const x = Math.min(Math.max(box.left + box.width / 2 - frame.left - tip.offsetWidth / 2, 4), Math.max(4, frame.width - tip.offsetWidth - 4));
    const [above, below] = [box.top - frame.top - tip.offsetHeight - 8, box.bottom - frame.top + 8];
    const y = column && below + tip.offsetHeight < frame.height ? below : above > 0 ? above : below;
    tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  const events = { click, keydown: key, pointerover: look, focusin: look, focusout: hide, pointerleave: hide };
  for (const [name, listener] of Object.entries(events)) element.addEventListener(name, listener);
  const leaveRun = run.subscribe(prepare);
  const leaveNumbers = mountStageNumbers(element, { timeline, run, text }, valueOf);
  element.addEventListener("stagechange", prepare);
  return () => {
    for (const [name, listener] of Object.entries(events)) element.removeEventListener(name, listener);
    leaveRun();
    leaveNumbers();
    element.removeEventListener("stagechange", prepare);
    tip.remove();
  };
}
