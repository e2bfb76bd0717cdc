// Changes and values in words, letters in their role's ink.
import { html } from "./svg.js";
import { sourceOf } from "./what-if-weights.js";

const SLOTS = { v: "\u0001", value: "\u0002" };

/** choices: the page's <select>, whose options name every value. */
export function createWords({ run, text, whatIf }, choices) {
  const nodeOf = (id) => run.cell.nodes.find((n) => n.id === id);
  const nameOf = (id) => choices.querySelector(`option[value="value ${id}"]`)?.textContent ?? id;
  const plainName = (id) => nameOf(id).split(" · ").at(-1).replace(/ \(.*/, "");

  /** A letter in its role's ink, or the name of a value that has none. */
  function symbol(id) {
    const node = nodeOf(id);
    const name = node.symbol ? html("i", { class: "letter" }, node.symbol) : plainName(id);
    return html("span", { class: `hue-${node.hue} what-if-name` }, name);
  }

  /** A text with elements in its slots. */
  function rich(key, slots, values) {
    const marks = Object.fromEntries(Object.keys(slots).map((name) => [name, SLOTS[name]]));
    const parts = text(key, { ...values, ...marks }).split(/([\u0001\u0002])/);
    return parts.filter(Boolean).map((part) => (part === SLOTS.v ? slots.v : part === SLOTS.value ? slots.value : part));
  }

  const short = (v) => (Number.isInteger(v) ? text.number(v, 0) : text.number(v));

  function said(edit) {
    const { kind, value, unit, step, name, row, column } = edit;
    const when = step === undefined ? "" : step === null ? text("what_if.every_step") : text("what_if.step", { t: step + 1 });
    const whose = unit === undefined || unit === null ? "" : `${text("what_if.row", { u: unit + 1 })}, `;
    const where = (...words) => html("span", { class: "what-if-where" }, ...words);
    if (kind === "value") return [symbol(edit.node), where(whose, when), ` = ${short(value)}`];
    if (kind === "token") return [where(when), ` ${text.token(whatIf.baseTokens?.[step] ?? "")} → ${text.token(value)}`];
    if (kind === "state") return [symbol(name), where(whose, text("what_if.start")), ` = ${short(value)}`];
    if (kind === "weight") {
      const [letter, below] = name.split("_");
      const at = where(text("what_if.row", { u: row + 1 }), column === undefined ? "" : `, ${sourceOf({ whatIf, text }, letter, column)}`);
      return [html("span", { class: "what-if-name" }, html("i", { class: "letter" }, letter), html("sub", {}, below)), at, ` = ${short(value)}`];
    }
    return [where(text(kind === "seed" ? "what_if.seed" : "what_if.scale")), ` = ${short(value)}`];
  }

  return { nodeOf, plainName, symbol, rich, short, said };
}
