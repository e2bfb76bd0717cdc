// Predict first: the story stops before a value, asks, and shows it when the reader has answered.
import { keptScore, keepScore } from "../io/score.js";
import { questionsOf, reasonOf } from "../model/predict.js";
import { html, svg } from "./svg.js";

const TICK = "m5 13 4.5 4.5L19 7";
const CROSS = "M6.5 6.5l11 11m0-11-11 11";
const SLOT = "\u0001";

export function mountPredict(element, { timeline, run, text, set }) {
  const card = element.querySelector("[data-predict]");
  if (!card) return () => {};
  const ready = run.data.questions || [];
  const name = `predict-${run.cell.id}`;
  let all = questionsOf(run.cell, run.trace, ready);
  let at = Math.max(0, all.findIndex(({ after }) => after >= timeline.at));
  let answered = false;
  const score = keptScore();
  const points = html("span", { class: "card-note predict-score" });
  const ask = html("h2", { class: "predict-ask", id: `${name}-ask` });
  const choices = html("div", { class: "predict-choices", role: "radiogroup", "aria-labelledby": `${name}-ask` });
  const result = html("p", { class: "predict-result", role: "status", "aria-live": "polite" });
  const skip = quiet("predict.skip", pass);
  const link = quiet("predict.link", share);
  const stop = quiet("predict.stop", () => set("predict", ""));
  const foot = html("div", { class: "predict-foot" }, skip, link, stop);
  card.replaceChildren(html("div", { class: "predict-head" }, ask, points), choices, result, foot);

  function quiet(key, press) {
    const made = html("button", { type: "button", class: "predict-quiet" }, text(key));
    made.addEventListener("click", press);
    return made;
  }

  function show() {
    const q = all[at];
    answered = false;
    result.textContent = "";
    choices.hidden = skip.hidden = !q;
    write();
    if (!q) return ask.replaceChildren(text("predict.done"));
    ask.replaceChildren(...(q.kind === "ready" ? [q.ready.ask] : asking(q)));
    const words = q.kind === "ready" ? q.ready.answers.map(({ answer }) => answer) : q.options.map((option) => text(`predict.${option}`));
    choices.replaceChildren(...words.map((answer, k) => chip(answer, k)));
    skip.textContent = text("predict.skip");
  }

  function asking({ kind, node, unit, step }) {
    const own = run.cell.nodes.find(({ id }) => id === node);
    const tok = run.trace.tokens ? text.token(run.trace.tokens[step]) : String(step + 1);
    const letter = html("span", { class: `hue-${own.hue} predict-letter` }, html("i", { class: "letter" }, own.symbol || node), html("sub", {}, String(step + 1)));
    const [before, after] = text(`predict.${kind}`, { v: SLOT, u: unit + 1, tok }).split(SLOT);
    return [before, letter, after];
  }

  function chip(words, k) {
    const made = html("button", { type: "button", class: "chip", role: "radio", "aria-checked": "false", tabindex: k ? -1 : 0 }, html("span", {}, words));
    made.addEventListener("click", () => answer(k));
    return made;
  }

  function answer(k) {
    const q = all[at];
    if (answered || !q) return;
    answered = true;
    const chips = [...choices.children];
    const right = q.kind === "ready" ? q.ready.answers.findIndex((a) => a.right) : q.right;
    chips.forEach((one, j) => {
      one.setAttribute("aria-checked", String(j === k));
      one.setAttribute("aria-disabled", "true");
      one.tabIndex = j === k ? 0 : -1;
      one.toggleAttribute("data-right", j === right);
      if (j === k || j === right) one.prepend(svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: j === right ? TICK : CROSS })));
    });
    score.n += 1;
    score.right += k === right ? 1 : 0;
    keepScore(score);
    write();
    result.replaceChildren(html("strong", {}, text(k === right ? "predict.right" : "predict.wrong")), ` ${because(q, k, right)}`);
    skip.textContent = text("predict.go");
    if (q.kind !== "ready") timeline.seek(q.shown);
  }

  function because(q, k, right) {
    if (q.kind === "ready") return q.ready.answers[k].why;
    const numbers = q.before === null ? text("predict.is", { now: text.number(q.now) }) : text("predict.went", { before: text.number(q.before), now: text.number(q.now) });
    const reason = reasonOf(run.cell, run.trace, q);
    const said = [numbers, reason && told(reason, q)].filter(Boolean).join("; ") + ".";
    return k === right ? said : `${said} ${text(why(reason, q))}`;
  }

  /** What was mistaken: of a gate's value or move, of a sum, of a product, of a curve. */
  function why(reason, { kind }) {
    if (["value", "change", "share"].includes(kind)) return `predict.why_${kind}`;
    if (reason?.of === "add" || reason?.of === "mul") return `predict.why_${reason.of}_${kind}`;
    return `predict.why_curve_${kind}`;
  }

  function told(reason, q) {
    if (reason.of === "add") return text("predict.reason_kept", { kept: text.number(reason.kept), written: text.number(reason.written) });
    if (reason.of === "rest") return text("predict.reason_rest", { other: text.number(reason.other) });
    if (reason.of === "normal") return text("predict.reason_normal", { sum: text.number(reason.sum) });
    if (reason.of === "mul") {
      const product = ({ gate, content }) => `${text.number(gate)} × ${text.number(content)}`;
      return reason.was ? text("predict.reason_product_was", { product: product(reason), was: product(reason.was) }) : text("predict.reason_product", { product: product(reason) });
    }
    const name = (of) => (of === "x" && run.trace.tokens ? text.token(run.trace.tokens[q.step]) : text(`narrator.addend.${of}`));
    if (reason.of === "most") return text("predict.reason_most", { name: name(reason.name), d: (reason.by > 0 ? "+" : "") + text.number(reason.by) });
    const parts = reason.parts.map(({ name: of, by }, k) => `${k ? (by < 0 ? " − " : " + ") : ""}${text.number(k ? Math.abs(by) : by)} (${name(of)})`).join("");
    return text("predict.reason_sum", { parts, sum: text.number(reason.sum) });
  }

  function write() {
    points.textContent = score.n ? text("predict.score", { right: score.right, n: score.n }) : "";
    points.setAttribute("aria-label", text("predict.score_label", { right: score.right, n: score.n }));
  }

  /** To the next question; the value of one that was skipped is shown. */
  function pass() {
    const q = all[at];
    if (!q) return;
    const held = document.activeElement === skip;
    at += 1;
    show();
    if (q.kind !== "ready" && timeline.position <= q.after) timeline.seek(q.shown);
    if (all[at] && answeredBefore(all[at])) timeline.seek(Math.max(timeline.at, all[at].after));
    if (held) (choices.querySelector("[role=radio]") ?? stop).focus({ preventScroll: true });
  }

  const answeredBefore = ({ after }) => after > timeline.at;

  /** Nothing beyond an open question is shown. */
  function guard() {
    if (answered && all[at] && timeline.position > (all[at].shown ?? all[at].after)) {
      at += 1;
      show();
    }
    const q = all[at];
    if (!q || answered || timeline.position <= q.after) return;
    queueMicrotask(() => {
      if (all[at] !== q || answered || timeline.position <= q.after) return;
      timeline.pause();
      timeline.seek(q.after);
    });
  }

  function key(event) {
    const chips = [...choices.children];
    const k = chips.indexOf(document.activeElement);
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (k < 0) return;
    if (by) {
      event.preventDefault();
      const next = chips[(k + by + chips.length) % chips.length];
      chips.forEach((one) => (one.tabIndex = one === next ? 0 : -1));
      next.focus({ preventScroll: true });
    }
    if (by || [" ", "Enter"].includes(event.key)) event.stopPropagation();
  }

  async function share() {
    const before = link.textContent;
    await navigator.clipboard.writeText(beginning()).catch(() => null);
    link.textContent = text("predict.copied");
    setTimeout(() => (link.textContent = before), 2000);
  }

  /** This page's address as a class opens it: before the first operation, nothing chosen. */
  function beginning() {
    const address = new URL(location.href);
    for (const own of ["at", "unit", "speed", "open", "of"]) address.searchParams.delete(own);
    return address.href;
  }

  choices.addEventListener("keydown", key);
  show();
  const leave = [
    timeline.subscribe(guard),
    run.subscribe((_, change) => {
      if (change !== "trace") return;
      all = questionsOf(run.cell, run.trace, ready);
    }),
  ];
  return () => {
    leave.forEach((one) => one());
    card.replaceChildren();
  };
}
