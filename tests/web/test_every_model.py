"""Every shipped model can be differentiated, with the loss that it was trained with."""

from typing import Any

import numpy as np
import pytest

from app import models
from app.api import network_gradients, networks
from app.api.gradients import compute as of_cell
from app.api.schemas_gradients import GradientRequest
from app.learning.answers import right_answers

every = pytest.mark.parametrize("name", models.names())


def request(name: str) -> dict[str, Any]:
    """The example of its card, its input as vectors so that it can be nudged."""
    card = models.card(name)
    example = card["example"]["en"]
    read = card.get("source", card["inputs"])
    tokens = example.get("source", example.get("tokens"))
    vectors = example.get("vectors") or np.eye(len(read))[[read.index(t) for t in tokens]].tolist()
    said = {"target": {"tokens": example["tokens"][1:]}} if "source" in card else {}
    loss = {"targets": list(example["answers"])}
    return {
        "input": {"vectors": vectors}, "params": {"model": name}, "loss": loss,
        "jacobians": False, "digits": 17,
    } | said  # fmt: skip


def expected_loss(name: str, asked: dict[str, Any], outputs: np.ndarray) -> float:
    """Written out: the mean of -ln p of the right words, or of the squares of what is missing."""
    card, costs = models.card(name), []
    for said, right in zip(outputs, asked["loss"]["targets"], strict=True):
        if right is None:
            continue
        for one in right if isinstance(right, list) else [right]:
            if card["values"]:
                costs.append((said[0] - one) ** 2)
            else:
                costs.append(-np.log(said[card["outputs"].index(one)]))
    return float(np.mean(costs))


@every
def test_its_right_answers_are_a_loss_and_the_way_back_is_a_finite_difference(name: str) -> None:
    asked = request(name)
    layered = len(models.parts(name)) > 1

    def computed(vectors: Any) -> tuple[float, np.ndarray, np.ndarray]:
        """(loss, its gradient by the input, what the model says)."""
        parsed = GradientRequest.model_validate(asked | {"input": {"vectors": vectors}})
        if not layered:
            g = of_cell(parsed)
            return g.loss, g.gradients.inputs, g.computed.said[1]
        found = network_gradients.compute(parsed, name)
        by_input = sum(
            layer.gradients.inputs[::-1] if own.part.reversed else layer.gradients.inputs
            for own, layer in zip(found.computed.layers, found.layers, strict=True)
            if own.part.height == 0 and own.part.encoder == bool(found.computed.network.encoder)
        )
        return found.layers[-1].loss, by_input, found.computed.top.said[1]

    read = np.array(asked["input"]["vectors"], float)
    loss, by_input, outputs = computed(read.tolist())
    assert loss == pytest.approx(expected_loss(name, asked, outputs), rel=1e-9)
    direction, nudge = np.random.default_rng(4).standard_normal(read.shape), 1e-6
    up, down = (computed((read + sign * nudge * direction).tolist())[0] for sign in (1, -1))
    slope = float(np.sum(by_input * direction))
    assert slope == pytest.approx((up - down) / (2 * nudge), rel=2e-4, abs=1e-8 + 1e-9 * loss)


def test_networks_are_named_as_such() -> None:
    """So that the test above goes through every layer of those that have several."""
    layered = [name for name in models.names() if len(models.parts(name)) > 1]
    parsed = [GradientRequest.model_validate(request(name)) for name in layered]
    assert [networks.named(one) for one in parsed] == layered and len(layered) >= 7


@pytest.mark.parametrize(
    ("name", "right", "said"),
    [
        ("adding-lstm", "A", "a number, not a word"),
        ("adding-lstm", [0.5, 0.5], "here are 2"),
        ("memory-lstm", ["kind: camera"], "a list with one for each"),
        ("memory-lstm", ["brand: alba", *[None] * 7], "kind: laptop"),
        ("memory-lstm", [12, *[None] * 7], "0 to 6"),
        ("parity-gru", 0.5, "even"),
        ("parity-gru", [[0, 1]], ""),
    ],
)
def test_an_answer_that_the_model_cannot_give_is_refused_where_it_stands(
    api: Any, name: str, right: Any, said: str
) -> None:
    asked = request(name)
    asked["loss"]["targets"][-1] = right
    answer = api.post("/gradients", json=asked)
    fault = answer.json()["errors"][0]
    last = len(asked["loss"]["targets"]) - 1
    assert answer.status_code == 422 and fault["pointer"] == f"#/loss/targets/{last}"
    assert said in fault["message"]


def test_one_answer_of_several_may_be_asked_by_its_word_or_in_its_place(api: Any) -> None:
    asked = request("memory-gru")
    losses = []
    for right in (
        "brand: –",
        ["brand: –"],
        [None, "brand: –", *[None] * 6],
        [None, 7, *[None] * 6],
    ):
        asked["loss"]["targets"][-1] = right
        losses.append(api.post("/gradients", json=asked))
    assert [answer.status_code for answer in losses] == [200, 422, 200, 200]
    assert len({losses[k].json()["loss"] for k in (0, 2, 3)}) == 1


@pytest.mark.parametrize("name", ["neuronal-rnn", "adding-gru"])
def test_a_rule_of_the_task_gives_the_right_answers_of_the_card(name: str) -> None:
    card = models.card(name)
    example = card["example"]["es"]
    found = right_answers(card | {"example": {}}, example.get("tokens"), example.get("vectors"))
    assert found is not None and len(found) == len(example["answers"])
    for answer, right in zip(found, example["answers"], strict=True):
        assert answer == right or answer == pytest.approx(right, abs=1e-4)
