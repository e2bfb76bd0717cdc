"""What POST /v1/trainings accepts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from ..cells import CELLS
from ..learning.optimisers import OPTIMISERS
from ..learning.tasks import LIVE
from .fields import SAFE_INTEGER, Index, Name, Strict

Rate = Annotated[FiniteFloat, Field(gt=0, le=100)]
Limit = Annotated[FiniteFloat, Field(gt=0)]
Share = Annotated[FiniteFloat, Field(ge=0, lt=1)]

HIDDEN, UPDATES, BATCH, CHANGES = 128, 5_000, 128, 20


class Knobs(Strict):
    """Of a task: those it has; the rest must be left out."""

    text: Annotated[str, Field(min_length=2, max_length=100)] | None = Field(
        None, description="Of next-character: what is learned by heart.", examples=["NEURONAL"]
    )
    length: int | None = Field(None, description="Timesteps of a sequence.")
    gap: int | None = Field(None, description="Timesteps between the cue and the question.")
    symbols: int | None = Field(None, description="Of copying: how many are to be repeated.")
    longest: int | None = Field(None, description="Of parity and counting: the longest sequence.")
    bits: int | None = Field(None, description="Of binary addition: bits of each number.")


def _of_each_task() -> str:
    """marked-cue: length 5 to 200; …"""
    said = (
        (task, ", ".join(f"{name} {low} to {high}" for name, (low, high) in knobs.items()))
        for task, knobs in LIVE.items()
    )
    return (
        "; ".join(f"{task}: {knobs}" for task, knobs in said if knobs) + "; next-character: text."
    )


class Change(Strict):
    """Settings replaced after an update: a paused run that goes on."""

    at: Index = Field(description="After so many updates.")
    rate: Rate | None = None
    optimiser: Name | None = Field(None, json_schema_extra={"enum": list(OPTIMISERS)})
    momentum: Share | None = None
    clip: Limit | None = None
    clip_value: Limit | None = None
    decay: Annotated[FiniteFloat, Field(ge=0, le=10)] | None = None
    dropout: Share | None = None


class TrainingRequest(Strict):
    """A bounded training run; a pure function of this request."""

    task: Name = Field(json_schema_extra={"enum": list(LIVE)}, examples=["delayed-cue"])
    knobs: Knobs = Field(Knobs(), description=f"Of the task alone. {_of_each_task()}")
    cell: Name = Field(json_schema_extra={"enum": list(CELLS)}, examples=["rnn"])
    hidden: Annotated[int, Field(ge=1, le=HIDDEN)] = 16
    seed: Annotated[int, Field(ge=0, le=SAFE_INTEGER)] = 1
    updates: Annotated[int, Field(ge=1, le=UPDATES)] = 500
    batch: Annotated[int, Field(ge=1, le=BATCH)] = 32
    optimiser: Name = Field("adam", json_schema_extra={"enum": list(OPTIMISERS)})
    rate: Rate = 0.005
    momentum: Share = 0.0
    clip: Limit | None = Field(1.0, description="Largest joint norm of the gradients; null: none.")
    clip_value: Limit | None = Field(None, description="Largest size of a gradient's number.")
    decay: Annotated[FiniteFloat, Field(ge=0, le=10)] = Field(0.0, description="L2.")
    dropout: Share = 0.0
    init: Name = Field("orthogonal", description="How U is drawn; “gauss”: normal, variance 1/H.")
    radius: Annotated[FiniteFloat, Field(gt=0, le=10)] | None = Field(
        None, description="Scales U to this spectral radius."
    )
    forget_bias: FiniteFloat = 0.0
    layers: Annotated[int, Field(ge=1, le=3)] = 1
    bidirectional: bool = False
    truncate: Annotated[int, Field(ge=1)] | None = None
    normalisation: Literal["none", "layer", "batch", "batch_input"] = Field(
        "none",
        description="Of every pre-activation: over the layer, or over the batch at each timestep "
        "(Cooijmans et al. 2017), or so of the input's part alone (Laurent et al. 2016).",
    )
    attention: Literal["", "luong", "bahdanau"] = Field(
        "", description="How a decoder looks at all its encoder said; “”: not at all."
    )
    dtype: Literal["float32", "float64"] = "float32"
    changes: Annotated[list[Change], Field(max_length=CHANGES)] = Field(
        default=[], description="What is replaced when: one change more makes a run go on."
    )
    sample: Annotated[list[Name], Field(max_length=4)] = Field(
        default=[],
        description="Nodes whose values on one sequence (16 units, 40 timesteps) come too, and "
        "with them now and then a corner of every matrix of weights (16 × 16).",
    )
