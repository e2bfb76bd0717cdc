// The guided tour: stops with a sentence each, back, next and by itself; free mode is one click away.

const READ = { start: 1400, character: 48 };
const NEAR = 6; // operations that are shown one after another on the way to a stop

export function mountTour(root, { data, run, timeline, text }, here) {
  const stop = new AbortController();
  const on = (target, type, listener, options = {}) => target?.addEventListener(type, listener, { ...options, signal: stop.signal });
  const said = root.querySelector("[data-said]");
  const [back, next, auto] = ["back", "next", "auto"].map((name) => root.querySelector(`[data-go="${name}"]`));
  const last = data.stops.length - 1;
  let waiting = null;

  function show() {
    const { stop: now } = data;
    if (said) said.textContent = data.stops[now].text;
    const count = root.querySelector("[data-count]");
    if (count) count.textContent = text("scene.count", { k: now + 1, of: last + 1 });
    root.querySelectorAll(".scene-dots i").forEach((dot, k) => {
      dot.toggleAttribute("data-done", k <= now);
      dot.toggleAttribute("data-now", k === now);
    });
    for (const [button, ends] of [[back, now === 0], [next, now === last]]) {
      if (ends) button?.setAttribute("aria-disabled", "true");
      else button?.removeAttribute("aria-disabled");
    }
  }

  /** A stop may leave pieces of the picture out, and point at others; free mode shows all. */
  function point({ shows, lit }) {
    for (const piece of root.querySelectorAll("[data-piece]:not([data-away])")) piece.toggleAttribute("hidden", shows.length > 0 && !shows.includes(piece.dataset.piece));
    for (const place of root.querySelectorAll("[data-light]")) place.toggleAttribute("data-lit", place.dataset.light.split(" ").some((name) => lit.includes(name)));
  }

  function mode(name) {
    root.dataset.mode = name;
    for (const link of root.querySelectorAll("[data-mode-link]")) {
      if (link.dataset.modeLink === name) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (name === "free") {
      point({ shows: [], lit: [] });
      play(false);
    }
  }

  function go(k) {
    if (k < 0 || k > last) return;
    const target = data.stops[k];
    const pending = here.apply(target.values);
    data.stop = k;
    mode("tour");
    show();
    here.tell();
    if (pending) {
      clearTimeout(waiting);
      root.dispatchEvent(new CustomEvent("celda:stop", { detail: k }));
      return;
    }
    here.stay();
    point(target);
    if (run && target.unit !== null && target.unit !== undefined) run.select({ unit: target.unit });
    const ahead = target.at - timeline.at;
    if (ahead > 0 && (ahead <= NEAR || !run)) here.walk(target.at);
    else if (ahead === 0 || target.at === 0 || !run) timeline.seek(target.at);
    else {
      timeline.seek(target.at - 1);
      here.walk(target.at);
    }
    if (auto?.getAttribute("aria-pressed") === "true") wait();
  }

  function wait() {
    clearTimeout(waiting);
    if (data.stop === last) return play(false);
    const way = run ? 1200 : Math.abs(data.stops[data.stop].at - timeline.at) * (data.figure?.ms ?? 0);
    waiting = setTimeout(() => go(data.stop + 1), way + READ.start + READ.character * data.stops[data.stop].text.length);
  }

  function play(yes) {
    clearTimeout(waiting);
    auto?.setAttribute("aria-pressed", String(yes));
    if (yes) wait();
  }

  const jump = (by) => (event) => {
    event.preventDefault();
    play(false);
    go(data.stop + by);
  };
  on(back, "click", jump(-1));
  on(next, "click", jump(1));
  on(auto, "click", () => {
    const yes = auto.getAttribute("aria-pressed") !== "true";
    if (yes && data.stop === last) go(0);
    play(yes);
  });
  on(root, "click", (event) => {
    const link = event.target.closest("[data-mode-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.modeLink === "free") {
      mode("free");
      run?.select({});
      timeline.seek(timeline.at);
    } else go(data.stop);
  });
  const FIELDS = "input, select, textarea, summary, [role=tab], .stage-svg, .zoom";
  on("keys" in root.dataset ? document : root, "keydown", (event) => {
    if (root.dataset.mode !== "tour" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || event.target.closest?.(FIELDS)) return;
    jump(by)(event);
  }, { capture: true });
  on(document, "visibilitychange", () => document.hidden && play(false));
  return () => {
    clearTimeout(waiting);
    stop.abort();
  };
}
