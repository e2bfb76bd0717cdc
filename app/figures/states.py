"""States over time: what goes from one step to the next."""

import plotly.graph_objects as go

from ..core.cell import Cell
from ..core.trace import Trace
from . import heat
from .look import Look


def nodes(cell: Cell) -> tuple[str, ...]:
    return cell.states


def build(trace: Trace, look: Look) -> go.Figure:
    return heat.figure(trace, look, "states", nodes(trace.cell))
