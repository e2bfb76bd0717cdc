// Changes anything in the run: choose what, where, and a number by slider or by typing.
import { GATES } from "../model/format.js";
import { isClamped, placeOf } from "../model/edits.js";
import { uncovered } from "../model/figure.js";
import { LARGEST, SCALES, begins, readNumber, writeNumber } from "../model/typed.js";
import { labelled, options, select } from "./fields.js";
import { html } from "./svg.js";
import { createCopies } from "./what-if-copy.js";
import { createWeights } from "./what-if-weights.js";

/** choices: the <select> of the page; mark: what is under edit. */
export function createEditor({ timeline, run, text, whatIf, opened }, choices, { closed }) {
  const what = choices.cloneNode(true);
  const letters = JSON.parse(what.querySelector("[data-letters]")?.dataset.letters ?? "null");
  whatIf.baseLetters = letters;
  const unit = select("unit", text("what_if.unit"));
  const step = select("step", text("what_if.at"));
  const letter = select("letter", text("what_if.letter"));
  const slider = html("input", { type: "range", "aria-label": text("what_if.number") });
  const number = html("input", { type: "text", name: "number", "aria-label": text("what_if.number"), autocomplete: "off", spellcheck: "false" });
  const was = html("span", { class: "card-note tabular" });
  const close = html("button", { type: "button", class: "button button-quiet what-if-close" }, text("what_if.close"));
  const fields = html("div", { class: "what-if-fields" });
  const value = html("div", { class: "what-if-value" }, slider, labelled(text("what_if.to"), number), was);
  const grid = html("div", { class: "what-if-grid" });
  let weights = null;
  let seen = true; // the value under edit is computed
  let field = ""; // what the page wrote in it
  const stop = new AbortController();
  const on = (target, type, listener) => target.addEventListener(type, listener, { signal: stop.signal });
  const copies = createCopies({ run, text, opened, on }, () => ({
    node: id(), step: index(step), unit: index(unit), steps: knownSteps(), computed: computed(), gate: GATES.includes(nodeOf()?.role),
  }));
  const place = html("div", { class: "what-if-editor" }, fields, grid, value, copies.place);

  fields.append(labelled(text("what_if.what"), what, "field-wide"), unit.field, step.field, letter.field, close);

  const kind = () => what.value.split(" ")[0];
  const id = () => what.value.split(" ")[1];
  const index = ({ control }) => (control.value === "*" ? null : Number(control.value));

  function fill() {
    const units = Array.from({ length: run.trace.hidden }, (_, u) => [u, String(u + 1)]);
    const tokens = run.trace.tokens;
    const steps = Array.from({ length: run.trace.steps }, (_, t) => [t, tokens ? text("what_if.step_token", { t: t + 1, token: tokens[t].trim() || text.token(tokens[t]) }) : String(t + 1)]);
    const every = kind() === "value";
    options(unit.control, every ? [...units, ["*", text("what_if.every_unit")]] : units);
    options(step.control, every ? [...steps, ["*", text("what_if.every_step")]] : steps);
    if (letters) options(letter.control, letters.map((token) => [token, text.token(token)]));
    unit.field.hidden = !["value", "state"].includes(kind());
    step.field.hidden = !["value", "token"].includes(kind());
    letter.field.hidden = kind() !== "token";
    value.hidden = kind() === "token";
    slider.hidden = ["seed", "weights"].includes(kind());
    copies.place.hidden = kind() !== "value";
    const names = kind() === "weights" ? namesOf(id()) : null;
    if (weights && (!names || weights.key !== id())) {
      weights.close();
      weights = null;
      grid.replaceChildren();
    }
    if (names && !weights) {
      weights = createWeights({ run, text, whatIf }, names, { preview: whatIf.preview, commit: whatIf.put, say });
      weights.key = id();
      grid.append(weights.place);
    }
    range();
    write();
  }

  const namesOf = (owner) => Object.keys(run.trace.params).filter((name) => name.slice(name.indexOf("_") + 1) === owner);

  /** What the chosen cell of the matrix says; a key that types goes on in the field. */
  function say({ label: words, value: v, own, type }) {
    enter(v, own);
    was.textContent = words;
    if (type === undefined) return;
    number.focus();
    if (begins(type)) number.value = type;
    else number.select();
  }

  /** A number of the run in the field, but not under the hands of one who types. */
  function enter(v, own) {
    if (document.activeElement === number && number.value !== field) return;
    number.value = field = v === null ? "" : writeNumber(v, text.mark, own);
    number.removeAttribute("aria-invalid");
  }

  function range() {
    const limits = kind() === "value" && GATES.includes(nodeOf().role) ? [0, 1] : kind() === "scale" ? [0, 8] : kind() === "state" || kind() === "value" ? wide() : [0, 1];
    [slider.min, slider.max] = limits.map(String);
    slider.step = "0.01";
  }

  const nodeOf = () => whatIf.cell.nodes.find((n) => n.id === id());

  function wide() {
    const { most } = run.trace.scale(id());
    const limit = nodeOf()?.range?.[1] === 1 ? 1 : Math.max(1, Math.ceil(most));
    return [-limit, limit];
  }

  /** The edit that the fields describe. */
  function edit(v = readNumber(number.value)) {
    if (kind() === "value") return { kind: "value", node: id(), step: index(step), unit: index(unit), value: v };
    if (kind() === "state") return { kind: "state", name: id(), unit: index(unit), value: v };
    if (kind() === "token") return { kind: "token", step: index(step), value: letter.control.value };
    return { kind: kind(), value: kind() === "seed" ? Math.max(0, Math.round(v)) : v };
  }

  /** The present number in the fields, and what it was before. */
  function write() {
    if (kind() === "token") {
      letter.control.value = run.trace.tokens[index(step) ?? 0];
      return;
    }
    if (kind() === "weights") return weights.update();
    seen = computed();
    if (!seen) {
      enter(null);
      was.textContent = text("what_if.not_yet");
      return;
    }
    const now = present(run.trace);
    enter(now, whatIf.shown.some((e) => placeOf(e) === placeOf(edit(0))));
    slider.value = String(now ?? 0);
    const before = present(whatIf.base);
    if (before === null) was.textContent = text("what_if.was_trained");
    else was.textContent = before === now ? "" : text("what_if.was", { v: apart(before, now) });
  }

  /** As many decimals as tell it from what it is now. */
  function apart(before, now) {
    if (kind() === "seed") return text.number(before, 0);
    const seen = [2, 3, 4, 5].find((k) => text.number(before, k) !== text.number(now, k)) ?? 6;
    return text.number(before, seen);
  }

  /** Whether the value under edit is there already, or is the reader's own. */
  function computed() {
    if (kind() !== "value") return true;
    const t = index(step) ?? 0;
    const beat = run.cell.nodes.findIndex((node) => node.id === id());
    return timeline.position >= t * timeline.beats + beat + 1 || isClamped(whatIf.shown, id(), t, index(unit) ?? run.selection.unit);
  }

  function present(trace) {
    const [u, t] = [index(unit) ?? run.selection.unit, index(step) ?? 0];
    if (kind() === "value") return trace.number(id(), t, u);
    if (kind() === "state") return trace.number(`${id()}_prev`, 0, u);
    const made = whatIf.shown.find((e) => e.kind === kind());
    const drawn = whatIf.baseParams;
    const trained = "model" in drawn || "values" in drawn; // from no seed
    const base = kind() === "seed" ? (trained ? null : (drawn.seed ?? 1)) : (drawn.scale ?? 1);
    return trace === whatIf.base ? base : (made?.value ?? base);
  }

  on(what, "change", fill);
  for (const each of [unit, step]) on(each.control, "change", () => {
    write();
    names();
  });
  on(letter.control, "change", () => whatIf.put(edit()));
  on(slider, "input", () => {
    number.value = field = slider.value.replace(".", text.mark);
    whatIf.preview(edit(Number(slider.value)));
  });
  on(slider, "change", () => whatIf.put(edit(Number(slider.value))));
  on(number, "change", commit);
  on(number, "keydown", (event) => {
    if (event.key === "Enter" && commit() && weights) weights.back();
  });
  on(close, "click", () => closed());
  on(place, "keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    closed();
  });

  function commit() {
    if (number.value === field) return true;
    const v = readNumber(number.value);
    const wrong = fault(v);
    if (wrong) {
      number.setAttribute("aria-invalid", "true");
      was.textContent = wrong;
      return false;
    }
    number.removeAttribute("aria-invalid");
    field = number.value;
    if (kind() === "weights") weights.edit(v);
    else whatIf.put(edit(v));
    return true;
  }

  /** What keeps a typed number out of the run, with what to do; "" where nothing does. */
  function fault(v) {
    if (Number.isNaN(v)) return text("what_if.not_number", { given: number.value.slice(0, 20) });
    const [low, high] = kind() === "seed" ? [0, Number.MAX_SAFE_INTEGER] : kind() === "scale" ? [-SCALES, SCALES] : [-LARGEST, LARGEST];
    return v < low || v > high ? text("what_if.too_large", { given: number.value.slice(0, 20), low, high }) : "";
  }

  /** Timesteps of the value under edit that are computed. */
  function knownSteps() {
    const beat = run.cell.nodes.findIndex((node) => node.id === id());
    return Math.floor(uncovered(timeline.position, timeline.beats, beat));
  }

  function names() {
    if (kind() === "value") copies.name();
  }
  on(what, "change", names);

  return {
    place,
    /** Points the fields at a value: { node, step, unit }. */
    aim({ node, step: t, unit: u }) {
      what.value = `value ${node}`;
      fill();
      unit.control.value = String(u);
      step.control.value = String(t);
      names();
      write();
    },
    update() {
      if (!run.trace.steps) return;
      fill();
    },
    /** The present moved: a value appears when it is computed. */
    follow() {
      if (!timeline.resting) return;
      if (computed() !== seen) write();
      names();
    },
    focus: () => (slider.hidden ? what : slider).focus({ preventScroll: true }),
    placeOf: () => placeOf(edit()),
    close: () => {
      stop.abort();
      weights?.close();
    },
  };
}
