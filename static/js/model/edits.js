// What is changed in a run, as data: a list of edits, and the two texts that an address has for them.
// { kind: "value", node, step, unit, value }   step or unit null: all of them
// { kind: "token", step, value }  { kind: "state", name, unit, value }  { kind: "weight", name, row, column?, value }
// { kind: "seed" | "scale", value }

const PLACE = { token: ["step"], state: ["unit"], weight: ["row", "column"], seed: [], scale: [] };
const NAMED = ["state", "weight"];
const star = (index) => (index === null ? "*" : String(index));
const index = (text) => (text === "*" ? null : Number(text));

/** The texts of the address → edits, in the order they are applied. */
export function readEdits({ overrides = "", changes = "" } = {}) {
  return [...parts(overrides).map(readValue), ...parts(changes).map(readChange)];
}

const parts = (text) => String(text).split(",").filter(Boolean);

function readValue(text) {
  const [node, step, unit, value] = text.split(":");
  return { kind: "value", node, step: index(step), unit: index(unit), value: Number(value) };
}

function readChange(text) {
  const [kind, ...rest] = text.split(":");
  const edit = { kind };
  if (NAMED.includes(kind)) edit.name = rest.shift();
  const value = rest.pop();
  rest.forEach((at, k) => (edit[PLACE[kind][k]] = Number(at)));
  edit.value = kind === "token" ? decodeURIComponent(value) : Number(value);
  return edit;
}

/** Edits → { overrides, changes }, always the same for the same edits. */
export function writeEdits(edits) {
  const values = edits.filter(({ kind }) => kind === "value");
  const others = edits.filter(({ kind }) => kind !== "value");
  return { overrides: values.map(writeValue).join(","), changes: others.map(writeChange).join(",") };
}

const writeValue = ({ node, step, unit, value }) => [node, star(step), star(unit), value].join(":");

function writeChange(edit) {
  const { kind, name, value } = edit;
  const place = PLACE[kind].map((key) => edit[key]).filter((at) => at !== undefined);
  return [kind, ...(NAMED.includes(kind) ? [name] : []), ...place, kind === "token" ? escaped(value) : value].join(":");
}

/** What the server's quote(value, safe="") writes. */
const escaped = (token) => encodeURIComponent(token).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** What an edit changes, whatever it changes it to. */
export function placeOf(edit) {
  return edit.kind === "value" ? writeValue({ ...edit, value: "" }) : writeChange({ ...edit, value: "" });
}

/** The edits with this one; what was said of the same place gives way, in its place. */
export function putEdit(edits, edit) {
  const place = placeOf(edit);
  const at = edits.findIndex((other) => placeOf(other) === place);
  return at < 0 ? [...edits, edit] : edits.with(at, edit);
}

export function dropEdit(edits, edit) {
  const place = placeOf(edit);
  return edits.filter((other) => placeOf(other) !== place);
}

export function sameEdits(a, b) {
  const [one, other] = [writeEdits(a), writeEdits(b)];
  return one.overrides === other.overrides && one.changes === other.changes;
}

/** The places of a value that edits replace: (node, step, unit) → true where the number is the reader's. */
export function isClamped(edits, node, step, unit) {
  return edits.some((e) => e.kind === "value" && e.node === node && (e.step ?? step) === step && (e.unit ?? unit) === unit);
}
