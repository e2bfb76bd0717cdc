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

const BITES = 0.1; // how much a state must move for a question to be worth asking

/** How a difference goes through an operation: d(its argument), the other argument, its own value. */
const PASSES = {
  mul: (d, other) => d * other,
  add: (d) => d,
  one_minus: (d) => -d,
  tanh: (d, _, own) => d * (1 - own * own),
};

/** How far a change moves the states of its own timestep, to first order and past no weights. */
export function bite(cell, trace, { node, step, unit, value }) {
  const moved = {};
  const number = (id) => trace.number(id, step, unit);
  function pass(id, d) {
    if (cell.states.includes(id)) {
      moved[id] = (moved[id] ?? 0) + d;
      return;
    }
    for (const { id: reader, op, args } of cell.nodes.filter((n) => n.args.includes(id) && PASSES[n.op])) {
      const other = args.find((arg) => arg !== id);
      pass(reader, PASSES[op](d, other === undefined ? 1 : number(other), number(reader)));
    }
  }
  pass(node, value - number(node));
  return Math.max(0, ...Object.values(moved).map(Math.abs));
}

/** The natural question where it changes something; else of another unit, of another gate, or the one that changes most. */
export function biting(cell, trace, node, step, unit) {
  const first = suggestion(cell, trace, node, step, unit);
  const units = [unit, ...Array.from({ length: trace.hidden }, (_, u) => u).filter((u) => u !== unit)];
  const asked = [first.node, ...cell.nodes.filter(({ id, role }) => GATES.includes(role) && id !== first.node).map(({ id }) => id), ...cell.states];
  let best = null;
  for (const id of asked) {
    for (const u of units) {
      const edit = suggestion(cell, trace, id, step, u);
      const by = bite(cell, trace, edit);
      if (by >= BITES && u === unit && id === first.node) return edit;
      if (!best || by > best.by) best = { edit, by };
    }
    if (best.by >= BITES) return best.edit;
  }
  return best.edit;
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
