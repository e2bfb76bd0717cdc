// Which cells stand side by side: two to four; a tick too many or too few is answered with a word.

const LEAST = 2;
const MOST = 4;

/** choose(ids) is called with the cells ticked; say({ kind, title, fix } | null) shows what cannot be. */
export function mountCompareCells(form, { choose, say, text }) {
  const stop = new AbortController();
  const boxes = [...form.querySelectorAll("[name=cells]")];
  const ticked = () => boxes.filter(({ checked }) => checked);

  /** What cannot be changed now stays reachable, so that it can say why. */
  function limit() {
    const count = ticked().length;
    for (const box of boxes) box.setAttribute("aria-disabled", String(box.checked ? count <= LEAST : count >= MOST));
  }

  function change({ target }) {
    if (target.name !== "cells") return;
    const count = ticked().length;
    if (count < LEAST || count > MOST) {
      target.checked = !target.checked;
      const kind = count < LEAST ? "few" : "many";
      return say({ kind, title: text(count < LEAST ? "compare.few" : "compare.many"), fix: text(count < LEAST ? "compare.few_fix" : "compare.many_fix") });
    }
    say(null);
    limit();
    choose(ticked().map(({ value }) => value));
  }

  form.addEventListener("change", change, { signal: stop.signal });
  form.addEventListener("focusin", ({ target }) => target.name === "cells" && target.closest("label").scrollIntoView({ block: "nearest", inline: "nearest" }), { signal: stop.signal });
  limit();
  return () => stop.abort();
}
