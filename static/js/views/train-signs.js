// The signs that a run has shown, each with its numbers and the remedies that a button tries on the same seed.
import { signsOf } from "../model/training-signs.js";
import { over } from "../model/training-run.js";
import { html } from "./svg.js";

/** actions.remedy(pairs): runs the same settings with these beside the first run. */
export function mountSigns(element, { store, text, words, actions }) {
  let drawn = "";
  return store.subscribe(({ runs }) => {
    const [run, other] = runs;
    const signs = run ? signsOf(run) : [];
    element.hidden = !signs.length;
    const beside = other && over(other) && other.updates.length ? { name: other.name, signs: signsOf(other) } : null;
    const key = JSON.stringify([run?.name, signs, beside]);
    if (key === drawn) return;
    drawn = key;
    const title = html("h2", {}, text("train.signs_of", { run: run?.name ?? "" }));
    element.replaceChildren(title, ...signs.map((sign) => card(sign, beside)));
  });

  /** beside: the other run, once it is over: whether it shows the sign too. */
  function card(sign, beside) {
    const seen = sign.times > 1 ? text("train.sign_seen", { update: sign.update, times: sign.times }) : text("train.sign_once", { update: sign.update });
    const box = html("article", { class: "card sign", "data-sign": sign.name }, html("h3", {}, text(`train.sign.${sign.name}`)), html("p", {}, words.sign(sign)));
    if (sign.name !== "diverged") box.append(html("p", { class: "card-note" }, seen));
    if (beside) {
      const same = beside.signs.find(({ name }) => name === sign.name);
      box.append(html("p", { class: "sign-beside", "data-beside": same ? "seen" : "gone" }, text(same ? (sign.name === "diverged" ? "train.sign_beside_too" : "train.sign_beside") : "train.sign_gone", { run: beside.name, n: same?.times ?? 0 })));
    }
    const row = html("div", { class: "sign-remedies" });
    for (const { name, pairs } of sign.remedies) {
      const button = html("button", { type: "button", class: "chip", "data-remedy": name }, text(`train.remedy.${name}`, { value: words.given(pairs.rate ?? pairs.clip ?? "") }));
      button.addEventListener("click", () => actions.remedy(pairs));
      row.append(button);
    }
    if (sign.remedies.length) box.append(html("p", { class: "card-note" }, text("train.remedies")), row);
    return box;
  }
}
