import assert from "node:assert/strict";
import { test } from "node:test";
import { createText } from "../../static/js/io/text.js";
import { readNumber, writeNumber } from "../../static/js/model/typed.js";

test("a number is read as people write it, and nothing else is", () => {
  const read = { "-0.5": -0.5, "\u22120,5": -0.5, "+3": 3, 7: 7, ".25": 0.25, "1e-3": 0.001, "2,5E2": 250, "1\u202f000": 1000 };
  for (const [typed, value] of Object.entries(read)) assert.equal(readNumber(typed), value, typed);
  for (const typed of ["", "-", "1,2,3", "1.2.3", "e3", "0x10", "Infinity", "1 %"]) assert.ok(Number.isNaN(readNumber(typed)), typed);
});

test("what was typed is shown to its last digit and is read back the same", () => {
  const [en, es] = ["en", "es"].map((lang) => createText({}, lang));
  assert.equal(en.exact(0.004), "0.004");
  assert.equal(es.exact(-0.123456), "\u22120,123456");
  assert.equal(en.exact(0.5), "0.50");
  assert.equal(en.exact(7), "7");
  assert.equal(en.exact(1.5e-12), "1.50 · 10^\u221212");
  for (const value of [0.1 + 0.2, 1e-17, -123456.789]) assert.equal(readNumber(writeNumber(value, ",", true)), value);
});
