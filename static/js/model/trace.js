// A trace as the page reads it: any value at any timestep, the previous states included.
import { scaleOf } from "./format.js";

/** cell entry, trace response, initial state ({h: […]}, zeros if missing) → values by node and step. */
export function createTrace(cell, response, start = {}) {
  const nodes = response.nodes;
  const inputs = response.inputs ?? nodes.x;
  const byId = Object.fromEntries(cell.nodes.map((node) => [node.id, node]));
  const hidden = response.hidden;
  const most = {};

  function value(id, step) {
    if (id === "x") return inputs[step];
    if (id.endsWith("_prev")) {
      const state = id.slice(0, -5);
      return step === 0 ? (start[state] ?? Array(hidden).fill(0)) : nodes[state][step - 1];
    }
    if (nodes[id]) return nodes[id][step];
    return byId[id].args.flatMap((arg) => value(arg, step)); // a join: its parts side by side
  }

  /** The scale of a value's colours: its name and the number at its end. */
  function scale(id) {
    const of = id.replace(/_prev$/, "");
    if (most[of]) return most[of];
    const name = scaleOf(byId[of], byId);
    let largest = 1;
    if (name === "v") {
      const rows = of === "x" ? inputs : (nodes[of] ?? []);
      for (const row of [...rows, start[of] ?? []]) for (const v of row) largest = Math.max(largest, Math.abs(v));
    }
    return (most[of] = { name, most: largest });
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
