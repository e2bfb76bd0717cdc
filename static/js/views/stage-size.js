// How large the drawings are: they shrink to their card, and their letters grow so that all can still be read.

const LEGIBLE = 11 / 11.5; // numbers of 11.5 px are never drawn smaller than 11
const LEAST = 0.73; // of its own size: smaller, rows of numbers would touch, and a wide cell scrolls
const CLOSE = { from: 56, least: 0.88 }; // the same where a column is higher than four rows: its rows are lower
const UNROLLED = { least: 0.46, copies: 2.6, fewest: 2.2, roomy: 0.64, numbers: 0.6 }; // smaller than numbers, none is written: rather the fewest copies, roomy
const TALL = 450; // px: what is lower may be drawn larger
const LARGER = { most: 1.6, usual: 1 };
const SHARED = 128; // units that a copy lies over the one before: a right edge is the next one's left

/** follow(): a size has changed. → { take(drawings, diagram), wide, leave } */
export function createSizes(scroller, follow) {
  let drawings = [];
  let diagram = null;
  let wide = false; // than its card: read when a size changes, not while playing
  const sized = new ResizeObserver(measure);

  function measure() {
    const whole = drawings.length > 1 ? scroller.scrollWidth : drawings[0].clientWidth; // what lies over one may still have its old size
    wide = whole > scroller.clientWidth + 1;
    scroller.toggleAttribute("data-scrolls", wide);
    const small = drawings.length > 1 && unrolled();
    if (small) scroller.style.setProperty("--unrolled", small.toFixed(4));
    if (small) scroller.dataset.unrolled = small < UNROLLED.numbers ? "small" : "";
    else delete scroller.dataset.unrolled;
    scroller.closest(".lab")?.toggleAttribute("data-unrolled", Boolean(small)); // a :has() would be looked for at every change of the page
    for (const drawing of drawings) {
      const scale = Math.min(drawing.clientWidth / diagram.width, drawing.clientHeight / diagram.height);
      if (scale === 0) continue;
      drawing.style.setProperty("--grown", Math.max(1, LEGIBLE / scale).toFixed(3));
      drawing.style.setProperty("--key", Math.min(1 / scale, 1 / LEAST).toFixed(3)); // as many px on every screen
    }
    follow();
  }

  /** As many copies as show where a state comes from and where it goes. */
  function unrolled() {
    const fits = (copies) => scroller.clientWidth / (copies * diagram.width - (copies - 1) * SHARED);
    const [most, few] = [UNROLLED.copies, UNROLLED.fewest].map((copies) => fits(Math.min(copies, drawings.length)));
    return Math.min(1, Math.max(UNROLLED.least, most, Math.min(few, UNROLLED.roomy)));
  }

  return {
    get wide() { return wide; },
    take(next, of) {
      sized.disconnect();
      [drawings, diagram] = [next, of];
      const { width, height } = of;
      const least = of.boxes.some(({ column }) => column?.height > CLOSE.from) ? CLOSE.least : LEAST;
      for (const { style } of drawings) {
        style.setProperty("--least", `${Math.floor(width * least)}px`);
        style.setProperty("--lowest", `${Math.ceil(height * least)}px`);
        style.setProperty("--natural", `${width}px`);
        style.setProperty("--most", `${Math.round(width * (height > TALL ? LARGER.usual : LARGER.most))}px`);
      }
      measure();
      for (const element of [scroller, ...drawings]) sized.observe(element);
    },
    leave: () => sized.disconnect(),
  };
}
