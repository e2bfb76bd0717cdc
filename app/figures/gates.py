"""Gates over time: every gate on 0 ... 1, the candidate on the value scale."""

import plotly.graph_objects as go

from ..core.cell import Cell
from ..core.trace import Trace
from . import heat
from .look import Look
from .scale import GATE_ROLES


def nodes(cell: Cell) -> tuple[str, ...]:
    """Gates and candidates in the order of the story; none where nothing is gated."""
    shown = (*GATE_ROLES, "candidate")
    return tuple(n.id for n in cell.nodes if n.role in shown) if heat.gate_nodes(cell) else ()


def build(trace: Trace, look: Look) -> go.Figure:
    return heat.figure(trace, look, "gates", nodes(trace.cell))
