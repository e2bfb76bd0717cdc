// Inside an affine: the dot product of one unit, term by term, and the point on the activation it feeds.
import { productOf } from "../model/product.js";
import { html, svg } from "./svg.js";

const WIDTH = 320;
const CURVES = ["sigmoid", "tanh", "relu"];

/** Opens over the stage; returns { close }. from is what gets the focus back; leave() is asked for by the reader. */
export function openZoom(element, { run, text }, { node, unit, step }, from, leave) {
  const own = run.cell.nodes.find(({ id }) => id === node);
  const product = productOf(run.cell, run.trace, node, step, unit);
  const reader = activationOf(run, node);
  const title = html("h3", { id: "zoom-title" }, text("stage.zoom_title", { name: nameOf(element, reader?.id ?? node) }));
  const back = html("button", { type: "button", class: "button" }, text("stage.close"));
  const where = html("span", { class: "card-note" }, text("stage.zoom_where", { unit: unit + 1, step: step + 1 }));
  const body = html("div", { class: "zoom-body" }, termsTable(product), ...curve(element, run, text, own, unit, step));
  const zoom = html("div", { class: `zoom hue-${own.hue}`, role: "dialog", "aria-labelledby": "zoom-title" },
    html("header", { class: "zoom-head" }, title, where, back), body);
  element.append(zoom);
  if (from) back.focus({ preventScroll: true });

  function close() {
    zoom.remove();
    removeEventListener("keydown", escape);
    (from?.isConnected ? from : null)?.focus?.({ preventScroll: true });
  }
  const escape = (event) => event.key === "Escape" && leave();
  addEventListener("keydown", escape);
  back.addEventListener("click", leave);
  return { close };

  function termsTable({ terms, rest, bias, biasName, sum }) {
    const rows = terms.map((term) => ({ ...term, label: labelOf(term), hue: hueOf(run, term.of) }));
    if (rest.n) rows.push({ label: [text("stage.others", { n: rest.n })], product: rest.product, hue: "" });
    if (biasName) rows.push({ label: [text("stage.bias")], product: bias, hue: "" });
    let running = 0;
    for (const row of rows) {
      row.from = running;
      running += row.product;
      row.to = running;
    }
    const low = Math.min(0, ...rows.map(({ to }) => to));
    const high = Math.max(0, ...rows.map(({ to }) => to));
    const x = (v) => 8 + ((WIDTH - 16) * (v - low)) / (high - low || 1);
    const head = html("tr", {}, html("th", { colspan: 4, scope: "colgroup" }, text("stage.terms")), html("th", { scope: "col" }, text("stage.pushes")));
    const table = html("table", { class: "zoom-terms tabular" }, html("thead", {}, head), html("tbody", {}));
    for (const row of rows) {
      const number = (v, sign) => html("td", {}, v === undefined ? "" : `${text.number(v)}${sign}`);
      const bar = svg("svg", { viewBox: `0 0 ${WIDTH} 34`, "aria-hidden": "true" },
        svg("path", { class: "zoom-zero", d: `M${x(0)} 0V34` }),
        svg("path", { class: "zoom-joint", d: `M${x(row.to)} 25V41` }),
        svg("rect", { class: `zoom-bar hue-${row.hue || "none"}`, x: Math.min(x(row.from), x(row.to)), y: 9, width: Math.max(1, Math.abs(x(row.to) - x(row.from))), height: 16, rx: 3, fill: `var(--v${row.product < 0 ? 3 : 16})` }));
      table.tBodies[0].append(html("tr", {}, html("th", { scope: "row", class: `hue-${row.hue || "none"}` }, ...row.label),
        number(row.weight, " ×"), number(row.input, " ="), html("td", { class: "zoom-product" }, text.number(row.product)), html("td", { class: "zoom-push" }, bar)));
    }
    const point = svg("svg", { viewBox: `0 0 ${WIDTH} 34`, "aria-hidden": "true" },
      svg("path", { class: "zoom-zero", d: `M${x(0)} 0V34` }), svg("circle", { class: "zoom-point", cx: x(sum), cy: 17, r: 5.5 }));
    table.append(html("tfoot", {}, html("tr", {}, html("th", { scope: "row", colspan: 3 }, text("stage.sum")), html("td", { class: "zoom-product" }, text.number(sum)), html("td", { class: "zoom-push" }, point))));
    return table;
  }

  function labelOf({ of, unit: k }) {
    const letter = html("i", { class: "letter" }, of === "x" ? "x" : (run.cell.nodes.find(({ id }) => id === of.replace(/_prev$/, ""))?.symbol || nameOf(element, of)));
    if (of === "x" && run.trace.oneHot && run.trace.tokens) return [letter, ` ${text.token(run.trace.tokens[step])}`];
    return [letter, `, ${text(of === "x" ? "stage.input" : "stage.unit", { unit: k + 1 })}`];
  }
}

const nameOf = (element, id) => element.querySelector(`.box[data-node="${id}"]`)?.getAttribute("aria-label") ?? id;

function hueOf(run, id) {
  return { x: "x", memory: "a" }[id] ?? run.cell.nodes.find((node) => node.id === id.replace(/_prev$/, ""))?.hue;
}

const activationOf = (run, sum) => run.cell.nodes.find(({ op, args }) => CURVES.includes(op) && args.length === 1 && args[0] === sum);

/** The activation that reads this sum: the curve of its own box, drawn large, with this unit's point on it. */
function curve(element, run, text, own, unit, step) {
  const reader = activationOf(run, own.id);
  const drawn = reader && element.querySelector(`.box[data-node="${reader.id}"] .glyph path:last-of-type`);
  if (!drawn) return [];
  const points = drawn.getAttribute("d").slice(1).split("L").map((pair) => pair.split(" ").map(Number));
  const [sum, result] = [run.trace.number(own.id, step, unit), run.trace.number(reader.id, step, unit)];
  const place = Math.min(1, Math.max(0, (sum + 4) / 8)) * (points.length - 1);
  const k = Math.min(points.length - 2, Math.floor(place));
  const [x, y] = [0, 1].map((i) => points[k][i] + (place - k) * (points[k + 1][i] - points[k][i]));
  const axis = element.querySelector(`.box[data-node="${reader.id}"] .glyph .axis`).getAttribute("d").match(/M\S+ (\S+)H/)[1];
  const side = x > 4 ? "end" : "start";
  const picture = svg("svg", { viewBox: "-17 -12 34 24", role: "img", "aria-label": `${text.number(sum)} → ${text.number(result)}` },
    svg("path", { class: "zoom-zero", d: `M-15 ${axis}H15M0 -9V9` }),
    svg("path", { class: "zoom-curve", d: drawn.getAttribute("d") }),
    svg("path", { class: "zoom-drop", d: `M${x} ${axis}V${y}H0` }),
    svg("circle", { class: "zoom-point", cx: x, cy: y, r: 0.7 }),
    svg("text", { class: "zoom-value", x: x + (side === "end" ? -1.4 : 1.4), y: y - 1.2, "text-anchor": side }, text.number(result)),
    svg("text", { class: "zoom-tick", x: -13, y: Number(axis) + 2.2, "text-anchor": "middle" }, "−4"),
    svg("text", { class: "zoom-tick", x: 13, y: Number(axis) + 2.2, "text-anchor": "middle" }, "4"));
  return [html("figure", { class: "zoom-figure" }, html("figcaption", {}, text(`stage.curve_${reader.op}`)), picture)];
}
