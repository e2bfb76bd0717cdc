// Where the open number comes from: its sum, those of what it was made of, and the weights, each a way on.
import { answerOf, madeOf, reached, sumOf, whereMade } from "../model/opened.js";
import { answerSum, sumsOf } from "../model/sums.js";
import { html } from "./svg.js";
import { drawnLine } from "./written-line.js";

/** Draws into element; a click on any number of the scope that says in data-open whose it is opens its own. */
export function mountMade(element, { timeline, run, text, opened }, scope = element.closest("#lab, [data-scene], [data-compared]")) {
  let shown = "";

  const boxOf = (id) => scope.querySelector(`.stage-svg .box[data-node="${id}"]`);
  const nameOf = (id) => boxOf(id)?.getAttribute("aria-label") ?? id;
  const nodeOf = (id) => run.cell.nodes.find((node) => node.id === id.replace(/_prev$/, ""));

  function place() {
    const open = opened.get("open");
    const found = sumOf(open, run) ?? madeOf(open, run) ?? answerOf(open, run);
    return found && reached(found, run, timeline.at) ? found : null;
  }

  function show() {
    const found = place();
    const key = found ? `${found.node}:${found.step}:${found.unit ?? found.symbol}` : "";
    if (key === shown) return;
    const inside = element.contains(document.activeElement);
    const from = shown?.split(":")[0];
    shown = key;
    element.hidden = !found;
    element.closest(".lab")?.toggleAttribute("data-made", Boolean(found));
    element.replaceChildren(...(found ? draw(found) : []));
    if (inside) (found ? element.querySelector("h2") : boxOf(from))?.focus({ preventScroll: true });
    if (found) bringIntoView();
  }

  /** In a column that scrolls by itself, whole if it fits, else from its head; the page stays. */
  function bringIntoView() {
    const column = element.parentElement;
    if (column.scrollHeight <= column.clientHeight + 1) return;
    const [own, seen] = [element.getBoundingClientRect(), column.getBoundingClientRect()];
    if (own.bottom > seen.bottom) column.scrollTop += Math.min(own.bottom - seen.bottom, own.top - seen.top);
  }

  function draw(found) {
    const close = html("button", { type: "button", class: "button button-quiet made-close" }, text("stage.made_close"));
    close.addEventListener("click", () => opened.set({ open: "" }));
    const answers = found.unit === null;
    const answer = answers && answerSum(run, found);
    const title = html("h2", { tabindex: "-1" }, text("stage.made_title"), " ", ...(answers ? [text.token(answer.token)] : called(found.node, found.step)));
    const where = html("span", { class: "card-note" }, answers ? text("stage.made_step", { step: found.step + 1 }) : text("stage.zoom_where", { unit: found.unit + 1, step: found.step + 1 }));
    const sums = answers ? drawAnswer(answer, found) : sumsOf(run, found).map((sum) => drawSum(sum, found));
    const list = html("ol", { class: "made-sums", "aria-label": text("stage.made_title") }, ...sums);
    return [html("div", { class: "made-head" }, title, where, close), list];
  }

  /** A value by its letter and timestep, else by its name. */
  function called(id, step) {
    const symbol = id === "x" ? "x" : nodeOf(id)?.symbol;
    if (!symbol) return [nameOf(id)];
    return [html("i", { class: "letter" }, symbol), html("sub", {}, String(id.endsWith("_prev") ? step : step + 1))];
  }

  /** What the readout says: its softmax in words, then the row of its weights by what it reads. */
  function drawAnswer({ token, n, value, logit, values, product }, { step, symbol }) {
    const said = values ? [] : [html("li", { class: "made-sum" }, html("p", {}, html("b", {}, text.percent(value)), ` ${text("stage.made_softmax", { token: text.token(token), z: text.number(logit), n })}`))];
    const row = html("span", { class: "made-own" }, text("stage.made_row", { unit: symbol + 1 }), " ", ...product.matrices.flatMap((name, k) => [k ? ", " : "", ...matrix(name)]));
    return [...said, html("li", { class: `made-sum hue-${nodeOf(run.cell.said[0]).hue}` }, html("p", { class: "narrator-tokens" }, row), ...terms(product, step, logit))];
  }

  function drawSum({ node, step, unit, value, line, product }, asked) {
    const here = { node: node.id, step, unit };
    const own = node.id === asked.node;
    const tokens = line ? drawnLine(line, here, text).map((token, k) => (line[k].of?.endsWith("_prev") && !line[k].addend && step > 0 ? way({ node: line[k].of, step, unit }, [token]) : token)) : [];
    if (!node.symbol) {
      const head = product?.matrices ? [text("stage.made_row", { unit: unit + 1 }), " ", ...product.matrices.flatMap((name, k) => [k ? ", " : "", ...matrix(name)])] : [nameOf(node.id)];
      const rest = product ? [] : [" ", ...tokens];
      return html("li", { class: `made-sum hue-${node.hue}` }, html("p", { class: "narrator-tokens" }, way(here, head, own), ...rest), ...terms(product, step, value));
    }
    const [letter, ...rest] = tokens;
    return html("li", { class: `made-sum hue-${node.hue}` }, html("p", { class: "narrator-tokens" }, way(here, [letter], own), ...rest), ...terms(product, step, null));
  }

  function matrix(name) {
    const [letter, owner] = name.split(/_(.*)/);
    return [html("i", { class: "letter" }, letter), ...(owner ? [html("sub", {}, owner)] : [])];
  }

  /** What reads whole vectors: every number that was read, by the weight that it met, and the sum. */
  function terms(product, step, value) {
    if (!product) return [];
    const { terms: all, rest, biasName, bias, matrices } = product;
    const rows = all.map(({ of, unit, weight, input, product: result }) => {
      const number = whereMade({ node: of, step, unit }) && of !== "x" ? way({ node: of, step, unit }, [text.number(input)]) : text.number(input);
      return row(`hue-${of === "x" ? "x" : nodeOf(of)?.hue ?? "a"}`, label(of, unit, step, matrices), matrices ? [`${text.number(weight)} × `, number, " = ", html("b", {}, text.number(result))] : [number]);
    });
    if (rest.n && matrices) rows.push(row("", [text("stage.others", { n: rest.n })], [html("b", {}, text.number(rest.product))]));
    else if (rest.n) rows.push(row("", [text("stage.others", { n: rest.n })], []));
    if (biasName) rows.push(row("", [text("stage.bias")], [html("b", {}, text.number(bias))]));
    if (matrices && value !== null) rows.push(row("made-total", [text("stage.sum")], [html("b", {}, text.number(value))]));
    return [html("ul", { class: "made-terms tabular" }, ...rows)];
  }

  const row = (name, words, numbers) => html("li", { class: name }, html("span", {}, ...words), html("span", {}, ...numbers));

  function label(of, unit, step, weighed) {
    if (of === "x" && run.trace.oneHot && run.trace.tokens) return [...called(of, step), ` ${text.token(run.trace.tokens[step])}`];
    const words = of !== "x" && !weighed && !nodeOf(of)?.symbol ? [] : [...called(of, step), ", "];
    return [...words, `${text(of === "x" ? "stage.input" : nodeOf(of)?.axes === "S" ? "stage.made_memory" : "stage.unit", { unit: unit + 1 })}`];
  }

  function way({ node, step, unit }, words, own = false) {
    const name = text("stage.made_way", { name: `${nameOf(node.replace(/_prev$/, ""))}, ${text("stage.unit", { unit: unit + 1 })}`, step: node.endsWith("_prev") ? step : step + 1 });
    if (own) return html("span", { class: "made-own" }, ...words);
    return html("button", { type: "button", class: "made-way", "data-open": `${node}:${step}:${unit}`, title: name }, ...words);
  }

  function press(event) {
    const from = event.target.closest?.("[data-open]");
    if (!from || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    const made = sumOf(from.dataset.open, run) ?? madeOf(from.dataset.open, run);
    if (!made || !reached(made, run, timeline.at)) return;
    event.preventDefault();
    timeline.pause();
    opened.set({ open: `${made.node}:${made.step}:${made.unit}` });
  }

  /** Another run has other numbers. */
  function renew(_, change) {
    if (change === "selection") return;
    shown = null;
    show();
  }

  scope.addEventListener("click", press);
  const leave = [timeline.subscribe(() => timeline.resting && show()), run.subscribe(renew), opened.subscribe(show)];
  return () => {
    for (const stop of leave) stop();
    scope.removeEventListener("click", press);
  };
}
