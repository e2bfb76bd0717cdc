"""A network over the API: its layers one after another, and the way back through all of them."""

import io
from typing import Any

import httpx
import numpy as np
import pytest

from app import models

DATES = ("dates-gru", "dates-gru-plain", "dates-gru-attention")
TEXT = "March 3, 1998"
each = pytest.mark.parametrize("name", DATES)


def asked(name: str, **more: Any) -> dict[str, Any]:
    return {"input": {"text": TEXT}, "params": {"model": name}} | more


def answer(api: httpx.Client, route: str, body: dict[str, Any]) -> Any:
    found = api.post(route, json=body)
    assert found.status_code == 200, found.text
    return found.json()


@each
def test_a_network_is_its_layers_one_after_another(api: httpx.Client, name: str) -> None:
    """The same numbers as a caller's own, who feeds each layer with what the one before said."""
    whole = answer(api, "/traces", asked(name, digits=12))
    encoder, decoder = whole["layers"]
    part = asked(f"{name}/encoder", digits=12)
    alone = answer(api, "/traces", part)
    assert [encoder["name"], decoder["name"]] == ["encoder", "decoder"]
    same(encoder, alone)
    exact = answer(api, "/traces", part | {"digits": 17, "nodes": ["h"]})
    fed = {"memory": exact["nodes"]["h"]} if "attention" in name else {}
    written: list[str] = ["^"]
    while True:
        body = {
            "params": {"model": f"{name}/decoder"}, "input": {"tokens": written},
            "state": exact["state"], "digits": 12,
        } | fed  # fmt: skip
        alone = answer(api, "/traces", body)
        likely = alone["outputs"]["probabilities"][-1]
        written.append(alone["outputs"]["vocabulary"][int(np.argmax(likely))])
        if written[-1] == "$":
            break
    same(decoder, alone)
    assert decoder["tokens"] == written[:-1]
    assert whole["outputs"]["words"] == written[1:]
    assert whole["nodes"] == decoder["nodes"] and whole["state"] == decoder["state"]


def same(found: Any, expected: Any) -> None:
    assert found["tokens"] == expected["tokens"]
    assert list(found["nodes"]) == list(expected["nodes"])
    for id, values in expected["nodes"].items():
        np.testing.assert_allclose(found["nodes"][id], values, rtol=1e-9, atol=1e-12, err_msg=id)


@each
def test_the_way_back_is_a_finite_difference_of_what_the_encoder_reads(
    api: httpx.Client, name: str
) -> None:
    source = models.card(name)["source"]
    read = np.eye(len(source))[[source.index(letter) for letter in TEXT]]
    body = asked(name, digits=17, target={"text": "1998-08-09"}, jacobians=False)
    body |= {"loss": {"targets": [*"1998-08-09", "$"]}}

    def loss(inputs: np.ndarray) -> Any:
        return answer(api, "/gradients", body | {"input": {"vectors": inputs.tolist()}})

    found = loss(read)
    rng = np.random.default_rng(2)
    direction, nudge = rng.standard_normal(read.shape), 1e-5
    up, down = (loss(read + sign * nudge * direction)["loss"] for sign in (1, -1))
    slope = np.sum(np.array(found["layers"][0]["inputs"]) * direction)
    assert slope == pytest.approx((up - down) / (2 * nudge), rel=1e-5)
    assert len(found["layers"][1]["inputs"]) == 11


@each
def test_gradients_of_all_parameters_together_are_the_one_by_their_scale(
    api: httpx.Client, name: str
) -> None:
    """Every weight of every layer times s: dL/ds at 1 is the sum of weights times gradients."""
    body = asked(name, digits=17, target={"text": "1998-03-03"}, include_params=True)
    weights = answer(api, "/traces", body)["layers"]
    body |= {"loss": {"node": "h", "step": 4, "weights": [0.5] * len(weights[1]["state"]["h"])}}
    body["jacobians"] = False
    found = answer(api, "/gradients", body)["layers"]
    slope = sum(
        np.sum(np.array(weights[k]["params"][p]) * np.array(found[k]["params"][p]))
        for k in (0, 1)
        for p in weights[k]["params"]
    )
    up, down = (
        answer(api, "/gradients", body | {"params": {"model": name, "scale": s}})["loss"]
        for s in (1 + 1e-5, 1 - 1e-5)
    )
    assert slope == pytest.approx((up - down) / 2e-5, rel=1e-5)
    assert found[1]["norms"]["h"][5:] == [0.0] * 6


