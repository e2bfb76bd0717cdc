// A trace as the page reads it: any value at any timestep, the previous states included.
import { NEAREST, scaleOf } from "./format.js";

/**
 * cell entry, trace response, initial state ({h: […]}, zeros if missing) → values by node and step.
 * least: where the colours end at least.
 */
export function createTrace(cell, response, start = {}, least = 0) {
  const nodes = response.nodes;
  const inputs = response.inputs ?? nodes.x;
  const byId = Object.fromEntries(cell.nodes.map((node) => [node.id, node]));
  const hidden = response.hidden;

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

  let most = 0;

  /** Where the colours of all but gates end: at the largest size of all these, or where others beside it need more. */
  function end() {
    const made = Object.keys({ ...nodes, ...response.still }).filter((id) => byId[id]?.op !== "concat" && scaleOf(byId[id], byId) === "v");
    const numbers = [inputs, Object.values(start), ...made.map((id) => nodes[id] ?? response.still[id])].flat(2);
    return numbers.reduce((far, v) => Math.max(far, Math.abs(v)), Math.max(NEAREST, least));
  }

  /** The scale of a value's colours: its name and the number at its end. */
  function scale(id) {
    if (scaleOf(byId[id], byId) === "g") return { name: "g", most: 1 };
    return { name: "v", most: (most ||= end()) };
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
    /** The token that an input of a one-hot trace stands for, where one of its steps reads it. */
    letter: (unit) => response.tokens?.[inputs.findIndex((row) => row[unit] === 1)],
    number: (id, step, unit) => value(id, step)[unit],
    scale,
    get most() { return (most ||= end()); },
  };
}
