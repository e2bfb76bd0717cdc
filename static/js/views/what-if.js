// What if: one question about the present operation; then the other future beside the real one.
import { biting, suggestion } from "../model/suggest.js";
import { largest } from "../model/futures.js";
import { unitTold } from "../model/told.js";
import { html } from "./svg.js";
import { button, iconButton } from "./what-if-buttons.js";
import { createFutures } from "./what-if-chart.js";
import { createEditor } from "./what-if-editor.js";
import { placeAt } from "./what-if-place.js";
import { createWords } from "./what-if-words.js";

const FEW = 8; // changes that stand in the list unasked

export function mountWhatIf(element, { timeline, run, text, whatIf, opened }) {
  const card = element.querySelector("[data-what-if]");
  const body = card.querySelector("[data-body]");
  const choices = card.querySelector("[data-choices]").content.querySelector("select");
  const stop = new AbortController();
  const on = (target, type, listener) => target.addEventListener(type, listener, { signal: stop.signal });

  const question = html("h2", { class: "what-if-question" });
  const attempt = button("button what-if-try", text("what_if.try"));
  const other = iconButton("other", text("what_if.other"));
  const undo = iconButton("undo", text("what_if.undo"));
  const redo = iconButton("redo", text("what_if.redo"));
  const reset = iconButton("reset", text("what_if.reset"));
  const list = html("ul", { class: "what-if-list", "aria-label": text("what_if.changes") });
  const shown = choices.cloneNode(true);
  const live = html("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  const wrong = html("div", { class: "problem what-if-problem", hidden: "" });
  const { nodeOf, plainName, symbol, rich, short, said, beyond, answered } = createWords({ run, text, whatIf }, choices);
  const futures = createFutures({ timeline, run, text, whatIf });
  const editor = createEditor({ timeline, run, text, whatIf, opened }, choices, { closed: () => toggle(false) });
  const tools = html("div", { class: "what-if-tools" }, undo, redo, reset);
  const more = button("what-if-more", "");
  const head = html("div", { class: "what-if-head" }, question, list, more, attempt, tools, other);
  const chartHead = html("div", { class: "what-if-shown" }, pick(), html("span", { class: "card-note" }));
  const result = html("div", { class: "what-if-result" }, chartHead, futures.place);
  body.replaceChildren(head, wrong, editor.place, result, live);
  editor.place.hidden = true;
  let asked = null; // the suggested edit
  let drawn = null; // { node, unit } of the chart
  let told = "";
  let whole = false; // every change stands in the list
  let opener = other; // what gets the focus back
  let holding = ""; // what was taken in hand, in words, until it is told

  function pick() {
    shown.name = "shown";
    shown.setAttribute("aria-label", text("what_if.shown"));
    for (const group of [...shown.querySelectorAll("optgroup")].slice(1)) group.remove();
    const field = html("label", { class: "what-if-pick" }, shown);
    return field;
  }

  // The operation at hand, as the narrator has it: its unit until the reader chooses another.
  function moment() {
    const done = Math.round(timeline.position);
    const at = Math.max(0, done - 1);
    const step = Math.min(timeline.steps - 1, Math.floor(at / timeline.beats));
    const index = done === 0 ? 0 : at % timeline.beats;
    const unit = unitTold(run, { position: Math.max(1, done), beats: timeline.beats });
    return { step, node: done === 0 ? null : run.cell.nodes[index]?.id ?? run.cell.states.at(-1), unit: Math.min(unit, run.trace.hidden - 1) };
  }

  function ask() {
    if (whatIf.edits.length || !timeline.resting) return;
    const { node, step, unit } = moment();
    const next = biting(run.cell, whatIf.base, node, step, unit);
    const same = asked && asked.node === next.node && asked.unit === next.unit && asked.value === next.value;
    asked = next;
    if (same) return;
    const value = html("strong", {}, short(next.value));
    question.replaceChildren(...rich("what_if.question", { v: symbol(next.node), value }, { u: next.unit + 1 }));
  }

  function chip(edit) {
    const words = html("span", {}, ...said(edit));
    const remove = iconButton("remove", text("what_if.remove", { change: [...words.childNodes].map((part) => part.textContent.trim()).join(" ") }));
    remove.addEventListener("click", () => {
      const next = remove.closest("li").nextElementSibling?.querySelector("button") ?? other;
      whatIf.drop(edit);
      (next.isConnected ? next : other).focus({ preventScroll: true });
    });
    const far = beyond(edit);
    return html("li", { class: "chip what-if-chip" }, words, remove, ...(far ? [html("p", { class: "what-if-beyond" }, far)] : []));
  }

  /** Of many changes the first stand there; one click shows all. */
  function fold() {
    const over = whole ? 0 : Math.max(0, list.children.length - FEW);
    [...list.children].forEach((item, k) => { item.hidden = over > 0 && k >= FEW; });
    more.hidden = over === 0;
    more.textContent = text("what_if.more", { n: over });
  }

  function summary() {
    const edits = whatIf.edits;
    const changed = edits.length > 0;
    card.toggleAttribute("data-changed", changed || whatIf.shown.length > 0);
    attempt.hidden = changed;
    if (changed) question.replaceChildren(edits.length > 1 ? text("what_if.title_many", { n: edits.length }) : text("what_if.title"));
    else asked = null;
    if (edits.length <= FEW) whole = false;
    list.replaceChildren(...edits.map(chip));
    fold();
    list.hidden = !changed;
    tools.hidden = !changed && !whatIf.canUndo && !whatIf.canRedo;
    reset.disabled = !changed;
    undo.disabled = !whatIf.canUndo;
    redo.disabled = !whatIf.canRedo;
    ask();
  }

  /** What the chart shows: what carries memory on, of the unit that was changed. */
  function follow() {
    const edit = whatIf.shown.at(-1);
    const unit = edit?.unit ?? edit?.row ?? run.selection.unit;
    const node = nodeOf(opened.get("chart"))?.id ?? moved();
    drawn = { node, unit: Math.min(unit ?? 0, run.trace.hidden - 1) };
    draw();
  }

  /** The memory, or another state where that one stays as it was. */
  function moved() {
    const states = [...run.cell.states].sort((a, b) => (b === "c") - (a === "c"));
    return states.find((id) => largest(whatIf.base, run.trace, id).by > 0) ?? states[0];
  }

  function draw() {
    result.hidden = whatIf.shown.length === 0;
    if (result.hidden || !drawn) return;
    shown.value = `value ${drawn.node}`;
    chartHead.lastChild.textContent = text("what_if.row", { u: drawn.unit + 1 });
    futures.show({ node: drawn.node, unit: drawn.unit, name: plainName(drawn.node) });
  }

  function report(what) {
    const troubles = whatIf.troubles;
    wrong.hidden = what !== "failed" && !troubles.length;
    if (what === "failed") {
      const again = button("button", text("what_if.again"));
      again.addEventListener("click", () => whatIf.again());
      wrong.replaceChildren(html("div", {}, html("strong", {}, text("what_if.failed"))), again);
    } else if (troubles.length) {
      wrong.replaceChildren(html("div", {}, ...troubles.flatMap(([title, fix]) => [html("strong", {}, title), html("p", {}, fix)])));
    }
  }

  function tell() {
    if (!drawn) return;
    const words = holding + answered(drawn);
    holding = "";
    if (words !== told) live.textContent = told = words;
  }

  function changed(_, what) {
    if (what === "edits" || what === "followed") summary();
    if (what === "failed") return report(what);
    if (what === "held") return hold(whatIf.held);
    if (what === "answer") {
      report(what);
      card.toggleAttribute("data-changed", whatIf.edits.length > 0 || whatIf.shown.length > 0);
      follow();
      if (!editor.place.hidden) editor.update();
      if (whatIf.shown === whatIf.edits) tell();
    }
  }

  /** What was clicked is held at once; the editor opens on it. */
  function hold(place) {
    const edit = whatIf.edits.find((one) => one.kind === "value" && one.node === place.node && [null, place.step].includes(one.step) && [null, place.unit].includes(one.unit));
    if (edit) holding = `${text("what_if.held", { name: plainName(place.node), u: place.unit + 1, t: place.step + 1, v: short(edit.value) })} `;
    if (!card.checkVisibility()) opened.set({ tab: "what-if" });
    opener = document.activeElement?.matches(".heat-cursor") ? document.activeElement : other;
    toggle(true, place);
  }

  function toggle(open, aim) {
    editor.place.hidden = !open;
    other.setAttribute("aria-expanded", String(open));
    if (!open) return (opener.checkVisibility() ? opener : other).focus({ preventScroll: true });
    editor.aim(aim ?? asked ?? { node: drawn?.node ?? run.cell.states[0], step: moment().step, unit: moment().unit });
    editor.focus();
    const panels = element.closest(".lab-panels");
    if (opener !== other || whatIf.held === aim) editor.place.scrollIntoView({ block: "nearest" });
    else if (panels && panels.scrollHeight > panels.clientHeight + 1) panels.scrollTop += card.getBoundingClientRect().top - panels.getBoundingClientRect().top - 8;
    else card.scrollIntoView({ block: "nearest" });
  }

  /** A value chosen on the stage or in a heatmap: the fields point at it. */
  function aimAt(event) {
    const place = placeAt(event.target, run.selection, moment().step);
    if (place && nodeOf(place.node)) offer(place);
  }

  /** A chosen value becomes the question; where the editor is open, it points there. */
  function offer(value) {
    if (!editor.place.hidden) {
      editor.aim(value);
      return;
    }
    const now = whatIf.base.number(value.node, value.step, value.unit);
    asked = suggestion(run.cell, whatIf.base, value.node, value.step, value.unit);
    if (asked.node !== value.node) asked = { kind: "value", ...value, value: Math.abs(now) > 0.25 ? 0 : 1 };
    if (whatIf.edits.length) {
      toggle(true, value);
      return;
    }
    question.replaceChildren(...rich("what_if.question", { v: symbol(asked.node), value: html("strong", {}, short(asked.value)) }, { u: asked.unit + 1 }));
  }

  on(attempt, "click", () => {
    whatIf.put(asked);
    undo.focus({ preventScroll: true });
  });
  on(other, "click", () => {
    opener = other;
    toggle(editor.place.hidden);
  });
  on(more, "click", () => {
    whole = true;
    fold();
    list.children[FEW].querySelector("button").focus({ preventScroll: true });
  });
  on(undo, "click", () => whatIf.undo());
  on(redo, "click", () => whatIf.redo());
  on(reset, "click", () => whatIf.reset());
  on(shown, "change", () => {
    opened.set({ chart: shown.value.split(" ")[1] });
  });
  on(document, "click", aimAt);
  on(document, "keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest?.("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey && whatIf.canUndo) whatIf.undo();
    else if ((key === "y" || (key === "z" && event.shiftKey)) && whatIf.canRedo) whatIf.redo();
    else return;
    event.preventDefault();
  });

  other.setAttribute("aria-expanded", "false");
  const unsubscribe = [
    whatIf.subscribe(changed),
    opened.subscribe(() => drawn && nodeOf(opened.get("chart"))?.id !== drawn.node && follow()),
    timeline.subscribe(() => { ask(); futures.follow(); if (!editor.place.hidden) editor.follow(); }),
    run.subscribe((_, change) => change !== "trace" && ask()),
  ];
  follow();
  return () => {
    stop.abort();
    unsubscribe.forEach((leave) => leave());
    futures.close();
    editor.close();
    body.replaceChildren();
  };
}
