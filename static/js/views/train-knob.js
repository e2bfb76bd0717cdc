// Which setting, and a value of it: names where the form has names, a number within its limits elsewhere.
import { arrow } from "./fields.js";
import { html } from "./svg.js";

/** page: { table, tasks, optional }; field(name): the form's control. → { element, offer, show, read, clear, wrong } */
export function createKnob({ page, text, words, field, first = null, change = () => {} }) {
  const select = html("select", { "aria-label": text(first === null ? "train.knob" : "train.versus_knob") });
  const place = html("span", { class: "knob-value" });
  const wrong = html("p", { class: "knob-wrong", role: "alert", hidden: "" });
  const element = html("div", { class: "knob" }, arrowed(select), place);
  let offered = "";
  let now = {};

  /** names: what can be chosen now; texts: the settings as they stand. */
  function offer(names, texts) {
    now = texts;
    const key = names.join();
    const input = place.querySelector("input");
    if (input && !page.optional.includes(select.value)) input.placeholder = words.given(now[select.value]);
    if (key === offered) return;
    offered = key;
    const before = select.value;
    select.replaceChildren(...(first === null ? [] : [html("option", { value: "" }, first)]), ...names.map((name) => html("option", { value: name }, text(`train.field.${name}`))));
    select.value = names.includes(before) ? before : (select.options[0]?.value ?? "");
    if (select.value !== before) show();
  }

  function show() {
    const name = select.value;
    const like = name && field(name);
    wrong.hidden = true;
    if (!like) return place.replaceChildren();
    const label = { "aria-label": text("train.knob_value") };
    if (like.tagName === "SELECT") {
      const list = html("select", label, ...[...like.options].map((option) => html("option", { value: option.value }, option.textContent)));
      list.value = [...like.options].find(({ value }) => value !== now[name])?.value;
      place.replaceChildren(arrowed(list));
    } else {
      const none = page.optional.includes(name);
      const input = html("input", { ...label, type: "text", inputmode: "decimal", autocomplete: "off", size: "9", placeholder: none ? text("train.none") : words.given(now[name]) });
      input.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), change()));
      place.replaceChildren(input);
    }
  }

  /** { name, value } of what is chosen, or null with the reason shown. */
  function read() {
    const name = select.value;
    const control = place.querySelector("select, input");
    if (!name || !control) return null;
    const same = (value) => first === null && value === String(now[name] ?? "");
    const refuse = (key, values) => {
      wrong.textContent = text(key, values);
      wrong.hidden = false;
      control.focus();
      return null;
    };
    const taken = (value) => {
      if (same(value)) return refuse("train.knob_same");
      wrong.hidden = true;
      return { name, value };
    };
    if (control.tagName === "SELECT") return taken(control.value);
    const none = page.optional.includes(name);
    const written = control.value.trim().replace(",", ".");
    const { low, high, whole } = limits(name);
    const value = Number(written);
    const fits = written !== "" && Number.isFinite(value) && value >= low && value <= high && (!whole || Number.isInteger(value));
    if (fits) return taken(String(value));
    if (none && written === "") return taken("none");
    return refuse(none ? "train.knob_none" : "train.knob_range", { low: words.given(low), high: words.given(high) });
  }

  function limits(name) {
    const { low, high } = page.table.find((entry) => entry.name === name);
    const [least, most] = page.tasks[now.task]?.[name] ?? [low, high];
    return { low: least, high: most, whole: field(name).step === "1" || name === "truncate" };
  }

  select.addEventListener("change", () => { show(); place.querySelector("select, input")?.focus(); });
  show();
  return { element, wrong, offer, show, read, clear() { select.value = ""; show(); }, rename(words) { select.options[0].textContent = words; }, get name() { return select.value; } };
}

const arrowed = (select) => html("span", { class: "train-select" }, select, arrow());
