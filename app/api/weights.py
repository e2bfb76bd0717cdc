"""The parameters that a request names, draws or sends; and what work it may ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from .. import models
from ..cells import CELLS, EVERY
from ..core.cell import Cell
from ..core.params import INITS, Params, ParamsError, by_input, from_values, initial, shapes
from ..models.brought import READOUT
from .errors import Fault, Problem, invalid
from .limits import LIMITS
from .numbers import Array
from .schemas import TraceRequest
from .schemas_params import WeightEdit


def model_of(name: str | None) -> models.Model | None:
    """The shipped model that a request names: one cell, not a whole network."""
    if name is None:
        return None
    try:
        model = models.load(name)
    except models.UnknownModel:
        if models.own.meant(name):
            most = {"units": models.own.UNITS, "letters": models.own.LETTERS}
            known = list(CELLS)
            key = "own_model"
            raise invalid("params", "model", key=key, model=name, known=known, **most) from None
        known = list(models.names())
        raise invalid("params", "model", key="unknown_model", model=name, known=known) from None
    if model.id != name:
        parts = [f"{name}/{part.name}" for part in models.parts(name)]
        raise invalid("params", "model", key="network", model=name, known=parts)
    return model


def cell_of(asked: str | None, model: str, own: Cell | None) -> Cell:
    """The cell of a request, which is its model's where it names one."""
    if asked is None:
        if own is None:
            raise invalid("cell", key="missing", field="cell")
        return own
    cell = EVERY.get(asked)
    if cell is None:
        raise invalid("cell", key="unknown_cell", cell=asked[:100], known=list(EVERY))
    if own is not None and cell is not own:
        raise invalid("cell", key="other_cell", model=model, needs=own.id, cell=cell.id)
    return cell


def params_of(
    request: TraceRequest,
    cell: Cell,
    model: models.Model | None,
    width: int,
    steps: int,
    dtype: np.dtype[Any],
) -> Params:
    wanted = request.params
    if wanted.values is not None:
        own = {k: v for k, v in wanted.values.items() if k not in READOUT}
        return _from_values(cell, own, steps, dtype)
    if model is not None:
        params = model_params(request, model, steps, dtype)
    else:
        params = _drawn(request, cell, width, steps, dtype)
    return _edited(cell, params, wanted.edits, dtype)


def model_params(
    request: TraceRequest, model: models.Model, steps: int, dtype: np.dtype[Any]
) -> Params:
    """A model's own, scaled where that is asked for."""
    cell, params, scale = model.cell, model.params, request.params.scale
    _admit(cell, params.input_size, params.hidden, steps)
    return params if scale == 1 and dtype == np.float64 else _scaled(cell, params, scale, dtype)


def _scaled(cell: Cell, params: Params, scale: float, dtype: np.dtype[Any]) -> Params:
    with np.errstate(over="ignore"):
        values = {name: (scale * v).astype(dtype) for name, v in params.items()}
    if not all(np.isfinite(v).all() for v in values.values()):
        raise invalid("params", "scale", key="dtype", dtype=dtype.name)
    return from_values(cell, values, dtype)


def _edited(
    cell: Cell, params: Params, edits: Sequence[WeightEdit], dtype: np.dtype[Any]
) -> Params:
    """A copy with single numbers replaced; the parameters themselves where there are none."""
    if not edits:
        return params
    values = {name: np.array(v) for name, v in params.items()}
    for k, edit in enumerate(edits):
        at = ("params", "edits", k)
        if edit.name not in values:
            raise invalid(*at, "name", key="unknown_value", cell=cell.id, known=list(values))
        array = values[edit.name]
        place = (edit.row,) if edit.column is None else (edit.row, edit.column)
        if len(place) != array.ndim:
            raise invalid(*at, key="edit_place", name=edit.name, has=len(place), needs=array.ndim)
        for field, index, size in zip(("row", "column"), place, array.shape, strict=False):
            if index >= size:
                raise invalid(*at, field, key="beyond", has=index, last=size - 1)
        array[place] = cast(edit.value, dtype, *at, "value")
    return from_values(cell, values, dtype)


