"""What every schema is made of: strict, nothing unknown, finite numbers only."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, FiniteFloat, Tag
from pydantic_core import PydanticCustomError

from .limits import LIMITS

SAFE_INTEGER = 2**53 - 1  # what every JSON reader keeps exact

Name = Annotated[str, Field(max_length=100)]
Model = Annotated[str, Field(max_length=400)]  # that of one that learns a text holds the text
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


def exactly_one(model: BaseModel, names: tuple[str, ...]) -> None:
    given = [n for n in names if n in model.model_fields_set]
    if len(given) != 1 or getattr(model, given[0]) is None:
        raise PydanticCustomError("one_of", "exactly one of {names}", {"names": ", ".join(names)})


def only_with(model: BaseModel, allowed: bool, key: str, names: set[str]) -> None:
    stray = sorted(model.model_fields_set & names)
    if stray and not allowed:
        raise PydanticCustomError(key, "{names} do not belong here", {"names": ", ".join(stray)})


def one_of(*names: str) -> dict[str, Any]:
    return {"oneOf": [{"required": [n]} for n in names]}


Text = Annotated[str, Field(min_length=1, max_length=LIMITS.text)]
Tokens = Annotated[list[Token], Field(fail_fast=True, min_length=1, max_length=LIMITS.steps)]
