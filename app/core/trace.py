"""What a run leaves: every value of every timestep, and what was put in the place of some.

Values are (T, ..., H), the batch axes before the units. Inside a trace the units come first: there
every node's values at one timestep are one piece of memory (H, B), neighbours in the plan are one
larger piece, and an elementwise call runs through it without a gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from .cell import Cell
from .ops import Array
from .params import Params
from .plan import plan


class Override(NamedTuple):
    """A value put in the place of a node's, where it is computed; step or unit None means all."""

    node: str
    value: float
    step: int | None = None
    unit: int | None = None

    def at(self, step: int) -> bool:
        """Whether it holds at this timestep, from 0."""
        return self.step is None or self.step == step

    @property
    def units(self) -> Any:
        return slice(None) if self.unit is None else self.unit

    @property
    def place(self) -> Any:
        """Its index into a node's values, (T, ..., H)."""
        return slice(None) if self.step is None else self.step, ..., self.units


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
    """

    cell: Cell
    params: Params
    inputs: Array
    start: dict[str, Array]
    values: Array  # (T, nodes * H, ...), as layout says
    overrides: tuple[Override, ...]
    tokens: NDArray[np.intp] | None = None  # (T, ...): the inputs are one-hot in these columns
    memory: Memory | None = None

    @property
    def steps(self) -> int:
        """T."""
        return len(self.inputs)

    @property
    def hidden(self) -> int:
        """H."""
        return self.params.hidden

    @property
    def state(self) -> dict[str, Array]:
        """The states after the last step, (..., H) each."""
        return {s: self[s][-1] if self.steps else self.start[s] for s in self.cell.states}

    def __getitem__(self, id: str) -> Array:
        if id == "x":
            return self.inputs
        if id == "memory":
            memory = cast(Memory, self.memory).rows
            return np.broadcast_to(memory, (self.steps, *memory.shape))
        node = self.cell.by_id.get(id)
        if node is None:
            state = id.removesuffix("_prev")
            return np.concatenate([self.start[state][None], self[state][:-1]])[: self.steps]
        if node.op.joins:
            whole = np.concatenate([self[a] for a in node.args], axis=-1)
            for o in self.overrides:
                if o.node == id:
                    whole[o.place] = o.value
            return whole
        rows, shape = layout(self.cell, self.hidden, self.memory)[id]
        whole = self.values[:, rows]
        if len(shape) > 1:
            whole = whole.reshape(self.steps, *shape, *whole.shape[2:])
        return units_last(whole, len(shape))

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


Layout = dict[str, tuple[slice, tuple[int, ...]]]


def layout(cell: Cell, hidden: int, memory: Memory | None) -> Layout:
    """Where each node's values lie among a timestep's, and their shape, (H), (S) or (S, H).

    In the plan's order, or where none is made, in the story's; joins are not kept.
    """
    return _layout(cell, hidden, memory.rows.shape[-2] if memory else 0)


@lru_cache(maxsize=256)
def _layout(cell: Cell, hidden: int, length: int) -> Layout:
    sizes, found, first = {"H": hidden, "S": length}, {}, 0
    ids = [n.id for n in cell.nodes if not n.op.joins]
    for id in sorted(ids, key=plan(cell).slots.__getitem__) if cell.fuses else ids:
        shape = tuple(sizes[axis] for axis in cell.axes[id])
        rows = slice(first, first + prod(shape))
        found[id], first = (rows, shape), rows.stop
    return found


def units_last(a: Array, axes: int = 1) -> Array:
    """(T, H, ...) as (T, ..., H), the same memory; axes: how many stand for the units."""
    if a.ndim == 1 + axes:
        return a
    return a.transpose(0, *range(1 + axes, a.ndim), *range(1, 1 + axes))


def units_first(a: Array) -> Array:
    """(T, ..., H) as (T, H, B), all batch axes one; the same memory where it can be."""
    steps, *batch, units = a.shape
    return a.reshape(steps, prod(batch), units).swapaxes(1, 2)
