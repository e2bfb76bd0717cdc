"""POST /api/v1/figures/{view}: the same figure as the builder's, and clear refusals."""

import json

import pytest

from app.api.figures import FigureRequest, as_json
from app.api.schemas import TraceRequest
from app.api.traces import compute
from app.figures import MAX_FRAMES, MAX_STEPS, Look, figure_json
from app.i18n import catalogue

NEURONAL = {"cell": "lstm", "input": {"text": "NEURONAL"}, "params": {"model": "neuronal-lstm"}}
JSON = {"Content-Type": "application/json"}


def test_the_answer_is_the_builders_figure(api):
    asked = NEURONAL | {"lang": "es", "theme": "dark", "width": 500, "animated": False}
    answer = api.post("/figures/gates", json=asked)
    trace = compute(TraceRequest.model_validate(NEURONAL)).trace
    look = Look("es", "dark", tuple("NEURONAL"), 500)
    assert answer.status_code == 200
    assert answer.content == figure_json("gates", trace, look)
    assert answer.headers["etag"] == api.post("/figures/gates", json=asked).headers["etag"]


def test_outputs_of_a_trained_model_say_what_comes_next(api):
    made = api.post("/figures/outputs", json=NEURONAL).json()
    assert len(made["frames"]) == 8
    assert made["layout"]["meta"]["vocabulary"][-1] == "$"


@pytest.mark.parametrize(
    ("view", "change", "pointer", "key"),
    [
        ("outputs", {"params": {"seed": 1}}, "#/cell", "figure_view"),
        ("gates", {"cell": "rnn", "params": {"seed": 1}}, "#/cell", "figure_view"),
        ("unit_lines", {"unit": 4}, "#/unit", "figure_unit"),
        ("phase", {"units": [0, 9]}, "#/units", "figure_unit"),
        ("states", {"input": {"text": "N" * (MAX_FRAMES + 1)}}, "#/animated", "figure_frames"),
        (
            "states",
            {"input": {"text": "N" * (MAX_STEPS + 1)}, "animated": False},
            "#/input",
            "figure_steps",
        ),
        (
            "similarity",
            {"input": {"text": "N" * 500}, "animated": False},
            "#/params",
            "figure_values",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_limit(api, view, change, pointer, key):
    answer = api.post(f"/figures/{view}", json=NEURONAL | change)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == pointer
    begins = catalogue("en").texts[f"api.fault.{key}"].split("{")[0]
    assert fault["message"].startswith(begins)


def test_an_unknown_view_names_the_known_ones(api):
    answer = api.post("/figures/nothing", json=NEURONAL)
    assert answer.status_code == 404
    assert "gates" in answer.json()["known"]


@pytest.mark.parametrize("change", [{"theme": "blue"}, {"lang": "fr"}, {"width": 1}, {"more": 1}])
def test_a_look_that_is_not_known_is_refused(api, change):
    assert api.post("/figures/gates", json=NEURONAL | change).status_code == 422


def test_a_figure_is_a_pure_function_of_its_request():
    request = FigureRequest.model_validate(NEURONAL)
    first = as_json("states", request)
    assert first == as_json("states", request)
    assert json.loads(first)["layout"]["meta"]["cell"] == "lstm"
