// The settings: rows that the task and cell need, and the lists of what is compared and changed.
import { readChanges, readVersus, writeChanges, writeVersus } from "../model/training-request.js";
import { html } from "./svg.js";

const KNOBS = ["gap", "length", "symbols", "longest", "bits"];

/** change(): something was set; page: { tasks, cells, comparable }. → { values, fill(texts) } */
export function mountForm(form, { page, text, choices, change }) {
  const field = (name) => form.elements.namedItem(name);
  const row = (name) => form.querySelector(`[data-row="${name}"]`);
  const versus = form.querySelector("[data-part=versus]");
  const changes = form.querySelector("[data-part=changes]");
  const select = html("select", { "aria-label": text("train.versus_knob") }, html("option", { value: "" }, text("train.versus_none")), ...page.comparable.map((name) => html("option", { value: name }, text(`train.field.${name}`))));
  const value = html("input", { type: "text", "aria-label": text("train.knob_value"), size: "8", autocomplete: "off", hidden: "" });
  const options = html("datalist", { id: "train-versus-values" });
  value.setAttribute("list", "train-versus-values");
  const list = html("ul", { class: "train-list" });
  versus.replaceChildren(html("h3", {}, text("train.versus")), list, html("div", { class: "train-add" }, html("span", { class: "train-select" }, select), value, options));
  const changed = html("ul", { class: "train-list" });
  changes.replaceChildren(html("h3", {}, text("train.changes")), changed);

  function values() {
    const found = {};
    for (const { name } of page.table) {
      const control = field(name);
      if (!control) continue;
      found[name] = control.type === "checkbox" ? (control.checked ? control.value : "") : control.value.trim();
      if (control.type === "number") found[name] = found[name].replace(",", ".");
    }
    if (found.clip === "") found.clip = "none";
    found.clip = found.clip.replace(",", ".");
    for (const { name, default: usual } of page.table) if (!found[name] && usual !== "" && name !== "theme") found[name] = usual;
    return found;
  }

  function refresh() {
    const now = values();
    const limits = page.tasks[now.task];
    for (const name of KNOBS) {
      row(name).hidden = !(name in limits);
      if (name in limits) [field(name).min, field(name).max] = limits[name];
    }
    row("text").hidden = now.task !== "next-character";
    row("forget_bias").hidden = !page.cells[now.cell].keep && !page.cells[readVersus(now.versus).cell]?.keep;
    row("momentum").hidden = now.optimiser === "adam";
    form.querySelector("[data-hint=task]").textContent = text(`train.task_line.${now.task}`);
    const pairs = readVersus(now.versus);
    list.replaceChildren(...Object.entries(pairs).map(([name, v]) => entry(shownPair(name, v), () => {
      const { [name]: gone, ...rest } = pairs;
      set("versus", writeVersus(rest));
    })));
    select.options[0].textContent = text(Object.keys(pairs).length ? "train.versus_more" : "train.versus_none");
    const all = readChanges(now.changes);
    changes.hidden = !all.length;
    changed.replaceChildren(...all.map((one) => entry(text("train.change_shown", { update: one.at, change: shownPair(one.name, one.value) }), () => set("changes", writeChanges(all.filter((other) => other !== one))))));
  }

  function shownPair(name, v) {
    const option = field(name)?.querySelector?.(`option[value="${v}"]`);
    const known = option ? option.textContent : v === "none" ? text("train.none") : v;
    return text("train.pair", { name: text(`train.field.${name}`), value: known ?? v });
  }

  function entry(words, remove) {
    const button = html("button", { type: "button", class: "button button-quiet", "aria-label": text("train.remove", { what: words }) }, "×");
    button.addEventListener("click", remove);
    return html("li", {}, html("span", {}, words), button);
  }

  function set(name, v) {
    field(name).value = v;
    refresh();
    change();
  }

  function compare() {
    const name = select.value;
    const v = value.value.trim().replace(",", ".");
    if (!name || !v || !/^[\w.-]+$/.test(v)) return;
    if (choices[name]?.strict && !choices[name].includes(v)) return;
    select.value = "";
    [value.value, value.hidden] = ["", true];
    set("versus", writeVersus({ ...readVersus(field("versus").value), [name]: v }));
  }

  select.addEventListener("change", () => {
    value.hidden = !select.value;
    value.value = "";
    value.placeholder = (choices[select.value] ?? []).join(", ");
    options.replaceChildren(...(choices[select.value] ?? []).map((v) => html("option", { value: v })));
    if (select.value) value.focus();
  });
  value.addEventListener("change", compare);
  form.addEventListener("change", (event) => {
    if (!event.target.name) return;
    if (field("changes").value) field("changes").value = ""; // another run: its changes are not this one's
    refresh();
    change();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  refresh();
  return {
    values,
    set,
    valid() {
      const fold = form.querySelector(":invalid")?.closest("details");
      if (fold) fold.open = true; // what is folded away cannot say what is wrong with it
      return form.reportValidity();
    },
    fill(texts) {
      for (const { name, default: usual } of page.table) {
        const control = field(name);
        if (!control) continue;
        const v = texts[name] ?? usual;
        if (control.type === "checkbox") control.checked = Boolean(v);
        else control.value = v;
      }
      refresh();
    },
  };
}
