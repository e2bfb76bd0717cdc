"""How much each token says to the loss, by three measures: a row of the text for each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from ..core.ops import Array
from ..core.trace import Trace
from .gradient_given import Backward
from .look import Look, area_width, axis, label, layout

MARGIN = {"l": 150, "r": 8, "t": 26, "b": 8}
ROW, GAP = 34, 8
MEASURES = ("gradient_input", "gradient_norm", "leave_out")
UNSIGNED = "gradient_norm"


def shares(values: Array) -> Array:
    """Each value by the largest size of its row: the measures have no common unit."""
    most = float(np.abs(values).max(initial=0.0))
    return values / most if most else np.zeros_like(values)


def measures(backward: Backward) -> Sequence[str]:
    given = backward.attribution or {}
    return [m for m in MEASURES if m in given]


def build(trace: Trace, look: Look, backward: Backward) -> go.Figure:
    """A row a measure on the value scale: red raises the loss, blue lowers it."""
    given = backward.attribution or {}
    rows, steps, t = measures(backward), trace.steps, look.t
    width, whole = area_width(look, MARGIN), ROW * len(rows)
    made = layout(
        look, "attribution", trace, MARGIN, whole + MARGIN["t"] + MARGIN["b"], meta={"time": "x"}
    )
    made["xaxis"] = axis(look, side="top", range=[0.5, steps + 0.5], **look.ticks(steps, width))
    made["yaxis"] = axis(look, range=[len(rows) + 0.5, 0.5], showticklabels=False)
    made["annotations"] = [
        label(
            t(f"figures.attribution.{m}"), x=0, y=k + 1, yref="y", xanchor="left",
            xshift=4 - MARGIN["l"], yanchor="middle",
        )
        for k, m in enumerate(rows)
    ]  # fmt: skip
    if look.animated:
        made["title"] = {"text": t("figures.attribution.title"), "font": {"size": 16}}
        made["margin"] = MARGIN | {"t": 64, "autoexpand": False}
        made["height"] += 0 if look.height else 38
    data = {
        "type": "heatmap",
        "name": "attribution",
        "meta": {"measures": list(rows), "x": "step", "y": "measure", "z": "share"},
        "x": list(range(1, steps + 1)),
        "y": list(range(1, len(rows) + 1)),
        "z": [shares(given[m]).tolist() for m in rows],
        "customdata": [given[m].tolist() for m in rows],
        "text": [[t(f"figures.attribution.{m}")] * steps for m in rows],
        "zmin": -1,
        "zmax": 1,
        "colorscale": look.palette.colorscale(gate=False),
        "showscale": False,
        "xgap": 3 if width / steps > 20 else 1,
        "ygap": GAP,
        "zsmooth": False,
        "hovertemplate": t(
            "figures.attribution.hover", measure="%{text}", step="%{x}", value="%{customdata:.2e}"
        )
        + "<extra></extra>",
    }
    return go.Figure({"data": [data], "layout": made})
