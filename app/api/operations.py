"""The table of what the API offers: the OpenAPI document and the docs page are printed from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ..learning.live import REPORTS
from . import answers
from .figures import FigureRequest
from .media import JSON, NPZ
from .schemas import StepRequest, TraceRequest
from .schemas_gradients import GradientRequest
from .schemas_trainings import TrainingRequest


@dataclass(frozen=True)
class Operation:
    """One route: its words are api.operation.ID in the catalogues; its example is run."""

    id: str
    method: str
    path: str
    answer: type
    request: type[BaseModel] | None = None
    also: tuple[str, ...] = ()  # other media types of the answer
    query: tuple[str, ...] = ()
    example: Any = None  # the request's body
    file: str = ""  # the shipped model whose file is the example's body, where a file is sent
    instead: str = ""  # the example's path, where the path has a part to fill in
    accept: str = JSON
    again: bool = False  # a route above, asked in another way


SAID = {"reports": REPORTS, "thinned": 2 * REPORTS}  # in the operations' words
DATE = {"input": {"text": "3/7/1998"}, "params": {"model": "dates-gru-attention"}, "digits": 3}
NEURONAL = {"cell": "lstm", "input": {"text": "NEURONAL"}, "params": {"model": "neuronal-lstm"}}

OPERATIONS = (
    Operation("cells", "GET", "/v1/cells", answers.Cells, query=("input_size", "hidden")),
    Operation(
        "cell", "GET", "/v1/cells/{id}", answers.Cell,
        query=("input_size", "hidden"), instead="/v1/cells/min_gru?input_size=7&hidden=4",
    ),
    Operation(
        "step", "POST", "/v1/steps", answers.Step, StepRequest,
        example={
            "cell": "gru", "x": [0.5, -1.0], "state": {"h": [0.1, 0.2]},
            "params": {"seed": 7, "hidden": 2}, "nodes": ["r", "z", "n", "h"],
        },
    ),
    Operation(
        "trace", "POST", "/v1/traces", answers.Trace, TraceRequest,
        also=("application/x-ndjson", "text/event-stream", NPZ),
        example=NEURONAL | {"nodes": ["f", "c", "h"], "digits": 3},
    ),
    Operation(
        "stream", "POST", "/v1/traces", answers.StreamLine, TraceRequest,
        accept="application/x-ndjson", again=True,
        example={
            "cell": "rnn", "input": {"vectors": [[1.0, 0.0], [0.0, 1.0]]},
            "params": {"seed": 1, "hidden": 2},
            "overrides": [{"node": "h", "step": 1, "unit": 0, "value": 0.5}],
        },
    ),
    Operation(
        "network", "POST", "/v1/traces", answers.Trace, TraceRequest, again=True,
        example={
            "input": {"text": "NE"}, "params": {"model": "neuronal-lstm-stacked"},
            "nodes": ["h"], "digits": 3,
        },
    ),
    Operation(
        "get_trace", "GET", "/v1/traces", answers.Trace, query=("q",),
        also=("application/x-ndjson", "text/event-stream", NPZ),
        example={"cell": "min_gru", "input": {"text": "año"}, "nodes": ["h"]},
    ),
    Operation(
        "gradient", "POST", "/v1/gradients", answers.Gradient, GradientRequest,
        example=NEURONAL | {
            "params": {
                "model": "neuronal-lstm",
                "edits": [{"name": "W_f", "row": 0, "column": 3, "value": 0.5}],
            },
            "loss": {"targets": [*"EURONAL", "$"]}, "nodes": ["c", "h"], "digits": 3,
            "attribution": ["gradient_input", "leave_out"],
        },
    ),
    Operation(
        "network_gradient", "POST", "/v1/gradients", answers.Gradient, GradientRequest,
        again=True,
        example=DATE | {
            "target": {"text": "1998-07-03"}, "loss": {"targets": [*"1998-07-03", "$"]},
            "nodes": ["weights"], "jacobians": False, "attribution": ["gradient_input"],
        },
    ),
    Operation(
        "figure", "POST", "/v1/figures/{view}", dict, FigureRequest, instead="/v1/figures/gates",
        example=NEURONAL | {"lang": "es", "theme": "dark", "animated": True},
    ),
    Operation(
        "training", "POST", "/v1/trainings", answers.TrainingEvent, TrainingRequest,
        accept="text/event-stream",
        example={
            "task": "delayed-cue", "knobs": {"gap": 5}, "cell": "rnn", "hidden": 4, "updates": 2,
            "optimiser": "sgd", "rate": 0.1, "clip": 1.0, "seed": 7,
        },
    ),
    Operation(
        "weight_file", "POST", "/v1/weights", dict, query=("cell",), file="marked-cue-10-rnn",
    ),
    Operation("models", "GET", "/v1/models", answers.Models),
    Operation("model", "GET", "/v1/models/{id}", dict, instead="/v1/models/neuronal-lstm"),
    Operation("scenes", "GET", "/v1/scenes", dict),
    Operation("scene", "GET", "/v1/scenes/{id}", dict, instead="/v1/scenes/lstm"),
)  # fmt: skip
