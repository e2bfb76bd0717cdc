// A cell's card beside others: what its stage has computed uncovers its memory, its heatmap and what it expects.
import { present } from "../model/figure.js";
import { expectedAt, momentOf, phaseOf } from "../model/compare.js";
import { createWriter, html } from "./svg.js";
import { createPlace, createVeil } from "./veil.js";

const BLANK = " ";
const FINEST = 0.001; // shares below are only said to be so

/** time: the cell's own view of the shared timeline; most(): the largest share that any of the cells has shown. */
export function mountCompare(card, { timeline, time, run, memory, most, text }) {
  const { steps, tokens, outputs } = run.trace;
  const write = createWriter();
  const covered = [...card.querySelectorAll("[data-covered]")].map((area) => cover(area, steps));
  const letters = [...card.querySelectorAll(".heat-tokens [data-step]")];
  const now = card.querySelector(".compare-now");
  const rows = [...card.querySelectorAll("[data-next] > li")].map((row) => ({
    row,
    symbol: row.querySelector(".compare-symbol"),
    bar: row.querySelector("rect"),
    share: row.querySelector(".compare-share"),
  }));
  const wave = card.querySelector("[data-wave]");
  const bars = card.querySelector("[data-scale]");
  const axis = card.querySelector("[data-top]");
  const shown = { top: null, known: null, step: null, moment: null };

  function show() {
    const { position, beats, gliding } = timeline;
    const far = Math.min(steps, time.knownAt(position));
    const at = present(position, beats, steps);
    const later = gliding && { at: time.knownAt(gliding.to), ms: gliding.ms };
    const then = gliding && { at: present(gliding.to, beats, steps), ms: gliding.ms };
    for (const { veils, frame } of covered) {
      for (const veil of veils) veil.uncover(far, later);
      frame?.(at, then);
    }
    scaled(Math.max(1, most()));
    const moment = `${Math.ceil(position - 1e-9)} ${Number.isInteger(position)}`;
    if (moment !== shown.moment) write(wave, "text", saying());
    shown.moment = moment;
    const known = Math.floor(far);
    if (known !== shown.known) know((shown.known = known));
    const step = Math.round(at);
    if (step === shown.step) return;
    shown.step = step;
    for (const letter of letters) letter.toggleAttribute("data-now", Number(letter.dataset.step) === step);
  }

  /** The axis grows with what is known: its end does not tell what is still to come. */
  function scaled(top) {
    if (top === shown.top) return;
    shown.top = top;
    bars.setAttribute("viewBox", `0 ${Number(bars.dataset.scale) - top} ${steps} ${top}`);
    write(axis, "text", text.percent(top));
  }

  function saying() {
    const { position, beats } = timeline;
    const phase = phaseOf(position, beats, steps, time.waves);
    if (phase === "rest") return text("compare.waves", { n: time.waves });
    return phase === "wave" ? text("compare.wave", { k: momentOf(position, beats, steps).k, n: time.waves }) : text(phase === "done" ? "compare.done" : "compare.handing");
  }

  function know(known) {
    const last = memory[known - 1];
    write(now, "text", known === 0 ? text("compare.nothing") : text("compare.now", { v: shareOf(last, text), token: text.token(tokens[known - 1]) }));
    const found = expectedAt(outputs, known);
    rows.forEach(({ row, symbol, bar, share }, k) => {
      const one = found[k];
      write(symbol, "text", one ? signOf(one.symbol) : "·");
      write(bar, "width", one?.share ?? 0);
      write(share, "text", one ? text.percent(one.share) : "");
      row.toggleAttribute("data-came", one !== undefined && one.symbol === tokens[known]);
    });
  }

  const signOf = (symbol) => (symbol === "$" ? text("compare.end_sign") : symbol === BLANK ? "\u2423" : symbol);

  const leave = timeline.subscribe(show);
  return () => {
    leave();
    for (const { made } of covered) for (const element of made) element.remove();
  };
}

function shareOf(v, text) {
  if (v > 0 && v < FINEST) return text("compare.less", { v: text.percent(FINEST, 1) });
  return text.percent(v, v < 0.1 ? 1 : 0);
}

/** A veil over what is not computed yet, and in a heatmap a frame round the present. */
function cover(area, steps) {
  const bars = area.matches(".heat-values");
  const wide = bars ? [area] : [...area.querySelectorAll(".heat-values")];
  const veils = wide.map(() => createVeil(steps));
  const made = veils.map(({ element }) => element);
  wide.forEach((place, k) => place.append(made[k]));
  if (bars) return { veils, frame: null, made };
  const frame = html("div", { class: "panel-now" });
  frame.style.width = `${100 / steps}%`;
  const over = html("div", { class: "heat-over" }, frame);
  area.append(over);
  return { veils, frame: createPlace(frame, steps, (at) => `${100 * at}%`), made: [...made, over] };
}
