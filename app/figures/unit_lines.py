"""One unit's values as lines: states and candidate above, its gates below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go

from ..core.cell import Cell
from ..core.trace import Trace
from .animation import animate, veil
from .heat import Row, gate_nodes, rows
from .look import Dict, Look, area_width, axis, bound, layout, letter
from .theme import MARKERS

MARGIN = {"l": 46, "r": 56, "t": 8, "b": 26}
HEIGHT, GAP = 264, 0.12
APART = 15  # px between the letters at the right end


def nodes(cell: Cell) -> tuple[str, ...]:
    candidates = tuple(n.id for n in cell.nodes if n.role == "candidate")
    return (*cell.states, *candidates, *gate_nodes(cell))


def build(trace: Trace, look: Look, unit: int = 0) -> go.Figure:
    """Lines of one unit (from 0); the axes reach over all units, so that another one fits too."""
    shown = rows(trace, nodes(trace.cell), look)
    values = [r for r in shown if not r.gate]
    gates = [r for r in shown if r.gate]
    steps = trace.steps
    height = look.height or (HEIGHT if gates else HEIGHT // 2 + 30)
    width = area_width(look, MARGIN)
    made = layout(look, "unit_lines", trace, MARGIN, height, meta={"time": "x", "unit": unit})
    made["xaxis"] = axis(
        look, anchor="y2" if gates else "y", range=[0.5, steps + 0.5], **look.ticks(steps, width)
    )
    made["annotations"] = []
    limit = bound(*(r.values for r in values))
    split = 0.42 if gates else 0.0
    panels = [("", values, -limit, limit, split + (GAP / 2 if gates else 0), 1.0)]
    if gates:
        panels.append(("2", gates, 0.0, 1.0, 0.0, split - GAP / 2))
    data: list[Dict] = []
    inner = height - MARGIN["t"] - MARGIN["b"]
    for n, group, low, high, bottom, top in panels:
        pad = 0.06 * (high - low)
        made[f"yaxis{n}"] = axis(
            look,
            domain=[bottom, top],
            range=[low - pad, high + pad],
            showgrid=True,
            zeroline=True,
            tickvals=[low, (low + high) / 2, high],
            tickformat=".3~g",
        )
        ends = [
            bottom + (top - bottom) * (r.values[unit][-1] - low + pad) / (high - low + 2 * pad)
            for r in group
        ]
        for row, y in zip(group, _spread(ends, APART / inner), strict=True):
            data.append(_line(look, row, unit, n))
            made["annotations"].append(
                letter(
                    look,
                    row.symbol,
                    row.hue,
                    name="end",
                    x=1,
                    y=y,
                    xanchor="left",
                    xshift=8 - width / steps / 2,
                )
            )
    frames = [{"layout": {"shapes": veil(look, t, steps)}} for t in range(steps)]
    title = look.t("figures.unit_lines.title", unit=unit + 1)
    return go.Figure(animate(look, {"data": data, "layout": made}, frames, title))


def _line(look: Look, row: Row, unit: int, n: str) -> Dict:
    hover = look.hover(symbol=row.symbol, unit=str(unit + 1), step="%{x}", value="%{y:.2f}")
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": row.node,
        "meta": {"node": row.node, "unit": unit, "x": "step", "y": "value"},
        "x": list(range(1, row.values.shape[1] + 1)),
        "y": row.values[unit].tolist(),
        "yaxis": f"y{n}",
        "line": {"width": 2.4, "color": look.palette.line(row.hue), "shape": "linear"},
        "marker": {"size": 6.4, "color": look.palette.line(row.hue), "symbol": MARKERS[row.hue]},
        "cliponaxis": False,
        "hovertemplate": hover,
    }


def _spread(places: Sequence[float], apart: float) -> list[float]:
    """The same heights, moved as little as lets each letter be read."""
    order = np.argsort(places, kind="stable")
    spread = np.array(places, float)
    for low, high in pairwise(order):
        spread[high] = max(spread[high], spread[low] + apart)
    excess = max(0.0, spread[order[-1]] - max(1.0, max(places))) if len(places) else 0.0
    moved: list[float] = (spread - excess / 2).tolist()
    return moved
