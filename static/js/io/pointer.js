// A press and its release belong together: what lies under the reader's finger is not replaced in between.

let held = false;
let waiting = [];

function release() {
  setTimeout(() => { // the click comes after the release
    held = false;
    for (const go of waiting.splice(0)) go();
  });
}

addEventListener("pointerdown", () => (held = true), { capture: true });
for (const end of ["pointerup", "pointercancel", "dragend", "keydown"]) addEventListener(end, release, { capture: true });
// Outside the window, or in a list that the browser draws, a press ends unheard.
addEventListener("pointermove", ({ buttons }) => held && buttons === 0 && release(), { capture: true });
addEventListener("change", ({ target }) => target.matches?.("select") && release(), { capture: true });

/** Resolves when no button or finger is down. */
export const released = () => (held ? new Promise((go) => waiting.push(go)) : Promise.resolve());
