// The equivalent of looking: every unit's value at this operation, before it, and the change, as a table.

const KEY = "v";
const FIELDS = "input, select, textarea, [contenteditable], dialog, [popover]";

/** Whether the table is open the address says, where there is one, else keeper, which outlives the card; renew asks for show(beat, unit, step). */
export function mountNarratorTable(root, keeper, { run, text, opened }, renew) {
  const place = root.querySelector("[data-table]");
  const opener = root.querySelector("[data-open-table]");
  const caption = place.querySelector("caption");
  const head = place.querySelector("thead tr");
  const rows = Object.fromEntries([...place.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row]));
  const scope = root.closest("#lab, [data-scene]") ?? root;
  const document = root.ownerDocument;
  let shown = "";

  function show(beat, unit, step) {
    if (place.hidden) return;
    const id = beat.node ?? (beat.role === "input" ? "x" : run.cell.states[0]);
    const key = `${id} ${unit} ${step} ${beat.sentence}`;
    if (key === shown) return;
    shown = key;
    caption.textContent = beat.sentence;
    const now = run.trace.value(id, step);
    const before = previous(id, step);
    const shared = ["h", "c"].includes(id) || run.cell.nodes.some((node) => node.id === id && now.length === run.trace.hidden);
    const chosen = shared ? unit : -1;
    fill(head, parts(id).map((name, k) => cell("th", name ?? String(k + 1), k === chosen)));
    fill(rows.value, now.map((v, k) => cell("td", text.number(v, 4), k === chosen, `${id}:${step}:${k}`)));
    fill(rows.previous, now.map((_, k) => cell("td", before ? text.number(before[k], 4) : "–", false)));
    fill(rows.change, now.map((v, k) => cell("td", before ? signed(v - before[k]) : "–", false)));
  }

  /** The same value a timestep before: a state has one before the first step too. */
  function previous(id, step) {
    if (run.cell.states.includes(id)) return run.trace.value(`${id}_prev`, step);
    return step > 0 ? run.trace.value(id, step - 1) : null;
  }

  /** The units' names where a column is not simply a unit: what is joined, one part after the other. */
  function parts(id) {
    const node = run.cell.nodes.find((one) => one.id === id);
    if (id !== "x" && run.trace.value(id, 0).length === run.trace.hidden) return Array(run.trace.hidden).fill(null);
    if (id !== "x" && node?.op !== "concat") return run.trace.value(id, 0).map((_, k) => String(k + 1));
    return (id === "x" ? ["x"] : node.args).flatMap((arg) => run.trace.value(arg, 0).map((_, k) => `${arg.replace("_prev", "")} ${k + 1}`));
  }

  const signed = (v) => (Number(v.toFixed(4)) > 0 ? `+${text.number(v, 4)}` : text.number(v, 4));

  function cell(name, words, chosen, open = null) {
    const made = document.createElement(name);
    made.textContent = words;
    if (name === "th") made.scope = "col";
    made.toggleAttribute("data-chosen", chosen);
    if (open) made.dataset.open = open; // a click shows what made it
    return made;
  }

  function fill(row, cells) {
    row.replaceChildren(row.firstElementChild, ...cells);
  }

  function open(on) {
    place.hidden = !on;
    opener.setAttribute("aria-expanded", String(on));
    keeper.toggleAttribute("data-table-open", on);
    shown = "";
    if (on) renew();
  }

  function turn(on) {
    if (!opened) open(on);
    else if (opened.has("view", "table") !== on) opened.toggle("view", "table");
  }

  /** V opens it from anywhere in the laboratory or scene, outside fields; it and Escape lead back. */
  let from = null;
  function key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const inside = place.contains(event.target);
    if (inside && event.key === "Escape") leave(event);
    else if (event.key.toLowerCase() !== KEY || event.target.closest?.(FIELDS)) return;
    else if (inside) leave(event);
    else {
      event.preventDefault();
      from = event.target;
      turn(true);
      place.focus();
    }
  }

  function leave(event) {
    event.preventDefault();
    turn(false);
    (from?.isConnected ? from : opener).focus();
  }

  function toggle() {
    from = opener;
    turn(place.hidden);
  }

  opener.addEventListener("click", toggle);
  scope.addEventListener("keydown", key);
  if (opened ? opened.has("view", "table") : keeper.hasAttribute("data-table-open")) {
    place.hidden = false;
    opener.setAttribute("aria-expanded", "true");
  }
  const unsubscribe = opened?.subscribe(() => opened.has("view", "table") === place.hidden && open(place.hidden));
  return {
    show,
    close() {
      unsubscribe?.();
      opener.removeEventListener("click", toggle);
      scope.removeEventListener("keydown", key);
    },
  };
}
