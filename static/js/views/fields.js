// Fields made by scripts: a control with its words, a select with its arrow, its options.
import { html, svg } from "./svg.js";

export function labelled(words, control, name = "") {
  const chosen = control.tagName === "SELECT";
  const field = html("label", { class: `field ${chosen ? "field-select" : ""} ${name}` }, html("span", {}, words), control);
  if (chosen) field.append(arrow());
  return field;
}

export function arrow() {
  return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: "m7 10 5 5 5-5" }));
}

/** { control, field } of a select. */
export function select(name, words) {
  const control = html("select", { name });
  return { control, field: labelled(words, control) };
}

/** Fills a select with [value, words] and keeps what is chosen where it is still there. */
export function options(control, all) {
  const before = control.value;
  control.replaceChildren(...all.map(([v, words]) => html("option", { value: v }, words)));
  if (all.some(([v]) => String(v) === before)) control.value = before;
}
