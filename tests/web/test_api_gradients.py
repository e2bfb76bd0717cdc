"""POST /api/v1/gradients: what it answers, and what it says to requests it cannot compute."""

from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from app.cells import CELLS, NORMALISED
from app.core.bptt import backward
from app.core.params import initial
from app.core.run import run
from app.main import create_app
from app.models import load
from app.settings import Settings
from tests.web.loopback import served

WITHOUT_MEMORY = CELLS | NORMALISED

NEURONAL = {
    "cell": "lstm", "input": {"text": "NEURONAL"}, "params": {"model": "neuronal-lstm"},
    "loss": {"targets": [*"EURONAL", "$"]}, "digits": 17,
}  # fmt: skip
VECTORS = [[0.5, -1.0], [0.25, 2.0], [1.0, 0.0]]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        served(create_app(Settings())) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


def asked(client: httpx.Client, request: dict[str, Any], status: int = 200) -> Any:
    answer = client.post("/api/v1/gradients", json=request)
    assert answer.status_code == status, answer.text
    return answer.json()


def seeded(cell: str, **more: Any) -> dict[str, Any]:
    loss = {"node": "h", "weights": [1.0, 0.0, -2.0]}
    params = {"seed": 3, "hidden": 3}
    return {
        "cell": cell, "input": {"vectors": VECTORS}, "params": params, "loss": loss, "digits": 17,
    } | more  # fmt: skip


@pytest.mark.parametrize("cell", WITHOUT_MEMORY)
def test_every_cell_answers_with_the_engines_gradients(client: httpx.Client, cell: str) -> None:
    found = asked(client, seeded(cell))
    params = initial(WITHOUT_MEMORY[cell], 2, 3, seed=3)
    trace = run(WITHOUT_MEMORY[cell], params, np.array(VECTORS))
    seed = np.zeros((3, 3))
    seed[-1] = [1, 0, -2]
    expected = backward(trace, {"h": seed})
    for node, value in found["nodes"].items():
        np.testing.assert_allclose(value, expected.nodes[node], rtol=1e-12, atol=1e-14)
        norms = np.linalg.norm(expected.nodes[node], axis=-1)
        np.testing.assert_allclose(found["norms"][node], norms, rtol=1e-12, atol=1e-14)
    for name, value in found["params"].items():
        np.testing.assert_allclose(value, expected.params[name], rtol=1e-12, atol=1e-14)
    assert set(found["state"]) == set(WITHOUT_MEMORY[cell].states)
    assert found["loss"] == pytest.approx(float(trace["h"][-1] @ [1, 0, -2]), rel=1e-12)


def test_a_models_right_answers_give_the_loss_its_card_states(client: httpx.Client) -> None:
    found = asked(client, NEURONAL)
    assert found["loss"] == pytest.approx(load("neuronal-lstm").card["loss"], abs=1e-5)
    assert set(found["params"]) == {*load("neuronal-lstm").params, "V", "b_y"}
    by_number = NEURONAL | {"loss": {"targets": [1, 2, 3, 4, 0, 5, 6, 7]}}
    assert asked(client, by_number)["loss"] == found["loss"]


def test_jacobians_come_over_all_states_and_can_be_left_away(client: httpx.Client) -> None:
    found = asked(client, NEURONAL)["jacobians"]
    assert np.array(found["spectrum"]).shape == (8, 8, 2)
    assert found["norms"][-1] == 1 and len(found["norms"]) == 8
    moduli = np.linalg.norm(np.array(found["spectrum"]), axis=-1)
    np.testing.assert_allclose(found["spectral_radii"], moduli.max(axis=1), rtol=1e-12)
    assert "jacobians" not in asked(client, NEURONAL | {"jacobians": False})


def test_attribution_comes_only_when_asked_one_number_a_token(client: httpx.Client) -> None:
    assert "attribution" not in asked(client, NEURONAL)
    names = ["gradient_input", "gradient_norm", "leave_out"]
    found = asked(client, NEURONAL | {"attribution": names})["attribution"]
    assert {name: len(values) for name, values in found.items()} == dict.fromkeys(names, 8)


