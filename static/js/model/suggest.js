// The natural question at an operation: which value to change to what, from its role and its present number.
import { GATES } from "./format.js";

const STATES = ["memory", "state"];

/** → { kind: "value", node, step, unit, value } about the operation just done, null where nothing fits. */
export function suggestion(cell, trace, node, step, unit) {
  const id = target(cell, node);
  if (id === null) return null;
  const now = trace.number(id, step, unit);
  return { kind: "value", node: id, step, unit, value: opposite(cell.nodes.find((n) => n.id === id), now) };
}

/** The other end of a gate; silence for what speaks, one for what is silent. */
export function opposite(node, now) {
  if (GATES.includes(node.role)) return now < 0.5 ? 1 : 0;
  return Math.abs(now) > 0.25 ? 0 : 1;
}

/** The value that a question about this operation is about. */
function target(cell, id) {
  const node = cell.nodes.find((n) => n.id === id);
  const gates = cell.nodes.filter(({ role }) => GATES.includes(role));
  const first = gates[0]?.id ?? cell.states.at(-1);
  if (!node || node.op === "concat" || node.role === "join") return first;
  if (GATES.includes(node.role) || node.role === "candidate" || STATES.includes(node.role)) return id;
  const gate = node.args.map((arg) => gates.find((g) => g.id === arg)).find(Boolean);
  if (gate) return gate.id;
  const reader = readers(cell, id).find(({ role }) => GATES.includes(role) || role === "candidate" || STATES.includes(role));
  return reader?.id ?? first;
}

/** Who reads a value, nearest first. */
function readers(cell, id) {
  const found = [];
  let front = [id];
  while (front.length) {
    const next = cell.nodes.filter((n) => !found.includes(n) && n.args.some((arg) => front.includes(arg)));
    found.push(...next);
    front = next.map((n) => n.id);
  }
  return found;
}
