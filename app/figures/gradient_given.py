"""What the figures of the way back are told besides the trace: the gradients and their sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.cell import Cell
from ..core.ops import Array

DECADES = 6  # powers of ten that a scale of sizes spans, down from the largest


@dataclass(frozen=True)
class Backward:
    """norms: {node: (T,)} of dL/d(node). Jacobians of the steps: carried (T,) the 2-norms of
    their products up to the last step, spectrum (T, S, 2) as (re, im).
    attribution: {measure: (T,)}.
    """

    norms: Mapping[str, Array]
    carried: Array | None = None
    spectrum: Array | None = None
    attribution: Mapping[str, Array] | None = None

    @property
    def largest(self) -> float:
        """The top of the logarithmic scale; 1 where every gradient is 0."""
        return max((float(n.max()) for n in self.norms.values()), default=0.0) or 1.0


def nodes(cell: Cell) -> tuple[str, ...]:
    """Every node with a vector of its own: a join only sets others side by side, and what has one
    for each row of a memory is too much for a line.
    """
    return tuple(n.id for n in cell.nodes if not n.op.joins and cell.axes[n.id] != "SH")


def states(cell: Cell) -> tuple[str, ...]:
    return cell.states
