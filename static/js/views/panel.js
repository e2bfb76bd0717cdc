// One panel: its figure is fetched and drawn by Plotly, which comes when all is quiet, and follows the timeline.
import { calm, idle, inksOnPaper, language, loadFigure, theme } from "../io/figures.js";
import { draw, forget, listen, plotly } from "../io/plotly.js";
import { at, bare, pointed, quiet, refilled, repainted, uncovered } from "../model/figure.js";
import { ANSWER } from "../model/opened.js";
import { unitTold } from "../model/told.js";
import { mountHeat } from "./panel-heat.js";
import { mountPathUnits } from "./path-units.js";
import { mountPlot } from "./panel-plot.js";
import { mountTip } from "./panel-tip.js";
import { html } from "./svg.js";

const AFTER = 150; // ms that a size or a choice must hold before a figure is drawn again
const NEAR = "200px";
const HEIGHTS = { unit_lines: 196, phase: 212, saturation: 196, similarity: 200 };
const LOW = matchMedia("(min-width: 1260px) and (max-height: 939px)"); // as in lab.css
const LESS = 40;

/** One view: fetched and drawn when it is near, the stage rests and the browser is idle; again when it is stale. */
export function mountPanel(element, context) {
  const { timeline, run, text } = context;
  const { view } = element.dataset;
  const heat = element.querySelector(".heat-area") !== null;
  const body = (heat ? mountHeat : mountPlot)(element, context);
  const tip = mountTip(element, text);
  let figure = null;
  let shown = null; // the steps read, and the one being read, that the figure is of
  let near = false;
  let fresh = false;
  let listening = false;
  let pending = null; // the fetch under way
  let cancelIdle = () => {};
  let timer = null;
  const units = view === "phase" ? mountPathUnits(element, context, () => later(stale)) : null;
  let unit = unitTold(run, timeline); // of the lines
  let inks = null; // while the page is on paper
  let across = 0; // px that the panel has on the screen, and keeps on paper: its tokens stay over their steps
  let tall = []; // and where its rows stand, beside their labels: { row, cells }

  const watch = new IntersectionObserver(([entry]) => { near = entry.isIntersecting; soon(); }, { rootMargin: NEAR });
  watch.observe(element);
  const resized = new ResizeObserver(() => figure && body.size().width !== figure.drawnWidth && later(redraw));
  resized.observe(heat ? element.querySelector(".heat") : body.place.parentElement);

  function later(fn) {
    clearTimeout(timer);
    timer = setTimeout(fn, AFTER);
  }

  /** At the next rest, in the browser's idle time. */
  function soon() {
    if (!near || fresh || !timeline.resting) return;
    cancelIdle();
    cancelIdle = idle(load);
  }

  async function load() {
    if (!near || fresh) return;
    fresh = true;
    pending?.abort();
    const none = view === "outputs" && !run.trace.outputs;
    element.querySelector(".panel-figure").hidden = none; // weights drawn anew have no trained readout
    element.querySelector("[data-note]")?.toggleAttribute("hidden", none);
    if (none) return fail(null, text("figures.no_outputs"));
    pending = new AbortController();
    const { signal } = pending;
    if (!heat) element.setAttribute("aria-busy", "true");
    try {
      const frames = !heat && !["unit_lines", "similarity", "outputs"].includes(view) && timeline.steps <= 200;
      const look = { lang: language(), theme: theme(), animated: frames, width: Math.max(200, width()) };
      if (HEIGHTS[view]) look.height = HEIGHTS[view] - (LOW.matches ? LESS : 0);
      if (view === "unit_lines") look.unit = unit;
      if (view === "phase" && units.value()) look.units = units.value();
      const { trace } = run;
      const found = await loadFigure(view, run.request, look, signal);
      await calm(timeline);
      await plotly();
      await calm(timeline);
      if (signal.aborted) return;
      figure = (heat && run.trace !== trace && refilled(found, run.trace)) || found;
      await redraw();
      fail(null);
      settled();
    } catch (error) {
      if (signal.aborted) return;
      settled();
      console.warn(`figure ${view}:`, error);
      fail(() => { fresh = false; load(); });
    }
  }

  function settled() {
    element.removeAttribute("aria-busy");
    element.querySelector(".panel-wait")?.remove();
  }

  function moment() {
    const { position, beats, steps } = timeline;
    const known = Math.floor(uncovered(position, beats, run.cell.nodes.length - 1));
    return { known, reading: Math.min(steps, Math.floor(position / beats) + 1) };
  }

  const rows = () => [...element.querySelectorAll(".heat-row")];
  const cellsOf = (row) => row.querySelector(".heat-cells");
  const width = () => Math.round(heat ? element.querySelector(".heat").clientWidth : body.size().width);

  async function redraw() {
    const size = body.size();
    if (!figure || !size.width) return;
    figure.drawnWidth = size.width;
    if (!element.style.width) {
      across = element.offsetWidth;
      tall = rows().map((row) => ({ row: getComputedStyle(row).marginTop, cells: `${cellsOf(row).clientHeight}px` }));
    }
    shown = moment();
    const drawn = inks ? repainted(figure, inks) : figure;
    const made = heat ? bare(drawn, size.width, size.height) : quiet(at(drawn, shown.known, shown.reading), size.width);
    const area = await draw(body.place, made);
    body.drawn(area, figure.layout.meta);
    const note = element.querySelector("[data-note]");
    if (note && figure.layout.meta.note) note.textContent = figure.layout.meta.note;
    if (view === "unit_lines") element.querySelector("[data-title]").textContent = text("figures.unit", { unit: unit + 1 });
    if (listening) return;
    listening = true;
    listen(body.place, {
      hover: (what) => {
        tip.say(what);
        if (!heat) run.pointed.point(pointed(what));
      },
      leave: () => {
        tip.hide();
        if (!heat) run.pointed.leave();
      },
      click: (what) => {
        tip.say(what);
        const place = pointed(what);
        if (heat) return body.take(place);
        context.select(place, true);
        if (place.symbol !== undefined) context.made({ node: ANSWER, step: place.step, unit: place.symbol });
        else if (place.node && place.step !== undefined && place.unit !== undefined) context.made(place);
      },
    });
  }

  /** A view without a time axis shows the steps read so far: drawn again at rest, a step later. */
  function follow() {
    soon();
    followUnit();
    if (!figure || figure.layout.meta.time !== "frames" || !near || !timeline.resting) return;
    const { known, reading } = moment();
    if (known === shown.known && reading === shown.reading) return;
    cancelIdle();
    cancelIdle = idle(() => timeline.resting && redraw());
  }

  function changed(_, what) {
    if (what === "trace") {
      tip.hide();
      const next = figure && heat && refilled(figure, run.trace);
      if (next) {
        figure = next;
        redraw();
      } else stale();
    } else followUnit();
  }

  /** The lines are the chosen unit's, else that of the sentence at rest: while it plays they stay one unit's. */
  function followUnit() {
    if (view !== "unit_lines" || !timeline.resting || (timeline.playing && !run.selection.chosen)) return;
    const next = unitTold(run, timeline);
    if (next === unit) return;
    unit = next;
    later(stale);
  }

  function print(paper) {
    element.style.width = paper && across ? `${across}px` : "";
    rows().forEach((row, k) => {
      row.style.marginTop = paper && tall[k] ? tall[k].row : "";
      cellsOf(row).style.height = paper && tall[k] ? tall[k].cells : "";
    });
    if (paper === (inks !== null) || theme() === "light") return;
    inks = paper ? inksOnPaper() : null;
    redraw();
  }

  function stale() {
    fresh = false;
    soon();
  }

  /** The last good picture stays; under it, a word and a way to try again. */
  function fail(again, instead = "") {
    element.querySelector(".panel-failed")?.remove();
    if (instead) element.append(html("div", { class: "panel-failed", role: "status" }, html("span", {}, instead)));
    if (!again) return;
    const button = html("button", { type: "button", class: "button" }, text("figures.again"));
    button.addEventListener("click", again);
    element.append(html("div", { class: "panel-failed", role: "status" }, html("span", {}, text("figures.failed")), button));
  }

  const hush = (event) => { if (!element.contains(event.target)) tip.hide(); };
  document.addEventListener("pointerdown", hush);
  const unsubscribe = [timeline.subscribe(follow), run.subscribe(changed), () => document.removeEventListener("pointerdown", hush)];
  return {
    stale,
    print,
    close() {
      unsubscribe.forEach((end) => end());
      watch.disconnect();
      resized.disconnect();
      clearTimeout(timer);
      cancelIdle();
      pending?.abort();
      if (listening) forget(body.place);
      tip.remove();
      body.close();
      units?.close();
    },
  };
}
