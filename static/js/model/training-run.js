// One run as it is told: what came so far, how far it is, what it reached.

/** A run that has told nothing yet. request: what was sent; label: what tells it from the other in few letters. */
export const newRun = (request, name, label = name) => ({ request, name, label, status: "waiting", position: 0, start: null, updates: [], end: null, problem: null, began: null, seen: null, from: 0 });

/**
 * The run of a request that begins as another's did, with what both share: how far it had come is not told twice.
 * null where nothing is shared.
 */
export function goingOn(before, request, name, label = name) {
  const shared = before ? sharedUpdates(before.request, request) : 0;
  const updates = before?.updates.filter(({ update }) => update <= shared) ?? [];
  return updates.length ? { ...newRun(request, name, label), start: before.start, updates } : null;
}

/** After how many updates two requests part; 0 where more than changes tells them apart. */
function sharedUpdates({ changes: ours = [], ...own }, { changes: theirs = [], ...other }) {
  if (JSON.stringify(own) !== JSON.stringify(other)) return 0;
  const alike = ours.findIndex((change, k) => JSON.stringify(change) !== JSON.stringify(theirs[k]));
  const first = [ours, theirs].map((list) => list[alike < 0 ? Math.min(ours.length, theirs.length) : alike]?.at ?? Infinity);
  return Math.min(...first);
}

/** The run after one more event, at a time in ms. */
export function after(run, kind, value, now) {
  if (kind === "queued") return { ...run, status: "queued", position: value.position };
  if (kind === "start") return { ...run, status: "running", start: value, began: now, seen: now, from: lastOf(run)?.update ?? 0 };
  if (kind === "update") {
    if (value.update > (lastOf(run)?.update ?? 0)) run.updates.push(value); // a run may have hundreds: its list grows in place
    return { ...run, seen: now, ...(value.update <= run.from ? { began: now } : {}) };
  }
  if (kind === "end") return { ...run, status: "done", end: value };
  if (kind === "error") return { ...run, status: isDiverged(value) ? "diverged" : "failed", problem: value };
  return run;
}

export const isDiverged = (problem) => String(problem?.type ?? "").endsWith("/diverged");
export const over = ({ status }) => ["done", "diverged", "failed", "stopped"].includes(status);
export const lastOf = ({ updates }) => updates[updates.length - 1] ?? null;

/** The report at an update, or the last before it; null before the first. */
export function reportAt(run, update) {
  if (update === null) return lastOf(run);
  let found = null;
  for (const report of run.updates) {
    if (report.update > update) break;
    found = report;
  }
  return found ?? run.updates[0] ?? null;
}

const FIRST = 5, SETTLED = 1; // updates and seconds before their mean says how long the rest takes

/** { share, seconds }: how much is done, and how long the rest may take; null where nothing tells. */
export function progress(run) {
  const { start } = run;
  if (!start) return { share: 0, seconds: null };
  if (run.status === "done") return { share: 1, seconds: 0 };
  const done = lastOf(run)?.update ?? 0;
  const share = done / start.updates;
  const spent = (run.seen - run.began) / 1000;
  const made = done - run.from;
  if (made < FIRST || spent < SETTLED) return { share, seconds: null };
  return { share, seconds: (spent / made) * (start.updates - done) };
}

/** How often the updates that were told were clipped, and how many were told. */
export const clipped = ({ updates }) => ({ times: updates.filter((u) => u.clipped).length, of: updates.length });

/** Of every layer, and of the readout, the name and the place among the norms: [{ name, k }]. */
export const layersOf = ({ start }) => (start?.arrays ?? []).flatMap((name, k) => (name === "b_y" ? [] : [{ name, k }]));

/** The weights that were told last at an update; those it started from where none were. */
export function weightsAt(run, update) {
  let found = { update: 0, weights: run.start.weights };
  for (const report of run.updates) {
    if (update !== null && report.update > update) break;
    if (report.weights) found = report;
  }
  return found;
}

/** The first measure on data that no training drew from: { key, n, accuracy, loss }; null before the end. */
export function heldOut(run) {
  const [first] = Object.entries(run.end?.held_out ?? {});
  return first ? { ...heldName(first[0]), ...first[1] } : null;
}

/** "gap 20" → { key: "gap", n: 20 }, "n 21-24" → { key: "n", n: "21–24" }; what has no number: { key: "new" } or its own name. */
export function heldName(text) {
  const range = /^n (\d+)-(\d+)$/.exec(text);
  if (range) return { key: "n", n: `${range[1]}–${range[2]}` };
  const counted = /^(gap|length) (\d+)$/.exec(text) ?? /^(?:(\d+) (bits))$/.exec(text);
  if (counted) return counted[2] === "bits" ? { key: "bits", n: Number(counted[1]) } : { key: counted[1], n: Number(counted[2]) };
  return { key: { "the text": "text", "the words themselves": "text", "the last two symbols": "last" }[text] ?? "new", n: 0 };
}

/** What the best guess that looks at no input gets of the same data; nothing below the task's own chance. */
export const guessOf = (run) => Math.max(run.start.chance ?? 0, heldOut(run)?.guess_accuracy ?? 0);

/** learned | partly | guessing: accuracy and loss on held-out data beside those of guessing. */
export function verdict(run) {
  const found = heldOut(run);
  if (!found) return null;
  const guess = guessOf(run);
  const beyond = (found.accuracy - guess) / (1 - guess || 1); // 0: no better than guessing, 1: all right
  if (found.accuracy >= 0.95 && beyond >= 0.75) return "learned";
  const surer = !(found.loss > 0.9 * found.guess_loss); // true where no loss of guessing is told
  return beyond >= 0.5 || (beyond >= 0.15 && surer) ? "partly" : "guessing";
}
