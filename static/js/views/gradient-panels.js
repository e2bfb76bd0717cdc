// The figures of the way back: fetched when near and idle; the present is a line that the wave moves.
import { calm, idle, inksOnPaper, language, loadFigure, onPrint, onTheme, theme } from "../io/figures.js";
import { draw, forget, listen, plotly } from "../io/plotly.js";
import { quiet, repainted } from "../model/figure.js";
import { mountTip } from "./panel-tip.js";
import { html } from "./svg.js";

const AFTER = 120;

export function mountGradientPanels(element, { timeline, wave, text }) {
  const stop = new AbortController();
  const panels = [...element.querySelectorAll("[data-view]")].map((one) => mountOne(one, { timeline, wave, text }));
  onTheme(() => panels.forEach(({ load }) => load()), stop.signal);
  onPrint((paper) => panels.forEach(({ print }) => print(paper)), stop.signal);
  return () => {
    stop.abort();
    for (const { close } of panels) close();
  };
}

function mountOne(panel, { timeline, wave, text }) {
  const { view } = panel.dataset;
  const holder = panel.querySelector(".panel-plot");
  const place = html("div", { class: "plot" });
  const line = html("div", { class: "panel-line" });
  const veil = html("div", { class: "panel-veil" });
  const over = html("div", { class: "plot-over" }, veil, line);
  over.hidden = true;
  holder.append(place, over);
  const tip = mountTip(panel, text);
  let figure = null;
  let inks = null; // while the page is on paper
  let area = null;
  let pending = null;
  let listening = false;
  let shown = null;
  let moved = "";
  let timer = null;
  let cancel = () => {};

  const watch = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    watch.disconnect();
    cancel = idle(load);
  }, { rootMargin: "200px" });
  watch.observe(panel);
  const resized = new ResizeObserver(() => {
    clearTimeout(timer);
    if (figure && holder.clientWidth !== figure.layout.width) timer = setTimeout(load, AFTER);
  });
  resized.observe(holder);

  async function load() {
    pending?.abort();
    const { signal } = (pending = new AbortController());
    const look = { lang: language(), theme: theme(), animated: false, width: Math.max(200, holder.clientWidth) };
    try {
      const found = await loadFigure(view, wave.request, look, signal);
      await calm(timeline);
      await plotly();
      await calm(timeline);
      if (signal.aborted) return;
      figure = found;
      await redraw();
      panel.querySelector(".panel-failed")?.remove();
    } catch (error) {
      if (signal.aborted) return;
      console.warn(`figure ${view}:`, error);
      const again = html("button", { type: "button", class: "button" }, text("figures.again"));
      again.addEventListener("click", load);
      panel.querySelector(".panel-failed")?.remove();
      panel.append(html("div", { class: "panel-failed", role: "status" }, html("span", {}, text("figures.failed")), again));
    }
  }

  async function redraw() {
    const made = quiet(inks ? repainted(figure, inks) : figure, figure.layout.width);
    if (view === "jacobians") made.data = [made.data[0], of(made.data[0], made.data[1])];
    area = await draw(place, made);
    for (const key of ["left", "top", "width", "height"]) over.style[key] = `${area[key]}px`;
    over.hidden = figure.layout.meta.time !== "x";
    move();
    if (listening) return;
    listening = true;
    listen(place, { hover: tip.say, leave: tip.hide, click: tip.say });
  }

  function print(paper) {
    if (paper === (inks !== null) || theme() === "light") return;
    inks = paper ? inksOnPaper() : null;
    if (figure) redraw();
  }

  /** The eigenvalues of the present step, out of those of all. */
  function of(all, one) {
    shown = wave.current(timeline.position).step;
    const mine = all.customdata.map((step, k) => (step === shown + 1 ? k : -1)).filter((k) => k >= 0);
    const some = (values) => mine.map((k) => values[k]);
    return { ...one, x: some(all.x), y: some(all.y), text: some(all.text), customdata: some(all.customdata) };
  }

  /** What the wave has not reached is veiled: the steps before the present one. */
  function move() {
    const { step } = wave.current(timeline.position);
    if (area && figure?.layout.meta.time === "x") {
      const { steps } = figure.layout.meta;
      const known = timeline.position === 0 ? wave.steps : step;
      const place = `${known} ${step} ${area.width}`;
      if (place === moved) return;
      moved = place;
      veil.style.transform = `scaleX(${known / steps})`;
      line.style.transform = `translateX(${((step + 0.5) / steps) * area.width - 0.8}px)`;
    }
    if (view === "jacobians" && figure && timeline.resting && step !== shown) {
      shown = step;
      cancel();
      cancel = idle(redraw);
    }
  }

  const leave = timeline.subscribe(move);
  return {
    load: () => figure && load(),
    print,
    close() {
      leave();
      watch.disconnect();
      resized.disconnect();
      clearTimeout(timer);
      cancel();
      pending?.abort();
      if (listening) forget(place);
    },
  };
}
