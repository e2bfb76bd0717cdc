// What the API says of a file of weights, as settings of the laboratory.

const SHOWN = 8; // timesteps of the input that a network is first shown with

/** found: the answer of POST /api/v1/weights → { cell, model, hidden, brought, text or vectors }. */
export function settingsOf({ cell, layers, params }) {
  const { source, inputs = [] } = params.vocabulary ?? {};
  const names = source ?? inputs;
  const letters = names.length > 0 && names.every((name) => [...name].length === 1);
  const [{ input_size: width, hidden }] = layers;
  const first = letters ? { text: names.slice(0, SHOWN).join("") } : { vectors: columns(width) };
  return { cell, ...first, hidden: String(hidden), model: "mine", brought: JSON.stringify(params) };
}

/** One column after another: "1,0,0;0,1,0;0,0,1". */
function columns(width) {
  const rows = Array.from({ length: Math.min(width, SHOWN) }, (_, k) => Array.from({ length: width }, (_, j) => Number(j === k)));
  return rows.map((row) => row.join(",")).join(";");
}
