"""Where a number comes from: scripts light and write what the node list says, for every cell."""

import json
import re
import subprocess
from html import unescape
from pathlib import Path

import httpx
import pytest
from playwright._impl._driver import compute_driver_executable

from app.cells import CELLS, NORMALISED

ROOT = Path(__file__).parents[2]
OPENABLE = CELLS | NORMALISED
DATA = re.compile(r'<script type="application/json" id="page-data"[^>]*>(.*?)</script>', re.S)
ADDRESS = "/en/lab?cell={id}&hidden=3&seed=4&model=none&text=abca&at={at}&open=h:2:1"
ASK = """
import { createRun } from "%(js)s/model/run.js";
import { ancestorsOf } from "%(js)s/model/kin.js";
import { sumsOf } from "%(js)s/model/sums.js";
import { createText } from "%(js)s/io/text.js";
let given = "";
for await (const part of process.stdin) given += part;
const word = (token, text) => (token.text ? token.text + token.sub : token.op);
const plain = (line, text) =>
  line?.map((token) => ("value" in token ? text.number(token.value) : word(token))).join("") ?? "";
const placed = ({ values }) => [...values].map(([value, units]) => [value, units && [...units]]);
const told = ({ node, value, line, product }, text) => ({
  id: node.id, value, line: plain(line, text), weighed: Boolean(product?.matrices),
  terms: product?.terms.map((t) => [t.of, t.unit, t.product]) ?? [], bias: product?.bias ?? 0,
});
process.stdout.write(JSON.stringify(JSON.parse(given).map((data) => {
  const [run, text] = [createRun(data), createText(data.text, data.lang)];
  const numbers = run.cell.nodes.filter(({ op, axes }) => op !== "concat" && axes === "H");
  return Object.fromEntries(numbers.map(({ id }) => {
    const place = { node: id, step: 2, unit: 1 };
    const lit = [...ancestorsOf(run.cell, place)].map(([step, kin]) => [step, placed(kin)]);
    return [id, { lit, sums: sumsOf(run, place).map((sum) => told(sum, text)) }];
  }));
})));
"""


@pytest.fixture(scope="module")
def pages(address):
    """For every cell, (its page without scripts, what its scripts make of every node's number)."""
    with httpx.Client(base_url=address, timeout=60) as client:
        shown = {
            id: client.get(ADDRESS.format(id=id, at=4 * OPENABLE[id].beats)).text for id in OPENABLE
        }
    given = "[" + ",".join(DATA.search(page)[1] for page in shown.values()) + "]"
    script = ASK % {"js": (ROOT / "static/js").as_uri()}
    node = compute_driver_executable()[0]
    done = subprocess.run(
        [node, "--input-type=module", "-e", script], input=given, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return {id: (shown[id], made) for id, made in zip(shown, json.loads(done.stdout), strict=True)}


def words(html: str) -> str:
    """What is read on the page, but for what only a screen reader says."""
    seen = re.sub(r'<span class="visually-hidden">[^<]*</span>|<small>[^<]*</small>', "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", seen)).split())


@pytest.mark.parametrize("id", OPENABLE)
def test_the_scripts_list_the_sums_that_the_page_without_them_shows(id, pages):
    page, made = pages[id]
    lines = re.findall(
        r'<p class="narrator-tokens">(.*?)</p>', page.partition("made-sums")[2], re.S
    )
    sums = made["h"]["sums"]
    assert len(lines) == len(sums)
    for line, one in zip(lines, sums, strict=True):
        if not one["terms"]:
            assert words(line).replace(" ", "") == one["line"]


@pytest.mark.parametrize("id", OPENABLE)
def test_every_weighed_sum_adds_up_to_its_number(id, pages):
    for made in pages[id][1].values():
        for one in made["sums"]:
            if one["weighed"]:
                told = sum(product for _, _, product in one["terms"]) + one["bias"]
                assert told == pytest.approx(
                    one["value"], abs=2e-5
                )  # of weights as the page has them


@pytest.mark.parametrize("id", OPENABLE)
def test_what_is_lit_is_the_closure_of_the_node_list(id, pages):
    cell = OPENABLE[id]
    for node, made in pages[id][1].items():
        asked = {(node, 1)}
        for step in (2, 1, 0):
            lit: set[tuple[str, int | None]] = set()
            todo = list(asked)
            while todo:
                value, unit = todo.pop()
                if (value, unit) in lit or (value, None) in lit:
                    continue
                lit.add((value, unit))
                own = cell.by_id.get(value)
                for arg in own.args if own else ():
                    whole = own.op.linear or own.op.joins or own.op.across
                    todo.append((arg, None if whole else unit))
            expected: dict[str, set[int | None]] = {}
            for value, unit in lit:
                expected.setdefault(value, set()).add(unit)
            found = dict(dict(map(tuple, made["lit"])).get(step, []))
            assert set(found) == set(expected), (node, step)
            for value, units in found.items():
                whole = units is None
                assert whole == (None in expected[value]), (node, value, step)
                assert whole or set(units) == expected[value]
            asked = {
                (v.removesuffix("_prev"), u) for v, units in expected.items()
                if v.endswith("_prev") for u in ([None] if None in units else units)
            }  # fmt: skip
