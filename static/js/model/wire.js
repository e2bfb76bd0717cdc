// The way along a wire in plain arithmetic: straight runs and quarter arcs, no DOM.

/** points of a wire, radius of its corners → { length, at(u) → [x, y] } with u from 0 to 1. */
export function wire(points, radius = 11) {
  const runs = [];
  let from = points[0];
  for (let i = 1; i < points.length; i++) {
    const [a, b, c] = [points[i - 1], points[i], points[i + 1]];
    const u = unit(a, b);
    const v = c && unit(b, c);
    const square = c && u[0] * v[0] + u[1] * v[1] === 0;
    const r = square ? Math.min(radius, distance(a, b) / 2, distance(b, c) / 2) : 0;
    const stop = [b[0] - r * u[0], b[1] - r * u[1]];
    runs.push(straight(from, stop));
    if (r) runs.push(arc(stop, u, v, r));
    from = r ? [b[0] + r * v[0], b[1] + r * v[1]] : b;
  }
  const length = runs.reduce((sum, run) => sum + run.length, 0);
  return {
    length,
    at(u) {
      let rest = Math.min(1, Math.max(0, u)) * length;
      for (const run of runs) {
        if (rest <= run.length) return run.at(rest);
        rest -= run.length;
      }
      return runs.at(-1).at(runs.at(-1).length);
    },
  };
}

const ARC = 6; // straight pieces of a drawn corner

/** A drawn wire, of M L H and quarter arcs → { points: [x, y, length up to here], length }; it goes over its gaps. */
export function drawn(d) {
  const points = [];
  let length = 0;
  let heading = null;
  function to(x, y) {
    const last = points.at(-1);
    const more = last ? distance(last, [x, y]) : 0;
    if (last && more === 0) return;
    if (last) heading = unit(last, [x, y]);
    points.push([x, y, (length += more)]);
  }
  for (const [, letter, numbers] of d.matchAll(/([MLHA])([^MLHA]*)/g)) {
    const n = numbers.match(/-?[\d.]+(?:e-?\d+)?/g).map(Number);
    const from = points.at(-1);
    if (letter === "A") {
      const [r, end] = [n[0], n.slice(5)];
      const v = unit([from[0] + r * heading[0], from[1] + r * heading[1]], end);
      const corner = arc(from, heading, v, r);
      for (let k = 1; k < ARC; k++) to(...corner.at((corner.length * k) / ARC));
      to(...end);
      heading = v;
    } else if (letter === "H") to(n[0], from[1]);
    else to(...n);
  }
  return { points, length };
}

const distance = (a, b) => Math.hypot(b[0] - a[0], b[1] - a[1]);

function unit(a, b) {
  const d = distance(a, b) || 1;
  return [(b[0] - a[0]) / d, (b[1] - a[1]) / d];
}

function straight(a, b) {
  const [x, y] = unit(a, b);
  return { length: distance(a, b), at: (s) => [a[0] + s * x, a[1] + s * y] };
}

function arc(start, u, v, r) {
  const centre = [start[0] + r * v[0], start[1] + r * v[1]];
  return {
    length: (Math.PI / 2) * r,
    at(s) {
      const [sin, cos] = [Math.sin(s / r), Math.cos(s / r)];
      return [centre[0] - r * cos * v[0] + r * sin * u[0], centre[1] - r * cos * v[1] + r * sin * u[1]];
    },
  };
}
