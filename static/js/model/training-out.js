// What a trained run leaves with: a safetensors file, and an address of the laboratory.
import { FORM } from "./fragment.js";
import { short } from "./training-signs.js";

export const MOST_UNITS = 32;
const MOST_VALUES = 3200;
const MOST_LETTERS = 200; // of an input that is written
const DIGITS = 6;
const ATTENDING = ["gru"]; // cells whose attention the laboratory draws
const READ = { dates: "3/7/1998", "number-words-es": "427", "number-words-en": "427" }; // what an encoder is shown with

/** { name: nested arrays of numbers } → the bytes of a safetensors file, F32. */
export function safetensors(arrays, metadata = {}) {
  const header = { __metadata__: metadata };
  const parts = [];
  let at = 0;
  for (const name of Object.keys(arrays).sort()) {
    const numbers = Float32Array.from(arrays[name].flat(Infinity));
    header[name] = { dtype: "F32", shape: shapeOf(arrays[name]), data_offsets: [at, at + numbers.byteLength] };
    at += numbers.byteLength;
    parts.push(numbers);
  }
  let text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(32);
  padded.set(text);
  const bytes = new Uint8Array(8 + padded.length + at);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(padded.length), true);
  bytes.set(padded, 8);
  let place = 8 + padded.length;
  for (const numbers of parts) for (const value of numbers) { view.setFloat32(place, value, true); place += 4; }
  return bytes;
}

function shapeOf(value) {
  return Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : [];
}

/** Every array that the run's end tells, by its public name. */
export function arraysOf(end) {
  const { params, V, b_y, kept } = end;
  return { ...params, V, b_y, ...kept };
}

/**
 * The laboratory's settings that show a trained network on one sequence of its task, weights to six digits, with
 * its readout and the names of its columns; or { reason } why it cannot: normalisation, attention, units, task,
 * steps, weights.
 */
export function labOf(run, drawn = []) {
  const { request, end, start } = run;
  const { normalisation = "none", attention = "" } = request;
  const normal = normalisation === "none" ? request.cell : `${request.cell}_${normalisation}_norm`;
  if (normal !== request.cell && !drawn.includes(normal)) return { reason: "normalisation" };
  if (attention && (!ATTENDING.includes(request.cell) || normal !== request.cell)) return { reason: "attention" };
  const cell = attention ? `${request.cell}_${attention}` : normal;
  if (request.hidden > MOST_UNITS) return { reason: "units" };
  const values = { ...end.params, V: end.V, b_y: end.b_y };
  const input = inputOf(request, start.inputs);
  if (!input) return { reason: "task" };
  if (input.steps * request.hidden > MOST_VALUES) return { reason: "steps" };
  const { steps, ...shown } = input;
  const { inputs, outputs, source = [] } = start;
  const vocabulary = { inputs, outputs, ...(source.length ? { source } : {}), ...(request.task === "adding" ? { numbers: true } : {}) };
  const brought = JSON.stringify({ values, vocabulary }, (_, value) => (typeof value === "number" ? Number(value.toPrecision(DIGITS)) : value));
  if (new URLSearchParams({ brought }).toString().length > FORM) return { reason: "weights" };
  return { values: { cell, ...shown, hidden: String(request.hidden), model: "mine", brought } };
}

/** One sequence of the task as the laboratory's address has it. */
function inputOf({ task, knobs }, inputs) {
  const text = task === "next-character" ? knobs.text : READ[task];
  if (text) return { text, steps: [...text].length };
  const tokens = SEQUENCES[task]?.(knobs);
  if (!tokens) return null;
  const letters = tokens.every((token) => typeof token === "string" && [...token].length === 1);
  if (letters && tokens.length <= MOST_LETTERS) return { text: tokens.join(""), steps: tokens.length };
  const rows = tokens.map((token) => (Array.isArray(token) ? token : inputs.map((name) => Number(name === token))));
  return { vectors: rows.map((row) => row.map((v) => short(v || 0)).join(",")).join(";"), steps: rows.length };
}

const turning = (letters, n) => Array.from({ length: n }, (_, k) => letters[k % letters.length]);
const columns = (letters, letter, mark) => [...[...letters].map((l) => Number(l === letter)), mark];

const SEQUENCES = {
  "delayed-cue": ({ gap }) => ["B", ...turning("wzxy", gap), "?"],
  "marked-cue": ({ length }) => turning("CAFHBEGD", length).map((l, k) => columns("ABCDEFGH", l, Number(k === 2))),
  "temporal-order": ({ length }) => turning("abcd", length).map((l, k) => (k === Math.floor(length / 8) ? "X" : k === Math.floor(length / 2) ? "Y" : l)),
  copying: ({ gap, symbols }) => [...turning("BADC", symbols), ...turning("_", gap - 1), "!", ...turning("_", symbols)],
  counting: ({ longest }) => ["S", ...turning("a", Math.min(10, longest)), ...turning("b", Math.min(10, longest))],
  parity: ({ longest }) => turning("1011001", longest),
  "binary-addition": ({ bits }) => [...turning([[1, 1], [0, 1], [1, 0], [1, 1]], bits), [0, 0]],
  adding: ({ length }) => turning([0.31, 0.82, 0.57, 0.14, 0.69], length).map((v, k) => [v, Number(k === 1 || k === Math.floor(length / 2) + 1)]),
  "embedded-reber": () => [..."BTBTSXSET"],
};
