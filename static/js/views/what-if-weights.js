// The weights of one part of the cell: a cell is dragged up or down, nudged by keys, or typed.
import { NEAREST, shade } from "../model/format.js";
import { begins } from "../model/typed.js";
import { html, svg } from "./svg.js";

const PER_PIXEL = 1 / 60;
const NUDGE = 0.1;
const GAP = 8; // px between W, U and b

const put = (element, numbers) => Object.entries(numbers).forEach(([name, value]) => element.setAttribute(name, value));

/** What a weight of a matrix multiplies, in words: a letter of the input, one of its numbers, or a unit. */
export function sourceOf({ whatIf, text }, matrix, column) {
  const k = column + 1;
  if (!matrix.startsWith("W")) return text("what_if.from_unit", { k });
  const letter = whatIf.baseLetters?.[column];
  return letter ? text.token(letter) : text("what_if.from_input", { k });
}

/** names: ["W_f", "U_f", "b_f"]; change(edit), preview(edit). Returns { place, update, close }. */
export function createWeights({ run, text, whatIf }, names, { preview, commit, say }) {
  const place = html("div", { class: "what-if-weights" });
  const hint = html("p", { class: "card-note" }, text("what_if.drag"));
  let root = null;
  let blocks = []; // one a matrix: { title, its first column, how many }
  let cells = []; // row by row
  let chosen = 0;
  let columns = 0;
  let drag = null;

  const valueOf = ({ name, row, column }) => (column === undefined ? run.trace.params[name][row] : run.trace.params[name][row][column]);

  /** The cells are made once, so that one that is held stays under the hand; their size follows the room. */
  function make() {
    const params = run.trace.params;
    const { hidden } = run.trace;
    root = svg("svg", { class: "weights-svg", role: "group", "aria-label": names.join(", ") });
    const rows = Array.from({ length: hidden }, () => []);
    columns = 0;
    blocks = names.map((name) => {
      const matrix = Array.isArray(params[name][0]);
      const [letter, below] = name.split("_");
      const title = svg("text", { class: "weights-name", y: 13, "text-anchor": "middle" }, svg("tspan", { class: "letter" }, letter), svg("tspan", { class: "sub", dy: 3 }, below));
      const block = { title, from: columns, wide: matrix ? params[name][0].length : 1 };
      root.append(title);
      for (let column = 0; column < block.wide; column++) {
        for (let row = 0; row < hidden; row++) {
          const rect = svg("rect", { rx: 2, role: "button", tabindex: -1 });
          rows[row].push({ rect, name, row, ...(matrix ? { column } : {}) });
          root.append(rect);
        }
      }
      columns += block.wide;
      return block;
    });
    cells = rows.flat();
    chosen = Math.min(chosen, cells.length - 1);
    place.replaceChildren(html("div", { class: "weights-scroll" }, root), hint);
    arrange();
  }

  function arrange() {
    if (!cells.length) return;
    const gaps = GAP * (blocks.length - 1);
    const size = Math.max(9, Math.min(26, Math.floor(((place.clientWidth || 360) - gaps) / columns)));
    put(root, { width: size * columns + gaps, height: run.trace.hidden * size + 20 });
    blocks.forEach(({ title, from, wide }, k) => put(title, { x: (from + wide / 2) * size + GAP * k }));
    cells.forEach(({ rect, row }, k) => {
      const column = k % columns;
      const gap = GAP * blocks.findLastIndex(({ from }) => from <= column);
      put(rect, { x: column * size + gap, y: 20 + row * size, width: size - 1.2, height: size - 1.2 });
    });
  }

  function update() {
    if (!cells.length || cells.length !== names.reduce((n, name) => n + run.trace.params[name].flat().length, 0)) make();
    const most = Math.max(NEAREST, ...cells.map((cell) => Math.abs(valueOf(cell))));
    cells.forEach((cell, k) => {
      const v = valueOf(cell);
      cell.rect.setAttribute("fill", shade(v, "v", most));
      cell.rect.setAttribute("data-number", v);
      cell.rect.setAttribute("aria-label", labelOf(cell, v));
      cell.rect.tabIndex = k === chosen ? 0 : -1;
      cell.rect.toggleAttribute("data-chosen", k === chosen);
      cell.rect.toggleAttribute("data-edited", Boolean(editOfCell(whatIf.shown, cell)));
    });
    say(told(cells[chosen]));
  }

  const editOfCell = (edits, { name, row, column }) => edits.find((e) => e.kind === "weight" && e.name === name && e.row === row && e.column === column);
  const told = (cell) => ({ label: labelOf(cell, valueOf(cell)), value: valueOf(cell), own: Boolean(editOfCell(whatIf.shown, cell)) });
  /** What the next key goes on from, answered or not. */
  const wanted = (cell) => editOfCell(whatIf.edits, cell)?.value ?? valueOf(cell);

  function labelOf({ name, row, column }, v) {
    const matrix = name.replace("_", " ");
    const words = editOfCell(whatIf.shown, { name, row, column }) ? text.exact(v) : text.number(v);
    if (column === undefined) return text("what_if.bias_of", { matrix, u: row + 1, v: words });
    return text("what_if.weight_of", { matrix, u: row + 1, from: sourceOf({ whatIf, text }, name, column), v: words });
  }

  const editOf = (k, value) => {
    const { name, row, column } = cells[k];
    const edit = { kind: "weight", name, row, value };
    return column === undefined ? edit : { ...edit, column };
  };

  /** A hand is no finer. */
  const coarse = (value) => Math.round(value * 100) / 100;

  function choose(k, focus = true) {
    chosen = Math.max(0, Math.min(cells.length - 1, k));
    update();
    if (focus) cells[chosen].rect.focus({ preventScroll: true });
  }

  place.addEventListener("pointerdown", (event) => {
    const k = cells.findIndex(({ rect }) => rect === event.target);
    if (k < 0 || event.button !== 0) return;
    event.preventDefault();
    choose(k);
    drag = { y: event.clientY, from: valueOf(cells[k]), id: event.pointerId, to: null };
    place.setPointerCapture(event.pointerId);
  });
  place.addEventListener("pointermove", (event) => {
    if (!drag || Math.abs(event.clientY - drag.y) < 3 && drag.to === null) return;
    drag.to = coarse(drag.from + (drag.y - event.clientY) * PER_PIXEL);
    preview(editOf(chosen, drag.to));
  });
  const drop = () => {
    if (drag?.to !== null && drag) commit(editOf(chosen, drag.to));
    drag = null;
  };
  place.addEventListener("pointerup", drop);
  place.addEventListener("pointercancel", drop);
  place.addEventListener("focusin", (event) => {
    const k = cells.findIndex(({ rect }) => rect === event.target);
    if (k >= 0 && k !== chosen) choose(k, false);
  });
  place.addEventListener("keydown", (event) => {
    if (!cells.some(({ rect }) => rect === event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -(chosen % columns), End: columns - 1 - (chosen % columns) }[event.key];
    const nudge = { PageUp: NUDGE, PageDown: -NUDGE }[event.key];
    if (by === undefined && nudge === undefined && !["Enter", " "].includes(event.key) && !begins(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (by !== undefined) choose(chosen + by in cells ? chosen + by : chosen);
    else if (nudge !== undefined) commit(editOf(chosen, coarse(wanted(cells[chosen]) + (event.shiftKey ? 10 : 1) * nudge)));
    else say({ ...told(cells[chosen]), type: event.key });
  });

  const resized = new ResizeObserver(() => place.clientWidth && arrange());
  resized.observe(place);
  return { place, update, edit: (value) => commit(editOf(chosen, value)), back: () => cells[chosen]?.rect.focus(), close: () => resized.disconnect() };
}
