// The drawing of the way back: wires take the gradient's size as width when their reader has sent it on.
import { written } from "../model/backward.js";
import { shortToken } from "../model/format.js";
import { createWriter, svg } from "./svg.js";

export function mountGradientWave(element, { timeline, wave, text, reducedMotion }) {
  const write = createWriter();
  const scroller = element.querySelector(".wave-scroller");
  const tiles = [...element.querySelectorAll(".wave-tile")].map(dressed);
  let first = null;
  let present = null;

  function dressed(root) {
    const wires = [...root.querySelectorAll("[data-wire]")].map((path) => {
      const [value, reader] = path.dataset.wire.split(" ");
      return { path, value, reader, length: 0, mover: null };
    });
    for (const path of root.querySelectorAll("[data-belt]")) {
      wires.push({ path, value: path.dataset.belt, reader: `>${path.dataset.belt}`, still: true });
    }
    return {
      root,
      wires,
      step: -1,
      boxes: [...root.querySelectorAll("[data-box]")].filter(({ dataset }) => !["x", "memory"].includes(dataset.box)),
      columns: [...root.querySelectorAll("[data-values]")].map((group) => ({
        group,
        cells: [...group.querySelectorAll(".cell")],
        numbers: [...group.querySelectorAll(".wave-number")],
        sub: group.querySelector("[data-sub]"),
      })),
      drawing: root.querySelector(".wave-svg > g"),
    };
  }

  /** A tile shows another timestep. */
  function bind(tile, step) {
    tile.step = step;
    const { root } = tile;
    root.dataset.step = step;
    root.toggleAttribute("data-cut", wave.cuts.includes(step));
    root.querySelector("[data-token]").textContent = shortToken(wave.tokens[step]);
    root.querySelector("[data-number-of-step]").textContent = step + 1;
    root.querySelector("[data-loss]").hidden = !wave.read.includes(step);
    root.querySelector("[data-cut-mark]").hidden = !wave.cuts.includes(step);
    for (const { group, sub } of tile.columns) {
      group.dataset.step = step;
      sub.textContent = step + 1;
    }
  }

  function show() {
    const { position } = timeline;
    const { step } = wave.current(position);
    const start = wave.window(step);
    if (start !== first) {
      first = start;
      tiles.forEach((tile, k) => tile.step !== start + k && bind(tile, start + k));
    }
    for (const tile of tiles) draw(tile, position, tile.step === step);
    if (step !== present) {
      present = step;
      follow(tiles[step - start].root);
    }
  }

  function draw(tile, position, now) {
    const { step } = tile;
    tile.root.toggleAttribute("data-now", now);
    for (const wire of tile.wires) {
      const { share, active } = wave.along(position, step, wire.reader);
      const size = share && wave.size(wire.value, wire.reader, step);
      const state = !share ? "idle" : !size ? "zero" : active ? "active" : "done";
      write(wire.path, "data-state", state);
      write(wire.path, "stroke-width", state === "done" || state === "active" ? wave.sizes.width(size) : null);
      write(wire.path, "opacity", share > 0 && share < 1 ? 0.25 + 0.75 * share : null);
      travel(tile, wire, size && share < 1 ? share : 0);
    }
    const done = wave.passed(position, step);
    for (const box of tile.boxes) {
      const k = wave.order(box.dataset.box);
      const active = now && done > k && done <= k + 1;
      write(box, "data-state", active ? "active" : done > k ? "done" : "idle");
    }
    for (const { group, cells, numbers } of tile.columns) {
      const { values } = group.dataset;
      const known = done >= wave.order(values) + 1;
      const key = known ? `shown ${step}` : "veiled";
      if (group.dataset.key === key) continue;
      group.dataset.key = key;
      group.dataset.state = known ? "shown" : "veiled";
      const gradient = wave.nodes[values][step];
      cells.forEach((cell, unit) => {
        cell.setAttribute("fill", known ? `var(--v${wave.sizes.level(gradient[unit])})` : "var(--sunken)");
        if (known) cell.dataset.number = gradient[unit];
        else delete cell.dataset.number;
      });
      for (const number of numbers) {
        const { of } = number.dataset;
        const value = of === "norm" ? wave.norms[values][step] : gradient[of];
        number.textContent = known ? written(text, value) : "";
      }
    }
  }

  /** A dot goes the way of the gradient: from the reader back to the value. */
  function travel(tile, wire, share) {
    if (wire.still) return;
    if (!share) {
      wire.mover?.remove();
      wire.mover = null;
      return;
    }
    wire.length ||= wire.path.getTotalLength();
    if (!wire.mover) tile.drawing.append((wire.mover = svg("circle", { class: "wave-mover", r: 13 })));
    const { x, y } = wire.path.getPointAtLength(wire.length * (1 - share));
    wire.mover.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  }

  /** The present stays in view; only the scroller moves, never the page. */
  function follow(root) {
    if (scroller.scrollWidth <= scroller.clientWidth) return;
    const left = root.offsetLeft - (scroller.clientWidth - root.offsetWidth) / 2;
    scroller.scrollTo({ left, behavior: reducedMotion() ? "auto" : "smooth" });
  }

  return timeline.subscribe(show);
}
