// What a run says of itself, in words and numbers of the reader's language.
import { raised } from "./backward.js";
import { guessOf, isDiverged } from "./training-run.js";

/** text: the catalogue's; name(texts): how a run is called. */
export function createWords(text, page) {
  const small = (v) => {
    if (!Number.isFinite(v)) return "–";
    if (v === 0) return text.number(0, 0);
    const size = Math.abs(v);
    if (size >= 1e4 || size < 1e-3) return power(v);
    return text.number(v, size >= 100 ? 0 : size >= 1 ? 2 : size >= 0.01 ? 3 : 5);
  };
  const power = (v) => {
    if (!(Math.abs(v) > 0)) return text.number(0, 0);
    const [mantissa, exponent] = v.toExponential(1).split("e");
    return text("train.power", { m: text.number(Number(mantissa), 1), e: raised(Number(exponent)) });
  };
  const times = (ratio) => (ratio < 1e4 ? text.number(ratio, 0) : power(ratio));
  return {
    small,
    array(name) {
      if (name === "V") return text("train.readout");
      const [, stack, k, back] = /^(encoder|layer)(\d+)(_back)?$/.exec(name);
      return text(`train.array.${stack}${back ? "_back" : ""}`, { n: Number(k) + 1 });
    },
    /** A weight's name in the file, in words: "layer1.0.U_h" is the U_h of layer 2. */
    weight(name) {
      const found = /^(encoder\.)?(?:layer(\d+)\.(\d)\.)?(.+)$/.exec(name);
      if (!found[1] && !found[2]) return name;
      const where = text(`train.array.${found[1] ? "encoder" : "layer"}${found[3] === "1" ? "_back" : ""}`, { n: Number(found[2] ?? 0) + 1 });
      return text("train.pair_of", { name: found[4], where });
    },
    power,
    tick: (v) => (v >= 1e-3 && v < 1e4 ? text.number(v, Math.max(0, -Math.floor(Math.log10(v) + 1e-9))) : `10${raised(Math.round(Math.log10(v)))}`),
    plain: (v) => text.number(v, v === 0 || Number.isInteger(v) ? 0 : Math.min(6, Math.max(1, -Math.floor(Math.log10(Math.abs(v)) + 1e-9)) + (String(v).replace(/^0\.0*/, "").length > 1 ? 1 : 0))),
    value: (name, v) => (name === "accuracy" ? text.percent(v) : name === "rate" ? given(v) : small(v)),
    given,
    state(run, seconds) {
      const update = run.updates[run.updates.length - 1]?.update ?? 0;
      const of = run.start?.updates ?? run.request.updates;
      if (run.status === "waiting") return text("train.state.waiting");
      if (run.status === "queued") return text("train.state.queued", { n: run.position });
      if (run.status === "running") return seconds === null ? text("train.state.first", { update, of }) : text("train.state.running", { update, of, seconds: Math.max(1, Math.ceil(seconds)) });
      if (run.status === "paused") return text("train.state.paused", { update, of });
      if (run.status === "stopped") return text("train.state.stopped", { update, of });
      if (run.status === "done") return text("train.state.done", { n: run.end.updates });
      return text(isDiverged(run.problem) ? "train.state.diverged" : "train.state.failed", { update: run.problem?.update ?? update });
    },
    held: ({ key, n, loss }, run) => text(`train.held.${key}`, { length: n, loss: small(loss), chance: guessOf(run) ? text("train.chance", { chance: text.percent(guessOf(run)) }) : "" }),
    sign(sign) {
      const { name } = sign;
      if (name === "diverged") return text("train.sign_line.diverged", { update: sign.update, step: (sign.step ?? 0) + 1, node: nodeName(sign.node) });
      const values = { norm: small(sign.norm), median: small(sign.median), times: times(sign.norm / sign.median), rate: sign.rate ? text.number(sign.rate, 2) : "", steps: sign.steps, way: small(sign.way), share: text.percent(sign.share), loss: small(sign.loss) };
      return text(name === "spike" && sign.before === 1 ? "train.sign_line.spike_first" : `train.sign_line.${name}`, values);
    },
  };

  /** A setting's own text, with the language's decimal mark. */
  function given(value) {
    return String(value).replace(".", text("number.decimal")).replace(/^(-?[\d.,]+)e([+-]?\d+)$/, (_, m, e) => text("train.power", { m, e: raised(Number(e)) }));
  }

  function nodeName(id) {
    const found = Object.values(page.cells).find(({ names }) => names[id]);
    if (found) return `${found.names[id]} (${id})`;
    return text.has(`train.place.${id}`) ? text(`train.place.${id}`) : String(id);
  }
}
