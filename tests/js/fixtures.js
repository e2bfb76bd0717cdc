// A small cell and a clock that moves only when told.

export const CELL = {
  id: "tiny",
  states: ["h"],
  nodes: [
    { id: "xh", op: "concat", args: ["x", "h_prev"], role: "join", range: null },
    { id: "z_pre", op: "affine", across: true, args: ["xh"], role: "sum", range: null },
    { id: "z", op: "sigmoid", args: ["z_pre"], role: "update", range: [0, 1] },
    { id: "n_pre", op: "affine", across: true, args: ["xh"], role: "sum", range: null },
    { id: "n", op: "tanh", args: ["n_pre"], role: "candidate", range: [-1, 1] },
    { id: "h", op: "mul", args: ["z", "n"], role: "state", range: null },
  ],
};
export const BEATS = CELL.nodes.length + 1;
export const WIRES = [
  ...CELL.nodes.flatMap((node) => node.args.map((arg) => ({ node: arg, to: node.id }))),
  { node: "h", to: ">h" },
];

export function fakeClock() {
  let now = 0;
  let id = 0;
  const frames = new Map();
  const waits = new Map();
  let hidden = () => {};
  return {
    now: () => now,
    frame: (fn) => (frames.set(++id, fn), id),
    cancelFrame: (which) => frames.delete(which),
    after: (ms, fn) => (waits.set(++id, { at: now + ms, fn }), id),
    cancel: (which) => waits.delete(which),
    onHidden: (fn) => { hidden = fn; },
    hide: () => hidden(),
    get frames() { return frames.size; },
    get waits() { return waits.size; },
    run(ms, dt = 16) {
      for (const stop = now + ms; now < stop; ) {
        now += dt;
        for (const [which, fn] of [...frames]) { frames.delete(which); fn(now); }
        for (const [which, wait] of [...waits]) if (wait.at <= now) { waits.delete(which); wait.fn(); }
      }
    },
  };
}
