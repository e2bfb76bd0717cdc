// Looks texts up in the dictionary the server sent; a missing key or value is an error.
// text("steps", {n: 3}) chooses steps.one or steps.other by n, as the server's catalogue does.

import { decimalsOf } from "../model/typed.js";

const MINUS = "\u2212";
const GROUP = "\u202f";
const MOST = 9; // decimals that are read as such; smaller numbers have an exponent

export function createText(dict, lang) {
  const mark = dict["number.decimal"] ?? (lang === "es" ? "," : ".");

  function number(value, decimals = 2) {
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value < 0 ? `${MINUS}∞` : "∞";
    let [digits, rest] = Math.abs(value).toFixed(decimals).split(".");
    if (digits.length > 4) digits = digits.replace(/\B(?=(\d{3})+$)/g, GROUP);
    const shown = rest ? digits + mark + rest : digits;
    return (value < 0 && /[1-9]/.test(shown) ? MINUS : "") + shown;
  }

  /** As its reader wrote it, so that no change is lost to rounding. */
  function exact(value) {
    if (Number.isInteger(value) && Math.abs(value) < 1e15) return number(value, 0);
    const decimals = decimalsOf(value);
    if (decimals <= MOST && Math.abs(value) < 1e15) return number(value, decimals);
    const [mantissa, power] = value.toExponential().split("e");
    return `${number(Number(mantissa), Math.min(5, decimalsOf(Number(mantissa))))} · 10^${power.replace("-", MINUS).replace("+", "")}`;
  }

  function text(key, values = {}) {
    const plural = `${key}.${Number(values.n) === 1 ? "one" : "other"}`;
    const pattern = dict[key] ?? ("n" in values ? dict[plural] : undefined);
    if (pattern === undefined) throw new Error(`no text "${key}" in "${lang}"`);
    return pattern.replace(/\{(\w+)\}/g, (_, name) => {
      if (!(name in values)) throw new Error(`text "${key}" in "${lang}" needs a value "${name}"`);
      const value = values[name];
      return typeof value === "number" ? number(value, Number.isInteger(value) ? 0 : 2) : String(value);
    });
  }

  const names = { " ": "token.space", "\n": "token.newline", "\t": "token.tab", "": "token.empty" };
  text.lang = lang;
  text.has = (key) => key in dict || `${key}.other` in dict;
  text.number = number;
  text.mark = mark;
  text.exact = exact;
  text.percent = (fraction, decimals = 0) => text("number.percent", { v: number(100 * fraction, decimals) });
  text.token = (token) => (token in names ? text(names[token]) : text("token.quoted", { token }));
  return text;
}
