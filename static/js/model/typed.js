// Numbers as people type them, and those they typed, as they are.

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const DIGITS = 6; // significant, of a number that nobody typed

export const LARGEST = 1e6; // either way, of what a reader puts in the place of a number; the server's is the same
export const SCALES = 100; // of the scale of the weights

/** "−0,5", "+3", "1e-3" → the number; NaN where it is none. */
export function readNumber(text) {
  const plain = text.replace(/\s/g, "").replace(/[\u2212\u2013]/g, "-").replace(",", ".");
  return NUMBER.test(plain) ? Number(plain) : NaN;
}

/** A number for a field to be typed in. own: the reader's, said to the last digit. */
export function writeNumber(value, mark, own = false) {
  return String(own ? value : Number(value.toPrecision(DIGITS))).replace(".", mark);
}

/** The key that begins a number. */
export const begins = (key) => /^[\d.,+\-\u2212]$/.test(key);

/** The decimals, two at least, that tell a number from its neighbours as far as its reader wrote it. */
export function decimalsOf(value) {
  const [, rest = "", power = "0"] = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(Number(value.toPrecision(DIGITS)))) ?? [];
  return Math.max(2, rest.length - Number(power));
}
