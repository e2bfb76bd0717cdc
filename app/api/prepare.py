"""From a request that parses to arrays that compute: every check that a schema cannot make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..cells import DECODERS
from ..core.cell import Cell
from ..core.params import Params
from ..core.trace import Memory, Override
from ..learning.readout import Readout
from . import brought
from .errors import Fault, Problem, invalid
from .limits import LIMITS
from .numbers import Array
from .schemas import TraceRequest
from .sequences import inputs_of, sequence_of
from .weights import cast, cell_of, model_of, params_of


@dataclass(frozen=True)
class Prepared:
    """A checked request: everything that core.run.run takes."""

    request: TraceRequest
    cell: Cell
    params: Params
    inputs: Array  # (T, X)
    tokens: tuple[str, ...] | None
    vocabulary: tuple[str, ...] | None  # what the columns of the inputs stand for
    state: dict[str, Array]
    overrides: tuple[Override, ...]
    readout: Readout | None
    outputs: tuple[str, ...]  # what the readout's rows stand for
    memory: Memory | None = None

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes to return: those asked for, else all that are a row of numbers."""
        if self.request.nodes is not None:
            return tuple(dict.fromkeys(self.request.nodes))
        return tuple(n.id for n in self.cell.nodes if _row(self.cell, n.id))


def prepare(request: TraceRequest) -> Prepared:
    """Checks the request and draws or loads its parameters; raises Problem."""
    model = model_of(request.params.model)
    cell = cell_of(request.cell, request.params.model or "", model.cell if model else None)
    if request.target is not None:
        raise invalid("target", key="target_unread")
    for k, id in enumerate(request.nodes or ()):
        _known_node(cell, id, "nodes", k)
    read = sequence_of(request, model)
    dtype = np.dtype(request.dtype)
    params = params_of(request, cell, model, read.width, read.steps, dtype)
    inputs = inputs_of(request, read, params.input_size, dtype)
    steps = len(inputs)
    memory = _memory(request, cell, params.hidden, steps, dtype)
    readout, outputs = brought.readout_of(request.params, cell.id)
    if model:
        readout, outputs = model.readout, tuple(model.outputs)
    return Prepared(
        request=request,
        cell=cell,
        params=params,
        inputs=inputs,
        tokens=read.tokens,
        vocabulary=read.vocabulary,
        state=_state(request, cell, params.hidden, dtype),
        overrides=_overrides(request, cell, params, steps, dtype, memory),
        readout=readout_of(readout, dtype) if readout else None,
        outputs=outputs,
        memory=memory,
    )


def _known_node(cell: Cell, id: str, *path: str | int) -> None:
    if id not in cell.ids:
        raise invalid(*path, key="unknown_node", node=id, cell=cell.id, known=list(cell.ids))


def _state(
    request: TraceRequest, cell: Cell, hidden: int, dtype: np.dtype[Any]
) -> dict[str, Array]:
    for name, values in (request.state or {}).items():
        if name not in cell.states:
            raise invalid("state", name, key="unknown_state", cell=cell.id, known=list(cell.states))
        if len(values) != hidden:
            raise invalid("state", name, key="state_size", has=len(values), needs=hidden)
    return {s: cast(v, dtype, "state", s) for s, v in (request.state or {}).items()}


def _row(cell: Cell, id: str) -> bool:
    """Whether a value is one row of numbers: no join, no matrix of a memory's rows."""
    return not cell.node(id).op.joins and cell.axes[id] != "SH"


def _memory(
    request: TraceRequest, cell: Cell, hidden: int, steps: int, dtype: np.dtype[Any]
) -> Memory | None:
    rows = request.memory
    if cell.attends != (rows is not None):
        key = "memory_missing" if cell.attends else "memory_unread"
        raise invalid("memory", key=key, cell=cell.id, known=list(DECODERS))
    for s, row in enumerate(rows or ()):
        if len(row) != hidden:
            raise invalid("memory", s, key="memory_size", has=len(row), needs=hidden)
    asked, limit = steps * len(rows or ()) * hidden, LIMITS.numbers
    if asked > limit:
        fault = Fault(("memory",), "memory_work", {"asked": asked, "limit": limit})
        raise Problem("too-much-work", fault, members={"limit": limit, "asked": asked})
    return Memory(cast(rows, dtype, "memory")) if rows else None


def _overrides(
    request: TraceRequest,
    cell: Cell,
    params: Params,
    steps: int,
    dtype: np.dtype[Any],
    memory: Memory | None,
) -> tuple[Override, ...]:
    sizes = {"H": params.hidden, "S": len(memory.rows) if memory else 0}
    for k, o in enumerate(request.overrides):
        _known_node(cell, o.node, "overrides", k, "node")
        if cell.axes[o.node] == "SH":
            raise invalid("overrides", k, "node", key="override_rows", node=o.node)
        units = sizes[cell.axes[o.node]]
        if cell.node(o.node).op.joins:
            units = sum(params.input_size if a == "x" else sizes[cell.axes[a]]
                        for a in cell.node(o.node).args)  # fmt: skip
        for name, index, size in (("step", o.step, steps), ("unit", o.unit, units)):
            if index is not None and index >= size:
                raise invalid("overrides", k, name, key="beyond", has=index, last=size - 1)
        cast(o.value, dtype, "overrides", k, "value")
    replaced = sum(steps if o.step is None else 1 for o in request.overrides)
    if replaced > LIMITS.overridden:
        raise invalid("overrides", key="overridden", has=replaced, limit=LIMITS.overridden)
    return tuple(Override(o.node, o.value, o.step, o.unit) for o in request.overrides)


def readout_of(own: Readout, dtype: np.dtype[Any]) -> Readout:
    return replace(own, V=own.V.astype(dtype), b_y=own.b_y.astype(dtype))
