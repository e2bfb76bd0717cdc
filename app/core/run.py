"""Forward: one timestep node by node, or a whole sequence through the fused plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from . import plan as planning
from .cell import Cell, Node
from .fused import filling
from .ops import Array
from .params import Params
from .units import units_last


class Override(NamedTuple):
    """A value put in the place of a node's, where it is computed; step or unit None means all."""

    node: str
    value: float
    step: int | None = None
    unit: int | None = None

    def at(self, step: int) -> bool:
        return self.step is None or self.step == step

    @property
    def units(self) -> Any:
        return slice(None) if self.unit is None else self.unit


class Memory(NamedTuple):
    """What a decoder looks at: rows (..., S, H), of which those are there that are present (..., S)

    (None: all); another one gets the weight 0.
    """

    rows: Array
    present: NDArray[np.bool_] | None = None

    def over(self, batch: tuple[int, ...]) -> Memory:
        """The same for every sequence of a batch."""
        rows = np.broadcast_to(self.rows, (*batch, *self.rows.shape[-2:]))
        if self.present is None:
            return Memory(rows)
        return Memory(rows, np.broadcast_to(self.present, rows.shape[:-1]))


@dataclass(frozen=True)
class Trace:
    """Every value of a run. trace[id] is (T, ..., H): a node, "x" (T, ..., X) or "h_prev".

    What stands for each row of the memory is (T, ..., S) or, "memory" itself too, (T, ..., S, H).

    Inside, the units come before the batch: neighbours in the plan are one piece of memory at
    every timestep, whatever the batch.
    """

    cell: Cell
    params: Params
    inputs: Array
    start: dict[str, Array]
    values: Array  # (T, nodes * H, ...) in the plan's order
    overrides: tuple[Override, ...]
    tokens: NDArray[np.intp] | None = None  # (T, ...): the inputs are one-hot in these columns
    memory: Memory | None = None

    @property
    def steps(self) -> int:
        return len(self.inputs)

    @property
    def hidden(self) -> int:
        return self.params.hidden

    @property
    def state(self) -> dict[str, Array]:
        """The states after the last step, (..., H) each."""
        return {s: self[s][-1] if self.steps else self.start[s] for s in self.cell.states}

    def __getitem__(self, id: str) -> Array:
        if id == "x":
            return self.inputs
        if id == "memory":
            rows = cast(Memory, self.memory).rows
            return np.broadcast_to(rows, (self.steps, *rows.shape))
        if id not in self.cell.by_id:
            state = id.removesuffix("_prev")
            return np.concatenate([self.start[state][None], self[state][:-1]])[: self.steps]
        if self.cell.node(id).op.joins:
            whole = np.concatenate([self[a] for a in self.cell.node(id).args], axis=-1)
            for o in self.overrides:
                if o.node == id:
                    whole[o.step if o.step is not None else slice(None), ..., o.units] = o.value
            return whole
        if not self.cell.fuses:
            first, shape = layout(self.cell, self.hidden, self.memory)[id]
            whole = self.values[:, first : first + prod(shape)]
            whole = whole.reshape(self.steps, *shape, *self.values.shape[2:])
            return np.moveaxis(whole, range(1, 1 + len(shape)), range(-len(shape), 0))
        slot = planning.plan(self.cell).slots[id] - len(self.cell.states)
        return units_last(self.values[:, slot * self.hidden : (slot + 1) * self.hidden])

    def at(self, step: int) -> dict[str, Array]:
        """Every value of one timestep, previous states and x included."""
        return {id: self[id][step] for id in (*self.cell.inputs, *self.cell.ids)}

    def window(self, first: int, end: int) -> Trace:
        """Timesteps first to end, without end, as a trace of its own over the same memory."""
        before = {s: self[s][first - 1] if first else self.start[s] for s in self.cell.states}
        here = (
            o if o.step is None else o._replace(step=o.step - first)
            for o in self.overrides
            if o.step is None or first <= o.step < end
        )
        inputs, values = self.inputs[first:end], self.values[first:end]
        tokens = None if self.tokens is None else self.tokens[first:end]
        return Trace(
            self.cell, self.params, inputs, before, values, tuple(here), tokens, self.memory
        )

    @property
    def said(self) -> Array:
        """What a readout reads, (T, ..., H for each node of cell.said)."""
        said = [self[id] for id in self.cell.said]
        return said[0] if len(said) == 1 else np.concatenate(said, axis=-1)

    def first_nonfinite(self) -> tuple[int, str] | None:
        """(step, node) where the first value that is not finite was computed; None if all are."""
        bad = ~np.isfinite(self.values.reshape(self.steps, -1)).all(axis=1)
        if not bad.any():
            return None
        step = int(np.argmax(bad))
        return step, next(id for id in self.cell.ids if not np.isfinite(self[id][step]).all())


