// Makes SVG elements, and writes an attribute only when its value is another than the last.
import { still } from "./still.js";

const NS = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** (element, attribute, value) → writes it if it changed; numbers are compared as numbers. */
export function createWriter() {
  const written = new Map();
  return function write(element, attribute, value) {
    let known = written.get(element);
    if (!known) written.set(element, (known = {}));
    if (known[attribute] === value) return;
    known[attribute] = value;
    if (value === null) element.removeAttribute(attribute);
    else if (attribute === "text") element.textContent = value;
    else element.setAttribute(attribute, typeof value === "number" ? Math.round(value * 1000) / 1000 : value);
  };
}

const FINE = 1000; // parts of a fade

/**
 * Shows an element as far as share says. While it changes it has a layer, also at 0 and at 1, so that a fade's
 * start and end repaint nothing; else it has none, and at 0 it is not drawn.
 */
export function createFader(write) {
  const motions = new Map();
  return function fade(element, share, changes) {
    if (!motions.has(element)) motions.set(element, still(element, { opacity: [0, 1, 1] }, 2 * FINE));
    motions.get(element)(changes ? share * FINE : null);
    write(element, "visibility", changes || share > 0 ? null : "hidden");
    if (!changes) write(element, "opacity", share < 1 ? share : null);
  };
}
