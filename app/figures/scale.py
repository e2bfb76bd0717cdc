"""Which number has which colour: gates on 0 ... 1, all else around zero, one m a family of values.

A family is what turns into one another by copying or adding: a state and what it is handed, the
parts of a sum and the sum, what a gate lets through of a value without bounds of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from ..core.cell import Cell
from ..core.ops import Array
from ..core.trace import Trace
from .theme import Palette

GATE_ROLES = ("forget", "input_gate", "output_gate", "reset", "update")
LARGE = 10.0  # up to this end colours stay in proportion
OVERSHADOWED = 0.25  # half the steps do not reach this share of the end: they would have no colour


def is_gate(cell: Cell, id: str) -> bool:
    """Whether a value lies between 0 and 1; what is left of a gate does too."""
    node = cell.by_id.get(id)
    if node is None:
        return False
    left = node.op.glyph == "1−" and is_gate(cell, node.args[0])
    return left or node.role in GATE_ROLES or node.op.range == (0.0, 1.0)


@cache
def families(cell: Cell) -> Mapping[str, str]:
    """The family of every value but x, by the id of its state, else of its last node."""
    root = {id: id for id in (*cell.inputs[1:], *cell.ids)}

    def find(id: str) -> str:
        return id if root[id] == id else find(root[id])

    for state in cell.states:
        root[find(f"{state}_prev")] = find(state)
    for node in cell.nodes:
        op, whole = node.op, not is_gate(cell, node.id)
        if not whole or op.linear or op.joins or op.range or op.param or op.across:
            continue
        for arg in node.args:
            made = cell.by_id.get(arg)
            bounded = made is not None and made.op.range is not None
            if arg != "x" and not is_gate(cell, arg) and not (bounded and op.binds == 2):
                root[find(arg)] = find(node.id)
    members: dict[str, list[str]] = {}
    for id in root:
        members.setdefault(find(id), []).append(id)
    names = {r: next((m for m in ms if m in cell.states), ms[-1]) for r, ms in members.items()}
    return {id: names[find(id)] for id in root}


@dataclass(frozen=True)
class Scale:
    """name: "g" from 0 to 1, "v" from -most to most, "l" the same by the logarithm of 1 + size."""

    name: str
    most: float = 1.0

    @property
    def low(self) -> float:
        return 0.0 if self.name == "g" else -self.most

    @property
    def colours(self) -> str:
        """Which of the theme's two scales: g or v."""
        return "g" if self.name == "g" else "v"

    def levels(self, values: Array) -> Array:
        """Each value's place on the 21 colours, 0 ... 20."""
        v = np.asarray(values, np.float64)
        if self.name == "l":
            share = (np.sign(v) * np.log1p(np.abs(v)) / np.log1p(self.most) + 1) / 2
        else:
            share = (v - self.low) / (self.most - self.low)
        found: Array = np.rint(20 * np.clip(share, 0, 1)).astype(int)
        return found

    def stops(self, palette: Palette) -> list[tuple[float, str]]:
        """The same colours as Plotly takes them: places from 0 to 1 of low ... most."""
        colours = palette.gates if self.name == "g" else palette.values
        places = np.linspace(0, 1, len(colours))
        if self.name == "l":
            s = 2 * places - 1
            sizes = np.expm1(np.abs(s) * np.log1p(self.most)) / self.most
            places = (np.sign(s) * np.minimum(sizes, 1) + 1) / 2
            places[[0, -1]] = 0, 1  # exactly, as Plotly asks
        return list(zip(places.tolist(), colours, strict=True))


def scale(trace: Trace, id: str) -> Scale:
    """The scale of a value's colours, from every value of its family in the whole trace."""
    if is_gate(trace.cell, id):
        return Scale("g")
    if id == "x":
        return around_zero([trace["x"]])
    of = families(trace.cell)
    family = [m for m in of if of[m] == of[id]]
    return around_zero([trace[m] for m in family])


def around_zero(values: list[Array]) -> Scale:
    """Of arrays (T, ...): in proportion, unless a few steps outgrow all others."""
    peaks = np.max([np.abs(v).max(axis=-1) for v in values], axis=0)
    most = float(max(1.0, peaks.max()))
    middle = float(np.sort(peaks)[(len(peaks) - 1) // 2])
    return Scale("l" if most > LARGE and middle < OVERSHADOWED * most else "v", most)
