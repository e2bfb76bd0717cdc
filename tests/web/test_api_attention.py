"""Cells that look at a memory, over the API: what they are told, what they answer."""

from typing import Any

import httpx
import numpy as np
import pytest

from app.cells import DECODERS
from app.core.params import initial
from app.core.run import run
from app.core.trace import Memory

ROWS = [[0.1, -0.2, 0.3], [0.5, 0.0, -0.4]]
each = pytest.mark.parametrize("cell", DECODERS)


def asked(cell: str, **more: Any) -> dict[str, Any]:
    drawn = {"seed": 3, "hidden": 3}
    return {"cell": cell, "input": {"text": "hola"}, "params": drawn, "memory": ROWS} | more


@each
def test_a_trace_gives_scores_weights_and_context_of_the_engine(
    api: httpx.Client, cell: str
) -> None:
    found = api.post("/traces", json=asked(cell, digits=17)).json()
    declared = DECODERS[cell]
    inputs = np.eye(4)
    expected = run(declared, initial(declared, 4, 3, seed=3), inputs, memory=Memory(np.array(ROWS)))
    assert found["nodes"].keys() == {
        n.id for n in declared.nodes if not n.op.joins and declared.axes[n.id] != "SH"
    }
    for id, values in found["nodes"].items():
        np.testing.assert_allclose(values, expected[id], rtol=1e-12, err_msg=id)
    np.testing.assert_allclose(np.sum(found["nodes"]["weights"], axis=1), 1)


@each
def test_a_stream_gives_the_same_values(api: httpx.Client, cell: str) -> None:
    whole = api.post("/traces", json=asked(cell)).json()
    lines = api.post(
        "/traces", json=asked(cell), headers={"accept": "application/x-ndjson"}
    ).text.splitlines()
    assert len(lines) == 6
    for t, line in enumerate(lines[1:-1]):
        assert f'"weights":{_written(whole["nodes"]["weights"][t])}' in line


def _written(row: list[float]) -> str:
    return "[" + ",".join(map(repr, row)) + "]"


@each
def test_a_gradient_reaches_the_memory(api: httpx.Client, cell: str) -> None:
    loss = {"node": "context", "step": -1, "weights": [1.0, -0.5, 0.25]}
    found = api.post("/gradients", json=asked(cell, loss=loss, digits=17)).json()
    moved = [row[:] for row in ROWS]
    moved[1][2] += 1e-6
    more, less = (
        api.post("/gradients", json=asked(cell, loss=loss, digits=17, memory=m)).json()["loss"]
        for m in (moved, ROWS)
    )
    assert found["memory"][1][2] == pytest.approx((more - less) / 1e-6, rel=1e-4)
    assert len(found["norms"]["weights"]) == 4


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"memory": None}, "/memory"),
        ({"memory": [[1.0, 2.0]]}, "/memory/0"),
        ({"memory": []}, "/memory"),
        ({"overrides": [{"node": "weights", "unit": 2, "value": 1.0}]}, "/overrides/0/unit"),
        ({"overrides": [{"node": "keys", "value": 1.0}]}, "/overrides/0/node"),
        ({"cell": "gru"}, "/memory"),
    ],
)
def test_what_cannot_be_meant_is_refused_where_it_stands(
    api: httpx.Client, change: dict[str, Any], pointer: str
) -> None:
    answer = api.post("/traces", json=asked("gru_bahdanau") | change)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].removeprefix("#") == pointer


def test_attention_can_be_overridden_row_by_row(api: httpx.Client) -> None:
    held = [
        {"node": "weights", "unit": 0, "value": 0.0}, {"node": "weights", "unit": 1, "value": 1.0}
    ]  # fmt: skip
    found = api.post("/traces", json=asked("gru_luong", overrides=held)).json()
    np.testing.assert_allclose(found["nodes"]["context"], [ROWS[1]] * 4)


def test_a_trained_decoder_answers_with_probabilities(api: httpx.Client) -> None:
    """Read by its own encoder, the date is written by the decoder that looks at what was read."""
    read = {"cell": "gru", "input": {"tokens": [*"March 3, 1998"]}, "nodes": ["h"], "digits": 17}
    read["params"] = {"model": "dates-gru-attention/encoder"}
    said = api.post("/traces", json=read).json()
    written = {
        "cell": "gru_luong", "params": {"model": "dates-gru-attention/decoder"},
        "input": {"tokens": ["^", *"1998-03-0"]}, "memory": said["nodes"]["h"],
        "state": said["state"],
    }  # fmt: skip
    found = api.post("/traces", json=written).json()["outputs"]
    likely = [found["vocabulary"][int(np.argmax(p))] for p in found["probabilities"]]
    assert "".join(likely) == "1998-03-03"


def test_cells_say_whether_they_attend_and_the_axes_of_their_values(api: httpx.Client) -> None:
    listed = {cell["id"]: cell for cell in api.get("/cells").json()["cells"]}
    assert {id for id, cell in listed.items() if cell["attends"]} == set(DECODERS)
    axes = {n["id"]: n["axes"] for n in listed["gru_bahdanau"]["nodes"]}
    assert (axes["keys"], axes["weights"], axes["context"]) == ("SH", "S", "H")
    assert listed["gru_luong"]["said"] == ["h", "context"]
