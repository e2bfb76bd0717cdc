// The drawing of the way back: wires take the gradient's size as width when their reader has sent it on.
import { written } from "../model/backward.js";
import { drawn } from "../model/wire.js";
import { still } from "./still.js";
import { createWriter, html } from "./svg.js";

const FINE = 1000; // parts of a way

const fader = (path) => still(path, { opacity: [0.25, 1] }, FINE);

export function mountGradientWave(element, { timeline, wave, text, reducedMotion }) {
  const write = createWriter();
  const scroller = element.querySelector(".wave-scroller");
  const tiles = [...element.querySelectorAll(".wave-tile")].map(dressed);
  let first = null;
  let present = null;

  function dressed(root) {
    const over = html("div", { class: "wave-over" });
    const drawing = root.querySelector(".wave-drawing");
    drawing.querySelector(".wave-over")?.remove();
    drawing.append(over);
    const { a: scale, e: left, f: top } = drawing.querySelector("svg > g").transform.baseVal.consolidate().matrix;
    const wires = [...root.querySelectorAll("[data-wire]")].map((path) => {
      const [value, reader] = path.dataset.wire.split(" ");
      const mover = html("div", { class: "wave-mover" });
      const way = () => backwards(drawn(path.getAttribute("d")), ([x, y]) => `${left + scale * x}px ${top + scale * y}px`);
      return { path, value, reader, mover, fade: fader(path), travel: still(mover, way, FINE) };
    });
    for (const path of root.querySelectorAll("[data-belt]")) {
      wires.push({ path, value: path.dataset.belt, reader: `>${path.dataset.belt}`, fade: fader(path) });
    }
    return {
      root,
      wires,
      over,
      step: -1,
      shown: "",
      boxes: [...root.querySelectorAll("[data-box]")].filter(({ dataset }) => !["x", "memory"].includes(dataset.box)),
      columns: [...root.querySelectorAll("[data-values]")].map((group) => ({
        group,
        cells: [...group.querySelectorAll(".cell")],
        numbers: [...group.querySelectorAll(".wave-number")],
        sub: group.querySelector("[data-sub]"),
      })),
    };
  }

  /** A dot goes the way of the gradient: from the reader back to the value. */
  function backwards({ points, length }, place) {
    return points.map(([x, y, passed]) => ({ translate: place([x, y]), offset: 1 - passed / length })).reverse();
  }

  /** A tile shows another timestep. */
  function bind(tile, step) {
    tile.step = step;
    tile.shown = "";
    const { root } = tile;
    root.dataset.step = step;
    root.toggleAttribute("data-cut", wave.cuts.includes(step));
    root.querySelector("[data-token]").textContent = wave.heads[step];
    root.querySelector("[data-number-of-step]").textContent = step + 1;
    root.querySelector("[data-loss]").hidden = !wave.read.includes(step);
    root.querySelector("[data-cut-mark]").hidden = !wave.cuts.includes(step);
    for (const { group, sub } of tile.columns) {
      group.dataset.step = step;
      sub.textContent = step + 1;
    }
  }

  function show() {
    const { position, gliding } = timeline;
    const { step } = wave.current(position);
    const start = wave.window(step);
    if (start !== first) {
      first = start;
      tiles.forEach((tile, k) => tile.step !== start + k && bind(tile, start + k));
    }
    for (const tile of tiles) draw(tile, position, tile.step === step, gliding);
    if (step !== present) {
      present = step;
      follow(tiles[step - start].root);
    }
  }

  function draw(tile, position, now, gliding) {
    const { step } = tile;
    const key = `${now} ${wave.near(position, step)}`;
    if (key === tile.shown) return;
    tile.shown = key;
    tile.root.toggleAttribute("data-now", now);
    for (const wire of tile.wires) {
      const { share, active } = wave.along(position, step, wire.reader);
      const size = share && wave.size(wire.value, wire.reader, step);
      const state = !share ? "idle" : !size ? "zero" : active ? "active" : "done";
      write(wire.path, "data-state", state);
      write(wire.path, "stroke-width", state === "done" || state === "active" ? wave.sizes.width(size) : null);
      const part = share > 0 && share < 1 ? share * FINE : null;
      wire.fade(part);
      travel(tile, wire, size ? part : null);
      if (part === null || !gliding) continue;
      const to = FINE * wave.along(gliding.to, step, wire.reader).share;
      wire.fade.run(to, gliding.ms);
      if (size) wire.travel?.run(to, gliding.ms);
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

  function travel({ over }, { mover, travel: along }, part) {
    if (!mover) return;
    if (part === null) mover.remove();
    else if (!mover.isConnected) over.append(mover);
    along(part);
  }

  /** The present stays in view, its numbers at the right first; only the scroller moves, never the page. */
  function follow(root) {
    if (scroller.scrollWidth <= scroller.clientWidth) return;
    const spare = scroller.clientWidth - root.offsetWidth;
    const left = root.offsetLeft - Math.min(spare, spare / 2);
    scroller.scrollTo({ left, behavior: reducedMotion() ? "auto" : "smooth" });
  }

  const leave = timeline.subscribe(show);
  const leaveQuiet = timeline.quiet((position) => (Number.isInteger(position) ? position : Math.ceil(position))); // all is even between
  return () => {
    leave();
    leaveQuiet();
  };
}
