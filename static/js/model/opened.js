// What of the page is open, as its address says it: plain texts by name, "" where nothing is.

export const OPENED = ["tab", "panel", "units", "view", "of", "open", "order", "chart"];

export const ANSWER = "y"; // in the place of a node

/** Listeners hear (opened, by): "reader" a step of the history, "story" none, "address" what the address already says. */
export function createOpened(values = {}) {
  const listeners = new Set();
  let texts = picked(values);

  function take(next, by) {
    if (OPENED.every((name) => next[name] === texts[name])) return;
    texts = next;
    for (const listener of [...listeners]) listener(opened, by);
  }

  const opened = {
    get texts() { return { ...texts }; },
    get: (name) => texts[name],
    /** Whether one of several things that stand side by side is among those. */
    has: (name, part) => texts[name].split(",").includes(part),
    set: (part, by = "reader") => take({ ...texts, ...part }, by),
    /** On or off; on, it takes the place of what can't be seen beside it. */
    toggle(name, part, instead = "") {
      const parts = texts[name].split(",").filter((one) => one && one !== instead);
      const next = parts.includes(part) ? parts.filter((one) => one !== part) : [...parts, part];
      take({ ...texts, [name]: next.join(",") }, "reader");
    },
    follow: (values) => take(picked(values), "address"),
    subscribe(listener) {
      listeners.add(listener);
      listener(opened, "address");
      return () => listeners.delete(listener);
    },
  };
  return opened;
}

const picked = (values) => Object.fromEntries(OPENED.map((name) => [name, values[name] ?? ""]));

/** "f_pre:2:1" → { node, step, unit }, null where the run has no such sum. */
export function sumOf(text, run) {
  return placeIn(text, run, run.cell.nodes.filter(({ op }) => op === "affine").map(({ id }) => id));
}

/** "c:2:1" → the number whose ancestors are lit, null where it is a sum, none of this run or what nothing made. */
export function madeOf(text, run) {
  const made = run.cell.nodes.filter(({ op }) => op !== "affine" && op !== "concat").map(({ id }) => id);
  const place = placeIn(text, run, [...made, ...run.cell.states.map((state) => `${state}_prev`)]);
  return place && whereMade(place);
}

/** "y:2:1" → what the readout gives symbol 1 after step 2, made of all units of what it reads; null where none reads. */
export function answerOf(text, run) {
  const [id, step, symbol] = text.split(":");
  const place = { step: Number(step), symbol: Number(symbol), unit: null, node: run.cell.said?.at(-1), nodes: run.cell.said };
  const given = run.trace.outputs?.vocabulary.length ?? 0;
  return id === ANSWER && run.data.readout && place.step < run.trace.steps && place.symbol < given ? place : null;
}

/** A state before was made in the timestep before; the one at the start by none: null. */
export function whereMade({ node, step, unit }) {
  if (!node.endsWith("_prev")) return { node, step, unit };
  return step > 0 ? { node: node.slice(0, -5), step: step - 1, unit } : null;
}

/** Whether the story has come to a number: what is ahead of it has no sum to show. */
export function reached({ node, step }, run, at) {
  return at > step * (run.cell.nodes.length + 1) + run.cell.nodes.findIndex(({ id }) => id === node);
}

function placeIn(text, run, ids) {
  const [node, step, unit] = text.split(":");
  const place = { node, step: Number(step), unit: Number(unit) };
  return ids.includes(node) && place.step < run.trace.steps && place.unit < sizeOf(node, run) ? place : null;
}

/** Units, or of what stands for the rows of a memory, rows; where each row has units, none is one number. */
function sizeOf(node, { cell, trace }) {
  const axes = cell.nodes.find(({ id }) => id === node)?.axes ?? "H";
  return axes === "H" ? trace.hidden : axes === "S" ? trace.value(node, 0).length : 0;
}

/** Operations in the reader's order → the shortest text that says it, given the declared one. */
export function writeOrder(ids, declared) {
  for (let k = 0; k < ids.length; k++) {
    const rest = declared.filter((id) => !ids.slice(0, k).includes(id));
    if (rest.every((id, j) => id === ids[k + j])) return ids.slice(0, k).join(".");
  }
  return "";
}

export function readOrder(text, declared) {
  const first = text.split(".").filter((id) => declared.includes(id));
  return [...first, ...declared.filter((id) => !first.includes(id))];
}
