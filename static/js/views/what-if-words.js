// Changes and values in words, letters in their role's ink.
import { largest } from "../model/futures.js";
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

  const short = text.exact;

  /** A value where its operation cannot bring it: computed all the same, and said. */
  function beyond({ kind, node, value }) {
    const range = kind === "value" && nodeOf(node)?.range;
    if (!range) return "";
    const [low, high] = range;
    return value >= low && value <= high ? "" : text("what_if.beyond", { name: plainName(node), low, high });
  }

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

  const seen = ({ real, imagined }) => text.number(real) !== text.number(imagined);

  /** What the changes made of the end of what is drawn, a unit of a node. */
  function answered({ node, unit }) {
    const n = whatIf.edits.length;
    if (n === 0) return text("what_if.unchanged");
    const [real, imagined] = [whatIf.base, run.trace].map((trace) => trace.number(node, run.trace.steps - 1, unit));
    if (seen({ real, imagined })) return text("what_if.answered", { n, name: plainName(node), u: unit + 1, real, imagined });
    return elsewhere(node, n);
  }

  /** Where the end is the same: the largest difference of what is drawn, else of the states, else of any value. */
  function elsewhere(drawn, n) {
    for (const node of [drawn, ...run.cell.states, ...run.cell.nodes.filter(({ op }) => op !== "concat").map(({ id }) => id)]) {
      const most = largest(whatIf.base, run.trace, node);
      if (seen(most)) return text("what_if.answered_most", { n, name: plainName(node), u: most.unit + 1, t: most.step + 1, real: most.real, imagined: most.imagined });
    }
    return text("what_if.answered_same", { n });
  }

  return { nodeOf, plainName, symbol, rich, short, said, beyond, answered };
}
