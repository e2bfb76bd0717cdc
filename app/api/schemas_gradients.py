"""What POST /v1/gradients accepts: a trace request and a loss."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, FiniteFloat, model_validator

from .fields import Index, Name, Strict, Token, exactly_one, one_of
from .limits import LIMITS
from .schemas import TraceRequest

Attribution = Literal["gradient_input", "gradient_norm", "leave_out"]
Answer = Token | Index | FiniteFloat
"""Of a model: a word, the number of one, or of a model of values a number."""
Answers = Annotated[list[Answer | None], Field(min_length=1, max_length=LIMITS.input_size)]


class Loss(Strict):
    """What is differentiated: a node's value times weights, or the right answers of a model."""

    model_config = ConfigDict(json_schema_extra=one_of("node", "targets"))

    node: Name | None = Field(None, description="A node of the cell.", examples=["h"])
    step: int = Field(-1, description="Its timestep, from 0; negative from the end.")
    weights: Annotated[list[FiniteFloat], Field(fail_fast=True, min_length=1)] | None = Field(
        None, description="H numbers: the loss is their dot product with the node's value."
    )
    targets: (
        Annotated[list[Answer | Answers | None], Field(fail_fast=True, max_length=LIMITS.steps)]
        | None
    ) = Field(
        None,
        description="The model's right answer at each timestep, as in its card's example: a word "
        "of its outputs or the number of one, and the loss is the mean cross-entropy; of a model "
        "with several answers a step, a list with one for each or null; of a model that answers "
        "with numbers, a number, and the loss is the mean squared error. null where none is asked.",
        examples=[["E", None, "$"], [None, None, 0.75], [None, [None, "brand: alba"]]],
    )

    @model_validator(mode="after")
    def one(self) -> Self:
        exactly_one(self, ("node", "targets"))
        return self


class GradientRequest(TraceRequest):
    """Backpropagation through time of one loss over a trace."""

    loss: Loss
    truncate: Annotated[int, Field(ge=1, le=LIMITS.steps)] | None = Field(
        None, description="Cuts the way back, from the end, into parts of so many timesteps."
    )
    attribution: Annotated[list[Attribution], Field(max_length=3)] = Field(
        default=[], description="How much each input says to the loss, by which measures."
    )
    jacobians: bool = Field(
        True, description="Also the Jacobians of the steps: they cost most with many units."
    )
