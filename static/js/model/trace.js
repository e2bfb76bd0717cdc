// A trace as the page reads it: any value at any timestep, the previous states included.
import { aroundZero, scaleOf } from "./format.js";

/** cell entry, trace response, initial state ({h: […]}, zeros if missing) → values by node and step. */
export function createTrace(cell, response, start = {}) {
  const nodes = response.nodes;
  const inputs = response.inputs ?? nodes.x;
  const byId = Object.fromEntries(cell.nodes.map((node) => [node.id, node]));
  const hidden = response.hidden;
  const scales = {}; // by value

  function value(id, step) {
    if (id === "x") return inputs[step];
    if (id.endsWith("_prev")) {
      const state = id.slice(0, -5);
      return step === 0 ? (start[state] ?? Array(hidden).fill(0)) : nodes[state][step - 1];
    }
    if (nodes[id]) return nodes[id][step];
    if (response.still?.[id]) return response.still[id]; // a memory, and what is made of it alone: row after row
    return byId[id].args.flatMap((arg) => value(arg, step)); // a join: its parts side by side
  }

  /** The scale of a value's colours, one for its whole family: its name and the number at its end. */
  function scale(id) {
    const of = id.replace(/_prev$/, "");
    if (scales[of]) return scales[of];
    if (scaleOf(byId[of], byId) === "g") return (scales[of] = { name: "g", most: 1 });
    if (response.still?.[of]) return (scales[of] = aroundZero([response.still[of]]));
    if (of === "x") return (scales[of] = aroundZero(inputs));
    const familyOf = (id) => byId[id]?.family ?? id;
    const family = familyOf(of);
    if (family !== of) return (scales[of] = scale(family));
    const kin = Object.keys(nodes).filter((id) => familyOf(id) === family);
    const handed = (cell.states ?? []).filter((s) => familyOf(s) === family).map((s) => `${s}_prev`);
    const rows = Array.from({ length: response.steps }, (_, step) => [...kin, ...handed].flatMap((id) => value(id, step)));
    return (scales[of] = aroundZero(rows));
  }

  return {
    steps: response.steps,
    hidden,
    inputSize: response.input_size,
    tokens: response.tokens ?? null,
    params: response.params ?? null,
    outputs: response.outputs ?? null,
    oneHot: inputs.every((row) => row.every((v) => v === 0 || v === 1) && row.reduce((a, v) => a + v, 0) === 1),
    value,
    number: (id, step, unit) => value(id, step)[unit],
    scale,
  };
}