def _drawn(
    request: TraceRequest, cell: Cell, width: int, steps: int, dtype: np.dtype[Any]
) -> Params:
    wanted = request.params
    if wanted.init not in INITS:
        raise invalid("params", "init", key="unknown_init", init=wanted.init, known=list(INITS))
    if wanted.forget_bias and not cell.keep:
        raise invalid("params", "forget_bias", key="no_keep", cell=cell.id)
    _admit(cell, width, wanted.hidden, steps)
    with np.errstate(over="ignore", invalid="ignore"):
        params = initial(
            cell, width, wanted.hidden, seed=wanted.seed or 0, init=wanted.init,
            scale=wanted.scale, forget_bias=wanted.forget_bias, dtype=dtype,
        )  # fmt: skip
    if not np.isfinite(params.flat).all():
        raise invalid("params", "scale", key="dtype", dtype=dtype.name)
    return params


def _from_values(
    cell: Cell, values: Mapping[str, Sequence[Any]], steps: int, dtype: np.dtype[Any]
) -> Params:
    expected, at = shapes(cell, 1, 1), ("params", "values")
    for name in sorted(expected.keys() ^ values.keys()):
        key = "missing_value" if name in expected else "unknown_value"
        raise invalid(*at, name, key=key, cell=cell.id, known=list(expected))
    for name, rows in values.items():
        _rectangular(rows, len(expected[name]), *at, name)
    widest = by_input(cell)
    hidden, width = len(values[widest]), len(values[widest][0])
    for name, shape in shapes(cell, width, hidden).items():
        rows = values[name]
        has = (len(rows), len(rows[0])) if len(shape) == 2 else (len(rows),)
        if has != shape:
            sizes = {"from": widest, "hidden": hidden, "input_size": width}
            raise invalid(*at, name, key="shape", has=_size(has), needs=_size(shape), **sizes)
    if hidden > LIMITS.hidden or width > LIMITS.input_size:
        limits = {"hidden": LIMITS.hidden, "input_size": LIMITS.input_size}
        raise invalid(*at, widest, key="size", has=_size((hidden, width)), **limits)
    _admit(cell, width, hidden, steps)
    try:
        return from_values(cell, {n: cast(v, dtype, *at, n) for n, v in values.items()}, dtype)
    except ParamsError as error:
        raise invalid(*at, error.name, key="params", said=error.message) from None


def _rectangular(rows: Sequence[Any], dimensions: int, *path: str | int) -> None:
    """Not empty, rows where there must be rows, all of one length."""
    if len(rows) == 0:
        raise invalid(*path, key="empty")
    for k, row in enumerate(rows):
        if isinstance(row, list) != (dimensions == 2):
            raise invalid(*path, k, key="dimensions", needs=dimensions)
        if dimensions == 2 and not row:
            raise invalid(*path, k, key="empty")
        if dimensions == 2 and len(row) != len(rows[0]):
            raise invalid(*path, k, key="ragged", has=len(row), first=len(rows[0]))


def _size(shape: Sequence[int]) -> str:
    return " × ".join(map(str, shape))


def _admit(cell: Cell, width: int, hidden: int, steps: int) -> None:
    """Refuses what would cost too much, before any of it is made."""
    size = sum(prod(s) for s in shapes(cell, width, hidden).values())
    values = steps * hidden * len(cell.nodes)
    for asked, limit, key in (
        (size * steps, LIMITS.work, "work"),
        (values, LIMITS.numbers, "numbers"),
    ):
        if asked > limit:
            fault = Fault(
                (), key, {"steps": steps, "parameters": size, "asked": asked, "limit": limit}
            )
            raise Problem("too-much-work", fault, members={"limit": limit, "asked": asked})


def cast(values: Any, dtype: np.dtype[Any], *path: str | int) -> Array:
    """Finite JSON numbers as an array; one that its type cannot hold is a fault at its place."""
    with np.errstate(over="ignore"):
        array: Array = np.array(values, np.float64).astype(dtype)
    if not np.isfinite(array).all():
        at = [int(i) for i in np.argwhere(~np.isfinite(array))[0]]
        raise invalid(*path, *at, key="dtype", dtype=dtype.name)
    return array
