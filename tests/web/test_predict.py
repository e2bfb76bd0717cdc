"""Promise of predict first: one answer given always is right little more than by chance."""

import json
import re
import subprocess
from pathlib import Path

import httpx
import pytest
from playwright._impl._driver import compute_driver_executable

MODEL = Path(__file__).parents[2] / "static/js/model"
ASKING = """
const [{ questionsOf }, { createTrace }] = await Promise.all(["predict", "trace"].map((name) => import(`${MODEL}/${name}.js`)));
let text = "";
for await (const chunk of process.stdin) text += chunk;
const pages = JSON.parse(text);
console.log(JSON.stringify(pages.flatMap(({ cell, trace, request }) =>
  questionsOf(cell, createTrace(cell, trace, request.state ?? trace.start)).map(({ kind, options, right }) => [kind, options[right]]))));
"""  # noqa: E501
TRAINED = (
    "rnn", "rnn_relu", "lstm", "lstm_coupled", "lstm_peephole",
    "gru", "gru_reset_before", "min_gru",
)  # fmt: skip
TEXTS = {"trained": "", "its own": "&text=BANANA"}


@pytest.fixture(scope="module")
def answers(address):
    """(kind, right answer) of every question about every trained cell, as the scripts ask it."""
    pages = []
    for cell in TRAINED:
        for more in TEXTS.values():
            html = httpx.get(f"{address}/en/lab?cell={cell}&predict=on{more}", timeout=60).text
            found = re.search(r'id="page-data"[^>]*>(.*?)</script>', html, re.S)
            pages.append(json.loads(found[1]))
    script = ASKING.replace("${MODEL}", MODEL.as_uri())
    node = compute_driver_executable()[0]
    asked = subprocess.run(
        [node, "--input-type=module", "-e", script],
        input=json.dumps(pages), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(asked.stdout)


CHANCE = {"value": 1 / 3, "change": 1 / 2, "sign": 1 / 2, "rise": 1 / 2, "share": 1 / 2}


@pytest.mark.parametrize("kind", CHANCE)
def test_no_answer_given_always_is_right_much_more_often_than_by_chance(kind, answers):
    right = [answer for asked, answer in answers if asked == kind]
    best = max(right.count(answer) for answer in set(right)) / len(right)
    assert len(right) >= 6
    assert best <= CHANCE[kind] + 0.17, (best, {a: right.count(a) for a in set(right)})