def layout(
    cell: Cell, hidden: int, memory: Memory | None
) -> dict[str, tuple[int, tuple[int, ...]]]:
    """Where each value lies that the plan does not place, and its shape; last "", the end."""
    sizes = {"H": hidden, "S": memory.rows.shape[-2] if memory else 0}
    found, first = {}, 0
    for n in cell.nodes:
        if not n.op.joins:
            shape = tuple(sizes[axis] for axis in cell.axes[n.id])
            found[n.id], first = (first, shape), first + prod(shape)
    return found | {"": (first, ())}


def zeros(cell: Cell, params: Params, batch: tuple[int, ...] = ()) -> dict[str, Array]:
    """The states before anything was read."""
    return {s: np.zeros((*batch, params.hidden), params.flat.dtype) for s in cell.states}


def matrix(params: Params, pairs: tuple[tuple[str, str], ...]) -> Array:
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
    if node.op.joins:
        return np.concatenate([v[a] for a in node.args], axis=-1)
    if node.op.linear:
        products = (v[a] @ matrix(params, pairs).T for a, pairs in cell.factors(node))
        return cast(Array, sum(products, *(params[bias] for bias in node.biases)))
    p: Any = own(params, node.op.param, node.owner)
    if node.op.masks:
        p = memory and memory.present
    if node.op.settles:
        p = p, params.kept_at(node.id, t)
    return node.op.forward(*(v[a] for a in node.args), p=p)


def own(params: Params, param: str, owner: str) -> Array | None:
    return params[f"{param}_{owner}"] if param else None


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


def stream(
    cell: Cell,
    params: Params,
    inputs: Array,
    state: Mapping[str, Array] | None = None,
    overrides: Iterable[Override] = (),
    memory: Memory | None = None,
) -> Iterator[tuple[int, dict[str, Array]]]:
    """The same run, one timestep at a time as it is computed: (t, every value by id)."""
    trace, steps = prepare(cell, params, inputs, state, overrides, memory=memory)
    for t in quiet(steps):
        yield t, trace.at(t)


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
    start = {s: np.asarray(v, dtype) for s, v in (state or {}).items()}
    start = zeros(cell, params, batch) | start
    if memory:
        memory = Memory(np.asarray(memory.rows, dtype), memory.present).over(batch)
    width = planning.plan(cell).width * params.hidden if cell.fuses else 0
    width = width or layout(cell, params.hidden, memory)[""][0]
    values = np.empty((len(inputs), width, *batch), dtype)
    trace = Trace(cell, params, inputs, start, values, tuple(overrides), tokens, memory)
    kept = cell.settles and params.kept and not fresh
    return trace, _literal(trace, fresh) if kept or literal(trace) else filling(trace)


def literal(trace: Trace) -> bool:
    """Whether it takes the nodes one by one: with an overridden join, or where no plan is made."""
    return not trace.cell.fuses or any(trace.cell.node(o.node).op.joins for o in trace.overrides)


def _literal(trace: Trace, fresh: bool = False) -> Iterator[int]:
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
