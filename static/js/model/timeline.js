// The one thing that views share: a position. Whole positions are rest, the fraction is a beat in motion.
import { createGlide } from "./glide.js";
import { MS, clamp } from "./motion.js";
import { PACES, ahead, duration, rest } from "./pace.js";
import { createSpare } from "./spare.js";

const LONG = 40; // ms: a shorter glide is not worth its start

/**
 * clock: { now(), frame(fn), cancelFrame(id), after(ms, fn), cancel(id), onHidden(fn) }.
 * plan() adds what depends on the cell: stops [{to, levels}] of the waves of a timestep, and hold(at) → ms to read.
 */
export function createTimeline({ steps, beats, at = 0, clock, reducedMotion = false, pace = "operation", speed = null }) {
  const listeners = new Set();
  let own = null; // the reader's pace while another is lent
  let position = clamp(Math.round(at), 0, steps * beats);
  let motion = null; // { from, to, ms, passed, kind }
  let playing = false;
  let frame = null;
  let last = null;
  let waiting = null;
  let stops = null;
  let hold = () => MS.beat;
  let planned = 0; // how often: what was said of times is then no longer true
  const glide = createGlide(clock);
  const quiets = new Set();
  const spare = createSpare(clock);

  const end = () => steps * beats;
  const plan = () => ({ steps, beats, pace, speed, stops, hold });
  const reduced = () => (typeof reducedMotion === "function" ? reducedMotion() : reducedMotion);

  const state = {
    get position() { return glide.on ? glide.position : position; },
    /** { to, ms } while what moves goes there by itself. */
    get gliding() { return glide.left; },
    get at() { return motion ? motion.to : Math.round(position); },
    get steps() { return steps; },
    get beats() { return beats; },
    get playing() { return playing; },
    get moving() { return motion !== null; },
    get resting() { return motion === null && Number.isInteger(position); },
    get planned() { return planned; },
    get pace() { return pace; },
    get speed() { return speed; },
    /** The pace that the reader chose. */
    get chosenPace() { return own ?? pace; },
  };

  function notify() {
    for (const listener of [...listeners]) listener(timeline);
  }

  function stopWaiting() {
    if (waiting !== null) clock.cancel(waiting);
    waiting = null;
  }

  /** What glides stands where it is. */
  function land() {
    if (glide.on) reach(glide.position);
    glide.stop();
  }

  function reach(there) {
    position = there;
    motion.passed = (motion.ms * (there - motion.from)) / (motion.to - motion.from);
    last = null;
  }

  function halt() {
    land();
    spare.empty();
    if (frame !== null) clock.cancelFrame(frame);
    frame = last = motion = null;
    stopWaiting();
  }

  function move(to, ms, kind) {
    halt();
    to = clamp(to, 0, end());
    if (to === position) return arrive();
    if (reduced()) return kind === "play" && playing && pace !== "wave" ? hop(to, ms / (to - position)) : hop(to);
    motion = { from: position, to, ms, passed: 0, kind };
    frame = clock.frame(tick);
    notify();
  }

  /** Without motion: at once, or, where a play goes on in one go, an operation at a time. */
  function hop(to, each = 0) {
    position = each ? Math.min(to, position + 1) : to;
    if (position === to) return arrive();
    waiting = clock.after(each, () => hop(to, each));
    notify();
  }

  function tick(now) {
    frame = null;
    motion.passed += last === null ? 0 : Math.min(now - last, 50);
    last = now;
    const share = Math.min(1, motion.passed / motion.ms);
    position = share === 1 ? motion.to : motion.from + share * (motion.to - motion.from);
    if (share === 1) {
      motion = last = null;
      return arrive();
    }
    if (!glides()) frame = clock.frame(tick);
    notify();
  }

  /** Where all views are quiet for a while, no frame is asked for until one is not. */
  function glides() {
    if (!quiets.size || motion.kind !== "play") return false;
    const far = Math.min(motion.to, ...[...quiets].map((quiet) => quiet(position)));
    const ms = (motion.ms * (far - position)) / (motion.to - motion.from);
    if (ms < LONG) return false;
    glide.start(position, far, ms, () => {
      reach(far);
      frame = clock.frame(tick);
    });
    return true;
  }

  function arrive() {
    spare.empty();
    if (playing && position >= end()) playing = false;
    if (playing) {
      waiting = clock.after(rest(plan(), position), () => { waiting = null; advance(); });
    }
    notify();
  }

  function behind(p) {
    if (pace !== "wave" || !stops) return p - 1;
    const inStep = p % beats || beats;
    const stop = stops.filter(({ to }) => to < inStep).at(-1);
    return p - inStep + (stop?.to ?? 0);
  }

  /** One operation or group further; while it plays, as far as it plays in one go. */
  function advance(from = position) {
    const { to, ms } = ahead(plan(), from, !playing);
    move(to, ms, "play");
  }

  /** What moves is finished at once, what waits is no longer waited for. */
  function settle(round) {
    land();
    let to = round(position);
    if (motion && motion.kind !== "play") to = motion.to;
    else if (motion && pace === "wave") to = round === Math.floor ? motion.from : motion.to;
    halt();
    position = clamp(to, 0, end());
  }

  const timeline = {
    seek(target) {
      halt();
      position = clamp(Number(target) || 0, 0, end());
      if (Number.isInteger(position)) arrive();
      else notify();
    },
    next() {
      settle(Math.ceil);
      advance(Math.min(position, end() - 1));
    },
    previous() {
      playing = false;
      const underWay = motion?.kind === "play" || (!motion && !Number.isInteger(position));
      settle(Math.floor);
      move(underWay ? position : behind(position), MS.back, "back");
    },
    nextStep() {
      playing = false;
      settle(Math.ceil);
      move((Math.floor(position / beats) + 1) * beats, MS.step, "jump");
    },
    previousStep() {
      playing = false;
      settle(Math.floor);
      const inStep = position % beats;
      move(position - (inStep || beats), MS.step, "jump");
    },
    play() {
      if (playing) return;
      playing = true;
      if (position >= end()) position = 0;
      settle(Math.ceil);
      advance();
    },
    pause() {
      if (!playing) return;
      playing = false;
      land();
      if (motion) {
        const to = Math.min(motion.to, pace === "wave" ? motion.to : Math.ceil(position));
        move(to, Math.max(1, (motion.ms * (to - position)) / (motion.to - motion.from)), "play");
      } else {
        stopWaiting();
        notify();
      }
    },
    /** Another pace for a while; null gives the reader's own back. */
    lend(other) {
      [own, pace] = other === null ? [null, own ?? pace] : [own ?? pace, other];
      notify();
    },
    /** ms that a whole play takes at one of PACES and this speed. */
    lasts: (at) => duration({ ...plan(), pace: at }),
    toggle() {
      if (playing) timeline.pause();
      else timeline.play();
    },
    plan(more) {
      if (more.stops) stops = more.stops;
      if (more.hold) hold = more.hold;
      planned += 1;
      notify();
    },
    /** Another trace: other steps and beats; the position is kept as near as it can be. */
    reset(next) {
      halt();
      playing = false;
      steps = next.steps;
      beats = next.beats;
      stops = next.stops ?? null;
      planned += 1;
      position = clamp(Math.round(next.at ?? position), 0, end());
      notify();
    },
    /** quiet(position) → the position up to which a view has only what glides. Glides begin when there is one. */
    quiet(quiet) {
      quiets.add(quiet);
      return () => quiets.delete(quiet);
    },
    /** Does a job, of one name the newest, soon: while a motion glides not with its first frame, else at once. */
    soon(name, job) {
      if (quiets.size && motion?.kind === "play") spare.add(name, job);
      else job();
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(timeline);
      return () => listeners.delete(listener);
    },
  };
  Object.defineProperties(timeline, Object.getOwnPropertyDescriptors(state));
  Object.defineProperty(timeline, "pace", {
    get: () => pace,
    set(value) {
      if (!PACES.includes(value)) throw new RangeError(`pace ${value}`);
      own = null;
      pace = value;
      notify();
    },
  });
  Object.defineProperty(timeline, "speed", {
    get: () => speed,
    set(value) {
      speed = value === null || value === "" || !(Number(value) > 0) ? null : Number(value);
      notify();
    },
  });
  clock.onHidden?.(() => timeline.pause());
  return timeline;
}
