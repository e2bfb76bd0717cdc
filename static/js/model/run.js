// What is shown: a cell, its drawing and its trace, with what the reader has chosen in it.
import { createPointed } from "./pointed.js";
import { createTrace } from "./trace.js";

/** pageData: { cell, diagram, trace, narration, request, most (where its colours end at least), … } → the run that views read and subscribe to. */
export function createRun(pageData, pointed = createPointed()) {
  const listeners = new Set();
  const declared = pageData.cell.nodes.map(({ id }) => id);
  let data;
  let trace;
  let selection = { node: null, unit: 0, step: null, chosen: false }; // chosen: the unit is the reader's

  function take(next) {
    data = { ...data, ...next };
    trace = createTrace(data.cell, data.trace, data.request?.state ?? data.trace.start, data.most);
    if (selection.unit >= trace.hidden) selection = { ...selection, unit: 0, chosen: false };
    if (selection.step >= trace.steps) selection = { ...selection, step: null };
    if (selection.node && !data.cell.nodes.some(({ id }) => id === selection.node)) selection = { ...selection, node: null };
  }

  function notify(change) {
    for (const listener of [...listeners]) listener(run, change);
  }

  const run = {
    get data() { return data; },
    get cell() { return data.cell; },
    get diagram() { return data.diagram; },
    get trace() { return trace; },
    get narration() { return data.narration; },
    get request() { return data.request; },
    get selection() { return selection; },
    /** What is only pointed at: several runs side by side may have one. */
    pointed,
    replace(next) {
      take(next);
      notify("trace");
    },
    /** The same operations in another order that respects their arguments: the reader's own. */
    reorder(ids) {
      const from = ids.map((id) => data.cell.nodes.findIndex((node) => node.id === id));
      const steps = data.narration?.steps.map((beats) => [...from.map((k) => beats[k]), ...beats.slice(ids.length)]);
      data = { ...data, cell: { ...data.cell, nodes: from.map((k) => data.cell.nodes[k]) } };
      if (steps) data.narration = { ...data.narration, steps };
      notify("order");
    },
    /** Other sentences, of operations in their declared order. */
    tell(narration) {
      const from = data.cell.nodes.map(({ id }) => declared.indexOf(id));
      const steps = narration.steps.map((beats) => [...from.map((k) => beats[k]), ...beats.slice(from.length)]);
      data = { ...data, narration: { ...narration, steps } };
      notify("narration");
    },
    select(part) {
      selection = { ...selection, chosen: selection.chosen || part.unit !== undefined, ...part };
      notify("selection");
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(run, "trace");
      return () => listeners.delete(listener);
    },
  };
  take(pageData);
  return run;
}
