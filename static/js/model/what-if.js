// The run as it is and as it is imagined: edits with a history, and the newest answer about them.
import { dropEdit, isClamped, putEdit, readEdits, sameEdits, writeEdits } from "./edits.js";
import { createHistory } from "./history.js";
import { opposite } from "./suggest.js";
import { createTrace } from "./trace.js";

const KEPT = 24; // answers at hand, so that undo shows the very bytes that were there

/**
 * base: { request, trace, tokens } of the unchanged run; ask(texts) → { request, trace, tokens, values, troubles } or null when stale;
 * take(answer) shows a run. Listeners hear (whatIf, what): "edits" committed, "preview", "answer", "failed", "held".
 */
export function createWhatIf({ cell, base, texts, ask, take }) {
  const listeners = new Set();
  const history = createHistory(readEdits(texts));
  const answers = new Map([[keyOf([]), base]]);
  let shown = history.present; // the edits on screen, committed or not
  let wanted = shown;
  let troubles = [];
  let held = null; // the value taken in hand: { node, step, unit }

  function notify(what) {
    for (const listener of [...listeners]) listener(whatIf, what);
  }

  /** The first answer the page came with. */
  function know(answer) {
    answers.set(keyOf(history.present), answer);
  }

  async function show(edits) {
    wanted = edits;
    const key = keyOf(edits);
    let answer = answers.get(key);
    if (!answer) {
      try {
        answer = await ask(writeEdits(edits));
      } catch {
        if (wanted === edits) notify("failed");
        return;
      }
      if (!answer) return;
      keep(key, answer);
    }
    if (wanted !== edits) return;
    shown = edits;
    troubles = answer.troubles ?? [];
    take(answer);
    notify("answer");
  }

  function keep(key, answer) {
    answers.set(key, answer);
    for (const old of answers.keys()) {
      if (answers.size <= KEPT) break;
      if (old !== keyOf([])) answers.delete(old);
    }
  }

  function commit(edits) {
    if (sameEdits(edits, history.present)) {
      if (!sameEdits(wanted, edits)) show(edits);
      return;
    }
    history.push(edits);
    notify("edits");
    show(edits);
  }

  const whatIf = {
    cell,
    base: createTrace(cell, base.trace, base.request?.state ?? {}),
    baseParams: base.request?.params ?? {},
    baseTokens: base.tokens ?? base.trace.tokens ?? null,
    know,
    get edits() { return history.present; },
    get shown() { return shown; },
    get texts() { return writeEdits(history.present); },
    get changed() { return shown.length > 0; },
    get troubles() { return troubles; },
    get canUndo() { return history.canUndo; },
    get canRedo() { return history.canRedo; },
    put: (edit) => commit(putEdit(history.present, edit)),
    get held() { return held; },
    /** A value is held at its other end; one that is held already is only taken in hand again. */
    hold(place, now) {
      held = place;
      const node = cell.nodes.find(({ id }) => id === place.node);
      if (!isClamped(history.present, place.node, place.step, place.unit)) whatIf.put({ kind: "value", ...place, value: opposite(node, now) });
      notify("held");
    },
    drop: (edit) => commit(dropEdit(history.present, edit)),
    reset: () => commit([]),
    /** While something is dragged: shown, but not yet said. */
    preview(edit) {
      show(putEdit(history.present, edit));
      notify("preview");
    },
    cancel: () => show(history.present),
    again: () => show(history.present),
    undo() {
      if (!history.canUndo) return;
      const edits = history.undo();
      notify("edits");
      show(edits);
    },
    redo() {
      if (!history.canRedo) return;
      const edits = history.redo();
      notify("edits");
      show(edits);
    },
    /** The address was changed from outside: the back button. */
    follow(texts) {
      const edits = readEdits(texts);
      if (sameEdits(edits, history.present)) return;
      history.push(edits);
      notify("followed");
      show(edits);
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(whatIf, "edits");
      return () => listeners.delete(listener);
    },
  };
  return whatIf;
}

const keyOf = (edits) => JSON.stringify(writeEdits(edits));
