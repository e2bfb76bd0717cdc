"""What the API accepts: strict, nothing unknown, finite numbers only. Sizes come from limits.py."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, FiniteFloat, Tag, model_validator
from pydantic_core import PydanticCustomError

from ..cells import EVERY
from ..core.params import INITS
from .limits import LIMITS

SAFE_INTEGER = 2**53 - 1  # what every JSON reader keeps exact

Name = Annotated[str, Field(max_length=100)]
Token = Annotated[str, Field(min_length=1, max_length=LIMITS.token)]
Vector = Annotated[list[FiniteFloat], Field(fail_fast=True)]
InputVector = Annotated[
    list[FiniteFloat], Field(fail_fast=True, min_length=1, max_length=LIMITS.input_size)
]
Row = Annotated[
    Annotated[Vector, Tag("row")] | Annotated[FiniteFloat, Tag("number")],
    Discriminator(lambda value: "row" if isinstance(value, list) else "number"),
]
Values = Annotated[list[Row], Field(fail_fast=True)]  # (H, X), (H, H) or (H)
Index = Annotated[int, Field(ge=0)]
Digits = Annotated[
    int, Field(ge=1, le=17, description="Significant digits of the values; 17 is not rounded.")
]


class Strict(BaseModel):
    """No coercion, no unknown field."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _exactly_one(model: BaseModel, names: tuple[str, ...]) -> None:
    given = [n for n in names if n in model.model_fields_set]
    if len(given) != 1 or getattr(model, given[0]) is None:
        raise PydanticCustomError("one_of", "exactly one of {names}", {"names": ", ".join(names)})


def _only_with(model: BaseModel, allowed: bool, key: str, names: set[str]) -> None:
    stray = sorted(model.model_fields_set & names)
    if stray and not allowed:
        raise PydanticCustomError(key, "{names} do not belong here", {"names": ", ".join(stray)})


def _one_of(*names: str) -> dict[str, Any]:
    return {"oneOf": [{"required": [n]} for n in names]}


Text = Annotated[str, Field(min_length=1, max_length=LIMITS.text)]
Tokens = Annotated[list[Token], Field(fail_fast=True, min_length=1, max_length=LIMITS.steps)]


class Input(Strict):
    """The sequence: exactly one of text, tokens, vectors."""

    model_config = ConfigDict(json_schema_extra=_one_of("text", "tokens", "vectors"))

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
        _exactly_one(self, ("text", "tokens", "vectors"))
        return self


class Target(Strict):
    """What a decoder is given to read: exactly one of text, tokens."""

    model_config = ConfigDict(json_schema_extra=_one_of("text", "tokens"))

    text: Text | None = Field(
        None, description="One token a grapheme cluster.", examples=["1998-03-03"]
    )
    tokens: Tokens | None = Field(
        None, description="One token a timestep.", examples=[["dos", "mil"]]
    )

    @model_validator(mode="after")
    def one(self) -> Self:
        _exactly_one(self, ("text", "tokens"))
        return self


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

    model_config = ConfigDict(json_schema_extra=_one_of("seed", "values", "model"))

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
    model: Name | None = Field(
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
        _exactly_one(self, ("seed", "values", "model"))
        _only_with(self, self.seed is not None, "seed_only", {"hidden", "init", "forget_bias"})
        _only_with(self, self.values is None, "not_with_values", {"scale", "edits"})
        _only_with(self, self.values is not None, "values_only", {"vocabulary"})
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
