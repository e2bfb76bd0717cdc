// A node's line with a unit's numbers in it: tokens that the server wrote, their slots filled from the narration or the trace.
import { addendsOf } from "./product.js";

const RELATIONS = ["=", "≈", "→"]; // equal as shown; equal before rounding; replaced by an override
const DECIMALS = 2;
const [ROUNDED, REPLACED] = [1, 2];

/** Tokens with their slots filled; a negative addend turns the + before it into −. */
export function fill(tokens, numbers, step) {
  const filled = [];
  for (const { slot, relation, ...token } of tokens) {
    if (relation !== undefined) {
      filled.push({ op: RELATIONS[numbers[relation]] });
    } else if (slot !== undefined) {
      let value = numbers[slot];
      if (value < 0 && filled.at(-1)?.op === "+") {
        filled[filled.length - 1] = { op: "−" };
        value = -value;
      }
      filled.push({ ...token, value });
    } else {
      filled.push(token.sub ? { ...token, sub: step + 1 } : token);
    }
  }
  return filled;
}

/** The line of any number of the run, null of what has none: its numbers are the trace's. */
export function lineOf(run, { node, step, unit }) {
  const tokens = (run.data.lines ?? run.narration?.lines)?.[node];
  if (!tokens) return null;
  const told = toldOf(run, { node, step, unit });
  const numbers = [];
  for (const token of tokens) if (token.slot !== undefined) numbers[token.slot] = Number(slotOf(run, token, step, unit).toFixed(DECIMALS)) + 0;
  const same = told?.every((number, k) => numbers[k] === undefined || number === numbers[k]);
  const code = replaced(run, { node, step, unit }) ? REPLACED : ROUNDED;
  for (const { relation } of tokens) if (relation !== undefined) numbers[relation] = same ? told[relation] : code;
  return fill(tokens, numbers, step);
}

/** The numbers of the narration, where it has them: they say which signs of equality hold as shown. */
function toldOf({ cell, narration }, { node, step, unit }) {
  const beat = narration?.steps[step - narration.from]?.[cell.nodes.findIndex(({ id }) => id === node)];
  return beat?.node === node ? beat.numbers?.[unit] : undefined;
}

function slotOf({ cell, trace }, { of, sum }, step, unit) {
  if (sum) return addendsOf(cell, trace, sum, step, unit)[of];
  return trace.params?.[of]?.[unit] ?? trace.number(of, step, unit);
}

function replaced({ request }, place) {
  return (request?.overrides ?? []).some((o) => o.node === place.node && [o.step ?? place.step, o.unit ?? place.unit].join() === [place.step, place.unit].join());
}
