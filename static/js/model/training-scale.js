// Axes and lines of the small charts: numbers in, numbers and path texts out.

const NICE = [1, 2, 5, 10];

/** Round numbers from 0 or below to the largest: { low, high, ticks }. */
export function linear(values, { low = 0, high = null, most = 4 } = {}) {
  const top = high ?? Math.max(1e-9, ...values);
  const raw = (top - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = NICE.find((n) => n * power >= raw * 0.999) * power;
  const ticks = [];
  for (let k = 0; low + k * step <= top * 1.0001; k += 1) ticks.push(Number((low + k * step).toPrecision(12)));
  return { low, high: top, ticks, place: (v) => (Math.min(top, Math.max(low, v)) - low) / (top - low) };
}

/** Powers of ten around the positive values; at most so many are named. */
export function logarithmic(values, { most = 5 } = {}) {
  const positive = values.filter((v) => v > 0 && Number.isFinite(v));
  let from = Infinity, to = -Infinity;
  for (const v of positive) { from = Math.min(from, v); to = Math.max(to, v); }
  if (!positive.length) [from, to] = [0.1, 1];
  let [first, last] = [Math.floor(Math.log10(from) + 1e-9), Math.ceil(Math.log10(to) - 1e-9)];
  if (first === last) last += 1;
  const stride = Math.ceil((last - first) / most);
  const ticks = [];
  for (let k = first; k <= last; k += stride) ticks.push(Number(`1e${k}`));
  const place = (v) => (v > 0 ? Math.min(1, Math.max(0, (Math.log10(v) - first) / (last - first))) : 0);
  return { low: 10 ** first, high: 10 ** last, ticks, place };
}

/** Mean of each value and its neighbours, half a window to each side; log: of the logarithms of what is above 0, NaN where it is not. */
export function smooth(values, window = 9, log = false) {
  const half = window >> 1;
  const read = log ? values.map((v) => (v > 0 ? Math.log(v) : NaN)) : values;
  return read.map((v, k) => {
    if (!Number.isFinite(v)) return v;
    const part = read.slice(Math.max(0, k - half), k + half + 1).filter(Number.isFinite);
    const mean = part.reduce((a, b) => a + b, 0) / part.length;
    return log ? Math.exp(mean) : mean;
  });
}

/** Points [x, y] as the text of a path; a gap where one is not a number. */
export function path(points) {
  let pen = "M";
  let text = "";
  for (const [x, y] of points) {
    if (!Number.isFinite(y)) { pen = "M"; continue; }
    text += `${pen}${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
    pen = "L";
  }
  return text;
}
