// What can be asked before it is shown: a value of every timestep, and the learners' questions in between.
import { matrixOf } from "./product.js";
import { GATES } from "./format.js";

const LOW = 1 / 3;

/**
 * → the questions in the order of the story: { after, kind, node?, step?, unit?, options, ready? }; after: the last position
 * that may stand before the answer, shown: where the value stands.
 */
export function questionsOf(cell, trace, ready = []) {
  const beats = cell.nodes.length + 1;
  const asked = cell.nodes.filter(({ role }) => GATES.includes(role) || ["memory", "state"].includes(role));
  const all = [];
  for (let step = 0; step < trace.steps; step++) {
    const node = asked[step % asked.length];
    all.push(about(cell, trace, node, step, beats));
    const next = ready[step];
    if (next) all.push({ kind: "ready", ready: next, after: step * beats + cell.nodes.findIndex(({ id }) => id === next.node) + 1 });
  }
  return all.sort((a, b) => a.after - b.after);
}

function about(cell, trace, node, step, beats) {
  const gate = GATES.includes(node.role);
  const before = (unit) => (step ? trace.number(node.id, step - 1, unit) : gate ? 0.5 : trace.number(`${cell.states.includes(node.id) ? node.id : "h"}_prev`, 0, unit));
  const units = Array.from({ length: trace.hidden }, (_, u) => u);
  const kind = !gate ? "sign" : step === 0 || step % 2 ? "value" : "change";
  const clear = (u) => (kind === "value" ? Math.min(...[LOW, 2 * LOW].map((edge) => Math.abs(trace.number(node.id, step, u) - edge))) : Math.abs(trace.number(node.id, step, u) - before(u)));
  const unit = units.reduce((best, u) => (clear(u) > clear(best) ? u : best), 0);
  const now = trace.number(node.id, step, unit);
  const options = { value: ["low", "middle", "high"], change: ["opens", "closes"], sign: ["rises", "falls"] }[kind];
  const right = kind === "value" ? (now < LOW ? 0 : now <= 2 * LOW ? 1 : 2) : now > before(unit) ? 0 : 1;
  const place = (id) => step * beats + cell.nodes.findIndex((n) => n.id === id);
  const sum = cell.nodes.find(({ id, op }) => id === node.args[0] && op === "affine"); // it would give the answer away
  return { kind, node: node.id, step, unit, before: kind === "value" ? null : before(unit), now, options, right, after: place(sum?.id ?? node.id), shown: place(node.id) + 1 };
}

/** What moved a gate most: { of: "x" | "h" | "b", by }, or the two sides of a sum; null where neither fits. */
export function reasonOf(cell, trace, { node, step, unit, kind }) {
  const own = cell.nodes.find(({ id }) => id === node);
  if (own.op === "add" && own.args.length === 2) {
    const [kept, written] = own.args.map((id) => trace.number(id, step, unit));
    return { of: "sum", kept, written };
  }
  const sum = cell.nodes.find(({ id }) => id === own.args[0]);
  if (sum?.op !== "affine" || !trace.params) return null;
  const at = pushes(cell, trace, sum, step, unit);
  if (kind === "change") {
    const was = pushes(cell, trace, sum, step - 1, unit);
    for (const key of Object.keys(at)) at[key] -= was[key];
  }
  const total = Object.values(at).reduce((a, b) => a + b, 0);
  const [of, by] = Object.entries(at).sort((a, b) => (b[1] - a[1]) * Math.sign(total || 1))[0];
  return { of, by };
}

function pushes(cell, trace, sum, step, unit) {
  const parts = sum.args.flatMap((arg) => {
    const node = cell.nodes.find(({ id }) => id === arg);
    return node?.op === "concat" ? node.args : [arg];
  });
  const found = { b: trace.params[`b_${sum.owner}`]?.[unit] ?? 0 };
  for (const part of parts) {
    const row = trace.params[matrixOf(part, sum.owner)][unit];
    const value = trace.value(part, step).reduce((all, v, k) => all + v * row[k], 0);
    const key = part === "x" ? "x" : "h";
    found[key] = (found[key] ?? 0) + value;
  }
  return found;
}
