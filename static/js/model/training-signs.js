// Signs of exploding and vanishing gradients in what a run has told, and what helps against each.

const LEARNED = 0.95; // what answers right needs no remedy: its gradients may well be tiny
const SEEN = 0.03; // a share of the reports; spikes count singly
const EARLY = 5; // what is seen this early is how the run begins, also where it shows once
const FAR = 100; // by how much the whole way back multiplies or divides before it is worth a word
const ORDER = ["diverged", "spike", "exploding", "vanishing", "saturated", "worse_than_guessing"];

/** [{ name, update, times, value, steps, norm, median, remedy }]: first seen, how often, the numbers behind it. */
export function signsOf(run) {
  const found = new Map();
  const open = run.updates.filter((u) => u.accuracy < LEARNED);
  for (const [k, report] of open.entries()) {
    for (const name of report.signs) {
      if (!matters(name, report)) continue;
      const seen = found.get(name) ?? { name, times: 0, ...first(name, report, open.slice(0, k)) };
      seen.times += 1;
      if (name === "spike" && report.norm / seen.median > seen.norm / seen.median) Object.assign(seen, first(name, report, open.slice(0, k)));
      found.set(name, seen);
    }
  }
  const enough = ({ name, times, update }) => name === "spike" || update <= EARLY || times > SEEN * run.updates.length;
  const list = [...found.values()].filter(enough);
  if (run.status === "diverged") list.push({ name: "diverged", times: 1, update: run.problem.update, step: run.problem.step, node: run.problem.node });
  return list.sort((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name)).map((sign) => ({ ...sign, remedies: remedies(sign.name, run.request) }));
}

/** The norm's multiple over the whole way back; 1 where no rate is told. */
export const wayBack = ({ rate_of_decay: rate, back }) => (rate ? rate ** Math.max(1, back.length - 1) : 1);

function matters(name, report) {
  if (name === "vanishing") return wayBack(report) < 1 / FAR;
  if (name === "exploding") return wayBack(report) > FAR;
  return true;
}

function first(name, report, before) {
  const norms = before.slice(-50).map((u) => u.norm).sort((a, b) => a - b);
  return {
    update: report.update,
    norm: report.norm,
    median: norms.length ? norms[norms.length >> 1] : report.norm,
    before: norms.length,
    rate: report.rate_of_decay,
    way: wayBack(report),
    steps: report.back.length - 1,
    share: report.saturated,
    loss: report.loss,
  };
}

/** [{ name: of the remedy, pairs: settings as texts }], the most promising first; none that is already there. */
export function remedies(sign, request) {
  const clip = request.clip !== null ? null : { name: "clip", pairs: { clip: "1" } };
  const slower = { name: "slower", pairs: { rate: short(request.rate / 10) } };
  const unscaled = request.radius > 1 ? { name: "unscaled", pairs: { init: "orthogonal", radius: "1" } } : null;
  const orthogonal = ["orthogonal", "identity"].includes(request.init) && !(request.radius < 0.9) ? null : { name: "orthogonal", pairs: { init: "orthogonal", radius: "1" } };
  const plain = request.cell.startsWith("rnn");
  const gates = plain ? { name: "gates", pairs: { cell: "lstm", init: "orthogonal", forget_bias: "3" } } : null;
  const keep = !plain && !(request.forget_bias >= 3) ? { name: "keep", pairs: { forget_bias: "3" } } : null;
  const norm = request.normalisation !== "none" ? null : { name: "layer_norm", pairs: { normalisation: "layer" } };
  const by = {
    diverged: [clip, unscaled, slower],
    spike: [clip, slower],
    exploding: [unscaled, clip, slower],
    saturated: [clip, slower, orthogonal],
    worse_than_guessing: [clip, slower],
    vanishing: [orthogonal, keep, gates, norm],
  };
  return by[sign].filter(Boolean).slice(0, 2);
}

export const short = (value) => String(Number(value.toPrecision(3)));
