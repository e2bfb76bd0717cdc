"""Parameters that a request sends with a readout or for several layers: checked and named."""

from __future__ import annotations

from ..learning.readout import Readout
from ..models import brought
from ..models.brought import READOUT, Unfit
from ..models.members import Members
from .errors import Problem, invalid
from .limits import LIMITS
from .schemas_params import Params


def layered(params: Params) -> bool:
    return params.values is not None and brought.layered(params.values)


def of_request(params: Params, cell: str | None) -> Members:
    """The network that params.values are; raises Problem."""
    told = params.vocabulary.model_dump(exclude_none=True) if params.vocabulary else {}
    try:
        found = brought.read(params.values or {}, cell, told)
    except Unfit as error:
        raise problem_of(error) from None
    largest = max(m.params.hidden for m in found.models)
    widest = max(m.params.input_size for m in found.models)
    if largest > LIMITS.hidden or widest > LIMITS.input_size:
        sizes = {"hidden": LIMITS.hidden, "input_size": LIMITS.input_size}
        raise invalid("params", "values", key="size", has=f"{largest} × {widest}", **sizes)
    return found


def readout_of(params: Params, cell: str) -> tuple[Readout | None, tuple[str, ...]]:
    """Of one cell: what was sent as V and b_y, and what its rows stand for."""
    if not params.values or not any(name in params.values for name in READOUT):
        return None, ()
    found = of_request(params, cell)
    return found.readout, tuple(found.models[-1].outputs)


def problem_of(error: Unfit, in_file: bool = False) -> Problem:
    """Pointing to the parameter in a request, or to that of a file, by Celda's name."""
    if in_file:
        return invalid("values", error.name, key=error.key, **error.values)
    if error.key == "vocabulary_size":
        field = error.values["field"]
        return invalid("params", "vocabulary", field, key=error.key, **error.values)
    at = ("params", "values", error.name) if error.name else ("params", "values")
    return invalid(*at, key=error.key, **error.values)
