// What is pointed at, by pointer or keyboard, in whatever view: { node, unit, step }, each null where it says nothing.

const PARTS = ["node", "unit", "step"];

/** The views of a page publish here and draw what they hear: listeners are called with the place, null where nothing is. */
export function createPointed() {
  const listeners = new Set();
  let place = null;

  function take(next) {
    if (place === next || (place && next && PARTS.every((part) => place[part] === next[part]))) return;
    place = next;
    for (const listener of [...listeners]) listener(place);
  }

  return {
    get place() { return place; },
    point(part) {
      const next = whole(part);
      take(PARTS.some((name) => next[name] !== null) ? next : null);
    },
    leave: () => take(null),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A state before is the state of the timestep before: one thing has one name. */
function whole({ node = null, unit = null, step = null }) {
  if (!node?.endsWith("_prev")) return { node, unit, step };
  return { node: node.slice(0, -5), unit, step: step > 0 ? step - 1 : null };
}

/** Whether what an element shows is (part of) what is pointed at: what one of them does not say does not part them. */
export function agrees(place, part) {
  const here = whole(part);
  return PARTS.every((name) => place[name] === null || here[name] === null || place[name] === here[name]);
}

/** "f:2:1" → { node, step, unit }; null where it is no such place. */
export function readPlace(text) {
  const [node, step, unit] = text.split(":");
  return node === "y" || unit === undefined ? null : { node, step: Number(step), unit: Number(unit) };
}
