"""Which number has which colour: gates on 0 ... 1, every other number of a trace on one scale.

Equal numbers have equal colours and a larger size never a paler one. A size of 1, the most that a
tanh gives, has the same colour in every trace; static/js/model/format.js draws by the same rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.cell import Cell
from ..core.ops import Array
from ..core.trace import Trace
from .theme import Palette

GATE_ROLES = ("forget", "input_gate", "output_gate", "reset", "update")
ONE = 0.7  # of the way to the end colour, in proportion up to a size of 1; the rest by logarithm
NEAREST = 2.0  # what the end colour stands for at least


def is_gate(cell: Cell, id: str) -> bool:
    """Whether a value lies between 0 and 1; what is left of a gate does too."""
    node = cell.by_id.get(id)
    if node is None:
        return False
    left = node.op.glyph == "1−" and is_gate(cell, node.args[0])
    return left or node.role in GATE_ROLES or node.op.range == (0.0, 1.0)


@dataclass(frozen=True)
class Scale:
    """name: "g" from 0 to 1, "v" from -most over 0 to most."""

    name: str
    most: float = 1.0

    @property
    def low(self) -> float:
        return 0.0 if self.name == "g" else -self.most

    @property
    def ticks(self) -> tuple[float, ...]:
        return (0.0, 1.0) if self.name == "g" else (-self.most, -1.0, 0.0, 1.0, self.most)

    def levels(self, values: Array) -> Array:
        """Each value's place on the 21 colours, 0 ... 20."""
        v = np.asarray(values, np.float64)
        if self.name == "g":
            share = np.clip(v, 0, 1)
        else:
            sizes = np.abs(v)
            beyond = ONE + (1 - ONE) * np.log(np.maximum(sizes, 1)) / np.log(self.most)
            share = (1 + np.sign(v) * np.minimum(np.where(sizes > 1, beyond, ONE * sizes), 1)) / 2
        found: Array = np.rint(20 * share).astype(int)
        return found

    def stops(self, palette: Palette) -> list[tuple[float, str]]:
        """The same colours as Plotly takes them: places from 0 to 1 of low ... most."""
        if self.name == "g":
            return palette.colorscale(gate=True)
        shares = np.linspace(-1, 1, len(palette.values))
        sizes = np.abs(shares)
        beyond = self.most ** ((sizes - ONE) / (1 - ONE))
        places = (1 + np.sign(shares) * np.where(sizes > ONE, beyond, sizes / ONE) / self.most) / 2
        places[[0, -1]] = 0, 1  # exactly, as Plotly asks
        return list(zip(places.tolist(), palette.values, strict=True))


def scale(cell: Cell, id: str, most: float) -> Scale:
    """The scale of a value's colours; most is the end of the one around zero."""
    return Scale("g") if is_gate(cell, id) else Scale("v", most)


def largest(*traces: Trace) -> float:
    """Where the colours of traces that stand together end: at their largest size, gates apart."""
    sizes = [float(np.abs(trace[id]).max(initial=0)) for trace in traces for id in _signed(trace)]
    return max(NEAREST, *sizes)


def _signed(trace: Trace) -> list[str]:
    cell = trace.cell
    joined = {n.id for n in cell.nodes if n.op.joins}
    return [v for v in (*cell.inputs, *cell.ids) if v not in joined and not is_gate(cell, v)]
