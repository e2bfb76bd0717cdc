"""One operation at one timestep: the values that the cases look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..core.cell import Cell, Node
from ..core.ops import Array
from ..core.run import compute
from ..core.trace import Trace
from .written import addends

GATES = ("forget", "input_gate", "output_gate", "reset", "update")
CONTENT = ("candidate", "squash", "memory", "state")
FEW = 8  # up to so many units are spoken of one by one


class Reading:
    """A trace whose values, addends and tokens are looked up once."""

    def __init__(self, trace: Trace, tokens: Sequence[str] | None) -> None:
        self.trace, self.tokens = trace, tokens
        self._values: dict[str, Array] = {}
        self._addends: dict[str, dict[str, Array]] = {}
        self.overflow = trace.first_nonfinite()

    def __getitem__(self, id: str) -> Array:
        if id not in self._values:
            self._values[id] = self.trace[id]
        return self._values[id]

    def addends(self, node: str) -> dict[str, Array]:
        if node not in self._addends:
            self._addends[node] = addends(self.trace, node)
        return self._addends[node]


@dataclass(frozen=True)
class Moment:
    """now (H,) is the node's value; before (H,) the same a timestep earlier, if any.

    A state is compared with what it was handed, also at the first step.
    """

    read: Reading
    node: Node
    step: int

    @property
    def cell(self) -> Cell:
        return self.read.trace.cell

    @property
    def hidden(self) -> int:
        return self.read.trace.hidden

    def at(self, id: str) -> Array:
        value: Array = self.read[id][self.step]
        return value

    @cached_property
    def now(self) -> Array:
        return self.at(self.node.id)

    @cached_property
    def before(self) -> Array | None:
        if self.node.id in self.cell.states:
            return self.at(f"{self.node.id}_prev")
        return self.read[self.node.id][self.step - 1] if self.step else None

    @property
    def change(self) -> Array:
        """How far each unit moved; at the first step, how large it is."""
        return np.abs(self.now if self.before is None else self.now - self.before)

    @cached_property
    def clamped(self) -> tuple[int, ...]:
        held = [o for o in self.read.trace.overrides if o.node == self.node.id and o.at(self.step)]
        if any(o.unit is None for o in held):
            return tuple(range(len(self.now)))
        return tuple(sorted({o.unit for o in held if o.unit is not None}))

    def unclamped(self) -> Array:
        inputs = {a: self.at(a) for a in self.node.args}
        trace = self.read.trace
        return compute(self.cell, self.node, trace.params, inputs, trace.memory)

    @cached_property
    def readers(self) -> tuple[Node, ...]:
        return tuple(n for n in self.cell.nodes if self.node.id in n.args)

    def role(self, id: str) -> str:
        node = self.cell.by_id.get(id)
        return node.role if node else "state"

    @cached_property
    def content(self) -> str | None:
        """Of a product, the argument that a gate lets through."""
        if len(self.node.args) < 2 or self.node.op.binds != 2:
            return None
        likely = [a for a in self.node.args if self.role(a) in CONTENT]
        others = (a for a in self.node.args if self.role(a) not in GATES)
        return next(iter((*likely, *others)), None)

    def hollow(self, id: str) -> bool:
        """Whether a value comes from states alone and these are all zeros: no past is in it."""
        if id in self.cell.inputs:
            return id != "x" and not self.at(id).any()
        node = self.cell.node(id)
        content = Moment(self.read, node, self.step).content
        return all(map(self.hollow, [content] if content else node.args))

    @cached_property
    def gate(self) -> str:
        """The value between 0 and 1 that this operation multiplies by, or mixes with, or is."""
        if self.content:
            return next(a for a in self.node.args if a != self.content)
        kept = next((a for a in self.node.args if self.role(a) == "kept"), None)
        if kept:
            return Moment(self.read, self.cell.node(kept), self.step).gate
        return self.node.id

    @property
    def variants(self) -> tuple[str, ...]:
        """What may make this operation's words differ from its role's, the closest first."""
        readers = [n.role for n in self.readers if n.role in ("kept", "written")]
        lends = [a for n in self.readers if n.role == "reset_state" for a in n.args]
        partial = (
            ["partial"] if any(n.role == self.node.role == "sum" for n in self.readers) else []
        )
        own = [*self.node.args[1:], self.node.op.name, *readers[:1], *lends, *self.node.args[:1]]
        return (*partial, *(f"{self.node.op.name}.{r}" for r in readers[:1]), *own, self.node.hue)
