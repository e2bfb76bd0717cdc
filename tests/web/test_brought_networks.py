"""Parameters that are sent as a shipped model's are, answer as that model does."""

from typing import Any

import httpx
import numpy as np
import pytest

from app import models
from tests.web.test_every_model import request

NAMES = (
    "neuronal-lstm", "neuronal-lstm-stacked", "binary-addition-high-gru-both", "adding-rnn",
    "dates-gru-attention",
)  # fmt: skip


def sent(name: str) -> dict[str, Any]:
    """The parameters of a shipped model, its file's arrays by their names."""
    card, network = models.card(name), models.network(name)
    values = {k: np.asarray(v, float).tolist() for k, v in models.arrays_of(network).items()}
    told = {"inputs": card["inputs"], "outputs": card["outputs"], "numbers": card["values"]}
    told |= {"source": card["source"]} if "source" in card else {}
    return {"params": {"values": values, "vocabulary": told}, "cell": card["cell"]}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("route", ["/traces", "/gradients"])
def test_what_is_sent_answers_as_the_shipped_model_does(
    api: httpx.Client, name: str, route: str
) -> None:
    shipped = request(name) | ({"attribution": ["leave_out"]} if route == "/gradients" else {})
    if route == "/traces":
        shipped = {k: v for k, v in shipped.items() if k in ("input", "params", "target")}
    expected = api.post(route, json=shipped)
    found = api.post(route, json=shipped | sent(name))
    assert expected.status_code == found.status_code == 200, found.text
    assert found.json() == expected.json()


def test_the_names_of_a_trainings_end_are_taken_too(api: httpx.Client) -> None:
    body = request("neuronal-lstm-stacked") | sent("neuronal-lstm-stacked")
    values = body["params"]["values"]
    renamed = {
        n.replace("layer-1.", "layer0.0.").replace("layer-2.", "layer1.0."): v
        for n, v in values.items()
    }
    told = body | {"params": {"values": renamed}}
    found, expected = (api.post("/gradients", json=b).json() for b in (told, body))
    assert expected["loss"] > 0
    told["loss"] = {"targets": [1, 2, 3, 4, 0, 5, 6, 7]}
    found = api.post("/gradients", json=told).json()
    assert found["loss"] == expected["loss"] and found["params"] == expected["params"]


REFUSED = [
    (lambda v: v.pop("V"), "#/params/values/V"),
    (lambda v: v.update({"V": [[1.0]] * 8}), "#/params/values/V"),
    (lambda v: v.pop("layer-2.b_o"), "#/params/values/layer-2.b_o"),
    (lambda v: [v.pop(n) for n in list(v) if n.startswith("layer-1")], "#/params/values"),
    (lambda v: v.update({"layer-2.W_f": [[0.0]] * 4}), "#/params/values/layer-2.W_i"),
    (lambda v: v.update({"roof.W_f": [[0.0]]}), "#/params/values/roof.W_f"),
]


@pytest.mark.parametrize(("change", "pointer"), REFUSED, ids=range(len(REFUSED)))
def test_what_does_not_fit_is_pointed_at_with_what_is_missing(
    api: httpx.Client, change: Any, pointer: str
) -> None:
    body = request("neuronal-lstm-stacked") | sent("neuronal-lstm-stacked")
    change(body["params"]["values"])
    answer = api.post("/gradients", json=body)
    assert answer.status_code == 422
    fault = answer.json()["errors"][0]
    assert fault["pointer"] == pointer and "not what is expected" not in fault["message"]


def test_without_names_of_columns_vectors_are_asked_for(api: httpx.Client) -> None:
    body = sent("neuronal-lstm-stacked") | {"input": {"text": "NEURONAL"}}
    assert api.post("/traces", json=body).status_code == 200
    del body["params"]["vocabulary"]
    fault = api.post("/traces", json=body).json()["errors"][0]
    assert fault["pointer"] == "#/input/text" and "vocabulary" in fault["message"]


@pytest.mark.parametrize("name", ["kept.a", "layer1.0.kept.a"])
@pytest.mark.parametrize(("lang", "words"), [("en", "batch statistics"), ("es", "estadísticas")])
def test_a_network_with_batch_statistics_is_told_why_it_cannot_be_opened(
    api: httpx.Client, name: str, lang: str, words: str
) -> None:
    values = sent("adding-rnn")["params"]["values"] | {name: [[0.0, 1.0]]}
    body = {"input": {"vectors": [[0.5, 1.0]]}, "params": {"values": values}}
    answer = api.post("/traces", json=body, headers={"Accept-Language": lang})
    assert answer.status_code == 422
    assert words in answer.json()["errors"][0]["message"]
