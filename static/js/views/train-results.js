// A card a run: how far it is, its numbers at the update that is looked at, and its clear end.
import { clipped, heldOut, over, progress, reportAt, verdict } from "../model/training-run.js";
import { html, svg } from "./svg.js";

const NUMBERS = ["loss", "accuracy", "norm", "rate"];

/** actions: { lab(run), save(run), retry() } */
export function mountResults(element, { store, text, words, actions }) {
  const cards = [];

  function card(k) {
    const line = svg("svg", { class: "run-line", viewBox: "0 0 34 6", width: 34, height: 6, "aria-hidden": "true" }, svg("path", { d: "M1 3h32", class: `chart-even run-${k}` }));
    const parts = {
      name: html("h2", {}),
      big: html("strong", { class: "run-score" }),
      state: html("p", { class: "run-state" }),
      bar: html("progress", { max: "1" }),
      numbers: html("dl", { class: "run-numbers" }),
      held: html("p", { class: "card-note" }),
      problem: html("div", { class: "problem", hidden: "" }),
      out: html("div", { class: "run-out", hidden: "" }),
    };
    parts.dds = Object.fromEntries(NUMBERS.map((name) => {
      const dd = html("dd", { "data-number-of": name });
      parts.numbers.append(html("div", {}, html("dt", {}, text(`train.number.${name}`)), dd));
      return [name, dd];
    }));
    parts.lab = html("button", { type: "button", class: "button" }, text("train.to_lab"));
    parts.save = html("button", { type: "button", class: "button" }, text("train.save"));
    parts.why = html("p", { class: "card-note" });
    parts.out.append(parts.lab, parts.save, parts.why);
    parts.bar.setAttribute("aria-label", text("train.progress"));
    const head = html("div", { class: "run-head" }, line, parts.name, parts.big);
    parts.box = html("article", { class: "card run-card", "data-run": k }, head, parts.state, parts.bar, parts.numbers, parts.held, parts.problem, parts.out);
    parts.lab.addEventListener("click", () => actions.lab(store.state.runs[k]));
    parts.save.addEventListener("click", () => actions.save(store.state.runs[k]));
    return parts;
  }

  function draw(parts, run, cursor) {
    const { share, seconds } = progress(run);
    const report = reportAt(run, cursor);
    parts.box.dataset.status = run.status;
    parts.name.textContent = run.name;
    parts.state.textContent = words.state(run, seconds);
    parts.bar.hidden = run.status === "done";
    if (run.start) parts.bar.value = share;
    else parts.bar.removeAttribute("value");
    if (over(run) && !run.start) parts.bar.hidden = true;
    parts.numbers.hidden = !report;
    for (const name of report ? NUMBERS : []) {
      parts.dds[name].textContent = words.value(name, report[name]);
      parts.dds[name].dataset.number = report[name];
    }
    const found = heldOut(run);
    parts.big.textContent = found ? text.percent(found.accuracy, found.accuracy > 0.99 && found.accuracy < 1 ? 1 : 0) : "";
    if (found) parts.big.dataset.number = found.accuracy;
    parts.held.hidden = !found;
    if (found) parts.held.textContent = `${words.held(found, run)} ${text(`train.verdict.${verdict(run)}`)}`;
    const { times } = clipped(run);
    parts.state.textContent += times && over(run) ? ` ${text("train.clipped", { n: times })}` : "";
    problem(parts.problem, run);
    parts.out.hidden = run.status !== "done";
    if (run.status === "done") {
      const reason = actions.labReason(run);
      parts.lab.disabled = Boolean(reason);
      parts.why.textContent = reason ? text(`train.no_lab.${reason}`) : "";
      parts.why.hidden = !reason;
    }
  }

  function problem(box, run) {
    box.hidden = !run.problem;
    if (!run.problem || box.dataset.told === run.problem.detail) return;
    box.dataset.told = run.problem.detail;
    const inner = html("div", {}, html("strong", {}, run.problem.title ?? ""), html("p", {}, run.problem.detail ?? ""));
    for (const { message } of run.problem.errors ?? []) if (message && message !== run.problem.detail) inner.append(html("p", {}, message));
    box.replaceChildren(inner);
    if (run.status === "failed") {
      const again = html("button", { type: "button", class: "button" }, text("page.retry"));
      again.addEventListener("click", actions.retry);
      box.append(again);
    }
  }

  return store.subscribe(({ runs, cursor }) => {
    while (cards.length < runs.length) cards.push(card(cards.length));
    cards.length = runs.length;
    if (element.children.length !== cards.length || cards.some(({ box }) => box.parentElement !== element)) element.replaceChildren(...cards.map(({ box }) => box));
    runs.forEach((run, k) => draw(cards[k], run, cursor));
  });
}
