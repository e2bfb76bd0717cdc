// The player: buttons, keys, and the tokens as a timeline that can be dragged.
import { shade } from "../model/format.js";
import { clamp } from "../model/motion.js";
import { PACES, reading } from "../model/pace.js";
import { beatAt } from "../model/told.js";
import { groups } from "../model/waves.js";
import { still } from "./still.js";
import { createWriter } from "./svg.js";

const USUAL = 60;
const FINE = 112; // parts of a card's bar
const grownTo = (part) => ({ transform: `scaleX(${part / FINE})` });
const ACTIONS = {
  "previous-step": "previousStep",
  previous: "previous",
  toggle: "toggle",
  next: "next",
  "next-step": "nextStep",
};

export function mountPlayer(element, { timeline, run, text }) {
  const root = element.querySelector(".player") ?? element;
  const write = createWriter();
  const play = root.querySelector("[data-action=toggle]");
  const pace = root.querySelector("select[name=pace]");
  const speed = root.querySelector("select[name=speed]");
  const range = root.querySelector(".tokens-range");
  const cards = [...root.querySelectorAll(".token-card")].map((card) => ({
    card,
    bar: card.querySelector(".token-progress > span"),
    grown: still(card.querySelector(".token-progress > span"), [grownTo(0), grownTo(FINE)], FINE),
    cells: [...card.querySelectorAll(".token-state rect")],
  }));
  const names = new Map([...pace.options].map((option) => [option.value, option.dataset.name]));
  const shares = [];
  let timed = "";
  let usual = 0; // letters of a sentence that has not come yet
  let present = null;
  let known = 0; // operations after which a timestep's h is there
  let menus = null;
  let counted = null;
  let seen = true; // in a tour the player is hidden: there the browser moves nothing by itself, but makes frames
  const sized = new ResizeObserver(([{ contentRect }]) => { seen = contentRect.width > 0; });
  sized.observe(root);

  /** How long the sentence of what was just done takes to read. */
  function hold(at) {
    return reading(beatAt(run.narration, at, timeline.beats)?.sentence.length ?? usual);
  }

  /** Every pace says how long the whole play takes at it. */
  function times() {
    const plan = `${timeline.planned} ${timeline.speed}`;
    if (plan === timed) return;
    timed = plan;
    for (const option of pace.options) {
      const seconds = Math.round(timeline.lasts(option.value) / 1000);
      const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      write(option, "text", text("player.pace_time", { pace: names.get(option.value), time }));
    }
  }

  function plan() {
    const told = run.narration?.steps.flat() ?? [];
    usual = Math.round(told.reduce((letters, { sentence }) => letters + sentence.length, 0) / told.length) || USUAL;
    timeline.plan({ stops: groups(run.cell).map(({ to, levels }) => ({ to, levels: levels.length })), hold });
    const scale = run.trace.scale("h");
    known = run.cell.nodes.findIndex(({ id }) => id === "h") + 1 || timeline.beats;
    cards.forEach(({ cells }, step) => {
      if (step >= run.trace.steps) return;
      run.trace.value("h", step).forEach((v, k) => cells[k] && write(cells[k], "fill", shade(v, scale.name, scale.most)));
    });
  }

  function show() {
    const { position, beats, steps, gliding } = timeline;
    if (timeline.resting) {
      write(root, "data-at", String(timeline.at));
      write(root, "data-steps", String(steps));
      write(root, "data-beats", String(beats));
    }
    write(root, "data-moving", String(timeline.moving));
    if (play.dataset.playing !== String(timeline.playing)) {
      write(play, "aria-label", text(timeline.playing ? "player.pause" : "player.play"));
      write(play, "data-playing", String(timeline.playing));
    }
    if (menus !== `${timeline.pace} ${timeline.speed}`) {
      menus = `${timeline.pace} ${timeline.speed}`;
      pace.value = timeline.pace;
      speed.value = String(timeline.speed ?? "");
    }
    times();
    const step = Math.min(steps - 1, Math.floor(position / beats));
    cards.forEach(({ card, bar, grown }, k) => {
      if (step === present && k !== step) return; // only a timestep that begins or ends concerns the others
      write(card, "data-state", k < step ? "past" : k === step ? "present" : "future");
      write(card, "data-known", String(position >= k * beats + known));
      const part = Math.round(clamp((position - k * beats) / beats) * FINE); // about a pixel: not a style a frame
      const grows = !timeline.resting && part > 0 && part < FINE;
      grown(grows ? part : null);
      if (grows && gliding && seen) grown.glide(grownTo(part), grownTo(clamp((gliding.to - k * beats) / beats) * FINE), gliding.ms);
      const share = grows ? "grows" : part / FINE;
      if (shares[k] === share) return;
      shares[k] = share;
      bar.hidden = share === 0;
      bar.style.transform = share < 1 ? `scaleX(${share})` : "";
    });
    const beat = Math.round(position - step * beats);
    if (range && counted !== `${step} ${beat}`) {
      counted = `${step} ${beat}`;
      timeline.soon("range", () => {
        range.value = String(step * beats + beat);
        write(range, "aria-valuetext", text("player.position", { step: step + 1, steps, beat, beats }));
        write(root.querySelector(".tokens-now"), "text", run.trace.tokens?.[step] ?? String(step + 1));
      });
    }
    if (step !== present) turn(step);
  }

  /** The card of the present is the one that tab reaches and the scroller shows. */
  function turn(step) {
    present = step;
    cards.forEach(({ card }, k) => {
      card.tabIndex = k === step ? 0 : -1;
      write(card, "aria-current", k === step ? "step" : null);
    });
    const scroller = root.querySelector(".tokens");
    const card = cards[step]?.card;
    if (!card || scroller.scrollWidth <= scroller.clientWidth) return;
    scroller.scrollLeft += card.getBoundingClientRect().left - scroller.getBoundingClientRect().left - scroller.clientWidth / 2;
  }

  /** Where on the timeline a point of the screen is: a card is a timestep, its width the beats. */
  function positionAt(x) {
    const boxes = cards.map(({ card }) => card.getBoundingClientRect());
    let k = boxes.findIndex(({ right }) => x <= right);
    if (k < 0) k = boxes.length - 1;
    return (k + clamp((x - boxes[k].left) / boxes[k].width)) * timeline.beats;
  }

  let drag = null;
  const track = root.querySelector(".tokens-track");
  const events = [];
  const on = (target, name, listener, options) => {
    if (!target) return;
    target.addEventListener(name, listener, options);
    events.push(() => target.removeEventListener(name, listener, options));
  };

  on(root, "click", (event) => {
    const action = event.target.closest("[data-action]")?.dataset.action;
    if (action) timeline[ACTIONS[action]]();
  });
  on(track, "click", (event) => {
    const card = event.target.closest(".token-card");
    if (!card || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (drag?.moved) return;
    timeline.pause();
    timeline.seek(Number(card.dataset.card) * timeline.beats);
  });
  on(track, "pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch" && track.scrollWidth > track.parentElement.clientWidth) return;
    drag = { x: event.clientX, moved: false, id: event.pointerId };
  });
  on(track, "pointermove", (event) => {
    if (!drag || drag.done) return;
    if (!drag.moved && Math.abs(event.clientX - drag.x) < 5) return;
    if (!drag.moved) {
      drag.moved = true;
      track.setPointerCapture(drag.id);
      timeline.pause();
    }
    timeline.seek(positionAt(event.clientX));
  });
  const drop = () => {
    if (!drag) return;
    if (drag.moved && !drag.done) timeline.seek(Math.round(timeline.position));
    if (drag.moved) drag.done = true;
    else drag = null;
  };
  on(track, "pointerup", drop);
  on(track, "pointercancel", drop);
  on(track, "dragstart", (event) => event.preventDefault());
  on(pace, "change", () => { timeline.pace = pace.value; });
  on(speed, "change", () => { timeline.speed = speed.value || null; });
  on(range, "input", () => {
    timeline.pause();
    timeline.seek(Number(range.value));
  });
  on(element.closest("[data-scene]:not([data-keys])") ?? document, "keydown", (event) => key(event, timeline));

  const leaveRun = run.subscribe((_, change) => change !== "selection" && plan());
  const leaveTimeline = timeline.subscribe(show);
  return () => {
    leaveRun();
    leaveTimeline();
    sized.disconnect();
    for (const off of events) off();
  };
}

