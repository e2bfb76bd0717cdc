// The update that is looked at: a slider over the run, replay, and a knob changed from there on.
import { changedBy, refusal } from "../model/training-request.js";
import { over } from "../model/training-run.js";
import { html } from "./svg.js";
import { createKnob } from "./train-knob.js";

const REPLAY_MS = 8000;

/** actions.change(update, name, value): goes on from there with another knob; texts(): the settings. */
export function mountCursor(element, { store, text, words, page, field, texts, clock, actions }) {
  const label = html("label", { class: "cursor-label" });
  const range = html("input", { type: "range", min: "1", step: "1", id: "train-cursor" });
  label.setAttribute("for", "train-cursor");
  const replay = html("button", { type: "button", class: "button button-quiet" }, text("train.replay"));
  const knob = createKnob({ page, text, words, field, change });
  const go = html("button", { type: "button", class: "button" }, text("train.go_on"));
  const from = html("span", {});
  const form = html("div", { class: "cursor-change" }, from, knob.element, go);
  const hint = html("p", { class: "card-note cursor-hint" }, text("train.change_hint"));
  element.replaceChildren(html("div", { class: "cursor-row" }, label, range, replay), form, knob.wrong, hint);
  let playing = null;
  const most = () => Math.max(1, ...store.state.runs.map((run) => run.updates[run.updates.length - 1]?.update ?? 1));
  const here = () => store.state.cursor ?? most();

  function stop() {
    if (playing !== null) clock.cancelFrame(playing);
    playing = null;
    replay.textContent = text("train.replay");
  }

  function play() {
    if (playing !== null) return stop();
    const start = performance.now();
    const tick = (now) => {
      const share = Math.min(1, (now - start) / REPLAY_MS);
      store.set({ cursor: share < 1 ? Math.max(1, Math.round(share * most())) : null });
      playing = share < 1 ? clock.frame(tick) : null;
      if (share >= 1) stop();
    };
    replay.textContent = text("train.replay_stop");
    playing = clock.frame(tick);
  }

  function change() {
    const chosen = knob.read();
    if (chosen) actions.change(here(), chosen.name, chosen.value);
  }

  range.addEventListener("input", () => {
    stop();
    const at = Number(range.value);
    store.set({ cursor: at >= most() ? null : at });
  });
  replay.addEventListener("click", play);
  go.addEventListener("click", change);
  const leave = store.subscribe(({ runs }) => {
    const [last, at] = [most(), here()];
    range.max = last;
    range.value = at;
    range.disabled = last < 2;
    const said = text("train.at_update", { update: at });
    label.textContent = said;
    range.setAttribute("aria-valuetext", said);
    from.textContent = text("train.change_from", { update: at });
    const rest = runs.length > 0 && runs.every((run) => over(run) || run.status === "paused");
    const ended = at >= (runs[0]?.start?.updates ?? 0);
    if (rest) {
      const now = changedBy(texts(), at);
      knob.offer(page.changeable.filter((name) => !refusal(name, now, page.rules)), now);
    }
    form.hidden = !rest || ended;
    hint.hidden = !rest || !ended;
    if (form.hidden) knob.wrong.hidden = true;
    replay.hidden = !rest;
  });
  return () => { stop(); leave(); };
}
