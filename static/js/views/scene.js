// A scene: its tour, its free mode, its controls; the views inside share one run and one timeline.
import { clock, prefersReducedMotion } from "../io/clock.js";
import { createLoader } from "../io/page.js";
import { createRun } from "../model/run.js";
import { MS } from "../model/motion.js";
import { createTimeline } from "../model/timeline.js";
import { mountNarrator } from "./narrator.js";
import { mountPlayer } from "./player.js";
import { mountClock } from "./scene-clock.js";
import { mountFigure } from "./scene-figure.js";
import { mountTour } from "./scene-tour.js";
import { mountStage } from "./stage.js";

const KINDS = {
  pair: () => import("./scene-pair.js"),
  bets: () => import("./scene-bets.js"),
  unrolled: () => import("./scene-unrolled.js"),
};
const TYPING = 320;
const SHORT = ["gap", "types"]; // kinds whose story is soon told again at every stop
const AT_REST = 250;
const LEARNS = ["bets", "training"]; // kinds whose networks are trained on the spot

/** address(values): called at rest with what would show this again; text: the page's texts. */
export function mountScene(root, { text, address = () => {} }) {
  const loader = createLoader();
  let open = null;

  function start(element, before, data) {
    const find = (name) => element.querySelector(`[data-part="${name}"]`);
    const run = data.run ? createRun(data.run) : null;
    run?.select({ unit: data.unit, chosen: data.unit > 0 });
    const size = run ? { steps: run.trace.steps, beats: run.cell.nodes.length + 1 } : { steps: 1, beats: Math.max(1, data.figure.end) };
    const timeline = createTimeline({ ...size, at: data.at, clock, reducedMotion: prefersReducedMotion, pace: before?.timeline.pace });
    if (!run) {
      timeline.plan({ hold: () => 0 });
      timeline.speed = MS.beat / (data.figure.ms ?? MS.beat);
    }
    const locals = {}; // controls that a view follows without asking the server
    const context = { data, run, timeline, text, element, find, locals, change, set };
    const unmounts = [];
    const mount = (name, view) => find(name) && unmounts.push(view(find(name), context));
    if (run) {
      mount("stage", mountStage);
      mount("narrator", mountNarrator);
      mount("player", mountPlayer);
      mount("parts", (part) => mountParts(part, context, walk));
      mount("futures", mountFutures);
    } else {
      mount("figure", mountFigure);
      mount("clock", mountClock);
    }
    const here = { data, run, timeline, walk, apply, unmounts, stay, ahead };
    unmounts.push(mountTour(element, context, here));
    mount("controls", mountControls);
    unmounts.push(mountShare(element, text));
    KINDS[data.kind]?.().then((module) => { if (open === here) unmounts.push(module.mount(context)); }, console.warn);
    let waiting = null;
    const remember = () => {
      clearTimeout(waiting);
      if (timeline.resting && !timeline.playing) waiting = setTimeout(() => address(addressOf(here, element)), AT_REST);
    };
    unmounts.push(timeline.subscribe(remember), () => clearTimeout(waiting));
    if (run) unmounts.push(run.subscribe(remember));

    /** Moves on through every operation up to a position, quicker than playing. */
    let walking = null;
    function walk(target, speed = 2.2) {
      walking?.();
      timeline.pause();
      const was = timeline.speed;
      timeline.speed = run ? speed : was;
      let expected = timeline.at;
      const off = timeline.subscribe(() => {
        if (!timeline.resting) return;
        if (timeline.at !== expected || timeline.at >= target) return walking?.();
        expected = timeline.at + 1;
        queueMicrotask(() => walking && timeline.next());
      });
      walking = () => {
        off();
        walking = null;
        timeline.speed = was;
      };
      if (timeline.at >= target) walking();
    }
    unmounts.push(() => walking?.());

    /** Values that a view can show by itself are applied; → whether the rest needs the server. */
    function apply(values) {
      const other = Object.keys(data.controls).filter((name) => (values[name] ?? data.controls[name]) !== data.values[name]);
      const mine = other.filter((name) => locals[name]);
      if (mine.length < other.length) return true;
      for (const name of mine) {
        data.values[name] = values[name] ?? data.controls[name];
        locals[name](data.values[name]);
      }
      return false;
    }
    return here;
  }

  /** What is shown is what is wanted: an answer that is still on its way has no place any more. */
  function stay() {
    loader.drop();
    settle();
  }

  function settle() {
    root.removeAttribute("aria-busy");
    const busy = root.querySelector("[data-busy]");
    if (busy) busy.textContent = "";
  }

  const close = (which) => which.unmounts.forEach((unmount) => unmount?.());

  /** The reader sets something: the scene as the server shows it then. */
  function change(values) {
    if (!open.apply(values)) {
      root.dataset.mode = "free";
      return Promise.resolve();
    }
    return load({ ...values, mode: "free", at: String(!open.run && open.timeline.at === open.data.figure.end ? 1e6 : open.timeline.at), unit: String(open.run?.selection.unit ?? "") });
  }

  /** One control, from somewhere else than its field. */
  const set = (name, value) => change({ ...open.data.values, [name]: value });

  async function load(query) {
    const url = new URL(root.dataset.source, location.href);
    for (const [name, value] of Object.entries(query)) if (value !== "") url.searchParams.set(name, value);
    const busy = root.querySelector("[data-busy]");
    const slow = setTimeout(() => busy && (busy.textContent = text(LEARNS.includes(open.data.kind) ? "scene.learning" : "scene.busy")), 150);
    root.setAttribute("aria-busy", "true");
    let next;
    try {
      next = await loader.load(url.href);
    } catch (error) {
      console.warn(error);
      settle();
      if (busy) busy.textContent = text("scene.failed");
      return false;
    } finally {
      clearTimeout(slow);
    }
    if (!next) return false; // a newer one is on its way, and tells when it is there
    settle();
    const found = next.querySelector(`[data-scene="${root.dataset.scene}"]`);
    const data = take(found);
    const fresh = document.importNode(found, true);
    close(open);
    const field = root.querySelector("[data-part=controls]")?.contains(document.activeElement) ? document.activeElement : null;
    const typed = field && { name: field.name, value: field.value, caret: field.type === "text" ? [field.selectionStart, field.selectionEnd] : null };
    const auto = root.querySelector("[data-go=auto]")?.getAttribute("aria-pressed");
    const focus = document.activeElement?.dataset?.go ?? document.activeElement?.dataset?.modeLink;
    root.dataset.mode = fresh.dataset.mode;
    keepHeadings(fresh);
    root.replaceChildren(...fresh.childNodes);
    open = start(root, open, data);
    if (typed) restore(typed);
    else if (focus) root.querySelector(`[data-go="${focus}"], [data-mode-link="${focus}"]`)?.focus({ preventScroll: true });
    if (auto === "true" && root.dataset.mode === "tour" && data.stop < data.stops.length - 1) root.querySelector("[data-go=auto]")?.click();
    return true;
  }

  /** The scene's data; its element goes, for a script element may not be put into a page. */
  function take(element) {
    const script = element.querySelector("[data-scene-data]");
    const data = JSON.parse(script.textContent);
    script.remove();
    return data;
  }

  /** In a chapter a scene's title keeps the level that it has there. */
  function keepHeadings(fresh) {
    const [mine, its] = [root, fresh].map((one) => one.querySelector(".scene-title"));
    if (mine && its && mine.localName !== its.localName) its.replaceWith(mine.cloneNode(true));
  }

  function restore({ name, value, caret }) {
    const field = root.querySelector(`[data-part=controls] [name="${name}"]:not([type=hidden])`);
    if (!field) return;
    if (field.type === "text" && field.value !== value && value.trim()) field.value = value;
    field.focus({ preventScroll: true });
    if (caret && field.type === "text") field.setSelectionRange(...caret);
  }

  function addressOf({ data, run, timeline }, element) {
    if (element.dataset.mode === "tour") return { stop: String(data.stop + 1) };
    const values = { mode: "free" };
    for (const [name, usual] of Object.entries(data.controls)) if (data.values[name] !== usual) values[name] = data.values[name];
    if (timeline.at) values.at = String(timeline.at);
    if (run?.selection.unit) values.unit = String(run.selection.unit);
    return values;
  }

  open = start(root, null, take(root));
  root.addEventListener("celda:stop", async ({ detail }) => {
    if (!await load({ stop: String(detail + 1) })) return;
    if (SHORT.includes(open.data.kind) && open.timeline.at) {
      const to = open.timeline.at;
      open.timeline.seek(0);
      open.walk(to);
    }
    ahead(detail);
  });

  /** What trains at the next stop is trained while the reader looks at this one. */
  function ahead(stop) {
    const { kind, stops } = open.data;
    const values = ({ values: of }) => JSON.stringify(Object.entries(of).sort());
    const next = stops.findIndex((one, k) => k > stop && values(one) !== values(stops[stop]));
    if (!LEARNS.includes(kind) || next < 0) return;
    const url = new URL(root.dataset.source, location.href);
    url.searchParams.set("stop", String(next + 1));
    fetch(url, { priority: "low" }).catch(() => {}); // when it is wanted it is asked for again
  }
  return () => close(open);
}

