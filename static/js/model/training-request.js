// The address's texts, and the API's request that they stand for.

const NUMBERS = ["hidden", "layers", "radius", "forget_bias", "seed", "rate", "momentum", "clip", "clip_value", "truncate", "updates", "batch", "decay", "dropout"];
const WORDS = ["init", "optimiser", "normalisation", "attention", "bidirectional"];
const SILENT = { clip_value: "none", truncate: "none", attention: "none", bidirectional: "no" }; // what the API does when nothing is said

const number = (text) => Number(String(text).replace(",", "."));
const valueOf = (name, text) => (name === "bidirectional" ? text === "yes" : !NUMBERS.includes(name) ? text : text === "none" ? null : number(text));

/** Why a setting means nothing beside the others, the key of a sentence; "" where it does. As the server's rules say it. */
export const refusal = (name, texts, rules) =>
  rules.find((rule) => rule.name === name && (!rule.values.length || rule.values.includes(texts[name])) && !rule.among.includes(texts[rule.by]))?.reason ?? "";

/** The settings as the changes have left them after so many updates. */
export const changedBy = (texts, update) =>
  readChanges(texts.changes).filter(({ at }) => at <= update).reduce((now, { name, value }) => ({ ...now, [name]: value }), texts);

/** texts: every setting's; page: { tasks, cells, rules } → the body of POST /api/v1/trainings. */
export function requestOf(texts, { tasks, cells, rules }) {
  const { task, cell } = texts;
  const knobs = Object.fromEntries(Object.keys(tasks[task]).map((name) => [name, number(texts[name])]));
  if (task === "next-character") knobs.text = texts.text;
  const request = { task, knobs, cell };
  for (const name of [...NUMBERS, ...WORDS]) {
    const silent = texts[name] === "" || texts[name] === SILENT[name] || refusal(name, texts, rules);
    if (!silent) request[name] = valueOf(name, texts[name]);
  }
  request.sample = cells[cell].sample.map(({ id }) => id);
  const changes = readChanges(texts.changes).filter(({ at, name }) => at < request.updates && !refusal(name, changedBy(texts, at), rules)); // those that the run reaches and that mean something
  if (changes.length) request.changes = changesOf(changes);
  return request;
}

/** "300:clip:1,300:rate:0.01" → [{ at, name, value }], in order. */
export function readChanges(text) {
  return String(text ?? "").split(",").filter(Boolean).map((part) => {
    const [at, name, value] = part.split(":");
    return { at: Number(at), name, value };
  }).sort((a, b) => a.at - b.at);
}

export const writeChanges = (changes) =>
  [...changes].sort((a, b) => a.at - b.at).map(({ at, name, value }) => `${at}:${name}:${value}`).join(",");

/** The changes with one more; the same knob at the same update is replaced, and what lay after it goes. */
export function withChange(text, change) {
  const before = readChanges(text).filter(({ at, name }) => at < change.at || (at === change.at && name !== change.name));
  return writeChanges([...before, change]);
}

/** One entry an update, as the API takes them. */
function changesOf(changes) {
  const found = new Map();
  for (const { at, name, value } of changes) found.set(at, { ...found.get(at), at, [name]: valueOf(name, value) });
  return [...found.values()];
}

/** "cell:rnn,clip:none" → { cell: "rnn", clip: "none" } */
export const readVersus = (text) =>
  Object.fromEntries(String(text ?? "").split(",").filter(Boolean).map((part) => part.split(/:(.*)/s).slice(0, 2)));

export const writeVersus = (pairs) => Object.entries(pairs).map(([name, value]) => `${name}:${value}`).join(",");

/** The texts of the run that stands beside the first: the same seed, and what differs. */
export function besideOf(texts) {
  const pairs = readVersus(texts.versus);
  if (!Object.keys(pairs).length) return null;
  // a change in mid-run of what is compared would undo the comparison
  const changes = writeChanges(readChanges(texts.changes).filter(({ name }) => !(name in pairs)));
  return { ...texts, ...pairs, changes };
}
