import assert from "node:assert/strict";
import test from "node:test";

import { changed, readQuery, writeQuery } from "../../static/js/model/url-state.js";

const TABLE = [
  { name: "cell", default: "lstm" },
  { name: "text", default: "NEURONAL" },
  { name: "vectors", default: "" },
  { name: "hidden", default: "" },
  { name: "model", default: "" },
  { name: "seed", default: "1" },
  { name: "scale", default: "1" },
  { name: "at", default: "0" },
  { name: "speed", default: "" },
];

test("nothing said is nothing written", () => {
  assert.deepEqual(readQuery("", TABLE), {});
  assert.equal(writeQuery({}, TABLE), "");
});

test("defaults and unknown keys are left out", () => {
  assert.deepEqual(readQuery("?cell=lstm&at=0&other=1&scale=1", TABLE), {});
  assert.equal(writeQuery({ cell: "lstm", at: 0, seed: "1", other: "x" }, TABLE), "");
});

test("what is written is read back, whatever the text", () => {
  for (const text of ["ñandú & co", "a=b#c?d", "日本語 👩‍👩‍👧", "100% +1", "a  b", "<script>"]) {
    const values = { cell: "gru", text, at: "12" };
    assert.deepEqual(readQuery(writeQuery(values, TABLE), TABLE), values);
  }
});

test("the same settings give the same address in any order", () => {
  assert.equal(writeQuery({ at: 3, cell: "gru" }, TABLE), writeQuery({ cell: "gru", at: 3 }, TABLE));
});

test("another cell or text starts at the beginning", () => {
  const values = { cell: "gru", at: "9", overrides: "z:0:0:1" };
  assert.deepEqual(changed(values, "cell", "rnn"), { cell: "rnn" });
  assert.deepEqual(changed({ vectors: "1,0", at: "3" }, "text", "hola"), { text: "hola" });
});

test("what is open in one cell is not in another; what it looks like stays", () => {
  const values = { cell: "gru", open: "z_pre:2:1", order: "xh.n_in", of: "n_in", view: "units", panel: "phase" };
  assert.deepEqual(changed(values, "cell", "rnn"), { cell: "rnn", view: "units", panel: "phase" });
  assert.deepEqual(changed({ open: "f_pre:2:1", tab: "time" }, "text", "hola"), { tab: "time", text: "hola" });
});

test("going back to trained weights forgets how others were drawn", () => {
  const values = { model: "none", seed: "7", scale: "4", hidden: "8", text: "hola" };
  assert.deepEqual(changed(values, "model", ""), { model: "", text: "hola" });
});

test("choosing how weights are drawn asks for drawn weights", () => {
  assert.deepEqual(changed({}, "scale", "1"), { scale: "1", model: "none" });
});