const FIELDS = "input, select, textarea, [contenteditable], [role=tab], [role=slider], dialog, [popover]";
const PRESSED = "button, a, summary, [role=button]";

const KEYS = {
  " ": (timeline) => timeline.toggle(),
  ArrowRight: (timeline, shift) => (shift ? timeline.nextStep() : timeline.next()),
  ArrowLeft: (timeline, shift) => (shift ? timeline.previousStep() : timeline.previous()),
  Home: (timeline) => timeline.seek(0),
  End: (timeline) => timeline.seek(timeline.steps * timeline.beats),
  p: (timeline) => { timeline.pace = PACES[(PACES.indexOf(timeline.pace) + 1) % PACES.length]; },
  0: (timeline) => { timeline.speed = null; },
};
for (const digit of [1, 2, 3, 4]) KEYS[digit] = (timeline) => { timeline.speed = digit; };

/** Keys work wherever they mean nothing else; space belongs to a focused button. */
function key(event, timeline) {
  const does = KEYS[event.key];
  if (!does || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.(FIELDS)) return;
  if (event.key === " " && event.target.closest?.(PRESSED)) return;
  if (event.target.closest?.("[data-scrolls]")) return;
  if (/^\w$/.test(event.key) && !event.target.closest?.("#lab, [data-scene]")) return; // WCAG 2.1.4: letters only in focus
  event.preventDefault();
  does(timeline, event.shiftKey);
}
