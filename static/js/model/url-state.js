// The laboratory's address, both ways. table: [{name, default}] from the server, in the order of the address.

/** The settings of a query string as texts; what is unknown, empty or the default is left out. */
export function readQuery(search, table) {
  const given = new URLSearchParams(search);
  const values = {};
  for (const { name, default: usual } of table) {
    const text = given.get(name);
    if (text !== null && text !== "" && text !== usual) values[name] = text;
  }
  return values;
}

/** The query string of some settings, always the same for the same settings; "" when nothing need be said. */
export function writeQuery(values, table) {
  const said = new URLSearchParams();
  for (const { name, default: usual } of table) {
    const text = values[name] === undefined || values[name] === null ? "" : String(values[name]);
    if (text !== "" && text !== usual) said.set(name, text);
  }
  const query = said.toString();
  return query && `?${query}`;
}

/** What a change makes pointless: another text has no vectors, trained weights are not drawn, and so on. */
const ENDS = {
  cell: ["layer", "at", "overrides", "changes", "open", "of", "order", "chart"],
  layer: ["cell", "at", "overrides", "changes", "open", "of", "order", "chart"],
  text: ["at", "overrides", "changes", "vectors", "open"],
  vectors: ["at", "overrides", "changes", "open"],
  hidden: ["overrides", "changes", "open"],
  model: ["layer", "open"],
};
const DRAWN = ["hidden", "seed", "scale", "init", "forget_bias"];

/** The settings after one of them was changed by the reader. */
export function changed(values, name, text) {
  const next = { ...values, [name]: text };
  for (const other of ENDS[name] ?? []) delete next[other];
  if (name === "model" && text !== "none") for (const other of DRAWN) delete next[other];
  if (name === "model" && next.changes) next.changes = next.changes.split(",").filter((change) => !change.startsWith("seed:")).join(",");
  if (DRAWN.includes(name) && (name !== "hidden" || next.model)) next.model = "none";
  if (name === "cell" && next.model === "mine") delete next.model;
  if (next.model !== "mine") delete next.brought;
  return next;
}
