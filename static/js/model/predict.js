// What can be asked before it is shown: a value of every timestep, and the learners' questions in between.
import { GATES } from "./format.js";
import { addendsOf } from "./product.js";

const [LOW, HIGH] = [1 / 3, 2 / 3];
const CLEAR = 0.02; // nearer to another answer than this, nothing is asked
const OPTIONS = {
  value: ["low", "middle", "high"], change: ["opens", "closes"],
  sign: ["positive", "negative"], rise: ["rises", "falls"], share: ["kept", "written"],
};

/**
 * → the questions in the order of the story: { after, kind, node?, step?, unit?, before?, now?, options, right, shown, ready? };
 * after: the last position that may stand before the answer, shown: where the value stands. Of the units that a question may be
 * about it takes one whose answer was right least often so far: no answer given always is right more often than the others.
 */
export function questionsOf(cell, trace, ready = []) {
  const beats = cell.nodes.length + 1;
  const asked = cell.nodes.filter(({ role }) => GATES.includes(role) || ["memory", "state"].includes(role));
  const told = {}; // kind → how often each of its answers was right
  const turns = { gate: 0, other: 0 };
  const all = [];
  for (let step = 0; step < trace.steps; step++) {
    const node = asked[(step + Math.floor(step / asked.length)) % asked.length];
    const turn = turns[GATES.includes(node.role) ? "gate" : "other"]++;
    const kinds = kindsOf(cell, node, step);
    const others = asked.filter((other) => other !== node && GATES.includes(other.role) && GATES.includes(node.role));
    const found = kinds.map((_, k) => about(cell, trace, [node, ...others], step, kinds[(turn + k) % kinds.length], told)).filter(Boolean);
    const question = found.find(({ ahead }) => ahead < 1) ?? found.sort((a, b) => a.ahead - b.ahead)[0];
    if (question) {
      told[question.kind][question.right] += 1;
      all.push(question);
    }
    const next = ready[step];
    if (next) all.push({ kind: "ready", ready: next, after: step * beats + cell.nodes.findIndex(({ id }) => id === next.node) + 1 });
  }
  return all.sort((a, b) => a.after - b.after);
}

function kindsOf(cell, node, step) {
  if (GATES.includes(node.role)) return step ? ["value", "change"] : ["value"];
  const kinds = node.op === "relu" ? ["rise"] : ["sign", "rise"]; // a rectified value has one sign
  return step && sidesOf(cell, node) ? [...kinds, "share"] : kinds;
}

/** The question of one kind about a unit of one of these nodes; null where none has a clear answer. */
function about(cell, trace, nodes, step, kind, told) {
  const count = (told[kind] ??= OPTIONS[kind].map(() => 0));
  const each = (node) => Array.from({ length: trace.hidden }, (_, u) => ({ node, unit: u, ...judged(cell, trace, node, step, u, kind) }));
  const units = nodes.flatMap(each).filter(({ clear }) => clear >= CLEAR);
  if (!units.length) return null;
  const least = Math.min(...units.map(({ right }) => count[right]));
  const best = units.filter(({ right }) => count[right] === least).reduce((a, b) => (b.node === a.node && b.clear > a.clear ? b : a)); // the node whose turn it is, where it can be
  const { node } = best;
  const beats = cell.nodes.length + 1;
  const place = (id) => step * beats + cell.nodes.findIndex((n) => n.id === id);
  const after = kind === "share" ? Math.min(...node.args.map(place)) : place(givesAway(cell, node));
  const before = ["change", "rise"].includes(kind) ? beforeOf(cell, trace, node, step, best.unit) : null;
  return { kind, node: node.id, step, unit: best.unit, before, now: trace.number(node.id, step, best.unit), options: OPTIONS[kind], right: best.right, ahead: least - Math.min(...count), after, shown: place(node.id) + 1 };
}

