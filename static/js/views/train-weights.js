// A matrix of every run: as it was drawn, at the update that is looked at, and what it moved since.
import { tint } from "../model/format.js";
import { weightsAt } from "../model/training-run.js";
import { html, svg } from "./svg.js";

export function mountWeights(element, { store, text, words }) {
  const body = html("div", { class: "train-pair" });
  element.replaceChildren(html("div", { class: "card-head" }, html("h2", {}, text("train.weights"))), html("p", { class: "card-note" }, text("train.weights_note")), body);
  let places = [];
  const percent = (share) => text.percent(share, share < 0.001 ? 2 : share < 0.1 ? 1 : 0);

  function panel() {
    const title = html("h3", {});
    const choose = html("select", { "aria-label": text("train.weights_choose") });
    const corner = html("p", { class: "card-note" });
    const matrices = html("div", { class: "matrices" });
    const box = html("section", { class: "weights-run" }, html("div", { class: "card-head" }, title, choose), matrices, corner);
    const place = { title, choose, corner, matrices, box, of: null, pictures: [] };
    choose.addEventListener("change", () => {
      for (const other of places) if ([...other.choose.options].some(({ value }) => value === choose.value)) other.choose.value = choose.value; // the same of both
      draw(store.state);
    });
    return place;
  }

  /** Three drawings of so many rows and columns, coloured anew at every look. */
  function build(place, name, [rows, columns], [allRows, allColumns]) {
    place.of = `${name} ${rows} ${columns}`;
    place.pictures = ["before", "now", "moved"].map((kind) => {
      const rects = Array.from({ length: rows * columns }, (_, n) => svg("rect", { x: (n % columns) + 0.04, y: Math.floor(n / columns) + 0.04, width: 0.92, height: 0.92 }));
      const drawing = svg("svg", { class: "matrix", "data-weights": kind, viewBox: `0 0 ${columns} ${rows}`, role: "img" }, ...rects);
      const said = html("span", {});
      const most = html("small", {});
      return { kind, rects, drawing, said, most, figure: html("figure", {}, html("figcaption", {}, said, most), drawing) };
    });
    place.whole = rows === allRows && columns === allColumns;
    place.said = text("train.weights_corner", { rows, columns, all_rows: allRows, all_columns: allColumns });
    place.matrices.replaceChildren(...place.pictures.map(({ figure }) => figure));
  }

  function show(place, run, cursor) {
    const names = Object.keys(run.start.weights);
    if (names.join() !== [...place.choose.options].map(({ value }) => value).join()) {
      const [before, beside] = [place.choose.value, places[0].choose.value]; // the same matrix of both, where both have it
      place.choose.replaceChildren(...names.map((name) => html("option", { value: name }, words.weight(name))));
      place.choose.value = [before, beside].find((name) => names.includes(name)) ?? names.find((name) => /(^|\.)U_[^a]/.test(name)) ?? names[0];
    }
    const name = place.choose.value;
    const first = run.start.weights[name];
    const { update, weights } = weightsAt(run, cursor);
    const now = weights[name];
    if (place.of !== `${name} ${first.length} ${first[0].length}`) build(place, name, [first.length, first[0].length], run.start.sizes[name]);
    place.corner.hidden = place.whole;
    place.corner.textContent = place.said;
    const moved = now.map((row, i) => row.map((v, j) => v - first[i][j]));
    const most = Math.max(largest(first), largest(now), 1e-9);
    const of = { before: [first, most], now: [now, most], moved: [moved, Math.max(largest(moved), 1e-9)] };
    for (const { kind, rects, drawing, said, most: told } of place.pictures) {
      const [matrix, scale] = of[kind];
      matrix.flat().forEach((v, n) => rects[n].setAttribute("fill", tint(v / scale)));
      said.textContent = kind === "now" ? text("train.at_update", { update }) : text(`train.${kind}`);
      const size = words.small(largest(matrix));
      const share = length(moved) / Math.max(length(first), 1e-12);
      if (kind !== "moved") told.textContent = text("train.weights_most", { most: size });
      else told.textContent = share < 10 ? text("train.moved_most", { most: size, share: percent(share) }) : text("train.moved_times", { most: size, times: words.small(share) });
      drawing.setAttribute("aria-label", `${words.weight(name)}. ${said.textContent}: ${told.textContent}`);
    }
  }

  function draw({ runs, cursor }) {
    element.hidden = !runs.some(({ start }) => start?.weights);
    if (element.hidden) return;
    if (places.length !== runs.length) {
      places = runs.map(panel);
      body.replaceChildren(...places.map(({ box }) => box));
    }
    places.forEach((place, k) => {
      const begun = Boolean(runs[k].start?.weights);
      place.title.textContent = runs[k].name;
      place.choose.hidden = place.matrices.hidden = !begun;
      if (begun) return show(place, runs[k], cursor);
      place.corner.hidden = false; // its place is kept: nothing jumps when it begins
      place.corner.textContent = text("train.not_yet");
    });
  }

  return store.subscribe(draw);
}

const largest = (matrix) => matrix.flat().reduce((most, v) => Math.max(most, Math.abs(v)), 0);
const length = (matrix) => Math.hypot(...matrix.flat());
