"""What steps and traces accept. Sizes come from limits.py."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, FiniteFloat, model_validator

from ..cells import EVERY
from .fields import (
    Digits,
    Index,
    InputVector,
    Name,
    Strict,
    Text,
    Tokens,
    Vector,
    exactly_one,
    one_of,
)
from .limits import LIMITS
from .schemas_params import Params


class Input(Strict):
    """The sequence: exactly one of text, tokens, vectors."""

    model_config = ConfigDict(json_schema_extra=one_of("text", "tokens", "vectors"))

    text: Text | None = Field(
        None,
        description="Any text; normalised (NFC), one token a grapheme cluster.",
        examples=["NEURONAL"],
    )
    tokens: Tokens | None = Field(
        None, description="One token a timestep.", examples=[["la", "notebook"]]
    )
    vectors: (
        Annotated[list[InputVector], Field(fail_fast=True, min_length=1, max_length=LIMITS.steps)]
        | None
    ) = Field(
        None, description="T vectors of X numbers each.", examples=[[[0.5, -1.0], [0.25, 2.0]]]
    )

    @model_validator(mode="after")
    def one(self) -> Self:
        exactly_one(self, ("text", "tokens", "vectors"))
        return self


class Target(Strict):
    """What a decoder is given to read: exactly one of text, tokens."""

    model_config = ConfigDict(json_schema_extra=one_of("text", "tokens"))

    text: Text | None = Field(
        None, description="One token a grapheme cluster.", examples=["1998-03-03"]
    )
    tokens: Tokens | None = Field(
        None, description="One token a timestep.", examples=[["dos", "mil"]]
    )

    @model_validator(mode="after")
    def one(self) -> Self:
        exactly_one(self, ("text", "tokens"))
        return self


class Override(Strict):
    """Replaces a node's value where it is computed; without step or unit: at all of them."""

    node: Name = Field(description="A node of the cell.", examples=["f"])
    value: FiniteFloat = Field(description="What its readers see instead.", examples=[1.0])
    step: Index | None = Field(None, description="Counted from 0.")
    unit: Index | None = Field(None, description="Counted from 0.")


class Common(Strict):
    """What every computing request has."""

    cell: Name | None = Field(
        None,
        description="Id of the cell; where a model is named it may be left out.",
        json_schema_extra={"enum": list(EVERY)},
        examples=["lstm"],
    )
    params: Params = Params(seed=1)
    state: Annotated[dict[Name, Vector], Field(max_length=10)] | None = Field(
        None,
        description="What the cell remembers at the start; zeros where missing.",
        examples=[{"h": [0.1, 0, 0, 0]}],
    )
    memory: (
        Annotated[list[Vector], Field(fail_fast=True, min_length=1, max_length=LIMITS.rows)] | None
    ) = Field(
        None,
        description="What a cell that attends looks at, S rows of H numbers, the same at every "
        "timestep: usually the h of an encoder, whose trace gives them. Of such cells alone.",
        examples=[[[0.1, -0.2, 0.3, 0], [0.5, 0, -0.4, 0.2]]],
    )
    overrides: Annotated[list[Override], Field(fail_fast=True, max_length=LIMITS.overrides)] = (
        Field(default=[])
    )
    nodes: Annotated[list[Name], Field(fail_fast=True, max_length=100)] | None = Field(
        None,
        description="Which nodes to return; all that have H or S numbers when missing.",
        examples=[["f", "h"]],
    )
    digits: Digits = 6
    dtype: Literal["float64", "float32"] = "float64"


class TraceRequest(Common):
    """A whole sequence through a cell."""

    input: Input
    target: Target | None = Field(
        None,
        description="Of an encoder-decoder alone: what its decoder reads, without start and end "
        "signs, one word of its outputs a timestep; without it, what it says itself.",
    )
    include_params: bool = Field(False, description="Also return the parameters, not rounded.")


class StepRequest(Common):
    """One timestep of a cell; the caller holds the state."""

    x: InputVector = Field(description="The input, X numbers.", examples=[[0.5, -1.0]])

    def as_trace(self) -> TraceRequest:
        """The trace of length one that computes this step."""
        shared = {name: getattr(self, name) for name in Common.model_fields}
        return TraceRequest.model_construct(
            **shared,
            input=Input.model_construct({"vectors"}, vectors=[self.x]),
            target=None,
            include_params=False,
        )
