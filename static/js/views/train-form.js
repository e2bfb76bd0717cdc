// The settings: what the task and cell have a use for, why the rest has none, and the lists of what is compared and changed.
import { besideOf, changedBy, readChanges, readVersus, refusal, writeChanges, writeVersus } from "../model/training-request.js";
import { html } from "./svg.js";
import { createKnob } from "./train-knob.js";

/** change(): something was set; page: { table, tasks, rules, optional, comparable }. → { values, fill(texts), set, valid, field } */
export function mountForm(form, { page, text, words, change }) {
  const field = (name) => form.elements.namedItem(name);
  const row = (name) => form.querySelector(`[data-row="${name}"]`);
  const part = (name) => form.querySelector(`[data-part=${name}]`);
  const knob = createKnob({ page, text, words, field, first: text("train.versus_none"), change: compare });
  const list = html("ul", { class: "train-list" });
  const add = html("button", { type: "button", class: "button", hidden: "" }, text("train.versus_add"));
  part("versus").replaceChildren(html("h3", {}, text("train.versus")), list, html("div", { class: "train-add" }, knob.element, add), knob.wrong);
  const changed = html("ul", { class: "train-list" });
  part("changes").replaceChildren(html("h3", {}, text("train.changes")), changed);

  function values() {
    const found = {};
    for (const { name, default: usual } of page.table) {
      const control = field(name);
      if (!control) continue;
      let v = control.value.trim();
      if (name !== "text" && control.type !== "hidden") v = v.replace(",", ".");
      if (v === "" && page.optional.includes(name)) v = "none";
      found[name] = v || (name === "theme" ? "" : usual);
    }
    return found;
  }

  function refresh() {
    const now = values();
    const both = [now, besideOf(now) ?? now];
    for (const { name } of page.table) if (row(name)) apply(name, both.every((texts) => refusal(name, texts, page.rules)) && refusal(name, now, page.rules));
    for (const [name, limits] of Object.entries(page.tasks[now.task])) [field(name).min, field(name).max] = limits;
    form.querySelector("[data-hint=task]").textContent = text(`train.task_line.${now.task}`);
    const pairs = readVersus(now.versus);
    list.replaceChildren(...Object.entries(pairs).map(([name, v]) => entry(shownPair(name, v), () => {
      const { [name]: gone, ...rest } = pairs;
      set("versus", writeVersus(rest));
    })));
    knob.offer(page.comparable.filter((name) => name === "cell" || both.some((texts) => !row(name) || !refusal(name, { ...texts, [name]: "" }, page.rules))), now);
    knob.rename(text(Object.keys(pairs).length ? "train.versus_more" : "train.versus_none"));
    add.hidden = !knob.name;
    const all = readChanges(now.changes);
    part("changes").hidden = !all.length;
    changed.replaceChildren(...all.map((one) => {
      const why = refusal(one.name, changedBy(now, one.at), page.rules);
      const said = text("train.change_shown", { update: one.at, change: shownPair(one.name, one.value) });
      return entry(why ? `${said}. ${text(`train.refused.${why}`)}` : said, () => set("changes", writeChanges(all.filter((other) => other !== one))));
    }));
  }

  /** A setting in use, or out of use with the reason under it; another task's own are not there at all. */
  function apply(name, why) {
    row(name).hidden = why === "knob";
    field(name).disabled = Boolean(why) && why !== "knob";
    const about = row(name).querySelector(`[data-about="${name}"]`);
    const key = why && why !== "knob" ? `train.refused.${why}` : `train.about.${name}`;
    about.hidden = !text.has(key);
    about.textContent = text.has(key) ? text(key) : "";
  }

  const shownPair = (name, v) => text("train.pair", { name: text(`train.field.${name}`), value: shownValue(name, v) });

  /** A setting's value in words. */
  function shownValue(name, v) {
    const option = field(name)?.tagName === "SELECT" && [...field(name).options].find(({ value }) => value === v);
    return option ? option.textContent : v === "none" || v === "" ? text("train.none") : words.given(v);
  }

  function entry(said, remove) {
    const button = html("button", { type: "button", class: "button button-quiet", "aria-label": text("train.remove", { what: said }) }, "×");
    button.addEventListener("click", remove);
    return html("li", {}, html("span", {}, said), button);
  }

  function set(name, v) {
    field(name).value = v;
    refresh();
    change();
  }

  function compare() {
    const chosen = knob.read();
    if (!chosen) return;
    knob.clear();
    set("versus", writeVersus({ ...readVersus(field("versus").value), [chosen.name]: chosen.value }));
  }

  function fill(texts) {
    for (const { name, default: usual } of page.table) {
      const control = field(name);
      if (!control) continue;
      const v = texts[name] ?? usual;
      control.value = v === "none" && page.optional.includes(name) ? "" : v;
    }
    const more = form.querySelector(".train-more");
    if (page.more.some((name) => (texts[name] ?? "") !== "" && texts[name] !== page.table.find((entry) => entry.name === name).default)) more.open = true;
    refresh();
  }

  add.addEventListener("click", compare);
  knob.element.addEventListener("change", () => (add.hidden = !knob.name));
  form.addEventListener("change", (event) => {
    if (!event.target.name) return;
    if (field("changes").value) field("changes").value = ""; // another run: its changes are not this one's
    refresh();
    change();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  refresh();
  return {
    values, set, fill, field, shownValue,
    valid() {
      const fold = form.querySelector(":invalid")?.closest("details");
      if (fold) fold.open = true; // what is folded away cannot say what is wrong with it
      return form.reportValidity();
    },
  };
}
