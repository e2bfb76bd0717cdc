// Predict first: the story stops before a value, asks, and shows it when the reader has answered.
import { questionsOf, reasonOf } from "../model/predict.js";
import { html, svg } from "./svg.js";

const TICK = "m5 13 4.5 4.5L19 7";
const CROSS = "M6.5 6.5l11 11m0-11-11 11";
const SLOT = "\u0001";
const score = { right: 0, n: 0 }; // of this visit, whatever is read

export function mountPredict(element, { timeline, run, text, set }) {
  const card = element.querySelector("[data-predict]");
  if (!card) return () => {};
  const ready = run.data.questions || [];
  const name = `predict-${run.cell.id}`;
  let all = questionsOf(run.cell, run.trace, ready);
  let at = Math.max(0, all.findIndex(({ after }) => after >= timeline.at));
  let answered = false;
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
    write();
    result.replaceChildren(html("strong", {}, text(k === right ? "predict.right" : "predict.wrong")), ` ${because(q, k, right)}`);
    skip.textContent = text("predict.go");
    if (q.kind !== "ready") timeline.seek(q.shown);
  }

  function because(q, k, right) {
    if (q.kind === "ready") return q.ready.answers[k].why;
    const numbers = q.before === null ? text("predict.is", { now: text.number(q.now) }) : text("predict.went", { before: text.number(q.before), now: text.number(q.now) });
    const parts = [numbers];
    const reason = reasonOf(run.cell, run.trace, q);
    const d = (v) => (v > 0 ? "+" : "") + text.number(v);
    if (reason?.of === "sum") parts.push(text("predict.reason_kept", { kept: text.number(reason.kept), written: text.number(reason.written) }));
    else if (reason?.of === "x") parts.push(text("predict.reason_x", { tok: run.trace.tokens ? text.token(run.trace.tokens[q.step]) : String(q.step + 1), d: d(reason.by) }));
    else if (reason) parts.push(text(reason.of === "h" ? "predict.reason_h" : "predict.reason_b", { d: d(reason.by) }));
    const said = parts.join("; ") + ".";
    return k === right ? said : `${said} ${text(`predict.why_${q.kind}`)}`;
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
    await navigator.clipboard.writeText(location.href).catch(() => null);
    link.textContent = text("predict.copied");
    setTimeout(() => (link.textContent = before), 2000);
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
