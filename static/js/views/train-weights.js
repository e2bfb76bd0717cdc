// The weights of a run: as they were drawn, at the update that is looked at, and at the end.
import { shade } from "../model/format.js";
import { over } from "../model/training-run.js";
import { html, svg } from "./svg.js";

const MOST = 32;

/** weightsAt(run, update) → the parameters after so many updates, by replaying the run that far. */
export function mountWeights(element, { store, text, words, weightsAt }) {
  const choose = html("select", { "aria-label": text("train.weights_choose") });
  const body = html("div", { class: "heats" });
  const look = html("button", { type: "button", class: "button" });
  const title = html("h2", {}, text("train.weights"));
  const head = html("div", { class: "card-head" }, title, choose);
  element.replaceChildren(head, html("p", { class: "card-note" }, text("train.weights_note")), body, look);
  const known = new WeakMap(); // run.updates → { update: params }
  let state = null;
  let busy = false;

  const first = () => state?.runs.find(({ status }) => status === "done");
  const kept = (run) => {
    if (!known.has(run.updates)) known.set(run.updates, new Map());
    return known.get(run.updates);
  };

  async function fetchAt(run, update) {
    const map = kept(run);
    if (map.has(update)) return;
    busy = true;
    draw();
    const found = await weightsAt(run, update).catch(() => null);
    busy = false;
    if (found) map.set(update, found);
    draw();
  }

  function draw() {
    const run = first();
    element.hidden = !run;
    if (!run) return;
    title.textContent = state.runs.length > 1 ? text("train.weights_of", { run: run.name }) : text("train.weights");
    const names = Object.keys(run.end.params).filter((name) => Array.isArray(run.end.params[name][0]));
    const list = [...names, "V"];
    if (list.join() !== [...choose.options].map(({ value }) => value).join()) {
      choose.replaceChildren(...list.map((name) => html("option", { value: name }, words.weight(name))));
      choose.value = list.find((name) => /(^|\.)U/.test(name)) ?? list[0];
    }
    const map = kept(run);
    const name = choose.value;
    const at = state.cursor ?? run.end.updates;
    const moments = [[0, map.get(0)], ...(at > 0 && at < run.end.updates && map.has(at) ? [[at, map.get(at)]] : []), [run.end.updates, { ...run.end.params, V: run.end.V }]];
    const matrices = moments.filter(([, params]) => params).map(([update, params]) => [update, params[name]]);
    const most = Math.max(...matrices.flatMap(([, matrix]) => matrix.flat().map(Math.abs)), 1e-9);
    body.replaceChildren(...matrices.map(([update, matrix]) => picture(name, update, matrix, most)));
    look.hidden = at === 0 || at >= run.end.updates || map.has(at);
    look.disabled = busy;
    look.textContent = busy ? text("page.busy") : text("train.weights_at", { update: at });
  }

  function picture(name, update, matrix, most) {
    const rows = matrix.slice(0, MOST).map((row) => row.slice(0, MOST));
    const size = Math.max(4, Math.min(16, Math.floor(230 / rows[0].length)));
    const drawing = svg("svg", { class: "matrix", width: rows[0].length * size, height: rows.length * size, viewBox: `0 0 ${rows[0].length} ${rows.length}`, role: "img", "aria-label": text("train.weights_said", { name, update, most: text.number(Math.max(...matrix.flat().map(Math.abs)), 2) }) });
    rows.forEach((row, i) => row.forEach((v, j) => drawing.append(svg("rect", { x: j + 0.04, y: i + 0.04, width: 0.92, height: 0.92, fill: shade(v, "v", most) }))));
    const words = update === 0 ? text("train.weights_drawn") : text("train.at_update", { update });
    return html("figure", {}, html("figcaption", {}, words, html("small", {}, text("train.weights_most", { most: text.number(Math.max(...matrix.flat().map(Math.abs)), 2) }))), drawing);
  }

  choose.addEventListener("change", draw);
  look.addEventListener("click", () => fetchAt(first(), state.cursor));
  return store.subscribe((next) => {
    state = next;
    draw();
    const run = first();
    if (run && next.runs.every(over) && !busy && !kept(run).has(0)) fetchAt(run, 0);
  });
}
