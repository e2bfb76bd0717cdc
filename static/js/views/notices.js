// What the page has to say beside what the server said: one notice of a kind, and what failed with a way to try again.
import { html, svg } from "./svg.js";

const ICONS = {
  problem: [svg("path", { d: "M12 4 2.8 20h18.4ZM12 10v4.5M12 17.3v.01" })],
  "problem note": [svg("circle", { cx: 12, cy: 12, r: 9 }), svg("path", { d: "M12 11v5.5M12 7.6v.01" })],
};

export function createNotices(part) {
  const place = () => part("notices").querySelector(".lab-notices");

  function box(kind, name, ...inner) {
    const icon = svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, ...ICONS[name].map((part) => part.cloneNode()));
    return html("div", { class: name, "data-notice": kind }, icon, html("div", {}, ...inner));
  }

  /** What is no mere note the page makes room for. */
  function trouble() {
    place().closest(".lab")?.toggleAttribute("data-troubled", place().querySelector(":scope > .problem:not(.note)") !== null);
  }

  return {
    /** One notice of a kind, { title, fix, note? }, or none; a status that says the same is not said again. */
    tell(kind, words) {
      const shown = place().querySelector(`[data-notice="${kind}"]`);
      if (!words) shown?.remove();
      else if (!shown) place().append(box(kind, words.note ? "problem note" : "problem", html("strong", {}, words.title), " ", html("p", {}, words.fix)));
      if (!words || !shown) return trouble();
      for (const [part, said] of [["strong", words.title], ["p", words.fix]]) {
        const element = shown.querySelector(part);
        if (element.textContent !== said) element.textContent = said;
      }
    },
    /** The last good picture stays, with a word about what failed. */
    complain(words, retry, again) {
      const button = html("button", { type: "button", class: "button" }, retry);
      button.addEventListener("click", again);
      const told = box("failed", "problem", html("strong", {}, words));
      told.append(button);
      place().replaceChildren(told);
      trouble();
    },
  };
}
