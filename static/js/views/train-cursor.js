// The update that is looked at: a slider over the run, replay, and a knob changed from there on.
import { over } from "../model/training-run.js";
import { html, svg } from "./svg.js";

const REPLAY_MS = 8000;

/** actions.change(update, name, value): goes on from there with another knob. */
export function mountCursor(element, { store, text, names, choices, clock, actions }) {
  const label = html("label", { class: "cursor-label" });
  const range = html("input", { type: "range", min: "1", step: "1", id: "train-cursor" });
  label.setAttribute("for", "train-cursor");
  const replay = html("button", { type: "button", class: "button button-quiet" }, text("train.replay"));
  const select = html("select", { "aria-label": text("train.knob") }, ...names.map((name) => html("option", { value: name }, text(`train.field.${name}`))));
  const value = html("input", { type: "text", "aria-label": text("train.knob_value"), size: "7", autocomplete: "off", inputmode: "decimal" });
  const options = html("datalist", { id: "train-knob-values" });
  value.setAttribute("list", "train-knob-values");
  const go = html("button", { type: "button", class: "button" }, text("train.go_on"));
  const from = html("span", {});
  const form = html("div", { class: "cursor-change" }, from, html("span", { class: "train-select" }, select, svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: "m7 10 5 5 5-5" }))), value, options, go);
  const hint = html("p", { class: "card-note cursor-hint" }, text("train.change_hint"));
  const wrong = html("p", { class: "cursor-wrong", role: "alert", hidden: "" });
  element.replaceChildren(html("div", { class: "cursor-row" }, label, range, replay), form, hint, wrong);
  let playing = null;
  const most = () => Math.max(1, ...store.state.runs.map((run) => run.updates[run.updates.length - 1]?.update ?? 1));

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

  function suggest() {
    options.replaceChildren(...(choices[select.value] ?? []).map((v) => html("option", { value: v })));
    value.value = "";
    value.placeholder = (choices[select.value] ?? [])[0] ?? "";
  }

  function change() {
    const found = value.value.trim().replace(",", ".");
    const words = ["optimiser"].includes(select.value) ? (choices.optimiser.includes(found) ? found : null) : found === "none" && select.value === "clip" ? "none" : found !== "" && Number(found) >= 0 ? String(Number(found)) : null;
    wrong.hidden = words !== null;
    if (words === null) {
      wrong.textContent = text("train.knob_wrong", { choices: (choices[select.value] ?? []).join(", ") });
      return value.focus();
    }
    actions.change(store.state.cursor ?? most(), select.value, words);
  }

  range.addEventListener("input", () => {
    stop();
    const at = Number(range.value);
    store.set({ cursor: at >= most() ? null : at });
  });
  replay.addEventListener("click", play);
  select.addEventListener("change", suggest);
  go.addEventListener("click", change);
  value.addEventListener("keydown", (event) => event.key === "Enter" && change());
  suggest();
  const leave = store.subscribe(({ runs, cursor }) => {
    const last = most();
    const at = cursor ?? last;
    range.max = last;
    range.value = at;
    range.disabled = last < 2;
    const words = text("train.at_update", { update: at });
    label.textContent = words;
    range.setAttribute("aria-valuetext", words);
    from.textContent = text("train.change_from", { update: at });
    const rest = runs.length > 0 && runs.every((run) => over(run) || run.status === "paused");
    const ended = at >= (runs[0]?.start?.updates ?? 0);
    form.hidden = !rest || ended;
    hint.hidden = !rest || !ended;
    replay.hidden = !rest;
  });
  return () => { stop(); leave(); };
}