/** The fields of free mode; text waits until the typing pauses. */
function mountControls(form, { change, data }) {
  const stop = new AbortController();
  let waiting = null;
  const values = () => {
    const given = new FormData(form);
    return Object.fromEntries(Object.keys(data.controls).map((name) => [name, String(given.get(name) ?? "")]));
  };
  const send = () => {
    clearTimeout(waiting);
    const bad = [...form.elements].some((field) => field.validity && !field.validity.valid);
    if (!bad) change(values());
  };
  const on = (type, listener) => form.addEventListener(type, listener, { signal: stop.signal });
  on("input", (event) => {
    if (event.isComposing || !["text", "number"].includes(event.target.type) || event.target.value.trim() === "") return;
    clearTimeout(waiting);
    waiting = setTimeout(send, TYPING);
  });
  on("compositionend", () => { waiting = setTimeout(send, TYPING); });
  on("change", (event) => { if (event.target.type !== "text" || event.target.value.trim()) send(); });
  on("submit", (event) => { event.preventDefault(); send(); });
  return () => {
    clearTimeout(waiting);
    stop.abort();
  };
}

/** The document's numbered sub-steps: each plays its stretch of the timestep that is shown. */
function mountParts(element, { timeline, run }, walk) {
  const stop = new AbortController();
  const buttons = [...element.querySelectorAll("[data-from]")];
  const span = (button) => [Number(button.dataset.from), Number(button.dataset.to)];
  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-from]");
    if (!button) return;
    const step = Math.min(timeline.steps - 1, Math.floor(Math.max(0, timeline.at - 1) / timeline.beats));
    const [from, to] = span(button);
    timeline.seek(step * timeline.beats + from);
    walk(step * timeline.beats + to, 1);
  }, { signal: stop.signal });
  const leave = timeline.subscribe(() => {
    const index = timeline.at === 0 ? 0 : (Math.ceil(timeline.position) - 1) % timeline.beats + 1;
    for (const button of buttons) {
      const [from, to] = span(button);
      button.toggleAttribute("data-now", index > from && index <= to && index < run.cell.nodes.length + 1);
    }
  });
  return () => {
    leave();
    stop.abort();
  };
}

