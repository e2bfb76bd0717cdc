// A scene: its tour, its free mode, its controls; the views inside share one run and one timeline.
import { clock, prefersReducedMotion } from "../io/clock.js";
import { createRun } from "../model/run.js";
import { MS } from "../model/motion.js";
import { createOpened } from "../model/opened.js";
import { createTimeline } from "../model/timeline.js";
import { mountMade } from "./made.js";
import { mountNarrator } from "./narrator.js";
import { mountPlayer } from "./player.js";
import { mountClock } from "./scene-clock.js";
import { mountControls } from "./scene-controls.js";
import { createExchange } from "./scene-exchange.js";
import { mountFigure } from "./scene-figure.js";
import { mountFutures } from "./scene-futures.js";
import { mountParts } from "./scene-parts.js";
import { mountShare } from "./scene-share.js";
import { mountTour } from "./scene-tour.js";
import { createWalk } from "./scene-walk.js";
import { mountStage } from "./stage.js";
import { html } from "./svg.js";

const KINDS = {
  pair: () => import("./scene-pair.js"),
  bets: () => import("./scene-bets.js"),
  gap: () => import("./scene-gap.js"),
  unrolled: () => import("./scene-unrolled.js"),
};
const AT_REST = 250;

/** address(values): called at rest with what would show this again; text: the page's texts. */
export function mountScene(root, { text, address = () => {} }) {
  const exchange = createExchange(root, text);
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
    const walk = createWalk(timeline, Boolean(run));
    const locals = {}; // controls that a view follows without asking the server
    const opened = createOpened(); // in the view alone, not in the address
    const context = { data, run, timeline, text, opened, element, find, locals, change, set, glides: true };
    const unmounts = [];
    const mount = (name, view) => find(name) && unmounts.push(view(find(name), context));
    if (run) {
      mount("stage", mountStage);
      mount("narrator", mountNarrator);
      mount("player", mountPlayer);
      mount("parts", (part) => mountParts(part, context, walk));
      mount("futures", mountFutures);
      if (find("stage")) unmounts.push(mountMade(placeOfMade(find), context));
    } else {
      mount("figure", mountFigure);
      mount("clock", mountClock);
    }
    const here = { data, run, timeline, walk, apply, unmounts, stay: exchange.drop };
    unmounts.push(walk.stop);
    unmounts.push(mountTour(element, context, here));
    mount("controls", mountControls);
    const share = mountShare(element, text);
    unmounts.push(share.leave);
    KINDS[data.kind]?.().then((module) => { if (open === here) unmounts.push(module.mount(context)); }, console.warn);
    let waiting = null;
    const tell = () => {
      const values = addressOf(here, element);
      address(values);
      share.tell(values);
    };
    here.tell = tell;
    const remember = () => {
      clearTimeout(waiting);
      if (timeline.resting && !timeline.playing) waiting = setTimeout(tell, AT_REST);
    };
    unmounts.push(timeline.subscribe(remember), () => clearTimeout(waiting));
    if (run) unmounts.push(run.subscribe(remember));

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

  /** Under the player, which it never pushes. */
  function placeOfMade(find) {
    const place = html("div", { class: "made scene-made", role: "region", "aria-label": text("stage.made_title"), hidden: "" });
    (find("player") ?? find("narrator") ?? find("body") ?? find("stage")).after(place);
    return place;
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
    const found = await exchange.ask(query);
    if (!found) return false;
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
    if (open.data.retold && open.timeline.at) {
      const to = open.timeline.at;
      open.timeline.seek(0);
      open.walk(to);
    }
  });

  return () => close(open);
}
