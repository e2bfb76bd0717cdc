// The page's buttons and what is said aloud: they follow how the runs stand.
import { heldOut, over } from "../model/training-run.js";
import { signsOf } from "../model/training-signs.js";

/** root: the page. → show(): after anything but one more update. */
export function mountButtons(root, { store, text, words }) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const button = (name) => root.querySelector(`[data-${name}]`);
  let told = "";

  function said(run) {
    if (run.status === "done") {
      const found = heldOut(run);
      return text("train.said.done", { run: run.name, accuracy: found ? text.percent(found.accuracy) : "–" });
    }
    if (run.status === "diverged" || run.status === "failed") return `${run.name}: ${run.problem.title}. ${run.problem.detail ?? ""}`;
    if (run.status === "running") return text("train.said.running", { run: run.name, of: run.start.updates });
    return `${run.name}: ${words.state(run, null)}`;
  }

  store.subscribe(({ runs }) => (part("live").hidden = !runs.some(({ updates }) => updates.length)));
  return function show() {
    const { runs } = store.state;
    const running = runs.some((run) => !over(run) && run.status !== "paused");
    const paused = runs.some(({ status }) => status === "paused");
    root.dataset.status = running ? "running" : paused ? "paused" : runs.length ? "over" : "idle";
    part("empty").hidden = runs.length > 0;
    const left = document.activeElement;
    const moved = running ? left === button("start") : [button("pause"), button("stop")].includes(left);
    button("pause").hidden = button("stop").hidden = !running;
    button("start").querySelector("span").textContent = text(paused ? "train.go_on_paused" : runs.length ? "train.again" : "train.start");
    button("start").hidden = running;
    if (moved) button(running ? "pause" : "start").focus({ preventScroll: true }); // a button that goes leaves the focus to the one that comes
    const signs = runs[0] && over(runs[0]) ? signsOf(runs[0]).map(({ name }) => text(`train.sign.${name}`)) : [];
    const all = [...runs.map(said), ...signs].join(" ");
    if (all !== told) part("said").textContent = told = all;
  };
}
