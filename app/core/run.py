"""Forward: one timestep node by node, or a whole sequence through the fused plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import prod
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .cell import Cell, Node, Pairs
from .fused import filling
from .ops import Array
from .params import Params
from .trace import Memory, Override, Trace, layout


def zeros(cell: Cell, params: Params, batch: tuple[int, ...] = ()) -> dict[str, Array]:
    """The states before anything was read."""
    return {s: np.zeros((*batch, params.hidden), params.flat.dtype) for s in cell.states}


def matrix(params: Params, pairs: Pairs) -> Array:
    """The matrix that an affine puts before one of its arguments: [W U] before a concat."""
    return np.concatenate([params[m] for _, m in pairs], axis=1)


def compute(
    cell: Cell,
    node: Node,
    params: Params,
    v: Mapping[str, Array],
    memory: Memory | None = None,
    t: int | None = None,
) -> Array:
    """One node's value from the values it reads; memory says which of its rows there are.

    t: the timestep whose statistics were kept by a training, if any were; None: the batch's own.
    """
    if node.op.linear:
        products = (v[a] @ matrix(params, pairs).T for a, pairs in cell.factors(node))
        return cast(Array, sum(products, params.get(node.vector, 0)))
    p: Any = params.get(node.vector)
    if node.op.masks:
        p = memory and memory.present
    if node.op.settles:
        p = p, params.kept_at(node.id, t)
    return node.op.forward(*(v[a] for a in node.args), p=p)


def step(
    cell: Cell,
    params: Params,
    x: Array,
    state: Mapping[str, Array],
    overrides: Iterable[Override] = (),
    t: int = 0,
    memory: Memory | None = None,
    known: Mapping[str, Array] | None = None,
    fresh: bool = False,
) -> dict[str, Array]:
    """One timestep, literally: every value by id, x (..., X) and the previous states included.

    known: values that need not be computed again. fresh: as run.
    """
    v: dict[str, Array] = {"x": x} | {f"{s}_prev": state[s] for s in cell.states}
    v |= {"memory": memory.rows} if memory else {}
    with np.errstate(over="ignore", invalid="ignore"):
        for n in cell.nodes:
            if known and n.id in known:
                v[n.id] = known[n.id]
                continue
            y = compute(cell, n, params, v, memory, None if fresh else t)
            for o in overrides:
                if o.node == n.id and o.at(t):
                    y[..., o.units] = o.value
            v[n.id] = y
    return v


def run(
    cell: Cell,
    params: Params,
    inputs: Array,
    state: Mapping[str, Array] | None = None,
    overrides: Iterable[Override] = (),
    tokens: NDArray[np.intp] | None = None,
    memory: Memory | None = None,
    fresh: bool = False,
) -> Trace:
    """A whole sequence, inputs (T, ..., X); the axes between are batch axes and free.

    tokens (T, ...): says that the inputs are one-hot in these columns, which makes W x a lookup.
    memory: what a cell that attends looks at, the same at every timestep. fresh: a batch is
    normalised by its own statistics, even where a training kept some.
    """
    trace, steps = prepare(cell, params, inputs, state, overrides, tokens, memory, fresh)
    with np.errstate(**QUIET):
        for _ in steps:
            pass
    return trace


QUIET: dict[str, Any] = {"over": "ignore", "invalid": "ignore", "divide": "ignore"}


def quiet(steps: Iterator[int]) -> Iterator[int]:
    """Without warnings while a step is computed, and with them while its reader works."""
    while True:
        with np.errstate(**QUIET):
            t = next(steps, None)
        if t is None:
            return
        yield t


def prepare(
    cell: Cell,
    params: Params,
    inputs: Array,
    state: Mapping[str, Array] | None = None,
    overrides: Iterable[Override] = (),
    tokens: NDArray[np.intp] | None = None,
    memory: Memory | None = None,
    fresh: bool = False,
) -> tuple[Trace, Iterator[int]]:
    """A trace yet to be filled, and the iterator that fills it, one timestep a turn."""
    dtype = params.flat.dtype
    inputs = np.asarray(inputs, dtype)
    batch = inputs.shape[1:-1]
    start = zeros(cell, params, batch)
    start |= {s: np.asarray(v, dtype) for s, v in (state or {}).items()}
    if memory:
        memory = Memory(np.asarray(memory.rows, dtype), memory.present).over(batch)
    width = sum(prod(shape) for _, shape in layout(cell, params.hidden, memory).values())
    values = np.empty((len(inputs), width, *batch), dtype)
    trace = Trace(cell, params, inputs, start, values, tuple(overrides), tokens, memory)
    kept = cell.settles and params.kept and not fresh
    return trace, _literal(trace, fresh) if kept or literal(trace) else filling(trace)


def literal(trace: Trace) -> bool:
    """Whether it takes the nodes one by one: with an overridden join, or where no plan is made."""
    return not trace.cell.fuses or any(trace.cell.node(o.node).op.joins for o in trace.overrides)


def _literal(trace: Trace, fresh: bool) -> Iterator[int]:
    """Step by step through the nodes."""
    state = trace.start
    cell, still = trace.cell, set(trace.cell.still) - {o.node for o in trace.overrides}
    places = {n.id: trace[n.id] for n in cell.nodes if not n.op.joins}
    known: dict[str, Array] = {}
    for t, x in enumerate(trace.inputs):
        v = step(cell, trace.params, x, state, trace.overrides, t, trace.memory, known, fresh)
        known = {id: v[id] for id in still}
        for id, place in places.items():
            place[t] = v[id]
        state = {s: v[s] for s in cell.states}
        yield t
