"""POST /api/v1/figures/{view} of a gradient request: they hold app.learning's numbers."""

import json

import numpy as np
import pytest

from app.api.figures import backward
from app.api.gradients import compute
from app.api.schemas_gradients import GradientRequest
from app.cells import CELLS, DECODERS
from app.figures import figure_json, views
from app.figures.gradient_attribution import MEASURES, shares
from app.figures.look import Look
from app.learning.jacobians import carried, jacobians, spectrum

BACK = ("gradient_heat", "gradient_norms", "jacobians", "attribution")


def asked(cell):
    weights = [0.5, -1.0, 0.25]
    return {
        "cell": cell, "input": {"text": "NEURONAL"}, "params": {"seed": 3, "hidden": 3},
        "loss": {"node": "h", "step": 6, "weights": weights}, "truncate": 5,
    }  # fmt: skip


@pytest.fixture(params=CELLS)
def both(request, api):
    """(the cell's four figures, what app.learning says of the same request)."""
    body = asked(request.param)
    made = {}
    for view in BACK:
        answer = api.post(f"/figures/{view}", json=body)
        assert answer.status_code == 200, answer.text
        made[view] = answer.json()
    every = {"attribution": list(MEASURES)}
    return made, compute(GradientRequest.model_validate(body | every)), request.param


def test_the_figures_numbers_are_the_gradients_own(both):
    made, g, cell = both
    heat = made["gradient_heat"]["data"][0]
    for row, node in zip(heat["customdata"], heat["meta"]["nodes"], strict=True):
        exact = np.linalg.norm(g.gradients.nodes[node], axis=-1)
        assert np.array_equal(row, exact)
    for row, sizes in zip(heat["z"], heat["customdata"], strict=True):
        assert [None if v == 0 else float(np.log10(v)) for v in sizes] == row
    assert heat["customdata"][0][7] == 0 and heat["z"][0][7] is None  # after the loss: nothing

    lines = {d["name"]: d["y"] for d in made["gradient_norms"]["data"]}
    steps = jacobians(g.computed.trace)
    for s in CELLS[cell].states:
        exact = np.linalg.norm(g.gradients.nodes[s], axis=-1)
        assert lines[s] == [v or None for v in exact.tolist()]
    assert np.allclose(lines["jacobians"], carried(steps), rtol=1e-12)

    points = made["jacobians"]["data"][0]
    exact = spectrum(steps).reshape(-1)
    assert np.allclose(np.array(points["x"]) + 1j * np.array(points["y"]), exact, atol=1e-9)
    assert (made["jacobians"]["layout"]["shapes"][0]["x0"]) == -1

    rows = made["attribution"]["data"][0]
    assert rows["meta"]["measures"] == list(MEASURES)
    for values, share, measure in zip(rows["customdata"], rows["z"], MEASURES, strict=True):
        assert np.allclose(values, g.attribution[measure], rtol=1e-12, atol=0)
        assert np.allclose(share, shares(g.attribution[measure]))


@pytest.mark.parametrize("cell", DECODERS)
def test_a_cell_that_attends_has_every_figure_of_the_way_back(cell, api):
    body = asked(cell) | {"memory": [[0.5, -1.0, 0.25], [1.0, 0.0, -0.5]]}
    made = {view: api.post(f"/figures/{view}", json=body) for view in BACK}
    assert {view: a.status_code for view, a in made.items()} == dict.fromkeys(BACK, 200)
    heat = made["gradient_heat"].json()["data"][0]
    norms = api.post("/gradients", json=body | {"digits": 17}).json()["norms"]
    assert dict(zip(heat["meta"]["nodes"], heat["customdata"], strict=True)) == norms


def test_the_answer_is_the_builders_figure_in_the_language_and_theme(api):
    body = asked("lstm") | {"lang": "es", "theme": "dark", "width": 500, "animated": False}
    answer = api.post("/figures/gradient_heat", json=body)
    g = compute(GradientRequest.model_validate(asked("lstm")))
    look = Look("es", "dark", tuple("NEURONAL"), 500)
    built = figure_json("gradient_heat", g.computed.trace, look, backward=backward(g))
    assert answer.json() == json.loads(built)


def test_a_networks_figure_is_of_the_layer_that_is_named(api):
    body = {
        "input": {"text": "NEURONAL"}, "params": {"model": "neuronal-lstm-stacked"},
        "loss": {"targets": [*[None] * 7, "$"]},
    }  # fmt: skip
    layers = api.post("/gradients", json=body | {"digits": 17}).json()["layers"]
    for layer in layers:
        made = api.post("/figures/gradient_heat", json=body | {"layer": layer["name"]}).json()
        heat = made["data"][0]
        assert dict(zip(heat["meta"]["nodes"], heat["customdata"], strict=True)) == layer["norms"]
    refused = api.post("/figures/gradient_heat", json=body | {"layer": "layer-3"})
    assert refused.json()["errors"][0]["pointer"] == "#/layer"
    refused = api.post("/figures/gradient_heat", json=asked("lstm") | {"layer": "layer-1"})
    assert refused.json()["errors"][0]["pointer"] == "#/layer"


def test_the_spectrum_plays_step_by_step(api):
    made = api.post("/figures/jacobians", json=asked("gru")).json()
    assert len(made["frames"]) == 8
    assert made["frames"][2]["data"][0]["x"] == made["data"][0]["x"][6:9]


def test_a_loss_is_needed_here_and_only_here(api):
    plain = {k: v for k, v in asked("lstm").items() if k not in ("loss", "truncate")}
    refused = api.post("/figures/gradient_heat", json=plain)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/loss"
    refused = api.post("/figures/gates", json=asked("lstm"))
    assert "#/loss" in [fault["pointer"] for fault in refused.json()["errors"]]


def test_the_laboratorys_views_stay_those_of_the_trace():
    for cell in CELLS.values():
        assert not set(views(cell, outputs=True)) & set(BACK)
        assert views(cell, backward=True) == BACK