def test_npz_names_every_array_by_its_layer(api: httpx.Client) -> None:
    body = asked("dates-gru-attention", nodes=["h", "weights"])
    accept = {"accept": "application/vnd.numpy.npz"}
    found = np.load(io.BytesIO(api.post("/traces", json=body, headers=accept).content))
    assert {"encoder/h", "decoder/weights", "decoder/state/h", "outputs/words"} <= set(found)
    assert "encoder/weights" not in found
    assert found["decoder/weights"].shape == (11, 13)
    assert "".join(found["outputs/words"]) == "1998-03-03$"


def test_a_decoder_reads_the_target_and_still_says_its_own(api: httpx.Client) -> None:
    found = answer(api, "/traces", asked("dates-gru", target={"text": "2098"}))
    assert found["tokens"] == ["^", *"2098"]
    assert found["outputs"]["words"][0] == "1"


REFUSED = [
    ({"state": {"h": [0.0]}}, "/state"),
    ({"memory": [[0.0]]}, "/memory"),
    ({"overrides": [{"node": "h", "value": 0.0}]}, "/overrides"),
    ({"params": {"model": "dates-gru", "edits": [{"name": "W_z", "row": 0, "value": 1.0}]}},
     "/params/edits"),
    ({"cell": "lstm"}, "/cell"),
    ({"nodes": ["h", "weights"]}, "/nodes/1"),
    ({"input": {"text": "3 § 98"}}, "/input/text"),
    ({"target": {"text": "1998 03"}}, "/target/text"),
    ({"params": {"model": "dates-gru/encoder"}, "target": {"text": "1"}}, "/target"),
    ({"params": {"model": "dates-gru/layer-2"}}, "/params/model"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "pointer"), REFUSED)
def test_what_a_network_does_not_take_is_refused_where_it_stands(
    api: httpx.Client, change: dict[str, Any], pointer: str
) -> None:
    found = api.post("/traces", json=asked("dates-gru") | change)
    assert found.status_code == 422, found.text
    assert found.json()["errors"][0]["pointer"].removeprefix("#") == pointer


@pytest.mark.parametrize("route", ["/traces", "/figures/states", "/steps"])
def test_where_one_cell_is_needed_the_layers_are_named(api: httpx.Client, route: str) -> None:
    body = (
        asked("dates-gru") if route != "/steps" else {"x": [0.0], "params": {"model": "dates-gru"}}
    )
    found = api.post(route, json=body, headers={"accept": "application/x-ndjson, */*;q=0.1"})
    assert found.status_code == 422
    fault = found.json()["errors"][0]
    assert fault["pointer"] == "#/params/model" and "dates-gru/encoder" in fault["message"]


