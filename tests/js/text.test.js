import assert from "node:assert/strict";
import { test } from "node:test";
import { createText } from "../../static/js/io/text.js";
import { fill } from "../../static/js/model/written.js";

const es = createText(
  {
    "number.decimal": ",",
    "number.percent": "{v}\u00a0%",
    "token.quoted": "«{token}»",
    "token.space": "espacio",
    "steps.one": "{n} paso",
    "steps.other": "{n} pasos",
    here: "aquí, {who}",
  },
  "es",
);

test("a text is looked up and filled", () => assert.equal(es("here", { who: "tú" }), "aquí, tú"));

test("plurals are chosen by number", () => {
  assert.deepEqual([0, 1, 2].map((n) => es("steps", { n })), ["0 pasos", "1 paso", "2 pasos"]);
});

test("a missing key or value is an error that names it", () => {
  assert.throws(() => es("nowhere"), /nowhere/);
  assert.throws(() => es("here"), /who/);
});

test("numbers have a decimal comma, a true minus and no negative zero", () => {
  assert.deepEqual([0.125, -0.42, -0.001, 12345.6].map((v) => es.number(v)), ["0,13", "−0,42", "0,00", "12\u202f345,60"]);
  assert.equal(es.percent(0.12), "12\u00a0%");
});

test("a space is called by its name", () => assert.deepEqual(["U", " "].map(es.token), ["«U»", "espacio"]));

test("a written-out line is filled: a negative addend turns the plus before it into a minus", () => {
  const tokens = [
    { text: "f", sub: true, hue: "f" }, { op: "=" }, { op: "σ" }, { op: "(" },
    { slot: 0, of: "x", hue: "x" }, { op: "+" }, { slot: 1, of: "b_f", hue: "f" }, { op: ")" },
    { relation: 2 }, { slot: 3, of: "f", hue: "f", result: true },
  ];
  const filled = fill(tokens, [-1.21, -1.16, 1, 0.09], 1);
  assert.equal(filled.map((t) => t.op ?? t.value ?? t.text + t.sub).join(" "), "f2 = σ ( -1.21 − 1.16 ) ≈ 0.09");
});
