"""How a request gives its parameters: drawn, sent or a shipped model's."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import ConfigDict, Field, FiniteFloat, model_validator

from ..core.params import INITS
from .fields import (
    SAFE_INTEGER,
    Index,
    Model,
    Name,
    Strict,
    Token,
    Values,
    exactly_one,
    one_of,
    only_with,
)
from .limits import LIMITS


class WeightEdit(Strict):
    """Replaces one number of the drawn or shipped parameters."""

    name: Name = Field(description="A parameter of the cell.", examples=["W_f"])
    row: Index = Field(description="The unit that it belongs to, counted from 0.")
    column: Index | None = Field(
        None, description="Of a matrix: the input or unit that it multiplies, counted from 0."
    )
    value: FiniteFloat = Field(description="The number in its place.", examples=[1.5])


class Vocabulary(Strict):
    """What the columns of parameters that are sent stand for; without it they are numbered."""

    inputs: Annotated[list[Token], Field(max_length=LIMITS.input_size)] | None = Field(
        None, description="One a column of the input: then text and tokens can be read."
    )
    source: Annotated[list[Token], Field(max_length=LIMITS.input_size)] | None = Field(
        None, description="The same of what an encoder reads; inputs then are the decoder's."
    )
    outputs: Annotated[list[Token], Field(max_length=LIMITS.input_size)] | None = Field(
        None, description="One a row of V; of a decoder the last is its end sign."
    )
    numbers: bool = Field(
        False, description="The outputs are numbers under a squared error, not classes."
    )


class Params(Strict):
    """The parameters: exactly one of seed, values, model; edits change single numbers of them."""

    model_config = ConfigDict(json_schema_extra=one_of("seed", "values", "model"))

    seed: Annotated[int, Field(ge=0, le=SAFE_INTEGER)] | None = Field(
        None,
        description="Draws untrained parameters; goes with hidden, init, scale, forget_bias.",
        examples=[7],
    )
    hidden: Annotated[int, Field(ge=1, le=LIMITS.hidden)] = Field(
        4, description="Units of the cell, H."
    )
    init: Name = Field(
        "pytorch", description="How they are drawn.", json_schema_extra={"enum": list(INITS)}
    )
    scale: FiniteFloat = Field(
        1.0, description="Multiplies every parameter that a seed draws or a model has."
    )
    forget_bias: FiniteFloat = Field(
        0.0, description="Added to the bias that makes the cell keep its state."
    )
    values: Annotated[dict[Name, Values], Field(max_length=400)] | None = Field(
        None,
        description="Every parameter of the cell by name; the sizes follow from the shapes. With "
        "a readout V and b_y besides. Of a network, each name after its layer's: layer-1.W_f, "
        "layer-2.W_f, forwards.W_f, backwards.W_f, encoder.W_r; or as a training's end has them. "
        "POST /v1/weights reads them from a safetensors file.",
    )
    vocabulary: Vocabulary | None = Field(None, description="Of values alone.")
    model: Model | None = Field(
        None,
        description="A shipped trained model: see /api/v1/models. Of a network, NAME/PART is one "
        "of its layers alone, by the name that it has in the network's own trace. Or "
        "own-CELL-UNITS:TEXT, such as own-lstm-4:hola: a network that learns to spell this text "
        "here and now (“/” is written %2F, “%” is written %25).",
        examples=["neuronal-lstm"],
    )

    edits: Annotated[list[WeightEdit], Field(fail_fast=True, max_length=LIMITS.overrides)] = Field(
        default=[],
        description="Single numbers replaced last, with seed or model; a model keeps its "
        "vocabulary and its readout.",
    )

    @model_validator(mode="after")
    def one(self) -> Self:
        exactly_one(self, ("seed", "values", "model"))
        only_with(self, self.seed is not None, "seed_only", {"hidden", "init", "forget_bias"})
        only_with(self, self.values is None, "not_with_values", {"scale", "edits"})
        only_with(self, self.values is not None, "values_only", {"vocabulary"})
        return self
