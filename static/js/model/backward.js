// The way back as data: positions count operations that have passed the gradient on, the last timestep first.

const DECADES = 6; // as app/figures/gradient_given.py
const THIN = 0.9;
const THICK = 6.4;
const TILES = 8;
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** An exponent in raised figures: -5 → "⁻⁵". */
export const raised = (power) => String(power).replace(/\d/g, (d) => RAISED[d]).replace("-", "⁻");

/** Two digits, with a power of ten where they would be lost: 0.31, 0.024, −2.4·10⁻⁵; as the narrator writes. */
export function written(text, value) {
  if (value === 0) return text.number(0, 0);
  const size = Math.abs(value);
  if (size >= 0.01 && size < 1000) return text.number(value, Number.isInteger(value) ? 0 : size < 0.1 ? 3 : size < 10 ? 2 : 1);
  let power = Math.floor(Math.log10(size));
  if (size / 10 ** power >= 9.95) power += 1;
  return (value < 0 ? "\u2212" : "") + text("gradients.power", { v: text.number(size / 10 ** power, 1), k: raised(power) });
}

/** The logarithmic scale of the page: share 0 … 1 of a size, width of a wire, colour 0 … 20 of a value. */
export function createSizes(largest) {
  const share = (size) => (size > 0 ? Math.min(1, Math.max(0, 1 + Math.log10(size / largest) / DECADES)) : 0);
  return {
    share,
    width: (size) => THIN + (THICK - THIN) * share(size),
    level: (value) => 10 + Math.sign(value) * Math.round(10 * share(Math.abs(value))),
  };
}

/** data: the page's. Steps of the wave count from 0 at the last timestep that the loss reads. */
export function createBackward(data) {
  const { steps, beats, cell } = data;
  const order = new Map(cell.nodes.map(({ id }, k) => [id, k]));
  const told = new Map();
  const back = (j) => steps - 1 - j;

  function take({ from, steps: sentences }) {
    sentences.forEach((one, k) => told.set(from + k, one));
  }
  take(data.narration);

  /** { j, step, beat }: the operation in progress or just done; beat −1 before the first. */
  function current(position) {
    const done = Math.ceil(position - 1e-9);
    if (done <= 0) return { j: 0, step: back(0), beat: -1 };
    const j = Math.floor((done - 1) / beats);
    return { j, step: back(j), beat: (done - 1) % beats };
  }

  /** Operations of a timestep that have passed the gradient on, with the fraction of the one in progress. */
  const passed = (position, step) => Math.min(beats, Math.max(0, position - back(step) * beats));

  /** A position as far as a timestep sees it: from its states' coming in to its handing on. */
  const near = (position, step) => Math.min((back(step) + 1) * beats, Math.max(back(step) * beats - 1, position));

  /** How far a wire has its gradient: 0 … 1, and whether it is the one that moves or has just moved. */
  function along(position, step, reader) {
    if (reader.startsWith(">")) {
      const handed = position - back(step) * beats;
      return step === steps - 1 ? { share: 0, active: false } : { share: Math.min(1, Math.max(0, handed + 1)), active: handed > -1 && handed <= 0 };
    }
    const k = order.get(reader);
    const here = passed(position, step);
    const active = current(position).step === step && current(position).beat === k && here > k;
    return { share: Math.min(1, Math.max(0, here - k)), active };
  }

  /** The timesteps that the tiles show: all, or a window about the present. */
  function window(step) {
    const count = Math.min(TILES, steps);
    return Math.min(Math.max(0, step - Math.floor(count / 2)), steps - count);
  }

  const sizes = createSizes(data.largest);
  return {
    ...data,
    sizes,
    current,
    passed,
    near,
    along,
    window,
    take,
    order: (node) => order.get(node),
    told: (j, beat) => told.get(j)?.[beat],
    size: (value, reader, step) => data.wires[`${value} ${reader}`][step],
    /** What the player needs of a run: the operations and steps in the wave's order. */
    run: {
      cell,
      narration: { from: 0, get steps() { return [...told.values()]; } }, // of a long input those about the present
      trace: {
        steps,
        tokens: data.tokens.slice(0, steps).reverse(),
        scale: () => ({ name: "v", most: 1 }),
        value: (node, j) => data.nodes[node][back(j)].map((v) => (sizes.level(v) - 10) / 10),
      },
      subscribe(listener) {
        listener(this, "trace");
        return () => {};
      },
    },
  };
}