/** Which answer is right for a unit, and by how much. */
function judged(cell, trace, node, step, unit, kind) {
  const now = trace.number(node.id, step, unit);
  if (kind === "value") return { right: now < LOW ? 0 : now <= HIGH ? 1 : 2, clear: Math.min(Math.abs(now - LOW), Math.abs(now - HIGH)) };
  if (kind === "share") {
    const { kept, written } = sizes(cell, trace, node, step, unit);
    return { right: Math.abs(kept) > Math.abs(written) ? 0 : 1, clear: Math.abs(Math.abs(kept) - Math.abs(written)) };
  }
  const by = kind === "sign" ? now : now - beforeOf(cell, trace, node, step, unit);
  return { right: by > 0 ? 0 : 1, clear: Math.abs(by) };
}

function beforeOf(cell, trace, node, step, unit) {
  return step ? trace.number(node.id, step - 1, unit) : trace.number(`${node.id}_prev`, 0, unit);
}

/** The first of the operations that lead to a value alone and would give it away. */
function givesAway(cell, node) {
  const only = cell.nodes.find(({ id }) => id === node.args[0]);
  const leads = only && ["affine", "layer_norm", "scale"].includes(only.op) || only?.role === "sum";
  return leads ? givesAway(cell, only) : node.id;
}

/** Of a sum of what is kept and what is written, which argument is which. */
function sidesOf(cell, node) {
  if (node.op !== "add") return null;
  const of = (role) => node.args.find((arg) => cell.nodes.find(({ id }) => id === arg)?.role === role);
  return of("kept") && of("written") ? { kept: of("kept"), written: of("written") } : null;
}

function sizes(cell, trace, node, step, unit) {
  const { kept, written } = sidesOf(cell, node);
  return { kept: trace.number(kept, step, unit), written: trace.number(written, step, unit) };
}

/**
 * Why the value is what it is, by its own operation and numbers: { of: "add", kept, written } | { of: "mul", gate, content, was? } |
 * { of: "sum", parts: [{ name, by }], sum } | { of: "most", name, by } | { of: "rest", other } | { of: "normal", sum } | null.
 */
export function reasonOf(cell, trace, { node, step, unit, kind }) {
  const own = cell.nodes.find(({ id }) => id === node);
  if (sidesOf(cell, own)) return { of: "add", ...sizes(cell, trace, own, step, unit) };
  if (own.op === "mul") {
    const gate = own.args.find((arg) => GATES.includes(cell.nodes.find(({ id }) => id === arg)?.role));
    const content = own.args.find((arg) => arg !== gate);
    const at = (t) => ({ gate: trace.number(gate, t, unit), content: trace.number(content, t, unit) });
    return { of: "mul", ...at(step), was: kind === "rise" && step ? at(step - 1) : null };
  }
  if (own.op === "one_minus") return { of: "rest", other: trace.number(own.args[0], step, unit) };
  if (cell.nodes.find(({ id }) => id === own.args[0])?.op === "layer_norm") return { of: "normal", sum: trace.number(own.args[0], step, unit) };
  const parts = trace.params ? partsOf(cell, trace, own.args[0], step, unit) : null;
  if (!parts) return null;
  if (!step || ["value", "sign"].includes(kind)) return { of: "sum", parts, sum: trace.number(own.args[0], step, unit) };
  const was = partsOf(cell, trace, own.args[0], step - 1, unit);
  const moved = parts.map(({ name, by }, k) => ({ name, by: by - was[k].by }));
  const way = Math.sign(moved.reduce((all, { by }) => all + by, 0));
  return { of: "most", ...moved.reduce((a, b) => (b.by * way > a.by * way ? b : a)) };
}

/** The addends of a sum, by the words for them; null where it is made in another way. */
function partsOf(cell, trace, id, step, unit) {
  const node = cell.nodes.find((n) => n.id === id);
  if (node?.op === "affine") {
    const parts = Object.entries(addendsOf(cell, trace, id, step, unit)).map(([of, by]) => ({ name: of === node.vector ? "bias" : of, by }));
    return parts.sort((a, b) => (a.name === "bias") - (b.name === "bias"));
  }
  if (node?.op === "scale") return [{ name: "peephole", by: trace.number(id, step, unit) }];
  if (node?.op !== "add") return null;
  const sides = node.args.map((arg) => partsOf(cell, trace, arg, step, unit));
  return sides.every(Boolean) ? sides.flat() : null;
}