@pytest.mark.parametrize("name", ["dates-gru-attention", "binary-addition-high-gru-both"])
def test_leaving_an_input_out_is_the_loss_of_the_whole_network_with_zeros_in_its_place(
    api: httpx.Client, name: str
) -> None:
    card = models.card(name)
    example, source = card["example"]["en"], card.get("source", [])
    read = example.get("vectors") or np.eye(len(source))[
        [source.index(letter) for letter in example["source"]]
    ].tolist()  # fmt: skip
    body = asked(name, input={"vectors": read}, loss={"targets": example["answers"]})
    body |= {"target": {"tokens": example["tokens"][1:]}} if source else {}
    body |= {"attribution": ["leave_out"], "jacobians": False, "digits": 17}
    found = answer(api, "/gradients", body)
    layers = [
        layer["attribution"]["leave_out"] for layer in found["layers"] if "attribution" in layer
    ]
    for t in (0, len(read) // 2, len(read) - 1):
        gapped = [x if k != t else [0] * len(x) for k, x in enumerate(read)]
        without = answer(api, "/gradients", body | {"input": {"vectors": gapped}})
        assert layers[0][t] == pytest.approx(found["loss"] - without["loss"], rel=1e-6, abs=1e-9)
    if not source:
        assert layers[1] == layers[0][::-1]


def test_where_a_model_is_named_its_cell_is_known(api: httpx.Client) -> None:
    body = {"input": {"text": "NEURONAL"}, "params": {"model": "neuronal-lstm"}, "nodes": ["f"]}
    assert answer(api, "/traces", body) == answer(api, "/traces", body | {"cell": "lstm"})
    found = api.post("/traces", json={"input": {"text": "a"}})
    assert found.json()["errors"][0]["pointer"] == "#/cell"


def test_a_network_reads_no_more_than_its_decoder_can_look_at(api: httpx.Client) -> None:
    body = asked("dates-gru-attention", input={"text": "1" * 257})
    assert api.post("/traces", json=body).json()["errors"][0]["pointer"] == "#/input"


def test_a_second_layer_reads_what_the_first_says(api: httpx.Client) -> None:
    name = "neuronal-lstm-stacked"
    body = {"input": {"text": "NEURONAL"}, "params": {"model": name}, "digits": 17}
    whole = answer(api, "/traces", body)
    first, second = whole["layers"]
    assert [first["name"], second["name"]] == ["layer-1", "layer-2"]
    fed = {"input": {"vectors": first["nodes"]["h"]}, "params": {"model": f"{name}/layer-2"}}
    alone = answer(api, "/traces", fed | {"digits": 17})
    np.testing.assert_allclose(second["nodes"]["h"], alone["nodes"]["h"], rtol=1e-9)
    np.testing.assert_allclose(
        whole["outputs"]["probabilities"], alone["outputs"]["probabilities"], rtol=1e-9
    )
    text = api.post("/traces", json={"input": {"text": "NO"}, "params": fed["params"]}).json()
    assert text["errors"][0]["pointer"] == "#/input/text"


def test_a_network_that_reads_both_ways_answers_from_both(api: httpx.Client) -> None:
    """1 + 3 with the highest bit first; the carry that makes 100 comes from the end."""
    read = [[0, 0], [0, 0], [0, 1], [1, 1]]
    name = "binary-addition-high-gru-both"
    body = {"input": {"vectors": read}, "params": {"model": name}, "digits": 17}
    whole = answer(api, "/traces", body)
    forwards, backwards = whole["layers"]
    assert (forwards["reversed"], backwards["reversed"]) == (False, True)
    turned = {"input": {"vectors": read[::-1]}, "params": {"model": f"{name}/backwards"}}
    alone = answer(api, "/traces", turned | {"digits": 17})
    np.testing.assert_allclose(backwards["nodes"]["h"], alone["nodes"]["h"], rtol=1e-9)
    assert whole["nodes"] == forwards["nodes"]
    readout = models.network(name).readout
    h = np.concatenate([forwards["nodes"]["h"], backwards["nodes"]["h"][::-1]], axis=1)
    said = whole["outputs"]["probabilities"]
    np.testing.assert_allclose(said, readout.probabilities(h), rtol=1e-9)
    assert np.argmax(said, axis=1).tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize("name", ["neuronal-lstm-stacked", "binary-addition-high-gru-both"])
def test_the_way_back_goes_through_layers_and_ways(api: httpx.Client, name: str) -> None:
    facts, rng = models.card(name), np.random.default_rng(3)
    read = rng.standard_normal((5, len(facts["inputs"])))
    targets = [facts["outputs"][k] for k in (0, 1, 1, 0, 1)]
    body = {"params": {"model": name}, "digits": 17, "jacobians": False}
    body |= {"loss": {"targets": targets}}

    def loss(inputs: np.ndarray) -> Any:
        return answer(api, "/gradients", body | {"input": {"vectors": inputs.tolist()}})

    layers = loss(read)["layers"]
    direction, nudge = rng.standard_normal(read.shape), 1e-5
    up, down = (loss(read + sign * nudge * direction)["loss"] for sign in (1, -1))
    found = np.array(layers[0]["inputs"])
    if layers[1]["reversed"]:
        found = found + np.array(layers[1]["inputs"])[::-1]
    assert np.sum(found * direction) == pytest.approx((up - down) / (2 * nudge), rel=1e-5)
