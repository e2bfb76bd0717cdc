// A heatmap panel: each node's row is uncovered when its operation is done; the present is framed over all rows.
import { present, uncovered } from "../model/figure.js";
import { isClamped } from "../model/edits.js";
import { unitTold } from "../model/told.js";
import { showEnds } from "./colour-key.js";
import { mountHeatCursor } from "./heat-cursor.js";
import { mountHeatPoint } from "./panel-point.js";
import { html } from "./svg.js";
import { createPlace, createVeil } from "./veil.js";

/** A click on a known cell takes it in hand; on one that is ahead, goes there. */
export function mountHeat(panel, { timeline, run, text, select, hold, made, whatIf }) {
  const area = panel.querySelector(".heat-area");
  const tokens = [...panel.querySelectorAll(".heat-tokens [data-step]")];
  const stop = new AbortController();
  const place = html("div", { class: "heat-plot", "aria-hidden": "true" }); // the rows' own button says the numbers
  const now = html("div", { class: "panel-now" });
  const over = html("div", { class: "heat-over" }, now);
  const rows = [...area.querySelectorAll(".heat-row")].map((element) => dressed(element));
  area.append(place, over);
  const { steps, hidden } = run.trace;
  const share = (n) => `${100 / n}%`;
  now.style.width = share(steps);
  const frame = createPlace(now, steps, (at) => `${100 * at}%`);

  function dressed(element) {
    const values = element.querySelector(".heat-values");
    const row = {
      element,
      values,
      node: element.dataset.node,
      index: -1, // its place in the story
      veil: createVeil(run.trace.steps),
      pick: html("div", { class: "panel-pick" }),
      unit: html("div", { class: "heat-unit" }),
      known: -1,
    };
    row.pick.hidden = true;
    row.pick.style.width = `${100 / run.trace.steps}%`;
    row.pick.style.height = row.unit.style.height = `${100 / run.trace.hidden}%`;
    values.append(row.veil.element);
    element.append(row.unit);
    over.append(row.pick);
    const pointed = (event) => {
      const box = values.getBoundingClientRect();
      const part = (at, from, size, n) => Math.min(n - 1, Math.max(0, Math.floor(((at - from) / size) * n)));
      return {
        node: row.node,
        unit: part(event.clientY, box.top, box.height, run.trace.hidden),
        step: part(event.clientX, box.left, box.width, run.trace.steps),
      };
    };
    values.addEventListener("click", (event) => take(pointed(event)), { signal: stop.signal });
    return row;
  }

  function take(place) {
    const { known } = rows.find(({ node }) => node === place.node);
    const ahead = !hold || place.step >= Math.floor(known);
    select(place, ahead);
    if (!ahead) hold(place);
  }

  /** Cells that the reader holds are framed. */
  function held() {
    for (const old of over.querySelectorAll(".heat-held")) old.remove();
    for (const { node, element } of rows) {
      for (let step = 0; step < steps; step++) for (let unit = 0; unit < hidden; unit++) {
        if (!isClamped(whatIf.shown, node, step, unit)) continue;
        const frame = html("div", { class: "heat-held" });
        frame.style.width = share(steps);
        frame.style.left = `${(100 * step) / steps}%`;
        frame.style.top = `${element.offsetTop + (element.offsetHeight * unit) / hidden}px`;
        frame.style.height = `${element.offsetHeight / hidden}px`;
        over.append(frame);
      }
    }
  }

  let shown = null;
  function move() {
    const { position, beats, gliding } = timeline;
    const step = present(position, beats, steps);
    frame(step, gliding && { at: present(gliding.to, beats, steps), ms: gliding.ms });
    let more = false;
    for (const row of rows) {
      const known = uncovered(position, beats, row.index);
      const then = gliding && { at: uncovered(gliding.to, beats, row.index), ms: gliding.ms };
      if (known === row.known && !(then?.at > known)) continue;
      more ||= Math.floor(known) !== Math.floor(row.known);
      row.known = known;
      row.veil.uncover(known, then);
    }
    if (Math.round(step) !== shown) {
      shown = Math.round(step);
      for (const text of tokens) text.toggleAttribute("data-now", Number(text.dataset.step) === shown);
    }
    if (more) pick();
    mark();
  }

  /** The chosen cell, and the same unit and step in the other rows, where they are known. */
  function pick() {
    const { node, unit, step } = run.selection;
    for (const row of rows) {
      const chosen = row.node === node;
      const seen = step !== null && step < Math.floor(row.known);
      if (row.pick.hidden === seen) row.pick.hidden = !seen;
      row.pick.classList.toggle("chosen", chosen);
      row.element.classList.toggle("chosen", chosen);
      if (seen) {
        row.pick.style.top = `${row.element.offsetTop}px`;
        row.pick.style.height = `${row.element.offsetHeight / hidden}px`;
        row.pick.style.transform = `translate(${100 * step}%, ${100 * unit}%)`;
      }
    }
  }

  /** The unit in front has a mark beside every row. */
  let front = null;
  function mark() {
    const unit = unitTold(run, timeline);
    if (!timeline.resting || unit === front) return;
    front = unit;
    for (const row of rows) row.unit.style.transform = `translateY(${100 * unit}%)`;
  }

  function placed() {
    for (const row of rows) row.index = run.cell.nodes.findIndex(({ id }) => id === row.node);
    pick();
    mark();
  }

  const nameOf = (node) => rows.find((row) => row.node === node).element.querySelector(".heat-label > span").textContent;
  const unsubscribe = [run.subscribe(placed), timeline.subscribe(move), run.subscribe((_, change) => change === "trace" && showEnds(panel, run.trace.most, text)), whatIf.subscribe((_, what) => ["edits", "answer"].includes(what) && held())];
  unsubscribe.push(mountHeatPoint(area, over, rows, { run, steps }));
  unsubscribe.push(mountHeatCursor(area, rows, { timeline, run, text }, { name: nameOf, take, made }));
  return {
    place,
    take,
    size: () => ({ width: place.clientWidth, height: place.clientHeight }),
    drawn: () => area.classList.add("drawn"),
    close() {
      stop.abort();
      unsubscribe.forEach((end) => end());
      for (const { veil, pick: frame, unit } of rows) for (const one of [veil.element, frame, unit]) one.remove();
      place.remove();
      over.remove();
    },
  };
}
