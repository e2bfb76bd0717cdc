// STIX Two Math cut down to what the equations of cells can hold: node math-font.js IN OUT
import { readFileSync, writeFileSync } from "node:fs";
import subsetFont from "subset-font";

const range = (first, last) =>
  Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join("");

const characters = [
  range(0x20, 0x7e), // ASCII
  range(0xa0, 0xff), // Latin 1, for words in Spanish
  range(0x391, 0x3c9), // Greek
  range(0x1d400, 0x1d467), // bold and italic letters
  range(0x1d6fc, 0x1d71b), // italic Greek
  range(0x1d7ce, 0x1d7d7), // bold digits
  range(0x2061, 0x2064), // invisible operators
  "ℎϕϵ∂∇∈ℝ−×⊙∘∗·…⋯⟨⟩‖∥∣√∑∏∞≈≤≥≠←→↦⊤′″ˆ˜ˉ",
].join("");

const [from, to] = process.argv.slice(2);
writeFileSync(to, await subsetFont(readFileSync(from), characters, { targetFormat: "woff2" }));
