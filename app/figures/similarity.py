"""Which moments look alike: the cosine between the hidden states of every two steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from ..core.cell import Cell
from ..core.trace import Trace
from .animation import animate, veil
from .look import Look, area_width, axis, layout

MARGIN = {"l": 34, "r": 8, "t": 24, "b": 8}
SIDE = 232  # px
KEY = 120  # px that a key needs beside the square; the laboratory draws its own


def nodes(cell: Cell) -> tuple[str, ...]:
    return cell.states[:1]


def cosines(h: np.ndarray) -> list[list[Any]]:
    """(T, H) -> T rows of T; None where a state is zero and has no direction."""
    length = np.linalg.norm(h, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        unit = h / length[:, None]
        found = np.clip(unit @ unit.T, -1, 1)
    return [[None if np.isnan(v) else v for v in row] for row in found.tolist()]


def _key(look: Look, x: float) -> dict[str, Any]:
    """A colour bar at the right: what its ends stand for."""
    low, high = (look.t(f"figures.similarity.{end}") for end in ("low", "high"))
    return {
        "x": x, "xanchor": "left", "y": 0.5, "lenmode": "fraction", "len": 0.6, "thickness": 8,
        "xpad": 0, "ypad": 0, "outlinewidth": 0, "ticks": "", "tickvals": [-1, 0, 1],
        "ticktext": [low, "0", high], "tickfont": {"size": 11.5},
    }  # fmt: skip


def build(trace: Trace, look: Look) -> go.Figure:
    """A square of steps × steps on the value scale, earlier steps above."""
    (node,), steps, t = nodes(trace.cell), trace.steps, look.t
    width = area_width(look, MARGIN)
    side = min(width, look.height - MARGIN["t"] - MARGIN["b"] if look.height else SIDE)
    made = layout(
        look, "similarity", trace, MARGIN, side + MARGIN["t"] + MARGIN["b"], meta={"time": "xy"}
    )
    ticks = look.ticks(steps, side)
    span = side / width
    across = {"side": "top", "tickangle": 0}
    made["xaxis"] = axis(look, **across, domain=[0, span], range=[0.5, steps + 0.5], **ticks)
    made["yaxis"] = axis(look, range=[steps + 0.5, 0.5], **ticks)
    times = list(range(1, steps + 1))
    data = {
        "type": "heatmap",
        "name": node,
        "meta": {"node": node, "x": "step", "y": "step", "z": "cosine"},
        "x": times,
        "y": times,
        "z": cosines(trace[node]),
        "zmin": -1,
        "zmax": 1,
        "colorscale": look.palette.colorscale(gate=False),
        "showscale": False,
        "xgap": 1.2 if side / steps > 6 else 0.3,
        "ygap": 1.2 if side / steps > 6 else 0.3,
        "zsmooth": False,
        "hovertemplate": t(
            "figures.similarity.hover", first="%{y}", second="%{x}", value="%{z:.2f}"
        )
        + "<extra></extra>",
    }
    if look.animated and width - side > KEY:
        data |= {"showscale": True, "colorbar": _key(look, span + 12 / width)}
    frames = [{"layout": {"shapes": veil(look, s, steps, both=True)}} for s in range(steps)]
    return go.Figure(
        animate(look, {"data": [data], "layout": made}, frames, t("figures.similarity.title"))
    )
