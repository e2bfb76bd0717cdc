// One run as it is told: what came so far, how far it is, what it reached.

/** A run that has told nothing yet. request: what was sent. */
export const newRun = (request, name) => ({ request, name, status: "waiting", position: 0, start: null, updates: [], end: null, problem: null, began: null, seen: null });

/** The run after one more event, at a time in ms. */
export function after(run, kind, value, now) {
  if (kind === "queued") return { ...run, status: "queued", position: value.position };
  if (kind === "start") return { ...run, status: "running", start: value, began: now, seen: now };
  if (kind === "update") {
    run.updates.push(value); // a run may have hundreds: its list grows in place
    return { ...run, seen: now };
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

/** { share, seconds }: how much is done, and how long the rest may take; null where nothing tells. */
export function progress(run) {
  const { start } = run;
  if (!start) return { share: 0, seconds: null };
  if (run.status === "done") return { share: 1, seconds: 0 };
  const done = lastOf(run)?.update ?? 0;
  const share = done / start.updates;
  const spent = (run.seen - run.began) / 1000;
  if (done < 2 || spent < 0.2) return { share, seconds: start.estimate * (1 - share) };
  return { share, seconds: (spent / done) * (start.updates - done) };
}

/** How often the updates that were told were clipped, and how many were told. */
export const clipped = ({ updates }) => ({ times: updates.filter((u) => u.clipped).length, of: updates.length });

/** Of a run with several cells each one's name and its place among the norms: [{ name, k }], else []. */
export function layersOf({ start }) {
  const cells = (start?.arrays ?? []).flatMap((name, k) => (name === "V" || name === "b_y" ? [] : [{ name, k }]));
  return cells.length > 1 ? cells : [];
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

/** learned | partly | guessing, by the accuracy on held-out data. */
export function verdict(run) {
  const found = heldOut(run);
  if (!found) return null;
  if (found.accuracy >= 0.95) return "learned";
  const chance = run.start.chance;
  return chance && found.accuracy < chance + (1 - chance) * 0.15 ? "guessing" : "partly";
}