/** The present is marked in the chart of the two futures. */
function mountFutures(element, { timeline }) {
  const NS = "http://www.w3.org/2000/svg";
  const marks = [...element.querySelectorAll("svg.future")].map((chart) => {
    const mark = document.createElementNS(NS, "path");
    mark.setAttribute("class", "future-now");
    chart.append(mark);
    return { mark, left: Number(chart.dataset.left) + 12, pitch: Number(chart.dataset.pitch), height: chart.viewBox.baseVal.height };
  });
  return timeline.subscribe(() => {
    const step = Math.min(timeline.steps - 1, Math.max(0, timeline.position / timeline.beats - 1));
    for (const { mark, left, pitch, height } of marks) mark.setAttribute("d", `M${(left + pitch * step).toFixed(1)} 18V${height - 24}`);
  });
}

/** The line that embeds this scene elsewhere. */
function mountShare(element, text) {
  const button = element.querySelector("[data-copy-snippet]");
  const field = element.querySelector("[data-snippet]");
  if (!button) return null;
  const label = button.querySelector("span");
  const before = label.textContent;
  const press = async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      return; // it is selected, and can be copied by hand
    }
    label.textContent = text("scene.copied");
    setTimeout(() => (label.textContent = before), 2000);
  };
  button.addEventListener("click", press);
  return () => button.removeEventListener("click", press);
}