def test_truncation_silences_what_lies_before_the_cut(client: httpx.Client) -> None:
    found = asked(client, seeded("gru", truncate=1))
    assert not np.any(found["inputs"][:2]) and np.any(found["inputs"][2])


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"loss": {"node": "q", "weights": [1, 1, 1]}}, "#/loss/node"),
        ({"loss": {"node": "h", "step": 3, "weights": [1, 1, 1]}}, "#/loss/step"),
        ({"loss": {"node": "h", "weights": [1, 1]}}, "#/loss/weights"),
        ({"loss": {"node": "h"}}, "#/loss/weights"),
        ({"loss": {"targets": ["a", None, None]}}, "#/loss/targets"),
        ({"loss": {"node": "h", "targets": []}}, "#/loss"),
        ({"truncate": 0}, "#/truncate"),
        ({"attribution": ["guess"]}, "#/attribution/0"),
        ({"loss": None}, "#/loss"),
    ],
)
def test_a_loss_that_cannot_be_meant_is_pointed_at(
    client: httpx.Client, change: dict[str, Any], pointer: str
) -> None:
    problem = asked(client, seeded("lstm") | change, 422)
    assert problem["type"].endswith("/invalid-request")
    assert problem["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("targets", "pointer"),
    [
        ([*"EURONAL", "?"], "#/loss/targets/7"),
        ([8, *[None] * 7], "#/loss/targets/0"),
        ([True, *[None] * 7], "#/loss/targets/0"),
        (["E"], "#/loss/targets"),
        ([None] * 8, "#/loss/targets"),
    ],
)
def test_right_answers_that_cannot_be_are_pointed_at(
    client: httpx.Client, targets: list[Any], pointer: str
) -> None:
    problem = asked(client, NEURONAL | {"loss": {"targets": targets}}, 422)
    assert problem["errors"][0]["pointer"] == pointer


def test_an_exploding_gradient_is_an_overflow_with_its_step_and_node(client: httpx.Client) -> None:
    values = {"W_h": [[0.0]], "U_h": [[1e200]], "b_h": [0.0]}
    request = {
        "cell": "rnn", "input": {"vectors": [[0.0]] * 4}, "params": {"values": values},
        "loss": {"node": "h", "weights": [1.0]}, "jacobians": False,
    }  # fmt: skip
    problem = asked(client, request, 422)
    assert problem["type"].endswith("/overflow")
    assert (problem["step"], problem["node"]) == (1, "h")


@pytest.mark.parametrize("change", [{}, {"attribution": ["leave_out"], "jacobians": False}])
def test_work_beyond_the_limits_is_refused_by_name(
    client: httpx.Client, change: dict[str, Any]
) -> None:
    request = {
        "cell": "lstm", "input": {"vectors": [[0.5]] * 400}, "params": {"seed": 1, "hidden": 200},
        "loss": {"node": "h", "weights": [1.0] * 200},
    }  # fmt: skip
    problem = asked(client, request | change, 422)
    assert problem["type"].endswith("/too-much-work")
    assert problem["asked"] > problem["limit"]
    most = "attribution" if change else "jacobians"
    assert [fault["pointer"] for fault in problem["errors"]] == [f"#/{most}"]
    within = {"jacobians": False, "attribution": []}
    assert asked(client, request | within)["norms"]["h"][-1] == pytest.approx(200**0.5, abs=1e-4)


def test_edited_weights_of_a_model_keep_its_readout_and_their_gradients_are_slopes(
    client: httpx.Client,
) -> None:
    def found(value: float) -> Any:
        edits = [{"name": "W_f", "row": 1, "column": 3, "value": value}]
        params = {"model": "neuronal-lstm", "edits": edits, "scale": 0.5}
        return asked(client, NEURONAL | {"params": params})

    step = 1e-5
    slope = (found(0.3 + step)["loss"] - found(0.3 - step)["loss"]) / (2 * step)
    here = found(0.3)
    assert here["params"]["W_f"][1][3] == pytest.approx(slope, rel=1e-6)
    assert here["loss"] != asked(client, NEURONAL)["loss"]
    assert {"V", "b_y"} <= set(here["params"])
